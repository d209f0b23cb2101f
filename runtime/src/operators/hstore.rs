//! The operators of `hstore`.

use crate::column::{AnyColumn, Column};
use crate::expression::{Expression, Term};
use crate::filter::Filter;
use crate::kind::Hstore;
use crate::statement::Parameter;
use crate::value::Stored;
use crate::wire::Type;

impl<T, V: Stored<Plain = String>, M> Column<T, V, M, Hstore> {
    /// The text under a key (`->`); `NULL` where there is none.
    pub fn get(self, key: impl AsRef<str>) -> Expression<T, Option<String>> {
        let key = Term::text(self.any.name, key.as_ref());
        Expression::new(Term::Column(self.any).binary("->", key), Type::TEXT)
    }

    /// There is something under the key. It can use a GIN or GiST index of the column.
    pub fn has_key(self, key: impl AsRef<str>) -> Filter<T> {
        let key = Term::text(self.any.name, key.as_ref());
        Filter::binary(Term::Column(self.any), "?", key)
    }

    /// All pairs of the other, which is written as PostgreSQL does, are in this one: `"a=>1, b=>2"`.
    /// It can use a GIN or GiST index of the column.
    pub fn contains(self, pairs: impl AsRef<str>) -> Filter<T> {
        let column = AnyColumn {
            name: self.any.name,
            sql_type: Type::HSTORE,
        };
        let pairs = pairs.as_ref().to_owned();
        let pairs = Term::Value(Parameter::new(column, Some(&pairs)));
        Filter::binary(Term::Column(self.any), "@>", pairs)
    }
}
