//! Why a request gets no page of its own: the one error of all handlers.

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::html;

use crate::db::{
    Answer, AnswerViolation, AnswerVote, AnswerVoteViolation, Question, QuestionViolation,
    QuestionVote, QuestionVoteViolation,
};
use crate::layout;

/// Why, in words for whoever reads the page. What only its operator should know goes to the log.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("There is nothing here.")]
    NotFound,
    #[error("You need to sign in for this.")]
    SignIn,
    #[error("This form did not come from here, or is too old. Go back, reload, and try again.")]
    Foreign,
    #[error("{0}")]
    Unreadable(&'static str),
    #[error("Something went wrong on our side. Please try again.")]
    Database(relata::Error),
}

impl From<relata::Error> for Refusal {
    fn from(error: relata::Error) -> Self {
        match &error {
            relata::Error::NotFound { .. } => return Self::NotFound,
            relata::Error::Cursor { .. } => {
                return Self::Unreadable("This link to a page is damaged. Start from the first.");
            }
            // A NUL, which PostgreSQL keeps in no text.
            relata::Error::Value { .. } => return Self::UNREADABLE,
            _ if error.sqlstate().as_deref() == Some("22021") => return Self::UNREADABLE,
            _ => {}
        }
        // What is referred to may have gone since the page was shown. To ask first whether it is
        // there would not help: it can go between the question and the insert. The key is asked.
        let is_viewer_gone = error.violation::<Question>()
            == Some(QuestionViolation::AuthorMissing)
            || error.violation::<Answer>() == Some(AnswerViolation::AuthorMissing)
            || error.violation::<QuestionVote>() == Some(QuestionVoteViolation::UserMissing)
            || error.violation::<AnswerVote>() == Some(AnswerVoteViolation::UserMissing);
        let is_question_gone =
            error.violation::<Answer>() == Some(AnswerViolation::QuestionMissing);
        if is_viewer_gone {
            Self::SignIn
        } else if is_question_gone {
            Self::NotFound
        } else {
            Self::Database(error)
        }
    }
}

impl Refusal {
    const UNREADABLE: Self =
        Self::Unreadable("There is a character in this that no text can have.");

    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Foreign => StatusCode::FORBIDDEN,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::Database(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if let Self::Database(error) = &self {
            tracing::error!(%error, "a request failed");
        }
        let page = layout::page(
            &self.status().to_string(),
            None,
            &html! {
                h1 { (self.status().canonical_reason().unwrap_or("Sorry")) }
                p { (self) }
                p {
                    @if matches!(self, Self::SignIn) {
                        a.button href="/sign-in" { "Sign in" }
                    } @else {
                        a href="/" { "All questions" }
                    }
                }
            },
        );
        let mut response = (self.status(), page).into_response();
        if matches!(self, Self::SignIn) {
            // Of a refusal htmx shows nothing; to this header it listens.
            let to = HeaderValue::from_static("/sign-in");
            response.headers_mut().insert("hx-redirect", to);
        }
        response
    }
}

impl From<PathRejection> for Refusal {
    fn from(_: PathRejection) -> Self {
        Self::NotFound
    }
}

impl From<QueryRejection> for Refusal {
    fn from(_: QueryRejection) -> Self {
        Self::Unreadable("There is something in this address that we do not understand.")
    }
}
