//! Deleting rows.

use std::marker::PhantomData;

use crate::change::{Change, Filtered, Kind, Unfiltered, statement};
use crate::filter::Filter;
use crate::load::Load;

/// A delete: which rows. `Post::delete()` begins one.
///
/// ```ignore
/// let gone = Post::delete()
///     .filter(posts::author.matches(users::status.eq(UserStatus::Deleted)))
///     .execute(&pool)
///     .await?;
/// ```
///
/// Whether it is said which rows are meant is in its type, `R`: what has neither a
/// [`filter`](Self::filter) nor says [`all`](Self::all) can't be executed. What happens to rows that
/// refer to them is the schema's to say, by `on delete`.
#[must_use = "nothing is deleted until it is executed or fetched"]
pub struct Delete<S, R = Unfiltered> {
    change: Change,
    of: PhantomData<fn() -> (S, R)>,
}

impl<S: Load> Delete<S, Unfiltered> {
    pub(crate) fn new() -> Self {
        Self::of(Change::new(Kind::Delete))
    }
}

impl<S: Load> Delete<S, Filtered> {
    pub(crate) fn at(key: Filter<S::Table>, version: Filter<S::Table>) -> Self {
        Self::of(Change::at(Kind::Delete, key, version))
    }
}

statement!(Delete, "delete", "deleted");
