//! Why migrations stopped, and the way on.

use std::time::Duration;

use sqlx::postgres::PgDatabaseError;

use super::event::{Blocker, Holder, all, span};
use super::migration::file;
use crate::error::said;

/// A result whose error is [`enum@Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why migrations stopped, and the way on.
///
/// Whatever it is, what was done stays done and is known to be, and the next run goes on from there. No message has a
/// password in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no connection.
    #[error("cannot connect to the database: {}", unreachable(source))]
    Connect {
        /// What sqlx says.
        source: sqlx::Error,
    },
    /// The server is a replica.
    #[error(
        "this server is a replica, which takes no writes: migrate by the URL of the primary, which has what is migrated \
         replicated to this one"
    )]
    Replica,
    /// Every transaction begins read-only.
    #[error(
        "the role `{role}` may not write here: its transactions are read-only (`default_transaction_read_only`); migrate as \
         another role, or add `?options=-c%20default_transaction_read_only%3Doff` to the URL"
    )]
    ReadOnly {
        /// The role.
        role: String,
    },
    /// A proxy gives each transaction another connection.
    #[error(
        "between here and the server is a proxy that gives each transaction another connection (PgBouncer with \
         `pool_mode = transaction`, or the like): the lock that keeps two runners apart does not last there. Migrate by the \
         URL of the server itself, or of a port of the proxy with `pool_mode = session`"
    )]
    Proxy,
    /// There is no namespace for the ledger.
    #[error(
        "this database has no schema `public`, where relata keeps what was migrated: `CREATE SCHEMA public`"
    )]
    NoPublic,
    /// The role may not make or use the ledger.
    #[error("the role `{role}` may not {doing}, where relata keeps what was migrated: `{grant}`")]
    Rights {
        /// The role.
        role: String,
        /// What it may not do.
        doing: &'static str,
        /// What lets it.
        grant: String,
    },
    /// Two migrations have one number.
    #[error(
        "`{one}` and `{other}` have the same number: give the one that was applied nowhere the next free number"
    )]
    Twice {
        /// One file.
        one: String,
        /// The other.
        other: String,
    },
    /// Migrations are not as they were run, are not there, or come too late; all that was found.
    #[error("{}", lines(.0))]
    History(
        /// What is wrong, in the order of the numbers.
        Vec<Wrong>,
    ),
    /// A database that was to be begun with has a history already.
    #[error(
        "relata has run migrations in this database already, the last of them {last}: name their folder with \
         `--migrations`"
    )]
    Begun {
        /// The file that was run last.
        last: String,
    },
    /// The ledger has rows of a relata that is newer than this one.
    #[error(
        "a newer relata has written to `relata_migrations`, whose rows are of format {found}; this one knows format {known}: \
         update relata"
    )]
    Newer {
        /// The format found.
        found: i32,
        /// The newest that is known.
        known: i32,
    },
    /// The ledger is not as relata made it.
    #[error("`relata_migrations` is not as relata made it: {why}")]
    Ledger {
        /// What is wrong.
        why: String,
    },
    /// A step that has no transaction was begun by a runner that ended in the middle, and nothing tells how far it got.
    #[error(
        "{}: step {step} was begun by a runner that ended in the middle, and it runs in no transaction: see whether \
         it is done (`{statement}`), and say so: `relata migrate resolve {number}.{step} --applied`, or `--rolled-back` for it \
         to run again",
        file(*.number, name)
    )]
    HalfDone {
        /// The migration's number.
        number: i64,
        /// Its name.
        name: String,
        /// The step's number, from 1.
        step: i32,
        /// The statement that was under way.
        statement: String,
    },
    /// What a step is to make is there, and no runner has begun it.
    #[error(
        "{}: step {step} is to make {what}, which is there already and not relata's: if it is the same, \
         `relata migrate resolve {number}.{step} --applied`; else rename or drop it",
        file(*.number, name)
    )]
    Exists {
        /// The migration's number.
        number: i64,
        /// Its name.
        name: String,
        /// The step's number, from 1.
        step: i32,
        /// What is there.
        what: String,
    },
    /// A statement was refused. What was done of its transaction is undone.
    #[error("{}", refusal(.0))]
    Refused(
        /// Of which step, and why.
        Box<Refused>,
    ),
    /// A step did not get its locks in time, as often as it tried.
    #[error(
        "{}: step {step} did not get its locks in {}, in {attempts} attempts{}; nothing of it is left: run again when they \
         have finished, or end them (`SELECT pg_terminate_backend(…)`)",
        file(*.number, name), span(*waited), because(by)
    )]
    Blocked {
        /// The migration's number.
        number: i64,
        /// Its name.
        name: String,
        /// The step's number, from 1.
        step: i32,
        /// How often it tried.
        attempts: u32,
        /// For how long.
        waited: Duration,
        /// Who was in the way when last seen.
        by: Vec<Blocker>,
    },
    /// The connection that holds the lock was lost: another runner may be at work.
    #[error(
        "the connection that keeps other runners away was lost, so this one stopped; what was done is known: run again"
    )]
    TurnLost,
    /// Another runner is at work.
    #[error("another runner is at work: {0}; try again when it has finished")]
    Busy(
        /// Who.
        Holder,
    ),
    /// There is no such migration or step to resolve.
    #[error("{0}")]
    Unknown(
        /// What is not there.
        String,
    ),
    /// The database refused something that is no migration's, or the connection broke.
    #[error("cannot {doing}: {}", said(source))]
    Sql {
        /// What failed, as a verb.
        doing: &'static str,
        /// What sqlx says.
        source: sqlx::Error,
    },
}

