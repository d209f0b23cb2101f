//! The operators of `hstore`.

use super::document::texts;
use crate::column::Column;
use crate::compare::Given;
use crate::expression::{Expression, Term};
use crate::filter::Filter;
use crate::kind::Hstore;
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

    /// All of the pairs of a key and a text are in it: `contains([("color", "red")])`. It can use a
    /// GIN or GiST index of the column.
    pub fn contains<S: Given<String>>(self, pairs: impl IntoIterator<Item = (S, S)>) -> Filter<T> {
        let (keys, values): (Vec<S>, Vec<S>) = pairs.into_iter().unzip();
        let pairs = Term::Call {
            function: "hstore",
            arguments: vec![texts(self.any.name, keys), texts(self.any.name, values)],
        };
        Filter::binary(Term::Column(self.any), "@>", pairs)
    }
}
