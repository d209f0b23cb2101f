//! What can go wrong with a statement.

use crate::value::Unfit;

/// What went wrong, and with the statement of which shape or table.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// `fetch_one` found no row.
    #[error("{what}: no row was found")]
    NotFound {
        /// The shape that was to be loaded.
        what: &'static str,
    },
    /// A value does not fit: into its Rust type when it was read, or into its SQL type when it
    /// was written.
    #[error("{what}: `{column}` {why}")]
    Value {
        /// The shape or table.
        what: &'static str,
        /// The column, with the path of fields that leads to it: `comments.author.name`.
        column: String,
        /// The rest of the sentence.
        why: Unfit,
    },
    /// The database's column is of another type than the schema says.
    #[error("{what}: `{column}` is {expected} in the schema and {found} in the database")]
    Type {
        /// The shape.
        what: &'static str,
        /// The column, with the path of fields that leads to it.
        column: String,
        /// The type that crosses the wire by the schema.
        expected: String,
        /// The type that was sent.
        found: String,
    },
    /// The answer is not made as the statement asks; something between here and the server, or a
    /// trigger, changed it.
    #[error("{what}: {why}")]
    Answer {
        /// The shape or table.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// A query chooses among the rows of a collection that its shape does not load.
    #[error(
        "{what}: chooses rows of {collection}, which it does not load as a collection of {table}"
    )]
    Choice {
        /// The shape.
        what: &'static str,
        /// The table whose rows the choice is for.
        table: String,
        /// The collection's table.
        collection: String,
    },
    /// The database refused the statement, or could not be reached.
    ///
    /// The message has PostgreSQL's own and the code, and leaves its detail out, which holds values
    /// of rows; `source` has it.
    #[error("{what}: cannot {doing}: {}", said(source))]
    Database {
        /// The shape or table.
        what: &'static str,
        /// What failed, as a verb: `load`, `insert`, `connect`.
        doing: &'static str,
        /// What sqlx says.
        source: sqlx::Error,
    },
}

/// What sqlx says, without the line of PostgreSQL's own sources that it adds, which reads like one
/// of the statement.
pub(crate) fn said(error: &sqlx::Error) -> String {
    match error.as_database_error() {
        Some(refused) => match refused.code() {
            Some(code) => format!("{} (SQLSTATE {code})", refused.message()),
            None => refused.message().to_owned(),
        },
        None => error.to_string(),
    }
}

/// A result whose error is [`enum@Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// What makes an error of sqlx's one of a statement.
    pub(crate) fn database(
        what: &'static str,
        doing: &'static str,
    ) -> impl Fn(sqlx::Error) -> Self + Copy {
        move |source| Self::Database {
            what,
            doing,
            source,
        }
    }

    /// PostgreSQL's code for the error, when it was the server that refused: `23505`.
    #[must_use]
    pub fn sqlstate(&self) -> Option<String> {
        let Self::Database { source, .. } = self else {
            return None;
        };
        source
            .as_database_error()?
            .code()
            .map(std::borrow::Cow::into_owned)
    }

    /// Whether the same transaction may succeed when it runs again: it could not be serialized
    /// (`40001`) or was the victim of a deadlock (`40P01`).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self.sqlstate().as_deref(), Some("40001" | "40P01"))
    }

    /// Whether a value grew larger than PostgreSQL can hold: it says so with the code of a limit that
    /// is exceeded, or, where it comes to allocate the memory, without one of its own.
    pub(crate) fn is_too_large(&self) -> bool {
        let Self::Database { source, .. } = self else {
            return false;
        };
        let Some(refused) = source.as_database_error() else {
            return false;
        };
        match refused.code().as_deref() {
            Some("54000" | "53200") => true,
            Some("XX000") => refused
                .message()
                .starts_with("invalid memory alloc request"),
            _ => false,
        }
    }

    /// The shape or table whose statement it was.
    #[must_use]
    pub fn what(&self) -> &'static str {
        match self {
            Self::NotFound { what }
            | Self::Value { what, .. }
            | Self::Type { what, .. }
            | Self::Answer { what, .. }
            | Self::Choice { what, .. }
            | Self::Database { what, .. } => what,
        }
    }
}
