//! A `tsvector` column's handle: `posts::search`, which is searched and in no row.

use std::marker::PhantomData;

use crate::column::{AnyColumn, Of};
use crate::expression::{Expression, Term};
use crate::filter::Filter;
use crate::name::Name;
use crate::statement::Parameter;
use crate::wire::Type;

/// A column of the table `T` that holds a text ready to be searched.
///
/// ```ignore
/// let found = Post::query()
///     .filter(posts::search.matches("rust -java"))
///     .order_by(posts::search.rank("rust -java").desc());
/// ```
///
/// What is searched for is taken apart by the same configuration (`english`) as the column, as far
/// as the schema says it (`to_tsvector("english", …)`); else by the session's
/// `default_text_search_config`. [`configured`](Self::configured) says another.
pub struct Search<T> {
    name: &'static str,
    configuration: Option<&'static str>,
    of: Of<T>,
}

impl<T> Search<T> {
    /// The column of this name, made with this configuration.
    #[must_use]
    pub const fn new(name: &'static str, configuration: Option<&'static str>) -> Self {
        Self {
            name,
            configuration,
            of: PhantomData,
        }
    }

    /// The same column, searched with another configuration: `german`, `simple`. One that the
    /// database does not have is its error when the statement runs.
    #[must_use]
    pub const fn configured(self, configuration: &'static str) -> Self {
        Self {
            configuration: Some(configuration),
            ..self
        }
    }

    /// The text matches what a user typed, as search engines read it: all the words, `"quoted"`
    /// ones behind each other, `or` between two, `-` before one that must not stand there. No text
    /// is an error; one without words that count matches nothing.
    pub fn matches(self, text: impl AsRef<str>) -> Filter<T> {
        self.found("websearch_to_tsquery", text.as_ref())
    }

    /// The words stand behind each other in the text.
    pub fn matches_phrase(self, text: impl AsRef<str>) -> Filter<T> {
        self.found("phraseto_tsquery", text.as_ref())
    }

    /// The text matches a query in PostgreSQL's own form: `"rust & (database | schema:*)"`. One that
    /// does not parse is the database's error (`42601`), so it is not for what a user typed.
    pub fn matches_query(self, query: impl AsRef<str>) -> Filter<T> {
        self.found("to_tsquery", query.as_ref())
    }

    /// How well the text fits what [`matches`](Self::matches) takes: higher is better
    /// (`ts_rank`). `NULL` where the column is.
    pub fn rank(self, text: impl AsRef<str>) -> Expression<T, Option<f32>> {
        let query = self.query("websearch_to_tsquery", text.as_ref());
        let term = Term::Call {
            function: "ts_rank",
            arguments: vec![self.column(), query],
        };
        Expression::new(term, Type::REAL)
    }

    fn found(self, function: &'static str, text: &str) -> Filter<T> {
        let query = self.query(function, text);
        Filter::binary(self.column(), "@@", query)
    }

    fn query(self, function: &'static str, text: &str) -> Term {
        let configuration = self.configuration.map(|name| {
            let column = AnyColumn {
                name: self.name,
                sql_type: Type::TEXT.named(Name::within("pg_catalog", "regconfig")),
            };
            Term::Value(Parameter::new(column, Some(&name.to_owned())))
        });
        let text = Term::text(self.name, text);
        Term::Call {
            function,
            arguments: configuration.into_iter().chain([text]).collect(),
        }
    }

    const fn column(self) -> Term {
        Term::Column(AnyColumn {
            name: self.name,
            sql_type: Type::TEXT.named(Name::new("tsvector")),
        })
    }
}

impl<T> Clone for Search<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Search<T> {}

impl<T> std::fmt::Debug for Search<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Search").field(&self.name).finish()
    }
}
