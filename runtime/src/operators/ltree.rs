//! The operators of `ltree`, which can use a GiST index of the column.

use crate::column::{AnyColumn, Column};
use crate::compare::Compare;
use crate::expression::{Expression, Term};
use crate::filter::Filter;
use crate::kind::Ltree;
use crate::name::Name;
use crate::statement::Parameter;
use crate::value::Stored;
use crate::wire::Type;

impl<T, V: Stored<Plain = String>, M> Column<T, V, M, Ltree> {
    /// The place is the other or lies above it.
    pub fn ancestor_of(self, other: impl Compare<T, String>) -> Filter<T> {
        let of = Expression::from(self);
        let other = other.operand(of.any());
        Filter::binary(of.term, "@>", other)
    }

    /// The place is the other or lies below it.
    pub fn descendant_of(self, other: impl Compare<T, String>) -> Filter<T> {
        let of = Expression::from(self);
        let other = other.operand(of.any());
        Filter::binary(of.term, "<@", other)
    }

    /// The path matches a pattern of PostgreSQL's `lquery`: `"top.*.stars"`.
    pub fn matches(self, pattern: impl AsRef<str>) -> Filter<T> {
        let column = AnyColumn {
            name: self.any.name,
            sql_type: Type::TEXT.named(Name::new("lquery")),
        };
        let pattern = pattern.as_ref().to_owned();
        let pattern = Term::Value(Parameter::new(column, Some(&pattern)));
        Filter::binary(Term::Column(self.any), "~", pattern)
    }
}
