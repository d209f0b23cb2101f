//! Aggregates: one value from many rows.
//!
//! Of a collection (`posts::comments.count()`, `users::payments.sum(payments::amount)`) they are
//! something to load, to filter and to order by; of a table's own rows they are the measures of a
//! [report](crate::Report).

use std::marker::PhantomData;

use rust_decimal::Decimal;
use sqlx::postgres::types::PgInterval;

use crate::collection::Collection;
use crate::column::{AnyColumn, Column, Of};
use crate::expression::{Expression, Rows, Term};
use crate::table::Table;
use crate::value::{Stored, Value};
use crate::wire::Type;

/// A value that PostgreSQL computes of the rows of a collection: of the rows of `U` that a row of
/// `T` has, one `V`.
///
/// It is computed for each row that is looked at, by the index that the reference has.
pub struct Aggregate<T, U, V> {
    pub(crate) any: AnyAggregate,
    of: Of<(T, U, V)>,
}

/// An aggregate of a collection, without its types.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct AnyAggregate {
    pub(crate) rows: Rows,
    pub(crate) value: Computed,
}

/// What is computed of rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Computed {
    pub(crate) function: Function,
    /// Of the values of this column; of the rows themselves, without one.
    pub(crate) column: Option<AnyColumn>,
    /// The type of what comes out.
    pub(crate) sql_type: Type,
    /// Zero where there is nothing to compute it of.
    pub(crate) or_zero: bool,
}

/// How one value is made of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Exists,
    Count,
    /// Of values, each counted once.
    CountDistinct,
    Sum,
    Min,
    Max,
    Avg,
}

/// A number that PostgreSQL adds up, and what comes out.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be added up",
    label = "`sum` and `avg` are of numbers and of intervals"
)]
pub trait Summed: Value {
    /// What a sum is: of `integer` it is `bigint`, of `bigint` it is `numeric`.
    type Sum: Value;
    /// What a mean is: of whole numbers it is `numeric`.
    type Mean: Value;

    #[doc(hidden)]
    const SUM: Type;
    #[doc(hidden)]
    const MEAN: Type;
}

macro_rules! summed {
    ($($value:ty: $sum:ty = $sum_type:ident, $mean:ty = $mean_type:ident;)*) => {$(
        impl Summed for $value {
            type Sum = $sum;
            type Mean = $mean;

            const SUM: Type = Type::$sum_type;
            const MEAN: Type = Type::$mean_type;
        }
    )*};
}

summed! {
    i16: i64 = BIGINT, Decimal = NUMERIC;
    i32: i64 = BIGINT, Decimal = NUMERIC;
    i64: Decimal = NUMERIC, Decimal = NUMERIC;
    Decimal: Decimal = NUMERIC, Decimal = NUMERIC;
    f32: f32 = REAL, f64 = DOUBLE;
    f64: f64 = DOUBLE, f64 = DOUBLE;
    PgInterval: PgInterval = INTERVAL, PgInterval = INTERVAL;
}

/// A value of a type of which PostgreSQL gives the least and the greatest. An application's own
/// [`Value`] over one of these implements it too.
#[diagnostic::on_unimplemented(
    message = "PostgreSQL has no least and no greatest `{Self}`",
    label = "`min` and `max` are of numbers, texts, times and enums"
)]
pub trait Sorted: Value {}

macro_rules! sorted {
    ($($value:ty)*) => {$(impl Sorted for $value {})*};
}

sorted! {
    i16 i32 i64 f32 f64 Decimal String PgInterval chrono::NaiveDate chrono::NaiveTime
    chrono::NaiveDateTime chrono::DateTime<chrono::Utc>
}

#[cfg(feature = "network")]
sorted! { ipnetwork::IpNetwork }

impl Computed {
    pub(crate) const fn of_rows(function: Function) -> Self {
        let sql_type = match function {
            Function::Exists => Type::BOOLEAN,
            _ => Type::BIGINT,
        };
        Self {
            function,
            column: None,
            sql_type,
            or_zero: false,
        }
    }

    const fn of(function: Function, column: AnyColumn, sql_type: Type) -> Self {
        Self {
            function,
            column: Some(column),
            sql_type,
            or_zero: false,
        }
    }

