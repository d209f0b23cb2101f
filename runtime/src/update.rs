//! Updating rows.

use std::marker::PhantomData;

use crate::change::{Change, Filtered, Kind, Unfiltered, statement};
use crate::changes::{Changes, assignments};
use crate::column::{AnyColumn, Column};
use crate::filter::Filter;
use crate::load::Load;
use crate::store::{Store, Writable, assign};
use crate::value::Stored;

/// An update: what becomes of which rows. `Post::update()` begins one.
///
/// ```ignore
/// // Arithmetic happens in the database, so no vote is lost between a read and a write.
/// Post::update()
///     .set(posts::votes, posts::votes + 1)
///     .filter(posts::id.eq(id))
///     .execute(&pool)
///     .await?;
/// ```
///
/// Whether it is said which rows are meant is in its type, `R`: what has neither a
/// [`filter`](Self::filter) nor says [`all`](Self::all) can't be executed. A table's `version` column
/// is counted up by each update.
///
/// An update that sets nothing, since its changes are empty, changes nothing: nothing is sent, and the
/// number of rows is 0; where rows are fetched, they are loaded as they stand.
#[must_use = "nothing is updated until it is executed or fetched"]
pub struct Update<S, R = Unfiltered> {
    change: Change,
    of: PhantomData<fn() -> (S, R)>,
}

impl<S: Load> Update<S, Unfiltered> {
    pub(crate) fn new() -> Self {
        Self::of(Change::new(Kind::Update(Vec::new())))
    }
}

impl<S: Load> Update<S, Filtered> {
    pub(crate) fn at(key: Filter<S::Table>, version: Filter<S::Table>) -> Self {
        Self::of(Change::at(Kind::Update(Vec::new()), key, version))
    }
}

statement!(Update, "update", "updated");

impl<S: Load, R> Update<S, R> {
    /// Sets a column: to a value, another column, or what the database computes. A nullable column
    /// takes a value, an `Option` of one, or `None`. Of two settings of one column, the last counts.
    pub fn set<V: Stored, M: Writable, K>(
        mut self,
        column: Column<S::Table, V, M, K>,
        to: impl Store<S::Table, V>,
    ) -> Self {
        let to = to.assigned(column.any);
        self.assign(column.any, to);
        self
    }

    /// Sets the columns that the changes give.
    pub fn changes(mut self, changes: impl Changes<S::Table>) -> Self {
        for (column, to) in assignments(&changes) {
            self.assign(column, to);
        }
        self
    }

    fn assign(&mut self, column: AnyColumn, to: crate::store::Assigned) {
        if let Kind::Update(assignments) = &mut self.change.kind {
            assign(assignments, column, to);
        }
    }
}
