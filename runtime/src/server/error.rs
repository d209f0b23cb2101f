//! What can go wrong between "I need a database" and having one.

use std::io;
use std::path::PathBuf;

use crate::error::said;

/// Why there is no server or no database.
///
/// The messages are one line, except where they quote the server's log, and
/// never hold a password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No PostgreSQL here, and none may be downloaded.
    #[error(
        "no PostgreSQL 14 or newer was found: {install}, or set `DATABASE_URL` or `RELATA_PG_BIN`"
    )]
    NotFound {
        /// What installs one on this system, such as "install it with `apt-get install -y postgresql`".
        install: String,
    },

    /// A folder, perhaps that of `RELATA_PG_BIN`, holds no PostgreSQL that can be used.
    #[error("`{}` is not a folder of PostgreSQL's programs: {reason}", folder.display())]
    Binaries {
        /// The folder.
        folder: PathBuf,
        /// What is wrong with it.
        reason: String,
    },

    /// `DATABASE_URL` is not a URL that PostgreSQL can be reached by.
    #[error(
        "`DATABASE_URL` cannot be used: {reason}; write `postgres://user:password@host:5432/database`"
    )]
    Url {
        /// What is wrong with it; holds no part of the URL.
        reason: String,
    },

    /// The server could not be started.
    #[error("PostgreSQL did not start: {reason}{}", quoted(log))]
    Start {
        /// Which step failed, and how.
        reason: String,
        /// The last lines that `initdb` or the server wrote; may be empty.
        log: String,
    },

    /// The folder that a server would live in cannot be used.
    #[error("`{}` cannot hold a server: {reason}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What is wrong with it.
        reason: String,
    },

    /// PostgreSQL could not be downloaded.
    #[error(
        "PostgreSQL could not be downloaded: {reason}; {install}, or set `DATABASE_URL` or `RELATA_PG_BIN`"
    )]
    Download {
        /// What the download said.
        reason: String,
        /// What installs one on this system instead.
        install: String,
    },

    /// The operating system refused something.
    #[error("could not {doing}: {source}")]
    Io {
        /// What was being done.
        doing: String,
        /// What the system said.
        source: io::Error,
    },

    /// The DDL of a database failed.
    #[error("the DDL failed{}: {}", at_line(*line), said(source))]
    Ddl {
        /// The line of the DDL that the server pointed at, from 1.
        line: Option<usize>,
        /// What the server said.
        source: sqlx::Error,
    },

    /// The server refused a connection or a statement.
    #[error("could not {doing}: {}", said(source))]
    Sql {
        /// What was being done.
        doing: String,
        /// What the server said.
        source: sqlx::Error,
    },
}

impl Error {
    /// An [`Error::Io`], for `map_err`.
    pub(super) fn io(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Error {
        let doing = doing.into();
        move |source| Error::Io { doing, source }
    }

    /// An [`Error::Sql`], for `map_err`.
    pub(super) fn sql(doing: impl Into<String>) -> impl FnOnce(sqlx::Error) -> Error {
        let doing = doing.into();
        move |source| Error::Sql { doing, source }
    }
}

fn quoted(log: &str) -> String {
    let lines = log.lines().map(|line| format!("\n    {line}"));
    if log.is_empty() {
        String::new()
    } else {
        format!("; it wrote{}", lines.collect::<String>())
    }
}

fn at_line(line: Option<usize>) -> String {
    line.map(|line| format!(" at line {line}"))
        .unwrap_or_default()
}
