//! What a column can be compared with: a value of its type, or another column of its table.

use std::marker::PhantomData;

use crate::column::{AnyColumn, Column};
use crate::filter::Operand;
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
        let length = i32::try_from(self.len()).map_err(|_| Unfit::new("is longer than 2 GiB"))?;
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
    fn operand(self, column: AnyColumn) -> Operand;
}

impl<T, V: Value> Compare<T, V> for V {
    fn operand(self, column: AnyColumn) -> Operand {
        Operand::Value(self.parameter(column))
    }
}

impl<T, V: Value> Compare<T, V> for &V {
    fn operand(self, column: AnyColumn) -> Operand {
        Operand::Value(self.parameter(column))
    }
}

impl<T> Compare<T, String> for &str {
    fn operand(self, column: AnyColumn) -> Operand {
        Operand::Value(self.parameter(column))
    }
}

impl<T> Compare<T, String> for &&str {
    fn operand(self, column: AnyColumn) -> Operand {
        Operand::Value(self.parameter(column))
    }
}

impl<T, V, W: Stored<Plain = V>, M> Compare<T, V> for Column<T, W, M> {
    fn operand(self, _: AnyColumn) -> Operand {
        Operand::Column(self.any)
    }
}

/// `Option` is here only to say why it is not meant.
impl<T, V, W> Compare<T, V> for Option<W>
where
    Maybe<W>: NeverNull,
{
    fn operand(self, _: AnyColumn) -> Operand {
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
    fn never() -> Operand;
}
