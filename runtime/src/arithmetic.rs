//! Arithmetic on columns, done by the database: `posts::votes + 1`.

use std::ops::{Add, Div, Mul, Sub};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use rust_decimal::Decimal;
use sqlx::postgres::types::PgInterval;

use crate::column::{AnyColumn, Column};
use crate::expression::{Expression, Term};
use crate::statement::Parameter;
use crate::value::{Stored, Value};
use crate::wire::Type;

/// A Rust type of numbers: those of `smallint`, `integer`, `bigint`, `real`, `double precision` and
/// `numeric`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number",
    label = "arithmetic takes columns of numbers and of times"
)]
pub trait Number: Value {
    /// What it is in SQL.
    #[doc(hidden)]
    const TYPE: Type;
}

/// What can stand on the right of an operator, when `V` stands on its left. `O` is the operator.
#[diagnostic::on_unimplemented(
    message = "there is no arithmetic between a column of `{V}` and `{Self}`",
    label = "write a value of the column's type, or a column of `{T}` that holds one",
    note = "numbers of one type have `+ - * /`; times have `+` and `-` with a `PgInterval`"
)]
pub trait Operand<T, V, O> {
    /// What comes out.
    type Output: Stored;

    /// The right side.
    #[doc(hidden)]
    fn operand(self) -> Term;

    /// What comes out, in SQL.
    #[doc(hidden)]
    const TYPE: Type;
}

/// `+`
#[derive(Debug)]
pub enum Plus {}

/// `-`
#[derive(Debug)]
pub enum Minus {}

/// `*`
#[derive(Debug)]
pub enum Times {}

/// `/`, which leaves no rest between whole numbers.
#[derive(Debug)]
pub enum Over {}

/// An operator of numbers.
#[diagnostic::on_unimplemented(message = "`{Self}` is not an operator of numbers")]
pub trait Operator {}

impl Operator for Plus {}
impl Operator for Minus {}
impl Operator for Times {}
impl Operator for Over {}

macro_rules! numbers {
    ($($number:ty: $sql_type:ident)*) => {$(
        impl Number for $number {
            const TYPE: Type = Type::$sql_type;
        }
    )*};
}

numbers! {
    i16: SMALLINT
    i32: INTEGER
    i64: BIGINT
    f32: REAL
    f64: DOUBLE
    Decimal: NUMERIC
}

fn value<V: Value>(value: &V, sql_type: Type) -> Term {
    let column = AnyColumn {
        name: "expression",
        sql_type,
    };
    Term::Value(Parameter::new(column, Some(value)))
}

/// A column as a side of an operator: PostgreSQL's `money` has no arithmetic with numbers.
fn column(any: AnyColumn) -> Term {
    if any.sql_type == Type::MONEY {
        Term::Cast(Box::new(Term::Column(any)), Type::NUMERIC)
    } else {
        Term::Column(any)
    }
}

// The left side decides what a literal is: each type of it has one implementation that takes a
// number without a suffix.
impl<T, V: Number, O: Operator> Operand<T, V, O> for V {
    type Output = V;

    const TYPE: Type = V::TYPE;

    fn operand(self) -> Term {
        value(&self, V::TYPE)
    }
}

impl<T, V: Number, O: Operator> Operand<T, Option<V>, O> for V {
    type Output = Option<V>;

    const TYPE: Type = V::TYPE;

    fn operand(self) -> Term {
        value(&self, V::TYPE)
    }
}

impl<T, V: Number, W: Stored<Plain = V>, M, O: Operator> Operand<T, V, O> for Column<T, W, M> {
    type Output = W;

    const TYPE: Type = V::TYPE;

    fn operand(self) -> Term {
        column(self.any)
    }
}

impl<T, V: Number, W: Stored<Plain = V>, M, O: Operator> Operand<T, Option<V>, O>
    for Column<T, W, M>
{
    type Output = Option<V>;

    const TYPE: Type = V::TYPE;

    fn operand(self) -> Term {
        column(self.any)
    }
}

impl<T, V: Number, W: Stored<Plain = V>, O: Operator> Operand<T, V, O> for Expression<T, W> {
    type Output = W;

    const TYPE: Type = V::TYPE;

    fn operand(self) -> Term {
        self.term
    }
}

impl<T, V: Number, W: Stored<Plain = V>, O: Operator> Operand<T, Option<V>, O>
    for Expression<T, W>
{
    type Output = Option<V>;

    const TYPE: Type = V::TYPE;

    fn operand(self) -> Term {
        self.term
    }
}

macro_rules! times {
    ($($time:ty, $sql_type:ident: $($operator:ident)*;)*) => {$($(
        impl<T> Operand<T, $time, $operator> for PgInterval {
            type Output = $time;

            const TYPE: Type = Type::$sql_type;

            fn operand(self) -> Term {
                value(&self, Type::INTERVAL)
            }
        }

        impl<T> Operand<T, Option<$time>, $operator> for PgInterval {
            type Output = Option<$time>;

            const TYPE: Type = Type::$sql_type;

            fn operand(self) -> Term {
                value(&self, Type::INTERVAL)
            }
        }

        impl<T, M> Operand<T, $time, $operator> for Column<T, PgInterval, M> {
            type Output = $time;

            const TYPE: Type = Type::$sql_type;

            fn operand(self) -> Term {
                Term::Column(self.any)
            }
        }

        impl<T, M> Operand<T, Option<$time>, $operator> for Column<T, PgInterval, M> {
            type Output = Option<$time>;

            const TYPE: Type = Type::$sql_type;

            fn operand(self) -> Term {
                Term::Column(self.any)
            }
        }
    )*)*};
}

times! {
    DateTime<Utc>, TIMESTAMPTZ: Plus Minus;
    NaiveDateTime, TIMESTAMP: Plus Minus;
    NaiveTime, TIME: Plus Minus;
    PgInterval, INTERVAL: Plus Minus;
}

/// A number of days.
impl<T, O: DayOperator> Operand<T, NaiveDate, O> for i32 {
    type Output = NaiveDate;

    const TYPE: Type = Type::DATE;

    fn operand(self) -> Term {
        value(&self, Type::INTEGER)
    }
}

/// A number of days.
impl<T, O: DayOperator> Operand<T, Option<NaiveDate>, O> for i32 {
    type Output = Option<NaiveDate>;

    const TYPE: Type = Type::DATE;

    fn operand(self) -> Term {
        value(&self, Type::INTEGER)
    }
}

/// An operator between a date and a number of days.
#[diagnostic::on_unimplemented(message = "a date has no such arithmetic: it has `+` and `-`")]
pub trait DayOperator {}

impl DayOperator for Plus {}
impl DayOperator for Minus {}

macro_rules! operators {
    ($($trait:ident $method:ident $operator:ident $sql:literal;)*) => {$(
        impl<T, V: Stored, M, R: Operand<T, V, $operator>> $trait<R> for Column<T, V, M> {
            type Output = Expression<T, R::Output>;

            fn $method(self, right: R) -> Self::Output {
                Expression::new(column(self.any).binary($sql, right.operand()), R::TYPE)
            }
        }

        impl<T, V: Stored, R: Operand<T, V, $operator>> $trait<R> for Expression<T, V> {
            type Output = Expression<T, R::Output>;

            fn $method(self, right: R) -> Self::Output {
                Expression::new(self.term.binary($sql, right.operand()), R::TYPE)
            }
        }
    )*};
}

operators! {
    Add add Plus "+";
    Sub sub Minus "-";
    Mul mul Times "*";
    Div div Over "/";
}
