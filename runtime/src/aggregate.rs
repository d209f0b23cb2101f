//! Aggregates: one value from many rows.
//!
//! Of a collection (`posts::comments.count()`, `users::payments.sum(payments::amount)`) they are
//! something to load, to filter and to order by; of a table's own rows they are the measures of a
//! [report](crate::Report).

use std::marker::PhantomData;

use rust_decimal::Decimal;
use sqlx::postgres::types::PgInterval;

use crate::collection::{Collection, Link};
use crate::column::{AnyColumn, Column, Of};
use crate::compare::Given;
use crate::filter::{Condition, Filter};
use crate::name::Name;
use crate::order::{AnyOrder, By, Order};
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
#[derive(Debug, Clone, Copy)]
pub(crate) struct AnyAggregate {
    pub(crate) rows: Rows,
    pub(crate) value: Computed,
}

/// The rows of a collection, without the table's type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows {
    pub(crate) table: Name,
    pub(crate) link: &'static Link,
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

    pub(crate) const fn of(function: Function, column: AnyColumn, sql_type: Type) -> Self {
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

    /// What an error of a value that it is compared with calls it.
    fn column(self) -> AnyColumn {
        let name = match self.function {
            Function::Exists => "exists",
            Function::Count | Function::CountDistinct => "count",
            Function::Sum => "sum",
            Function::Min => "min",
            Function::Max => "max",
            Function::Avg => "avg",
        };
        AnyColumn {
            name,
            sql_type: self.sql_type,
        }
    }
}

impl<T, U: Table> Collection<T, U> {
    /// The number of rows in the collection.
    #[must_use]
    pub fn count(self) -> Aggregate<T, U, i64> {
        self.computed(Computed::of_rows(Function::Count))
    }

    /// The number of different values of the column in the collection; `NULL` is none.
    #[must_use]
    pub fn count_distinct<V: Stored, M>(self, column: Column<U, V, M>) -> Aggregate<T, U, i64> {
        let column = Computed::of(Function::CountDistinct, column.any, Type::BIGINT);
        self.computed(column)
    }

    /// The sum of the column's values; `NULL` where there are none.
    #[must_use]
    pub fn sum<V: Stored, M>(
        self,
        column: Column<U, V, M>,
    ) -> Aggregate<T, U, Option<<V::Plain as Summed>::Sum>>
    where
        V::Plain: Summed,
    {
        self.computed(Computed::sum::<V::Plain>(column.any))
    }

    /// The mean of the column's values; `NULL` where there are none.
    #[must_use]
    pub fn avg<V: Stored, M>(
        self,
        column: Column<U, V, M>,
    ) -> Aggregate<T, U, Option<<V::Plain as Summed>::Mean>>
    where
        V::Plain: Summed,
    {
        self.computed(Computed::avg::<V::Plain>(column.any))
    }

    /// The least of the column's values; `NULL` where there are none.
    #[must_use]
    pub fn min<V: Stored, M>(self, column: Column<U, V, M>) -> Aggregate<T, U, Option<V::Plain>>
    where
        V::Plain: Sorted,
    {
        let AnyColumn { sql_type, .. } = column.any;
        self.computed(Computed::of(Function::Min, column.any, sql_type))
    }

    /// The greatest of the column's values; `NULL` where there are none.
    #[must_use]
    pub fn max<V: Stored, M>(self, column: Column<U, V, M>) -> Aggregate<T, U, Option<V::Plain>>
    where
        V::Plain: Sorted,
    {
        let AnyColumn { sql_type, .. } = column.any;
        self.computed(Computed::of(Function::Max, column.any, sql_type))
    }

    pub(crate) fn exists(self) -> Aggregate<T, U, bool> {
        self.computed(Computed::of_rows(Function::Exists))
    }

    fn computed<V>(self, value: Computed) -> Aggregate<T, U, V> {
        let rows = Rows {
            table: U::NAME,
            link: self.link,
        };
        Aggregate {
            any: AnyAggregate { rows, value },
            of: PhantomData,
        }
    }
}

impl<T, U, V: Summed> Aggregate<T, U, Option<V>> {
    /// A sum that is zero where there is nothing to add up.
    #[must_use]
    pub fn or_zero(self) -> Aggregate<T, U, V> {
        Aggregate {
            any: AnyAggregate {
                value: self.any.value.or_zero(),
                ..self.any
            },
            of: PhantomData,
        }
    }
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $method:ident $operator:literal)*) => {$(
        $(#[$doc])*
        pub fn $method(self, value: impl Given<V::Plain>) -> Filter<T> {
            self.compare($operator, value)
        }
    )*};
}

impl<T, U, V: Stored> Aggregate<T, U, V> {
    comparisons! {
        /// It equals the value.
        eq "="
        /// It is another than the value.
        ne "<>"
        /// It is less.
        lt "<"
        /// It is at most that.
        le "<="
        /// It is greater.
        gt ">"
        /// It is at least that.
        ge ">="
    }

    fn compare(self, operator: &'static str, value: impl Given<V::Plain>) -> Filter<T> {
        let with = value.parameter(self.any.value.column());
        Filter::new(Condition::Aggregate {
            of: self.any,
            operator,
            with,
        })
    }

    /// Those with the least first.
    pub fn asc(self) -> Order<T> {
        Order::new(AnyOrder::ascending(By::Aggregate(self.any)))
    }

    /// Those with the most first; `NULL` is more than everything, see [`Order::nulls_last`].
    pub fn desc(self) -> Order<T> {
        Order::new(AnyOrder::descending(By::Aggregate(self.any)))
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
