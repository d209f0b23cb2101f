//! A migration, as the runner takes it: steps, each of statements that are ready to be sent.
//!
//! Plain data: `relata::migrations!` writes it into the application, the command line reads it from a folder. All
//! of it is public so that both can, and so that a test can make one up.

use std::borrow::Cow;

/// One file of a migration folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// The number that its file begins with; migrations run in its order.
    pub number: i64,
    /// The rest of the file's name, without `.sql`.
    pub name: Cow<'static, str>,
    /// What tells whether the file is still the one that was run: a hash of its text with LF line ends.
    pub checksum: Cow<'static, str>,
    /// What sqlx's migrator keeps of the file, in hexadecimal: the SHA-384 of its text, with LF and with CRLF line
    /// ends. A database that sqlx has migrated is compared by it.
    pub of_sqlx: Cow<'static, [Cow<'static, str>]>,
    /// Whether it waits to be asked for.
    pub phase: Phase,
    /// What it does, in this order.
    pub steps: Cow<'static, [Step]>,
}

/// When a migration may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Any time: the release that is running does not notice.
    Expand,
    /// Any time: it fills what an expansion has made.
    Backfill,
    /// When nothing uses any more what it takes away: it is left alone until it is asked for.
    Contract,
}

/// What is done at once, or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it does, for people; empty for a file that was written by hand.
    pub does: Cow<'static, str>,
    /// Its SQL, statement by statement, each without its last `;`.
    pub statements: Cow<'static, [Cow<'static, str>]>,
    /// Whether its statements run in one transaction, together with its row in the ledger. Otherwise they are sent one
    /// by one outside of any.
    pub transactional: bool,
    /// How long its statements wait for locks.
    pub locks: LockWait,
    /// What the catalogue is asked after a crash in the middle of a step that has no transaction.
    pub probe: Option<Probe>,
    /// The rows that it fills, in place of statements.
    pub backfill: Option<Backfill>,
}

/// How long a step's statements wait for locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockWait {
    /// As long as [`Run::lock_timeout`](super::Run::lock_timeout) says, and then again after a pause: a statement that
    /// waits for an exclusive lock has everybody else wait behind it.
    Short,
    /// As long as it takes: `CONCURRENTLY` and `VALIDATE` hold nobody up while they wait for old transactions.
    Unlimited,
}

/// A question to the catalogue: is what the step makes absent, half-made or there?
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probe {
    /// An index, by its name as SQL: `"users_email_idx"`, `billing.total_idx`.
    Index(Cow<'static, str>),
    /// A constraint: its table as SQL, and its name.
    Constraint {
        /// The table, as SQL.
        table: Cow<'static, str>,
        /// The constraint's name, without quotes.
        name: Cow<'static, str>,
    },
    /// A partition that leaves its table: both as SQL.
    Detach {
        /// The partitioned table.
        parent: Cow<'static, str>,
        /// The partition.
        partition: Cow<'static, str>,
    },
}

/// Rows that are filled a few at a time, in the order of a key.
///
/// A batch is `UPDATE table SET set WHERE filter`, for the next rows by the key. It commits together with the key of its
/// last row, so that no row is filled twice or passed over, whenever the runner ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backfill {
    /// The table, as SQL.
    pub table: Cow<'static, str>,
    /// The columns of a unique key none of which is nullable, without quotes.
    pub key: Cow<'static, [Cow<'static, str>]>,
    /// What is set: `total_new = total::bigint`.
    pub set: Cow<'static, str>,
    /// Which rows are to be filled: `total_new IS NULL`. Others are passed over.
    pub filter: Option<Cow<'static, str>>,
}

impl Migration {
    /// Its file's name: `0007_add_votes.sql`.
    #[must_use]
    pub fn file(&self) -> String {
        file(self.number, &self.name)
    }
}

/// The name of the file of a migration.
pub(super) fn file(number: i64, name: &str) -> String {
    format!("{number:04}_{name}.sql")
}
