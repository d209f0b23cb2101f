//! Row locks: rows that nobody else changes until the transaction ends.

use crate::executor::InTransaction;
use crate::filter::Filter;
use crate::future::{Found, Many, One, Optional};
use crate::keys::{Keys, find_locked};
use crate::load::Load;
use crate::order::{AnyOrder, By, Orders};
use crate::query::Query;
use crate::table::Table;

/// How rows are locked: the text behind a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lock {
    strength: Strength,
    wait: Wait,
}

/// What others can still do with the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strength {
    Update,
    NoKeyUpdate,
    Share,
    KeyShare,
}

/// What is done about a row that another transaction has locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wait {
    ForIt,
    Not,
    Skip,
}

impl Lock {
    /// The strongest, with waiting.
    pub(crate) const UPDATE: Self = Self {
        strength: Strength::Update,
        wait: Wait::ForIt,
    };

    /// Appends ` FOR UPDATE OF t0 SKIP LOCKED`: of the root's rows alone, not of those that are
    /// joined to them.
    pub(crate) fn write(self, sql: &mut String) {
        sql.push_str(match self.strength {
            Strength::Update => " FOR UPDATE OF t0",
            Strength::NoKeyUpdate => " FOR NO KEY UPDATE OF t0",
            Strength::Share => " FOR SHARE OF t0",
            Strength::KeyShare => " FOR KEY SHARE OF t0",
        });
        sql.push_str(match self.wait {
            Wait::ForIt => "",
            Wait::Not => " NOWAIT",
            Wait::Skip => " SKIP LOCKED",
        });
    }
}

impl<S: Load> Query<S> {
    /// Locks the rows as for a delete or an update of their keys: others can read them, and
    /// neither change, delete nor lock them, nor insert rows that refer to them.
    ///
    /// Of a shape, the rows of its own table are locked, not those that it joins. The lock lasts to
    /// the end of the transaction, so the query then runs in one only.
    pub fn for_update(self) -> Locked<S> {
        self.locked(Strength::Update)
    }

    /// Locks the rows as for an update of columns other than their keys: as
    /// [`for_update`](Self::for_update), and others can insert rows that refer to them. It is what
    /// an `UPDATE` takes by itself, and enough for reading a row, computing, and writing it back.
    pub fn for_no_key_update(self) -> Locked<S> {
        self.locked(Strength::NoKeyUpdate)
    }

    /// Locks the rows against changes: others can read and share them.
    pub fn for_share(self) -> Locked<S> {
        self.locked(Strength::Share)
    }

    /// Locks the rows against being deleted and against changes of their keys: what a foreign key
    /// takes of the row that it refers to.
    pub fn for_key_share(self) -> Locked<S> {
        self.locked(Strength::KeyShare)
    }

    fn locked(self, strength: Strength) -> Locked<S> {
        let mut locked = Locked { query: self };
        locked.set(Lock {
            strength,
            wait: Wait::ForIt,
        });
        locked
    }
}

/// A query that locks the rows that it gives, and so runs in a transaction only.
///
/// ```
/// # relata::schema! { table tickets { id: bigint primary key identity, owner: text? } }
/// # async fn f(tx: &mut relata::Tx<'_>) -> relata::Result<()> {
/// let free = Ticket::query()
///     .filter(tickets::owner.is_null())
///     .limit(1)
///     .for_update()
///     .skip_locked()
///     .fetch_optional(&mut *tx)
///     .await?;
/// # Ok(())
/// # }
/// # fn main() {}
/// ```
///
/// A row that another transaction was changing is waited for; what it holds then decides whether
/// it is still among the rows.
#[must_use = "a query does nothing until it is fetched"]
#[derive(Debug, Clone)]
pub struct Locked<S> {
    query: Query<S>,
}

impl<S: Load> Locked<S> {
    /// Fails with `55P03` instead of waiting for a row that is locked.
    pub fn nowait(self) -> Self {
        self.waiting(Wait::Not)
    }

    /// Passes over rows that are locked.
    pub fn skip_locked(self) -> Self {
        self.waiting(Wait::Skip)
    }

    /// Locks, and gives, the rows in the order of their primary key, whatever order was asked for,
    /// so that two transactions that lock some of the same rows don't wait for each other.
    pub fn in_key_order(mut self) -> Self {
        let keys = S::Table::KEY.iter();
        let order = keys.map(|key| AnyOrder::ascending(By::Column(key)));
        self.query.question.order = order.collect();
        self
    }

    /// As [`Query::filter`].
    pub fn filter(mut self, filter: Filter<S::Table>) -> Self {
        self.query = self.query.filter(filter);
        self
    }

    /// As [`Query::order_by`].
    pub fn order_by(mut self, order: impl Orders<S::Table>) -> Self {
        self.query = self.query.order_by(order);
        self
    }

    /// As [`Query::limit`]; so many rows are locked, too.
    pub fn limit(mut self, rows: u64) -> Self {
        self.query = self.query.limit(rows);
        self
    }

    /// The statement that [`fetch_all`](Self::fetch_all) sends.
    #[must_use]
    pub fn sql(&self) -> String {
        self.query.sql()
    }

    /// Locks and gives all rows. Sends one statement.
    ///
    /// # Errors
    ///
    /// Those of [`Query::fetch_all`], with [`Error::Database`](crate::Error::Database) for a lock
    /// that is not to be had: `55P03`, or `40P01` in a deadlock.
    pub fn fetch_all<'e>(self, on: impl InTransaction<'e>) -> Many<'e, S> {
        self.query.fetch_all(on)
    }

    /// Locks and gives the first row; asks for no more than one. Sends one statement.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::Error::NotFound) if there is none, and those of
    /// [`fetch_all`](Self::fetch_all).
    pub fn fetch_one<'e>(self, on: impl InTransaction<'e>) -> One<'e, S> {
        self.query.fetch_one(on)
    }

    /// As [`fetch_one`](Self::fetch_one), and `None` if there is no row.
    ///
    /// # Errors
    ///
    /// Those of [`fetch_all`](Self::fetch_all).
    pub fn fetch_optional<'e>(self, on: impl InTransaction<'e>) -> Optional<'e, S> {
        self.query.fetch_optional(on)
    }

    fn waiting(mut self, wait: Wait) -> Self {
        if let Some(lock) = self.query.question.lock {
            self.set(Lock { wait, ..lock });
        }
        self
    }

    fn set(&mut self, lock: Lock) {
        self.query.question.lock = Some(lock);
    }
}

/// Locks the rows with these keys in the order of the keys' values, and gives them in the order in
/// which the keys came; `None` where there is no such row.
pub fn lock_in_order<'e, S: Load>(on: impl InTransaction<'e>, keys: &[Keys]) -> Found<'e, S> {
    find_locked(on, keys, Some(Lock::UPDATE))
}

/// The columns that decide the order of locks.
pub(crate) fn order(keys: &[Keys]) -> impl Iterator<Item = AnyOrder> {
    keys.iter()
        .map(|key| AnyOrder::ascending(By::Column(key.column)))
}
