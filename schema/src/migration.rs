//! A migration: a plan that was written to a file, or SQL that somebody wrote by hand.
//!
//! A file is plain SQL, `0003_add_email.sql`, which psql and sqlx's migrator run as well. It is a list of steps, each under
//! comments that say what it does:
//!
//! ```sql
//! -- relata: phase expand
//!
//! -- step: add the column users.email
//! -- hazard: locks users against everybody
//! ALTER TABLE users ADD COLUMN email text;
//! ```
//!
//! A step runs in a transaction of its own; one that cannot stands alone in a file whose first line is
//! `-- no-transaction`. A file without such comments is one step. Names are written for `search_path = public`.
//!
//! Beside the files lies `relata.lock` (see [`Lock`]). Nothing here reads a disk: who does hands in names and texts.

mod checksum;
mod deprecated;
mod directive;
mod folder;
mod id;
mod lock;
mod mistake;
mod plan;
mod print;
mod read;
mod runnable;
mod statement;

pub use checksum::{checksum, checksums_of_sqlx, normalized};
pub use deprecated::{drops, name_drops};
pub use folder::{Difference, Folder};
pub use id::{Id, check_name};
pub use lock::{LOCK_FILE, Listed, Lock};
pub use mistake::Mistake;
pub use plan::of_plan;
pub use print::print;
pub use read::read;
pub use runnable::{Runnable, runnable};
pub use statement::statements;

use crate::database::QualifiedName;

/// A migration as its file says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// Its number and its name.
    pub id: Id,
    /// What its file is called, with the ending.
    pub file: String,
    /// When it can run.
    pub phase: Phase,
    /// Whether each of its steps runs in a transaction: not so after `-- no-transaction`, and where the SQL begins and
    /// ends transactions by itself.
    pub transactional: bool,
    /// Its steps, in order.
    pub steps: Vec<Step>,
    /// What tells whether the file was changed: see [`checksum()`].
    pub checksum: String,
}

/// When a migration can run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Phase {
    /// At any time: the release that is running does not notice.
    #[default]
    Expand,
    /// At any time, and for long: rows get values, a batch after the other.
    Backfill,
    /// When the release that needs what it takes no longer runs; until then it is left alone.
    Contract,
}

/// A step of a migration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// What it does: `add the column users.email`.
    pub summary: String,
    /// Its SQL, one statement or several, without comments before the first.
    pub sql: String,
    /// What it does beside its purpose, in sentences.
    pub hazards: Vec<String>,
    /// What it locks of what was there before the plan that it is of, where a plan was just made: no file says it.
    pub locks: Option<Vec<crate::plan::Lock>>,
    /// How long it waits for a lock.
    pub lock_timeout: LockTimeout,
    /// How to find out whether it was done.
    pub probe: Option<Probe>,
    /// What its SQL does a batch after the other, for who would rather run the batches.
    pub backfill: Option<Backfill>,
    /// The line of the file in which it begins, from 1; 0 where it is not written yet.
    pub line: usize,
}

/// How long a step waits for a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LockTimeout {
    /// Not long, and again after a pause: others wait behind it.
    #[default]
    Short,
    /// As long as it takes: nobody waits behind it, as with `CONCURRENTLY` and `VALIDATE`.
    None,
}

/// A question to the catalogue: whether a step is done, half done or not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probe {
    /// The step creates, or drops, an index; one that is not valid is half done.
    Index(QualifiedName),
    /// The step makes a constraint, or validates it.
    Constraint {
        /// The table.
        table: QualifiedName,
        /// The constraint's name.
        name: String,
    },
    /// The step detaches a partition.
    Detach {
        /// The partitioned table.
        parent: QualifiedName,
        /// What is detached.
        partition: QualifiedName,
    },
}

/// A statement that is run a batch after the other, in the order of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backfill {
    /// The table.
    pub table: QualifiedName,
    /// The columns of a unique key without NULLs, by which it goes.
    pub key: Vec<String>,
    /// What stands behind `SET`.
    pub set: String,
    /// Which rows need it, where not all do: what is already done is passed over.
    pub filter: Option<String>,
}

#[cfg(test)]
mod tests;
