//! Questions that somebody wants to find again.

use axum::extract::{Path, State};
use axum::response::Redirect;
use axum_extra::extract::WithRejection;
use relata::sqlx::PgPool;
use serde::Deserialize;

use crate::db::{Bookmark, NewBookmark, QuestionId, bookmarks};
use crate::refusal::Refusal;
use crate::session::Sent;

/// A form that has its token and no more.
#[derive(Debug, Deserialize)]
pub(crate) struct Nothing {}

/// Sets a bookmark; sent twice, it is there once.
pub(crate) async fn set(
    State(pool): State<PgPool>,
    WithRejection(Path(id), _): WithRejection<Path<QuestionId>, Refusal>,
    sent: Sent<Nothing>,
) -> Result<Redirect, Refusal> {
    let new = NewBookmark {
        user_id: sent.by.id,
        question_id: id,
    };
    let insert = Bookmark::insert(new).on_conflict(bookmarks::bookmarks_pkey);
    insert.do_nothing().execute(&pool).await?;
    Ok(Redirect::to(&format!("/questions/{id}")))
}
