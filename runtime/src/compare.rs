//! What a column can be compared with: a value of its type, or another column or expression of
//! its table.

use std::marker::PhantomData;

use crate::column::{AnyColumn, Column};
use crate::expression::{Expression, Term};
use crate::statement::Parameter;
use crate::value::{Stored, Unfit, Value, put_text};

/// A value that can stand for a `V` in a filter: itself, borrowed, or a `&str` for a `String`.
#[diagnostic::on_unimplemented(
    message = "this column is `{V}`, and it is compared with `{Self}`",
    label = "write a value or a column of `{V}`"
)]
pub trait Given<V> {
    /// The value.
    #[doc(hidden)]
    fn parameter(self, column: AnyColumn) -> Parameter;

    /// The value as an element of an array.
    #[doc(hidden)]
    fn element(self, into: &mut Vec<u8>) -> Result<(), Unfit>;
}

impl<V: Value> Given<V> for V {
    fn parameter(self, column: AnyColumn) -> Parameter {
        Parameter::new(column, Some(&self))
    }

    fn element(self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        crate::value::put_sized(Some(&self), into)
    }
}

impl<V: Value> Given<V> for &V {
    fn parameter(self, column: AnyColumn) -> Parameter {
        Parameter::new(column, Some(self))
    }

    fn element(self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        crate::value::put_sized(Some(self), into)
    }
}

impl Given<String> for &str {
    fn parameter(self, column: AnyColumn) -> Parameter {
        let mut bytes = Vec::with_capacity(self.len());
        let put = put_text(self, &mut bytes);
        Parameter::of_bytes(column, put.map(|()| bytes))
    }

    fn element(self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        let length =
            i32::try_from(self.len()).map_err(|_| Unfit::beyond("is longer than 2 GiB"))?;
        into.extend_from_slice(&length.to_be_bytes());
        put_text(self, into)
    }
}

impl Given<String> for &&str {
    fn parameter(self, column: AnyColumn) -> Parameter {
        <&str as Given<String>>::parameter(self, column)
    }

    fn element(self, into: &mut Vec<u8>) -> Result<(), Unfit> {
        <&str as Given<String>>::element(self, into)
    }
}

/// What a column of `T` that holds `V` can be compared with.
#[diagnostic::on_unimplemented(
    message = "this column is `{V}`, and it is compared with `{Self}`",
    label = "write a value of `{V}`, or a column of `{T}` that holds one"
)]
pub trait Compare<T, V> {
    /// The right side of the comparison.
    #[doc(hidden)]
    fn operand(self, column: AnyColumn) -> Term;
}

impl<T, V: Value> Compare<T, V> for V {
    fn operand(self, column: AnyColumn) -> Term {
        Term::Value(self.parameter(column))
    }
}

impl<T, V: Value> Compare<T, V> for &V {
    fn operand(self, column: AnyColumn) -> Term {
        Term::Value(self.parameter(column))
    }
}

impl<T> Compare<T, String> for &str {
    fn operand(self, column: AnyColumn) -> Term {
        Term::Value(self.parameter(column))
    }
}

impl<T> Compare<T, String> for &&str {
    fn operand(self, column: AnyColumn) -> Term {
        Term::Value(self.parameter(column))
    }
}

impl<T, V, W: Stored<Plain = V>, M, K> Compare<T, V> for Column<T, W, M, K> {
    fn operand(self, _: AnyColumn) -> Term {
        Term::Column(self.any)
    }
}

impl<T, V, W: Stored<Plain = V>> Compare<T, V> for Expression<T, W> {
    fn operand(self, _: AnyColumn) -> Term {
        self.term
    }
}

/// `Option` is here only to say why it is not meant.
impl<T, V, W> Compare<T, V> for Option<W>
where
    Maybe<W>: NeverNull,
{
    fn operand(self, _: AnyColumn) -> Term {
        <Maybe<W> as NeverNull>::never()
    }
}

/// Stands for an `Option`: a compiler's message is about another type only if it is another.
#[derive(Debug)]
pub struct Maybe<W>(PhantomData<W>);

/// What is never `NULL`: nothing implements it.
#[diagnostic::on_unimplemented(
    message = "a comparison takes no `Option`, since `= NULL` is never true",
    label = "write `is_null()`, or `is_not_distinct_from(…)` instead of the comparison"
)]
pub trait NeverNull {
    /// Never called.
    #[doc(hidden)]
    fn never() -> Term;
}

/// A text: what `like` and its kin compare with a pattern.
#[diagnostic::on_unimplemented(
    message = "this column is `{Self}`, and a pattern is compared with text",
    label = "`like`, `starts_with` and their kin take columns of text",
    note = "a Rust type of your own that stands for a text implements `relata::Textual`"
)]
pub trait Textual: Value {}

impl Textual for String {}

/// What a column of `T` that holds `V` can be distinct from: as [`Compare`], or `None`.
#[diagnostic::on_unimplemented(
    message = "this column is `{V}`, and it is compared with `{Self}`",
    label = "write `None`, a value of `{V}` or an `Option` of one, or a column of `{T}` that holds one"
)]
pub trait Distinct<T, V> {
    /// The right side of the comparison.
    #[doc(hidden)]
    fn operand(self, column: AnyColumn) -> Term;
}

impl<T, V: Value> Distinct<T, V> for V {
    fn operand(self, column: AnyColumn) -> Term {
        Term::Value(self.parameter(column))
    }
}

impl<T, V: Value> Distinct<T, V> for &V {
    fn operand(self, column: AnyColumn) -> Term {
        Term::Value(self.parameter(column))
    }
}

impl<T, V: Value> Distinct<T, V> for Option<V> {
    fn operand(self, column: AnyColumn) -> Term {
        Term::Value(Parameter::new(column, self.as_ref()))
    }
}

impl<T> Distinct<T, String> for &str {
    fn operand(self, column: AnyColumn) -> Term {
        Term::Value(self.parameter(column))
    }
}

impl<T, V, W: Stored<Plain = V>, M, K> Distinct<T, V> for Column<T, W, M, K> {
    fn operand(self, _: AnyColumn) -> Term {
        Term::Column(self.any)
    }
}

impl<T, V, W: Stored<Plain = V>> Distinct<T, V> for Expression<T, W> {
    fn operand(self, _: AnyColumn) -> Term {
        self.term
    }
}
