//! Which rows of a collection, in which order, as a shape says.

use std::marker::PhantomData;

use crate::aggregate::Aggregate;
use crate::collection::Collection;
use crate::column::Of;
use crate::filter::{Condition, Filter};
use crate::measure::Measure;
use crate::order::Order;
use crate::select::{AnyOptions, Limit};
use crate::table::Table;

/// Which rows of a collection, in which order.
#[must_use = "the derive hands it on"]
pub struct Options<U> {
    any: AnyOptions,
    of: Of<U>,
}

impl<U> Default for Options<U> {
    fn default() -> Self {
        Self {
            any: AnyOptions::default(),
            of: PhantomData,
        }
    }
}

impl<U> std::fmt::Debug for Options<U> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.any.fmt(f)
    }
}

impl<U: Table> Options<U> {
    /// Only rows that meet the condition; of several filters, all of them.
    pub fn filter(mut self, filter: Filter<U>) -> Self {
        self.any.filter = Condition::both(self.any.filter.take(), filter.condition);
        self
    }

    /// In this order; of several, the later decide between rows that are equal by the earlier.
    ///
    /// The key decides between rows that are equal by all of them. Where there is a limit and an index of
    /// the table gives rows in this order it does not: which of them come first is then not said, unless
    /// the order itself ends in the key.
    pub fn order_by(mut self, by: impl FnOnce(&U::Fields) -> Order<U>) -> Self {
        self.any.order.push(by(&U::FIELDS).any);
        self
    }

    /// At most this many for each parent.
    pub fn limit(mut self, rows: u64) -> Self {
        self.any.limit = Some(Limit::Declared(rows));
        self
    }

    /// Where the shape contains itself: so many times below the first.
    pub fn depth(mut self, times: usize) -> Self {
        self.any.depth = Some(times);
        self
    }

    /// Where the shape contains itself: as often as there are rows below rows.
    pub fn recursive(mut self) -> Self {
        self.any.recursive = true;
        self
    }

    /// Without the table's type.
    #[must_use]
    pub fn any(self) -> AnyOptions {
        self.any
    }
}

/// A handle of which a shape can say which rows it wants, and in which order.
#[diagnostic::on_unimplemented(
    message = "only a collection takes `order_by` and `limit`, and this is `{Self}`",
    label = "not a collection"
)]
pub trait TakesOptions {
    /// The table of the rows.
    type Child: Table;
}

impl<T, U: Table> TakesOptions for Collection<T, U> {
    type Child = U;
}

/// A handle of which a shape can say which rows it wants.
#[diagnostic::on_unimplemented(
    message = "only a collection and an aggregate take `filter`, and this is `{Self}`",
    label = "neither a collection nor an aggregate"
)]
pub trait TakesFilter {
    /// The table of the rows.
    type Child: Table;
}

impl<T, U: Table> TakesFilter for Collection<T, U> {
    type Child = U;
}

impl<T, U: Table, V> TakesFilter for Aggregate<T, U, V> {
    type Child = U;
}

impl<T: Table, V> TakesFilter for Measure<T, V> {
    type Child = T;
}
