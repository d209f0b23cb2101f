//! The operators of arrays. All but `len` can use a GIN index of the column.

use crate::column::{AnyColumn, Column};
use crate::compare::Given;
use crate::expression::{Expression, Term};
use crate::filter::Filter;
use crate::kind::Array;
use crate::statement::Parameter;
use crate::value::{Stored, Value};
use crate::wire::Type;

/// A Rust type of arrays: `Vec`, and a type of your own that stands for one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say what its elements are",
    label = "implement `relata::Elements` for it"
)]
pub trait Elements: Value {
    /// What an element is, without `Option`.
    type Element: Value;
}

impl<V: Stored> Elements for Vec<V> {
    type Element = V::Plain;
}

/// What an element of a column's array is.
type ElementOf<V> = <<V as Stored>::Plain as Elements>::Element;

impl<T, V: Stored, M> Column<T, V, M, Array>
where
    V::Plain: Elements,
{
    /// The value is an element of the array.
    pub fn has<G: Given<ElementOf<V>>>(self, value: G) -> Filter<T> {
        // `$1 = ANY(column)` would use no index.
        self.holds("@>", [value])
    }

    /// Each of the values is an element of the array; their order and number do not matter. Met by
    /// every array when there are none.
    pub fn contains<G: Given<ElementOf<V>>>(
        self,
        values: impl IntoIterator<Item = G>,
    ) -> Filter<T> {
        self.holds("@>", values)
    }

    /// Each element of the array is one of the values. Met by an empty array.
    pub fn contained_in<G: Given<ElementOf<V>>>(
        self,
        values: impl IntoIterator<Item = G>,
    ) -> Filter<T> {
        self.holds("<@", values)
    }

    /// At least one of the values is an element of the array.
    pub fn overlaps<G: Given<ElementOf<V>>>(
        self,
        values: impl IntoIterator<Item = G>,
    ) -> Filter<T> {
        self.holds("&&", values)
    }

    /// How many elements the array has; none is 0.
    pub fn len(self) -> Expression<T, V::With<i32>> {
        let term = Term::Call {
            function: "cardinality",
            arguments: vec![Term::Column(self.any)],
        };
        Expression::new(term, Type::INTEGER)
    }

    fn holds<G: Given<ElementOf<V>>>(
        self,
        operator: &'static str,
        values: impl IntoIterator<Item = G>,
    ) -> Filter<T> {
        let element = AnyColumn {
            name: self.any.name,
            sql_type: self.any.sql_type.beneath().element(),
        };
        let values = Term::Value(Parameter::array(element, values));
        Filter::binary(Term::Column(self.any), operator, values)
    }
}
