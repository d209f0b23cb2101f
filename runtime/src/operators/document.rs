//! The operators of `json` and `jsonb`.

use serde::Serialize;

use crate::column::{AnyColumn, Column};
use crate::compare::Given;
use crate::expression::{Expression, Term};
use crate::filter::Filter;
use crate::kind::{Document, Jsonb};
use crate::statement::Parameter;
use crate::value::{Stored, Value, print_json};
use crate::wire::Type;

/// What leads to a part of a document: a key of an object, or a place in an array (from 0; -1 is
/// the last).
#[diagnostic::on_unimplemented(
    message = "a part of a document is found by a key or a place, and this is `{Self}`",
    label = "write a text or an `i32`"
)]
pub trait Step {
    /// As a parameter.
    #[doc(hidden)]
    fn step(self, name: &'static str) -> Term;
}

impl Step for &str {
    fn step(self, name: &'static str) -> Term {
        Term::text(name, self)
    }
}

impl Step for &String {
    fn step(self, name: &'static str) -> Term {
        Term::text(name, self)
    }
}

impl Step for i32 {
    fn step(self, name: &'static str) -> Term {
        let column = AnyColumn {
            name,
            sql_type: Type::INTEGER,
        };
        Term::Value(Parameter::new(column, Some(&self))).typed(Type::INTEGER)
    }
}

impl<T, V: Stored, M, K: Document> Column<T, V, M, K> {
    /// The part under a key, or at a place, as text (`->>`): a string without its quotes, what is no
    /// string as JSON writes it. `NULL` where there is none, and where it is `null`.
    ///
    /// [`cast`](Expression::cast) makes a number or a `bool` of it:
    /// `posts::settings.get("size").cast::<i32>().gt(3)`.
    pub fn get(self, part: impl Step) -> Expression<T, Option<String>> {
        let part = part.step(self.any.name);
        Expression::new(Term::Column(self.any).binary("->>", part), Type::TEXT)
    }

    /// The part at the end of a path of keys and places (`#>>`), as [`get`](Self::get) gives it:
    /// `posts::settings.path(["colors", "0"])`.
    pub fn path<S: Given<String>>(
        self,
        path: impl IntoIterator<Item = S>,
    ) -> Expression<T, Option<String>> {
        let path = texts(self.any.name, path);
        Expression::new(Term::Column(self.any).binary("#>>", path), Type::TEXT)
    }
}

impl<T, V: Stored, M> Column<T, V, M, Jsonb> {
    /// The document contains the part: an object all its keys with what they have, an array all its
    /// elements. It can use a GIN index of the column.
    ///
    /// The part is whatever serde serializes: `contains(json!({"dark": true}))`.
    pub fn contains(self, part: impl Serialize) -> Filter<T> {
        self.documents("@>", &part)
    }

    /// The document is contained in another.
    pub fn contained_in(self, whole: impl Serialize) -> Filter<T> {
        self.documents("<@", &whole)
    }

    /// The object has the key, or the array the string. It can use a GIN index of the column.
    pub fn has_key(self, key: impl AsRef<str>) -> Filter<T> {
        let key = Term::text(self.any.name, key.as_ref());
        Filter::binary(Term::Column(self.any), "?", key)
    }

    /// The object has one of the keys at least. Met by none when there are no keys.
    pub fn has_any_key<S: Given<String>>(self, keys: impl IntoIterator<Item = S>) -> Filter<T> {
        let keys = texts(self.any.name, keys);
        Filter::binary(Term::Column(self.any), "?|", keys)
    }

    /// The object has all of the keys. Met by every document when there are none.
    pub fn has_all_keys<S: Given<String>>(self, keys: impl IntoIterator<Item = S>) -> Filter<T> {
        let keys = texts(self.any.name, keys);
        Filter::binary(Term::Column(self.any), "?&", keys)
    }

    fn documents<S: Serialize>(self, operator: &'static str, other: &S) -> Filter<T> {
        let column = AnyColumn {
            name: self.any.name,
            sql_type: Type::JSONB,
        };
        let mut bytes = Vec::new();
        let put = print_json(other, &mut bytes);
        let other = Parameter::of_bytes(column, put.map(|()| bytes));
        Filter::binary(Term::Column(self.any), operator, Term::Value(other))
    }
}

/// Texts, as one array.
fn texts<S: Given<String>>(name: &'static str, texts: impl IntoIterator<Item = S>) -> Term {
    let column = AnyColumn {
        name,
        sql_type: Type::TEXT,
    };
    Term::Value(Parameter::array(column, texts))
}

/// What a text in a document can be read as.
#[diagnostic::on_unimplemented(
    message = "a text is not cast to `{Self}`",
    label = "write `bool`, a type of numbers or times, or `Uuid`"
)]
pub trait FromText: Value {
    /// What it is in SQL.
    #[doc(hidden)]
    const TYPE: Type;
}

macro_rules! from_text {
    ($($rust:ty: $sql_type:ident)*) => {$(
        impl FromText for $rust {
            const TYPE: Type = Type::$sql_type;
        }
    )*};
}

from_text! {
    bool: BOOLEAN
    i16: SMALLINT
    i32: INTEGER
    i64: BIGINT
    f32: REAL
    f64: DOUBLE
    rust_decimal::Decimal: NUMERIC
    uuid::Uuid: UUID
    chrono::DateTime<chrono::Utc>: TIMESTAMPTZ
    chrono::NaiveDateTime: TIMESTAMP
    chrono::NaiveDate: DATE
}

impl<T, V: Stored<Plain = String>> Expression<T, V> {
    /// The text as what it stands for: a number, `true` or `false`, a time.
    ///
    /// The statement fails (SQLSTATE `22P02`) at a row whose text is none. PostgreSQL is free to
    /// look at a row before another condition of the filter has left it out.
    pub fn cast<W: FromText>(self) -> Expression<T, V::With<W>> {
        Expression::new(Term::Cast(Box::new(self.term), W::TYPE), W::TYPE)
    }
}
