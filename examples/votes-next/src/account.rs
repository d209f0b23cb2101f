//! One's own page: who one is here, and who has answered.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::SignedCookieJar;
use maud::{Markup, html};
use relata::sqlx::PgPool;
use serde::Deserialize;

use crate::date::date;
use crate::db::{User, UserViolation, users};
use crate::layout::{page, wrong};
use crate::refusal::Refusal;
use crate::session::{Sent, Viewer};
use crate::shape::Account;
use crate::sign_in::NAMES;

pub(crate) async fn show(State(pool): State<PgPool>, viewer: Viewer) -> Result<Markup, Refusal> {
    render(&pool, &viewer, None).await
}

#[derive(Debug, Deserialize)]
pub(crate) struct Named {
    name: String,
}

pub(crate) async fn rename(
    State(pool): State<PgPool>,
    jar: SignedCookieJar,
    sent: Sent<Named>,
) -> Result<Response, Refusal> {
    let changed = User::update()
        .set(users::name, sent.form.name.trim())
        .filter(users::id.eq(sent.by.id))
        .fetch_one(&pool)
        .await;
    let error = match changed {
        Ok(user) => {
            let viewer = Viewer::new(user.id, user.name);
            return Ok((jar.add(viewer.cookie()), Redirect::to("/account")).into_response());
        }
        Err(error) => error,
    };
    let message = match error.violation::<User>() {
        Some(UserViolation::NameTaken) => "Somebody else has this name.",
        Some(UserViolation::NameRefused) => NAMES,
        _ => return Err(error.into()),
    };
    let page = render(&pool, &sent.by, Some((&sent.form.name, message))).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn render(
    pool: &PgPool,
    viewer: &Viewer,
    refused: Option<(&str, &str)>,
) -> Result<Markup, Refusal> {
    let account = Account::query()
        .filter(users::id.eq(viewer.id))
        .fetch_optional(pool)
        .await?;
    // The cookie has outlived the user.
    let account = account.ok_or(Refusal::SignIn)?;
    let (name, message) = refused.unzip();
    let content = html! {
        div.title {
            h1 { (account.name) }
            form method="post" action="/sign-out" {
                (viewer.token_field())
                button.quiet { "Sign out" }
            }
        }
        p.by { "Reputation " b { (account.reputation) } }
        h2 { "Answers to your questions" }
        @if account.notifications.is_empty() {
            p.empty { "None yet." }
        }
        ul.news {
            @for news in &account.notifications {
                @let answer = &news.answer;
                li {
                    b { (news.who) } " answered "
                    a href=(format!("/questions/{}#answer-{}", answer.question_id, answer.id)) {
                        (answer.title)
                    }
                    span.by { " · " (date(news.sent_at)) }
                }
            }
        }
        h2 { "Your name" }
        form.write.narrow method="post" action="/account" {
            (viewer.token_field())
            label for="name" { "Known as" }
            (wrong("name", message))
            input #name name="name" value=(name.unwrap_or(&account.name)) required
                autocomplete="username" aria-invalid=[message.map(|_| "true")]
                aria-describedby="name-wrong";
            button { "Change" }
        }
    };
    Ok(page("You", Some(viewer), &content))
}
