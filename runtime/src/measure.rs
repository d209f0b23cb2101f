//! What a report computes of the rows of each group, and by what it groups them.

use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::aggregate::{Computed, Function, Sorted, Summed};
use crate::column::{AnyColumn, Column, Of};
use crate::reference::Reference;
use crate::table::Table;
use crate::value::{Stored, Value};
use crate::wire::Type;

/// A value of each group of rows of `T`: an aggregate of them, or what they were grouped by.
pub struct Measure<T, V> {
    pub(crate) any: AnyMeasure,
    of: Of<(T, V)>,
}

/// A measure without its types.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AnyMeasure {
    /// What it is called in the statement.
    pub(crate) name: &'static str,
    pub(crate) value: Measured,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Measured {
    Aggregate(Computed),
    Began(Began),
}

/// When the month (or another span) began in which a time lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Began {
    pub(crate) span: &'static str,
    pub(crate) column: AnyColumn,
}

/// The measures of the groups of a report: the table of its columns, for `having` and `order_by`.
#[derive(Debug)]
pub struct Groups<S>(PhantomData<S>);

impl AnyMeasure {
    pub(crate) const fn sql_type(self) -> Type {
        match self.value {
            Measured::Aggregate(computed) => computed.sql_type,
            Measured::Began(Began { column, .. }) => column.sql_type,
        }
    }
}

impl<T, V> Measure<T, V> {
    const fn new(name: &'static str, value: Measured) -> Self {
        Self {
            any: AnyMeasure { name, value },
            of: PhantomData,
        }
    }

    const fn computed(name: &'static str, value: Computed) -> Self {
        Self::new(name, Measured::Aggregate(value))
    }

    /// The measure as a column of the report `S`.
    pub(crate) const fn column<S, F>(self) -> Column<Groups<S>, F> {
        Column::of_any(AnyColumn {
            name: self.any.name,
            sql_type: self.any.sql_type(),
        })
    }
}

/// How many rows there are.
#[must_use]
pub const fn count<T>(name: &'static str) -> Measure<T, i64> {
    Measure::computed(name, Computed::of_rows(Function::Count))
}

/// How many rows have a value.
#[must_use]
pub const fn count_of<T, V: Stored, M, K>(
    name: &'static str,
    column: Column<T, V, M, K>,
) -> Measure<T, i64> {
    Measure::computed(name, Computed::count_of(column.any))
}

/// How many values there are.
#[must_use]
pub const fn count_distinct<T, V: Stored, M, K>(
    name: &'static str,
    column: Column<T, V, M, K>,
) -> Measure<T, i64> {
    Measure::computed(name, Computed::count_distinct(column.any))
}

/// The sum.
#[must_use]
pub const fn sum<T, V: Stored, M, K>(
    name: &'static str,
    column: Column<T, V, M, K>,
) -> Measure<T, Option<<V::Plain as Summed>::Sum>>
where
    V::Plain: Summed,
{
    Measure::computed(name, Computed::sum::<V::Plain>(column.any))
}

/// The sum, or zero.
#[must_use]
pub const fn sum_or_zero<T, V: Stored, M, K>(
    name: &'static str,
    column: Column<T, V, M, K>,
) -> Measure<T, <V::Plain as Summed>::Sum>
where
    V::Plain: Summed,
{
    Measure::computed(name, Computed::sum::<V::Plain>(column.any).or_zero())
}

/// The mean.
#[must_use]
pub const fn avg<T, V: Stored, M, K>(
    name: &'static str,
    column: Column<T, V, M, K>,
) -> Measure<T, Option<<V::Plain as Summed>::Mean>>
where
    V::Plain: Summed,
{
    Measure::computed(name, Computed::avg::<V::Plain>(column.any))
}

/// The least.
#[must_use]
pub const fn min<T, V: Stored, M, K>(
    name: &'static str,
    column: Column<T, V, M, K>,
) -> Measure<T, Option<V::Plain>>
where
    V::Plain: Sorted,
{
    Measure::computed(name, Computed::min(column.any))
}

/// The greatest.
#[must_use]
pub const fn max<T, V: Stored, M, K>(
    name: &'static str,
    column: Column<T, V, M, K>,
) -> Measure<T, Option<V::Plain>>
where
    V::Plain: Sorted,
{
    Measure::computed(name, Computed::max(column.any))
}

/// When the span began.
#[must_use]
pub const fn began<T, V: Stored, M, K>(
    name: &'static str,
    span: &'static str,
    column: Column<T, V, M, K>,
) -> Measure<T, V>
where
    V::Plain: Moment,
{
    let value = Measured::Began(Began {
        span,
        column: column.any,
    });
    Measure::new(name, value)
}

/// A time that lies in a year, a month, an hour.
#[diagnostic::on_unimplemented(
    message = "`{Self}` lies in no month or hour",
    label = "`year`, `quarter`, `month`, `week`, `day`, `hour` and `minute` are of times and dates"
)]
pub trait Moment: Value {}

impl Moment for DateTime<Utc> {}
impl Moment for NaiveDateTime {}
impl Moment for NaiveDate {}

/// What rows can be grouped by.
#[diagnostic::on_unimplemented(
    message = "rows are grouped by columns, references and the spans of times, and this is `{Self}`",
    label = "a row has many of these"
)]
pub trait Grouped {
    #[doc(hidden)]
    fn keys(self) -> Vec<GroupKey>;
}

/// What rows are grouped by.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct GroupKey(pub(crate) Key);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Column(&'static str),
    Began(Began),
}

impl<T, V, M, K> Grouped for Column<T, V, M, K> {
    fn keys(self) -> Vec<GroupKey> {
        vec![GroupKey(Key::Column(self.any.name))]
    }
}

impl<T, U: Table, N> Grouped for Reference<T, U, N> {
    fn keys(self) -> Vec<GroupKey> {
        let columns = self.any.here.iter();
        columns
            .map(|column| GroupKey(Key::Column(column)))
            .collect()
    }
}

impl<T, V> Grouped for Measure<T, V> {
    fn keys(self) -> Vec<GroupKey> {
        match self.any.value {
            Measured::Began(began) => vec![GroupKey(Key::Began(began))],
            Measured::Aggregate(_) => Vec::new(),
        }
    }
}

impl<T, V> Clone for Measure<T, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, V> Copy for Measure<T, V> {}

impl<T, V> std::fmt::Debug for Measure<T, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.any.fmt(f)
    }
}
