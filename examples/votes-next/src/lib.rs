//! The next release of `votes`, made of its handlers.
//!
//! A database in use changes while the release before this one runs, and then both do. What differs is in
//! this folder: the schema, and whatever reads what has gone or changed its name; the rest is the same source. A test
//! of `votes` has both answer requests at once, from before the first migration until after the last.

#![allow(
    clippy::useless_conversion,
    reason = "what the release before converts has its type here"
)]

mod account;
mod bookmark;
mod shape;

#[path = "../../votes/src/ask.rs"]
mod ask;
#[path = "../../votes/src/database.rs"]
pub mod database;
#[path = "../../votes/src/date.rs"]
mod date;
#[path = "../../votes/src/jobs.rs"]
pub mod jobs;
#[path = "../../votes/src/layout.rs"]
mod layout;
#[path = "../../votes/src/list.rs"]
mod list;
#[path = "../../votes/src/question.rs"]
mod question;
#[path = "../../votes/src/refusal.rs"]
mod refusal;
#[path = "../../votes/src/seed.rs"]
mod seed;
#[path = "../../votes/src/session.rs"]
mod session;
#[path = "../../votes/src/sign_in.rs"]
mod sign_in;
#[path = "../../votes/src/vote.rs"]
mod vote;

use axum::Router;
use axum::extract::FromRef;
use axum::http::{HeaderValue, header};
use axum::middleware::{from_fn, map_response};
use axum::response::Response;
use axum::routing::{get, post};
use axum_extra::extract::cookie::Key;
use relata::sqlx::PgPool;

use crate::refusal::Refusal;

/// The tables, as `schema/votes.relata` declares them, and how a database in use gets there.
pub mod db {
    relata::schema!("schema/votes.relata");
    relata::migrations!("migrations");
}

/// What a vote counts: up or down.
pub(crate) type Value = i32;

/// What every handler can ask for.
#[derive(Debug, Clone)]
pub struct App {
    /// The database.
    pub pool: PgPool,
    /// What cookies are signed with.
    pub key: Key,
}

impl FromRef<App> for PgPool {
    fn from_ref(app: &App) -> Self {
        app.pool.clone()
    }
}

impl FromRef<App> for Key {
    fn from_ref(app: &App) -> Self {
        app.key.clone()
    }
}

/// The site.
pub fn site(app: App) -> Router {
    Router::new()
        .route("/", get(list::show))
        .route("/ask", get(ask::form).post(ask::ask))
        .route("/questions/{id}", get(question::show))
        .route("/questions/{id}/answers", post(question::answer))
        .route("/questions/{id}/vote", post(vote::on_question))
        .route("/questions/{id}/bookmark", post(bookmark::set))
        .route("/answers/{id}/vote", post(vote::on_answer))
        .route("/account", get(account::show).post(account::rename))
        .route("/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/assets/site.css", get(stylesheet))
        .route("/assets/htmx-2.0.11.min.js", get(htmx))
        .fallback(async || Refusal::NotFound)
        .layer(from_fn(session::same_site))
        .layer(map_response(guarded))
        .with_state(app)
}

/// What the browser may load and who may frame it: even a title that got past the escaping of the
/// pages would run no script.
async fn guarded(mut response: Response) -> Response {
    const HEADERS: [(header::HeaderName, &str); 3] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
             img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in HEADERS {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}

async fn stylesheet() -> impl axum::response::IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, include_str!("../../votes/assets/site.css"))
}

async fn htmx() -> impl axum::response::IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (
        headers,
        include_str!("../../votes/assets/htmx-2.0.11.min.js"),
    )
}
