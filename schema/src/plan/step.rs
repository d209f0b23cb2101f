//! One transaction of a plan, or one statement that runs in none, and what it does to a system in use.

use super::Hazard;
use super::lock::Lock;
use crate::database::QualifiedName;

/// What runs as one, and what it does to a system in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it does, in one line: `build the index posts_author_id_idx on posts`.
    pub summary: String,
    /// Its statements, each without the last `;`. Names are written for `search_path = public`.
    pub sql: Vec<String>,
    /// Whether the statements run in one transaction, of their own; otherwise it is one statement, outside of any.
    pub transactional: bool,
    /// When it can run.
    pub phase: Phase,
    /// What it locks of what was there before the plan, one entry a relation, by name.
    pub locks: Vec<Lock>,
    /// What it does beside its purpose.
    pub hazards: Vec<Hazard>,
    /// How long it may wait for a lock.
    pub lock_wait: LockWait,
    /// How to see what a step that runs in no transaction came to, when nobody saw it end.
    pub probe: Option<Probe>,
    /// What the statement of a backfill does, for a runner that does the batches itself.
    pub backfill: Option<Backfill>,
}

/// When a step can run, beside the releases of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Before the release that needs it: the release that is running does not notice.
    Expand,
    /// After what expands, in batches: it writes values into rows that are there.
    Backfill,
    /// After the release that no longer needs what it takes.
    Contract,
}

/// How long a step may wait for a lock: whoever comes later waits behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockWait {
    /// A short time, and then again: what it waits for would keep everybody else waiting.
    Short,
    /// As long as it takes: it keeps no reader and no writer waiting, and `CONCURRENTLY` that gives up leaves an index
    /// that cannot be used.
    Unlimited,
}

/// What the catalogue is asked to see what a step came to: nothing, half of it, or all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probe {
    /// Done when this index is there and valid; one that is not valid is dropped and built again, with what
    /// `REINDEX CONCURRENTLY` left (`…_ccnew`, `…_ccold`).
    Index {
        /// The index.
        name: QualifiedName,
    },
    /// Done when no index has this name.
    NoIndex {
        /// The index.
        name: QualifiedName,
    },
    /// Done when the table is no partition any more; a detach that is pending is finished with `FINALIZE`.
    Detached {
        /// The partitioned table.
        parent: QualifiedName,
        /// What was its partition.
        partition: QualifiedName,
    },
    /// Done when no row is left to do; running it again is always right.
    Backfill,
}

/// Values for rows that are there, written in batches that are committed one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backfill {
    /// The table; a partitioned one is written through its own name.
    pub table: QualifiedName,
    /// The columns of a key that is never NULL, in the order of its index, each with its type: a batch is the rows from
    /// one key to another. Empty where the table has none: a batch is then a range of its pages (`ctid`), and all is
    /// gone through again until no row is left to do.
    pub key: Vec<(String, String)>,
    /// What is set: columns, each with the expression that is its value.
    pub set: Vec<(String, String)>,
    /// Which rows are still to do, as SQL reads it.
    pub todo: String,
}
