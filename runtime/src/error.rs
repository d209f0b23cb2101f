//! What can go wrong with a statement.

use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::error::DatabaseError;
use sqlx::postgres::PgDatabaseError;

use crate::stale::is_stale;
use crate::value::Unfit;

/// How many statements have failed in this process.
static REFUSALS: AtomicU64 = AtomicU64::new(0);

/// How many statements have failed in this process so far: a transaction during which the number
/// stayed the same has none that did.
pub(crate) fn refusals() -> u64 {
    REFUSALS.load(Ordering::Relaxed)
}

/// What went wrong, and with the statement of which shape or table.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// `fetch_one` found no row, or the row that was to be changed is not there.
    #[error("{what}: no row was found")]
    NotFound {
        /// The shape that was to be loaded.
        what: &'static str,
    },
    /// The row has another version than the one that was to be changed: someone else has changed it
    /// since it was read.
    #[error("{what}: the row has been changed since it was read")]
    Stale {
        /// The shape or table.
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
    /// The database's column is of another type than the schema says, and of none whose values it all has: a
    /// `bigint` is read from an `integer`, and no `integer` from a `bigint`.
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
    /// The text of a cursor does not tell where a page of this query begins.
    #[error("{what}: the cursor {why}")]
    Cursor {
        /// The shape.
        what: &'static str,
        /// The rest of the sentence.
        why: &'static str,
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
    /// Nothing was committed: a statement in the transaction had failed, and the code around it
    /// went on. PostgreSQL undoes the whole transaction then.
    #[error(
        "transaction: nothing was committed, since a statement in it had failed: return that error, or run \
         what may fail in `tx.savepoint(…)`"
    )]
    Aborted,
    /// A job was claimed by another worker: this one's lease had ended before it was extended,
    /// completed or failed. Or its end has been said already.
    #[error(
        "{what}: job {id} is no longer this worker's: its lease has ended, or its end was said already"
    )]
    LeaseLost {
        /// The queue's row.
        what: &'static str,
        /// The job's number.
        id: i64,
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
    /// No connection was free in time.
    #[error("{what}: no connection within {waited:?}: {}", held(*open, *idle, *most))]
    Busy {
        /// The shape or table whose statement needed one.
        what: &'static str,
        /// The pool's `acquire_timeout`.
        waited: std::time::Duration,
        /// How many connections the pool had.
        open: u32,
        /// How many of them were not in use.
        idle: usize,
        /// How many it may have.
        most: u32,
    },
    /// The text is not a URL that PostgreSQL can be reached by. Of the text, which may hold a password,
    /// nothing is said.
    #[error(
        "the database's URL cannot be used: {why}; write `postgres://user:password@host:5432/database`"
    )]
    Url {
        /// What is wrong with it.
        why: &'static str,
    },
    /// Migrations stopped.
    #[error(transparent)]
    Migration(Box<crate::migrate::Error>),
    /// The database refused the statement, or could not be reached.
    ///
    /// The message has PostgreSQL's own and the code, and leaves its detail out, which holds values
    /// of rows; `source` has it.
    #[error("{what}: cannot {doing}: {}", explained(doing, source))]
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

/// The same, with what it means for this statement where PostgreSQL speaks of its inner working.
fn explained(doing: &str, error: &sqlx::Error) -> String {
    let said = said(error);
    let code = error.as_database_error().and_then(DatabaseError::code);
    match (doing, code.as_deref()) {
        ("load", Some("42P10")) => {
            format!("{said}: order by what the shape loads, or leave `distinct()` out")
        }
        _ if is_stale(error) => {
            format!(
                "{said}: the database was changed meanwhile, and the transaction can be run again"
            )
        }
        ("upsert", Some("21000")) => {
            format!("{said}: two of the rows have the same key; give one of them")
        }
        _ => said,
    }
}

/// What kept a pool from giving a connection, as far as it knows.
fn held(open: u32, idle: usize, most: u32) -> String {
    let used = usize::try_from(open).map_or(0, |open| open.saturating_sub(idle));
    if open >= most {
        format!(
            "the pool has {most}, and {used} of them are in use: by statements and transactions that take long, or by \
             a task that holds one and waits for another; see `pg_stat_activity`"
        )
    } else {
        format!(
            "{used} of the {most} that the pool may have are in use, and the server did not answer to another"
        )
    }
}

/// A result whose error is [`enum@Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// `Ok` whose error is [`enum@Error`]: the last line of an async closure, which has no other place to
/// name the type.
#[allow(non_snake_case)]
pub fn Ok<T>(value: T) -> Result<T> {
    Result::Ok(value)
}

/// A statement that was sent by sqlx itself, in a closure that sends others by relata.
impl From<sqlx::Error> for Error {
    fn from(source: sqlx::Error) -> Self {
        Self::database("sqlx", "run a statement")(source)
    }
}

/// Migrations that an application runs when it starts.
impl From<crate::migrate::Error> for Error {
    fn from(error: crate::migrate::Error) -> Self {
        Self::Migration(Box::new(error))
    }
}

impl Error {
    /// What makes an error of sqlx's one of a statement.
    pub(crate) fn database(
        what: &'static str,
        doing: &'static str,
    ) -> impl Fn(sqlx::Error) -> Self + Copy {
        move |source| {
            REFUSALS.fetch_add(1, Ordering::Relaxed);
            Self::Database {
                what,
                doing,
                source,
            }
        }
    }

    /// What the server says, when it was the server that refused.
    pub(crate) fn refused(&self) -> Option<&PgDatabaseError> {
        let Self::Database { source, .. } = self else {
            return None;
        };
        source.as_database_error()?.try_downcast_ref()
    }

    /// The constraint that the statement would have violated, by its name in the database; see
    /// [`violation`](Self::violation) for the schema's own word for it.
    #[must_use]
    pub fn constraint(&self) -> Option<&str> {
        self.refused()?.constraint()
    }

    /// The column that a value does not fit, with the path of fields that leads to it; or the one that
    /// the server names, as it does where a value is missing (`23502`).
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::Value { column, .. } | Self::Type { column, .. } => Some(column),
            _ => self.refused()?.column(),
        }
    }

    /// PostgreSQL's code for the error, when it was the server that refused: `23505`.
    #[must_use]
    pub fn sqlstate(&self) -> Option<String> {
        let source = match self {
            Self::Database { source, .. } => source,
            Self::Migration(error) => return error.sqlstate(),
            _ => return None,
        };
        source
            .as_database_error()?
            .code()
            .map(std::borrow::Cow::into_owned)
    }

    /// Whether the same transaction may succeed when it runs again: it could not be serialized
    /// (`40001`), was the victim of a deadlock (`40P01`), or met a table that was changed since the
    /// connection had prepared the statement (`0A000`, `26000`).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self.sqlstate().as_deref(), Some("40001" | "40P01")) || self.is_stale()
    }

    /// Whether the server refused what the connection had prepared before.
    pub(crate) fn is_stale(&self) -> bool {
        matches!(self, Self::Database { source, .. } if is_stale(source))
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
            | Self::Stale { what }
            | Self::Value { what, .. }
            | Self::Type { what, .. }
            | Self::Cursor { what, .. }
            | Self::Answer { what, .. }
            | Self::LeaseLost { what, .. }
            | Self::Choice { what, .. }
            | Self::Busy { what, .. }
            | Self::Database { what, .. } => what,
            Self::Aborted => "transaction",
            Self::Migration(_) => "migrations",
            Self::Url { .. } => "pool",
        }
    }
}