    pub(crate) const fn sum<V: Summed>(column: AnyColumn) -> Self {
        Self::of(Function::Sum, column, V::SUM)
    }

    pub(crate) const fn avg<V: Summed>(column: AnyColumn) -> Self {
        Self::of(Function::Avg, column, V::MEAN)
    }

    pub(crate) const fn or_zero(self) -> Self {
        Self {
            or_zero: true,
            ..self
        }
    }

    pub(crate) const fn count_of(column: AnyColumn) -> Self {
        Self::of(Function::Count, column, Type::BIGINT)
    }

    pub(crate) const fn count_distinct(column: AnyColumn) -> Self {
        Self::of(Function::CountDistinct, column, Type::BIGINT)
    }

    pub(crate) const fn min(column: AnyColumn) -> Self {
        Self::of(Function::Min, column, column.sql_type)
    }

    pub(crate) const fn max(column: AnyColumn) -> Self {
        Self::of(Function::Max, column, column.sql_type)
    }

    /// What an error of a value that it is compared with calls it.
    pub(crate) const fn name(&self) -> &'static str {
        match self.function {
            Function::Exists => "exists",
            Function::Count | Function::CountDistinct => "count",
            Function::Sum => "sum",
            Function::Min => "min",
            Function::Max => "max",
            Function::Avg => "avg",
        }
    }
}

impl<T, U: Table> Collection<T, U> {
    /// The number of rows in the collection: `packages::versions.count().ge(3)`.
    ///
    /// PostgreSQL computes it for each row that it looks at, by the index that the reference has.
    pub fn count(self) -> Expression<T, i64> {
        self.computed(Computed::of_rows(Function::Count))
    }

    /// The number of different values of the column in the collection; `NULL` is none.
    pub fn count_distinct<V: Stored, M, K>(self, column: Column<U, V, M, K>) -> Expression<T, i64> {
        self.computed(Computed::count_distinct(column.any))
    }

    /// The sum of the column's values; `NULL` where there are none.
    pub fn sum<V: Stored, M, K>(
        self,
        column: Column<U, V, M, K>,
    ) -> Expression<T, Option<<V::Plain as Summed>::Sum>>
    where
        V::Plain: Summed,
    {
        self.computed(Computed::sum::<V::Plain>(column.any))
    }

    /// The mean of the column's values; `NULL` where there are none.
    pub fn avg<V: Stored, M, K>(
        self,
        column: Column<U, V, M, K>,
    ) -> Expression<T, Option<<V::Plain as Summed>::Mean>>
    where
        V::Plain: Summed,
    {
        self.computed(Computed::avg::<V::Plain>(column.any))
    }

    /// The least of the column's values; `NULL` where there are none.
    pub fn min<V: Stored, M, K>(self, column: Column<U, V, M, K>) -> Expression<T, Option<V::Plain>>
    where
        V::Plain: Sorted,
    {
        self.computed(Computed::min(column.any))
    }

    /// The greatest of the column's values; `NULL` where there are none.
    pub fn max<V: Stored, M, K>(self, column: Column<U, V, M, K>) -> Expression<T, Option<V::Plain>>
    where
        V::Plain: Sorted,
    {
        self.computed(Computed::max(column.any))
    }

    fn computed<V>(self, value: Computed) -> Expression<T, V> {
        let Aggregate { any, .. } = Aggregate::<T, U, V>::new(self, value);
        Expression::new(Term::Aggregate(Box::new(any)), value.sql_type.beneath())
    }
}

impl<T, U: Table, V> Aggregate<T, U, V> {
    pub(crate) fn new(collection: Collection<T, U>, value: Computed) -> Self {
        let rows = Rows {
            table: U::NAME,
            link: collection.link,
        };
        Self {
            any: AnyAggregate { rows, value },
            of: PhantomData,
        }
    }
}

impl<T, U, V> Clone for Aggregate<T, U, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, U, V> Copy for Aggregate<T, U, V> {}

impl<T, U, V> std::fmt::Debug for Aggregate<T, U, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.any.fmt(f)
    }
}
