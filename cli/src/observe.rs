//! What a step of a plan really locks, reads and writes anew, as the server tells while the step runs.
//!
//! A transaction keeps its locks until it ends, so the server is asked before it commits. A statement that runs in none
//! (`CREATE INDEX CONCURRENTLY`, batches) lets go of locks on its way, and whoever looks now and then can miss one. So
//! others stand in its way: what asks for more than it says has to wait, for as long as it takes to be
//! seen. Rewrites are other files of a table, and scans are what the server counts.

mod alone;
mod guard;
mod relation;
mod transaction;

pub use relation::Relations;

use relata_schema::database::QualifiedName;
use relata_schema::plan::{Effort, Lock, LockMode};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection};
use std::fmt;

/// What a step did to the relations that were there before the plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Observed {
    /// What it locked so that more than dropping the table has to wait, and what it read or wrote as a whole.
    pub seen: Vec<Lock>,
    /// What of that the step does not say.
    pub beyond: Vec<Beyond>,
}

/// What a step does and does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beyond {
    /// What it did.
    pub seen: Lock,
    /// What it says of the same relation, if anything.
    pub said: Option<Lock>,
}

impl fmt::Display for Beyond {
    /// `users: ACCESS EXCLUSIVE, and each row is read; it says SHARE UPDATE EXCLUSIVE`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; ", self.seen.relation, words(&self.seen))?;
        match &self.said {
            Some(said) => write!(f, "it says {}", words(said)),
            None => f.write_str("it says nothing of it"),
        }
    }
}

fn words(lock: &Lock) -> String {
    let work = match lock.work {
        Effort::Instant => return lock.mode.to_string(),
        Effort::Scan => "each row is read",
        Effort::Rewrite => "each row is written anew",
    };
    // What everybody takes who uses a table is let go of too soon for all of it to be seen.
    if lock.mode < LockMode::ShareUpdateExclusive {
        return work.to_owned();
    }
    format!("{}, and {work}", lock.mode)
}

/// Runs the statements of a step, in one transaction or in none, on a session of its own that finds names in `public`.
///
/// # Errors
///
/// What the server refuses; a transaction is then rolled back.
pub async fn run(
    relations: &mut Relations,
    options: &PgConnectOptions,
    statements: &[&str],
    transactional: bool,
    said: &[Lock],
) -> Result<Observed, sqlx::Error> {
    if transactional {
        return transaction::run(relations, options, statements, said).await;
    }
    let mut all = Observed::default();
    for statement in statements {
        let observed = alone::run(relations, options, statement, said).await?;
        all.seen.extend(observed.seen);
        all.beyond.extend(observed.beyond);
    }
    Ok(all)
}

/// What is known of a relation that a step did something with.
struct Found<'a> {
    /// All names that it has had.
    names: &'a [QualifiedName],
    mode: LockMode,
    work: Effort,
}

/// Compares what was found with what was said.
fn compared<'a>(found: impl Iterator<Item = Found<'a>>, said: &[Lock]) -> Observed {
    let mut observed = Observed::default();
    for it in found {
        // What is weaker keeps nobody waiting who reads or writes rows, and most are not worth a word.
        let is_strong = it.mode >= LockMode::ShareUpdateExclusive;
        if !is_strong && it.work == Effort::Instant {
            continue;
        }
        let seen = Lock {
            relation: it.names[0].clone(),
            mode: it.mode,
            work: it.work,
        };
        let of_it = said.iter().filter(|lock| it.names.contains(&lock.relation));
        let said = of_it.cloned().reduce(|one, other| Lock {
            mode: one.mode.max(other.mode),
            work: one.work.max(other.work),
            ..one
        });
        let is_within = said
            .as_ref()
            .is_some_and(|said| (!is_strong || said.mode >= it.mode) && said.work >= it.work);
        if !is_within {
            let seen = seen.clone();
            observed.beyond.push(Beyond { seen, said });
        }
        observed.seen.push(seen);
    }
    observed
}

/// A mode as `pg_locks` writes it.
fn mode(text: &str) -> Option<LockMode> {
    Some(match text {
        "AccessShareLock" => LockMode::AccessShare,
        "RowShareLock" => LockMode::RowShare,
        "RowExclusiveLock" => LockMode::RowExclusive,
        "ShareUpdateExclusiveLock" => LockMode::ShareUpdateExclusive,
        "ShareLock" => LockMode::Share,
        "ShareRowExclusiveLock" => LockMode::ShareRowExclusive,
        "ExclusiveLock" => LockMode::Exclusive,
        "AccessExclusiveLock" => LockMode::AccessExclusive,
        _ => return None,
    })
}

async fn send(connection: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await
        .map(drop)
}

/// A session that finds names as the steps of a plan are written.
async fn session(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    let mut connection = PgConnection::connect_with(options).await?;
    send(&mut connection, "SET search_path = public").await?;
    Ok(connection)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests;
