//! The operators of ranges, which can use a GiST index of the column.

use sqlx::postgres::types::PgRange;

use crate::column::{AnyColumn, Column};
use crate::compare::Compare;
use crate::expression::{Expression, Term};
use crate::filter::Filter;
use crate::kind::Range;
use crate::value::{Stored, Value};

/// A Rust type of ranges: `PgRange`, and a type of your own that stands for one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say what its bounds are",
    label = "implement `relata::Bounds` for it"
)]
pub trait Bounds: Value {
    /// What a bound is.
    type Bound: Value;
}

impl<V: Value> Bounds for PgRange<V> {
    type Bound = V;
}

macro_rules! between_ranges {
    ($($(#[$doc:meta])* $method:ident $operator:literal)*) => {$(
        $(#[$doc])*
        pub fn $method(self, range: impl Compare<T, V::Plain>) -> Filter<T> {
            let of = Expression::from(self);
            let range = range.operand(of.any());
            Filter::binary(of.term, $operator, range)
        }
    )*};
}

impl<T, V: Stored, M> Column<T, V, M, Range>
where
    V::Plain: Bounds,
{
    /// The value lies in the range.
    pub fn contains(self, value: impl Compare<T, <V::Plain as Bounds>::Bound>) -> Filter<T> {
        let beside = AnyColumn {
            name: self.any.name,
            sql_type: self.any.sql_type.beneath().bound(),
        };
        let value = value.operand(beside).typed(beside.sql_type);
        Filter::binary(Term::Column(self.any), "@>", value)
    }

    between_ranges! {
        /// All of the other range lies in this one.
        contains_range "@>"
        /// All of this range lies in the other.
        contained_in "<@"
        /// They have a value in common.
        overlaps "&&"
        /// One begins where the other ends, and they have no value in common.
        adjacent_to "-|-"
        /// All of this range is less than all of the other.
        left_of "<<"
        /// All of this range is greater than all of the other.
        right_of ">>"
    }
}