/// What does not fit between the files and what was run here.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wrong {
    /// It was run, and then its file was edited.
    Edited {
        /// The file.
        file: String,
        /// Its number.
        number: i64,
        /// The step that is another one, where a part of the migration was run.
        step: Option<i32>,
    },
    /// It was run, and there is no such file.
    Missing {
        /// The file that was run.
        file: String,
    },
    /// It has not been run, and later ones have.
    Late {
        /// The file.
        file: String,
        /// The last that was run.
        after: String,
    },
    /// Under its number another one was run.
    Other {
        /// The file.
        file: String,
        /// The file that was run.
        run: String,
    },
    /// sqlx began it and did not finish.
    Failed {
        /// Its number.
        number: i64,
    },
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Edited {
                file,
                number,
                step: None,
            } => write!(
                f,
                "{file} was edited after it was run: put it back as it was and write the change to a new migration; if only \
                 comments changed, `relata migrate resolve {number} --applied`"
            ),
            Self::Edited {
                file,
                step: Some(step),
                ..
            } => write!(
                f,
                "{file} was edited after its step {step} was run: put that step back as it was; the steps that were not run \
                 may be edited"
            ),
            Self::Missing { file } => {
                write!(
                    f,
                    "{file} was run here, and the file is not there: put it back"
                )
            }
            Self::Late { file, after } => write!(
                f,
                "{file} has not been run, and {after} has: give it the next free number, or allow it out of order \
                 (`--out-of-order`)"
            ),
            Self::Other { file, run } => write!(
                f,
                "{file} has the number of {run}, which was run here: give it the next free number"
            ),
            Self::Failed { number } => write!(
                f,
                "sqlx began migration {number} and did not finish: see how far it got, finish or undo it, and then set \
                 `success` in `_sqlx_migrations`, or delete the row"
            ),
        }
    }
}

/// A statement of a step that was refused.
#[derive(Debug)]
pub struct Refused {
    /// The migration's number.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// The step's number, from 1.
    pub step: i32,
    /// How many steps the migration has.
    pub steps: i32,
    /// What the step does; may be empty.
    pub does: String,
    /// The statement; `COMMIT`, if it was refused at the end.
    pub statement: String,
    /// What sqlx says.
    pub source: sqlx::Error,
    /// What it means and how to go on, where more is known than PostgreSQL says.
    pub help: Option<String>,
}

impl Error {
    /// An [`Error::Sql`], for `map_err`.
    pub(super) fn sql(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Sql { doing, source }
    }

    /// PostgreSQL's code for the error, when it was the server that refused: `55P03`.
    #[must_use]
    pub fn sqlstate(&self) -> Option<String> {
        let source = match self {
            Self::Connect { source } | Self::Sql { source, .. } => source,
            Self::Refused(refused) => &refused.source,
            _ => return None,
        };
        code(source)
    }
}

/// The code with which the server refused.
pub(super) fn code(error: &sqlx::Error) -> Option<String> {
    let code = error.as_database_error()?.code()?;
    Some(code.into_owned())
}

/// Whether the connection is gone, or about to be: what became of the statement is not known.
pub(super) fn is_broken(error: &sqlx::Error) -> bool {
    match error.as_database_error() {
        // Class 57P: the server is shut down, has crashed, or has ended the session.
        Some(refused) => refused.code().is_some_and(|code| code.starts_with("57P")),
        None => matches!(
            error,
            sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::Tls(_)
        ),
    }
}

fn lines(wrong: &[Wrong]) -> String {
    let lines: Vec<String> = wrong.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn because(by: &[Blocker]) -> String {
    if by.is_empty() {
        String::new()
    } else {
        format!(", because of {}", all(by))
    }
}

fn refusal(refused: &Refused) -> String {
    let Refused {
        number,
        name,
        step,
        steps,
        does,
        statement,
        source,
        help,
    } = refused;
    let mut text = file(*number, name);
    if *steps > 1 {
        text.push_str(&format!(", step {step} of {steps}"));
    }
    if !does.is_empty() {
        text.push_str(&format!(" ({does})"));
    }
    let line = line_of(statement, source);
    text.push_str(&format!(": {}, at `{line}`", said(source)));
    if let Some(help) = help {
        text.push_str(&format!("\n{help}"));
    }
    text
}

/// The line of the statement that the server points at, else its first.
fn line_of(statement: &str, source: &sqlx::Error) -> String {
    let refused = source
        .as_database_error()
        .and_then(|it| it.try_downcast_ref::<PgDatabaseError>());
    let position = match refused.and_then(PgDatabaseError::position) {
        Some(sqlx::postgres::PgErrorPosition::Original(at)) => at,
        _ => 1,
    };
    let before: usize = statement
        .chars()
        .take(position.saturating_sub(1))
        .filter(|it| *it == '\n')
        .count();
    let line = statement.lines().nth(before).unwrap_or_default().trim();
    cut(line, 120)
}

/// A text, or its beginning.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most).collect();
    short.push('…');
    short
}

/// Why there is no connection, with what to do about it.
fn unreachable(error: &sqlx::Error) -> String {
    let said = said(error);
    let help = match code(error).as_deref() {
        Some("3D000") => "; `CREATE DATABASE` makes one, from a database that is there: `postgres`",
        Some("28P01" | "28000") => {
            "; see the user and the password in the URL, and the server's `pg_hba.conf`"
        }
        Some("53300") => "; the server takes no more connections: see `max_connections`",
        Some("57P03") => "; try again in a moment",
        Some("08P01") if said.contains("startup parameter") => {
            "; this is PgBouncer: migrate by the URL of the server itself"
        }
        _ => match error {
            sqlx::Error::Io(_) => {
                "; is the server running, and are host and port those of the URL?"
            }
            _ => "",
        },
    };
    format!("{said}{help}")
}
