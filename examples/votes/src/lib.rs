//! A small site of questions and answers, as a web application has to be one: many people at once,
//! each with one vote, none of them lost.
//!
//! The pages come from the server (`maud`), work without JavaScript, and vote without a reload where
//! htmx runs. What is read is a shape and one statement a page; what is written that belongs together is
//! one transaction, with the jobs that follow from it.

mod account;
mod ask;
pub mod database;
mod date;
pub mod jobs;
mod layout;
mod list;
mod question;
mod refusal;
mod seed;
mod session;
mod shape;
mod sign_in;
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

/// The tables, as `schema/votes.relata` declares them.
pub mod db {
    relata::schema!("schema/votes.relata");
}

/// What a vote counts: up or down.
pub(crate) type Value = i16;

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
    (headers, include_str!("../assets/site.css"))
}

async fn htmx() -> impl axum::response::IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, include_str!("../assets/htmx-2.0.11.min.js"))
}
