//! What a step locks, how strongly, and what it does while it does.

use crate::database::QualifiedName;
use std::fmt;

/// A lock on a relation that was there before the plan, held until the step ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lock {
    /// The table or view.
    pub relation: QualifiedName,
    /// The strongest mode.
    pub mode: LockMode,
    /// What is done with its rows meanwhile.
    pub work: Effort,
}

/// How strongly a table is locked: the manual's chapter on explicit locking, from the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LockMode {
    /// What a `SELECT` takes.
    AccessShare,
    /// What a `SELECT … FOR UPDATE` takes.
    RowShare,
    /// What an `INSERT`, `UPDATE` or `DELETE` takes.
    RowExclusive,
    /// Nobody is kept waiting who reads or writes rows.
    ShareUpdateExclusive,
    /// Writers wait.
    Share,
    /// Writers wait.
    ShareRowExclusive,
    /// Writers wait, and `SELECT … FOR UPDATE`.
    Exclusive,
    /// Everybody waits.
    AccessExclusive,
}

impl LockMode {
    /// Whether whoever writes rows waits.
    #[must_use]
    pub fn blocks_writers(self) -> bool {
        self >= Self::Share
    }

    /// Whether whoever reads rows waits.
    #[must_use]
    pub fn blocks_readers(self) -> bool {
        self == Self::AccessExclusive
    }
}

impl fmt::Display for LockMode {
    /// As `LOCK TABLE` writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AccessShare => "ACCESS SHARE",
            Self::RowShare => "ROW SHARE",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        })
    }
}

/// What is done with the rows of a relation while it is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effort {
    /// Nothing: it takes the same time however many there are.
    Instant,
    /// Each is read.
    Scan,
    /// Each is written anew, and all indexes with it.
    Rewrite,
}
