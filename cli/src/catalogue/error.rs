//! Why a database could not be read.

use sqlx::error::DatabaseError;

/// Why a database could not be read. No message holds a part of its URL.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What was given is no URL of a PostgreSQL.
    #[error(
        "this is no URL of a database: {reason}; write `postgres://user:password@host:5432/database`"
    )]
    Url {
        /// What is wrong with it.
        reason: String,
    },
    /// There is no connection.
    #[error("the database cannot be reached: {}", said(source))]
    Connect {
        /// What sqlx or the server said.
        source: sqlx::Error,
    },
    /// The server did not answer.
    #[error("the database cannot be reached: no answer within {seconds} s")]
    Silent {
        /// How long it was waited for.
        seconds: u64,
    },
    /// The server is older than relata knows.
    #[error("this is PostgreSQL {version}; relata reads 14 and newer")]
    TooOld {
        /// Its major version.
        version: u32,
    },
    /// The role may not use `public`.
    #[error(
        "the role `{role}` may not use the schema `public`, so its names cannot be told from others: \
         `GRANT USAGE ON SCHEMA public TO \"{role}\"` permits it"
    )]
    Hidden {
        /// The role.
        role: String,
    },
    /// Others change the database all the time.
    #[error(
        "the database is being changed by other connections: try again when they have finished"
    )]
    Changing,
    /// The server refused, or is gone.
    #[error(
        "the database cannot be read: {} (while reading {doing})",
        said(source)
    )]
    Sql {
        /// What was being read.
        doing: &'static str,
        /// What sqlx or the server said.
        source: sqlx::Error,
    },
    /// The server said something that relata does not understand.
    #[error("what the server says of {what} is not understood: {reason}")]
    Answer {
        /// What was being read.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl Error {
    /// Whether it is what PostgreSQL says of an object that another connection has just dropped.
    pub(super) fn may_come_of_changes(&self) -> bool {
        let Self::Sql { source, .. } = self else {
            return matches!(self, Self::Answer { .. });
        };
        let code = source.as_database_error().and_then(DatabaseError::code);
        // Internal errors (`cache lookup failed for relation`), and names that are not there.
        code.is_some_and(|code| {
            matches!(
                &*code,
                "XX000" | "42P01" | "42703" | "42704" | "42883" | "3F000" | "40001"
            )
        })
    }
}

/// What sqlx says, without PostgreSQL's own source lines.
fn said(error: &sqlx::Error) -> String {
    let Some(refused) = error.as_database_error() else {
        return match error {
            sqlx::Error::Io(error) => format!("the connection broke: {error}"),
            other => other.to_string(),
        };
    };
    match refused.code().as_deref() {
        Some("57P03") => format!("{}; try again in a moment", refused.message()),
        Some("55P03") => format!(
            "{}: another connection holds an exclusive lock on a table",
            refused.message()
        ),
        Some(code) => format!("{} (SQLSTATE {code})", refused.message()),
        None => refused.message().to_owned(),
    }
}
