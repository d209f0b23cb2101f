//! The pages: one statement each, everything escaped, nothing left out and nothing twice.

use std::collections::BTreeSet;

use votes::db::{Question, questions};

use crate::site::{Site, Statements};

#[tokio::test]
async fn a_page_is_one_statement() {
    let site = Site::with_sample().await;
    let ada = site.signed_in("Ada").await;
    let (statements, _guard) = Statements::record();
    let visitor = site.visitor();

    // Who it is, the cookie says, and what this person has voted, the same statement.
    for (who, path) in [
        (&visitor, "/"),
        (&visitor, "/?sort=top"),
        (&visitor, "/?tag=rust"),
        (&visitor, "/?q=index"),
        (&visitor, "/questions/1"),
        (&ada, "/"),
        (&ada, "/questions/1"),
        (&ada, "/account"),
    ] {
        who.text(path).await;
        let sent = statements.take();
        assert_eq!(sent.len(), 1, "{path}: {sent:#?}");
    }
    site.close().await;
}

#[tokio::test]
async fn the_sample_is_written_once() {
    let site = Site::with_sample().await;
    let count = async || Question::query().count(&site.pool).await.unwrap();
    let before = count().await;
    assert!(before > 10);
    votes::database::set_up(&site.pool).await.unwrap();
    assert_eq!(count().await, before);
    let wrong: i64 = relata::sqlx::query_scalar(
        "SELECT count(*) FROM questions q WHERE votes <> \
         (SELECT coalesce(sum(value), 0) FROM question_votes v WHERE v.question_id = q.id)",
    )
    .fetch_one(&site.pool)
    .await
    .unwrap();
    assert_eq!(wrong, 0);
    site.close().await;
}

/// All questions that are linked, from the first page to the last, and what happens between two.
async fn walk(site: &Site, first: &str, mut between: impl AsyncFnMut()) -> Vec<String> {
    let visitor = site.visitor();
    let (mut at, mut seen) = (first.to_owned(), Vec::new());
    for _ in 0..50 {
        let page = visitor.text(&at).await;
        let links = page.split(r#"<h2><a href="/questions/"#).skip(1);
        seen.extend(links.map(|link| link.split('"').next().unwrap().to_owned()));
        let Some((_, next)) = page.split_once(r#"rel="next" href=""#) else {
            return seen;
        };
        at = next.split('"').next().unwrap().replace("&amp;", "&");
        between().await;
    }
    panic!("there is no end of pages");
}

#[tokio::test]
async fn pages_have_every_question_once_while_others_are_asked() {
    let site = Site::with_sample().await;
    for number in 0..40 {
        site.question("Edgar", &format!("Is {number} a number of an index?"))
            .await;
    }
    let known = Question::query().fetch_all(&site.pool).await.unwrap();
    let known: BTreeSet<_> = known
        .iter()
        .map(|question| question.id.to_string())
        .collect();

    for first in ["/", "/?sort=top", "/?q=number"] {
        let mut number = 0;
        let seen = walk(&site, first, async || {
            number += 1;
            let title = format!("Asked meanwhile: is {first} number {number}?");
            let new = site.question("Grace", &title).await;
            Question::update()
                .set(questions::votes, 100)
                .filter(questions::id.eq(new.id))
                .execute(&site.pool)
                .await
                .unwrap();
        })
        .await;
        let once: BTreeSet<_> = seen.iter().cloned().collect();
        assert_eq!(once.len(), seen.len(), "{first} repeats a question");
        if first == "/?q=number" {
            assert!(seen.len() >= 40, "{}", seen.len());
        } else {
            assert!(once.is_superset(&known), "{first} leaves out a question");
        }
    }

    // Back again.
    let visitor = site.visitor();
    let first = visitor.text("/?sort=top").await;
    let link = |page: &str, rel: &str| {
        let (_, to) = page.split_once(&format!(r#"rel="{rel}" href=""#)).unwrap();
        to.split('"').next().unwrap().replace("&amp;", "&")
    };
    let second = visitor.text(&link(&first, "next")).await;
    let back = visitor.text(&link(&second, "prev")).await;
    let rows = |page: &str| {
        page.split("<ol")
            .nth(1)
            .unwrap()
            .split("</ol>")
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(rows(&back), rows(&first));

    for cursor in ["x", "%00", "1'%20OR%201=1"] {
        assert_eq!(
            visitor.get(&format!("/?after={cursor}")).await.status,
            400,
            "{cursor}"
        );
    }
    site.close().await;
}

#[tokio::test]
async fn a_search_finds_by_stem_ranks_titles_first_and_minds_no_sign() {
    let site = Site::with_sample().await;
    let visitor = site.visitor();
    let ada = site.signed_in("Ada").await;
    for (title, body) in [
        ("Who is in the text?", "A zebra is."),
        ("What about zebras?", "They are in the title."),
        ("Who is in neither?", "Nobody."),
    ] {
        ada.post("/ask", &[("title", title), ("body", body), ("tags", "")])
            .await;
    }
    let page = visitor.text("/?q=zebra").await;
    let at = |title| page.find(title).unwrap();
    assert!(at("What about zebras?") < at("Who is in the text?"));
    assert!(!page.contains("neither"));
    let page = visitor.text("/?q=vote+-counter").await;
    assert!(!page.contains("Why does my counter"));
    for words in [
        "'",
        "%22",
        "%25",
        "a+%26+%7C+!",
        "%27%3B+DROP+TABLE+questions%3B--",
        "%F0%9F%A6%80",
    ] {
        assert!(
            visitor
                .text(&format!("/?q={words}"))
                .await
                .contains("Results for")
        );
    }
    assert_eq!(visitor.get("/?q=%00").await.status, 400);
    assert!(visitor.text("/?tag=types").await.contains("time zone"));
    assert!(
        visitor
            .text("/?tag=%3Cb%3E")
            .await
            .contains("No question here")
    );
    site.close().await;
}
