//! Forms: what is wrong is said beside the field, and what is hostile is only text.

use axum::http::StatusCode;
use votes::db::{Question, Tag, User};

use crate::site::Site;

#[tokio::test]
async fn a_hostile_title_is_shown_as_it_is() {
    let site = Site::empty().await;
    let ada = site.signed_in("Ada").await;
    let title = r#"<script>alert("1")</script>'; DROP TABLE users; -- & 🦀"#;
    let form = [
        ("title", title),
        ("body", "<img src=x onerror=alert(1)>"),
        ("tags", "rust, SQL rust"),
    ];
    let asked = ada.post("/ask", &form).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    let path = asked.headers["location"].to_str().unwrap().to_owned();

    for path in [path.as_str(), "/", "/?q=drop+table", "/?tag=sql"] {
        let answer = ada.get(path).await;
        assert!(
            answer.headers["content-security-policy"]
                .to_str()
                .unwrap()
                .contains("script-src 'self'")
        );
        let page = answer.text;
        assert!(page.contains(
            "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;'; DROP TABLE users; -- &amp; 🦀"
        ));
        assert!(
            !page.contains("<script>alert") && !page.contains("<img"),
            "{page}"
        );
    }
    let stored = Question::query().fetch_one(&site.pool).await.unwrap();
    assert_eq!(stored.title, title);
    assert_eq!(Tag::query().count(&site.pool).await.unwrap(), 2);
    site.close().await;
}

#[tokio::test]
async fn a_refusal_of_the_schema_is_a_message_at_the_field() {
    let site = Site::empty().await;
    let ada = site.signed_in("Ada").await;
    let long = "x".repeat(10_001);
    let cases = [
        (["Why", "Because.", ""], "A title has 5 to 150"),
        (["Why is that?", &long, ""], "A question has 1 to 10,000"),
        (["Why is that?", " ", ""], "A question has 1 to 10,000"),
        (
            ["Why is that?", "Because.", "ok <b>"],
            "A tag is a short word",
        ),
        (
            ["Why is that?", "Because.", "a b c d e f"],
            "Five tags are enough",
        ),
    ];
    for ([title, body, tags], message) in cases {
        let form = [("title", title), ("body", body), ("tags", tags)];
        let answer = ada.post("/ask", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.text;
        assert!(page.contains(message), "{message}: {page}");
        assert!(
            page.contains(&format!(r#"value="{title}""#)),
            "what was typed is kept"
        );
    }
    // Nothing of the tags that were right, either.
    assert_eq!(Question::query().count(&site.pool).await.unwrap(), 0);
    assert_eq!(Tag::query().count(&site.pool).await.unwrap(), 0);

    let question = site.question("Ada", "Is this answered?").await;
    let path = format!("/questions/{}/answers", question.id);
    let answer = ada.post(&path, &[("body", &long)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("An answer has 1 to 10,000"));
    assert_eq!(ada.post(&path, &[("body", "a\0b")]).await.status, 400);
    assert_eq!(
        ada.post("/questions/999999/answers", &[("body", "a")])
            .await
            .status,
        404
    );
    for path in [
        "/questions/999999",
        "/questions/x",
        "/questions/99999999999999999999",
        "/nothing",
    ] {
        assert_eq!(ada.get(path).await.status, 404, "{path}");
    }
    site.close().await;
}

#[tokio::test]
async fn a_name_is_taken_whatever_its_case() {
    let site = Site::empty().await;
    let ada = site.signed_in("Ada").await;
    site.signed_in("Grace").await;
    let again = site.signed_in("ADA").await;
    assert_eq!(User::query().count(&site.pool).await.unwrap(), 2);

    let answer = again.post("/account", &[("name", "gRACE")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("Somebody else has this name."));
    let answer = again.post("/account", &[("name", "!")]).await;
    assert!(answer.text.contains("A name has 2 to 30"));
    assert_eq!(
        again
            .post("/account", &[("name", "Augusta Ada")])
            .await
            .status,
        303
    );
    assert!(again.text("/").await.contains("Augusta Ada"));
    assert!(ada.text("/account").await.contains("Augusta Ada"));

    let refused = site.visitor().post("/sign-in", &[("name", "<b>")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let to = site
        .visitor()
        .post("/sign-in", &[("name", "Eve"), ("to", "//evil.example")])
        .await;
    assert_eq!(to.headers["location"], "/");
    site.close().await;
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let site = Site::empty().await;
    let question = site.question("Ada", "Is this counted?").await;
    let path = format!("/questions/{}/vote", question.id);
    let mut grace = site.signed_in("Grace").await;

    let vote = [("value", "1")];
    assert_eq!(
        grace.post_from(&path, &vote, "cross-site").await.status,
        403
    );
    assert_eq!(
        grace
            .post_from("/sign-in", &[("name", "Eve")], "cross-site")
            .await
            .status,
        403
    );
    let token = std::mem::replace(&mut grace.token, "0".repeat(32));
    assert_eq!(grace.post(&path, &vote).await.status, 403);
    assert_eq!(site.visitor().post(&path, &vote).await.status, 401);
    // To a page that is still open, htmx then shows where to sign in.
    let gone = site.visitor().post(&path, &vote).await;
    assert_eq!(gone.headers["hx-redirect"], "/sign-in");
    grace.token = token;
    grace.vote(&path, "1").await;

    // Whose cookie it is, and who is gone.
    let signed = grace.get("/account").await;
    assert_eq!(signed.status, 200);
    User::delete().all().execute(&site.pool).await.unwrap();
    assert_eq!(grace.get("/account").await.status, 401);
    let form = [("title", "Is anybody here?"), ("body", "No."), ("tags", "")];
    assert_eq!(grace.post("/ask", &form).await.status, 401);
    assert_eq!(site.visitor().get("/ask").await.status, 303);
    site.close().await;
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let site = Site::empty().await;
    let ada = site.signed_in("Ada").await;
    assert_eq!(ada.post("/sign-out", &[]).await.status, 303);
    assert_eq!(ada.get("/account").await.status, 401);
    site.close().await;
}
