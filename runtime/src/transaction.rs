//! Transactions: what is done in one is done whole or not at all.
//!
//! ```no_run
//! # async fn transfer(pool: &sqlx::PgPool) -> relata::Result<()> {
//! relata::transaction(pool)
//!     .run(async |tx| {
//!         sqlx::query("UPDATE accounts SET balance = balance - 10 WHERE id = 1")
//!             .execute(&mut **tx)
//!             .await?;
//!         sqlx::query("UPDATE accounts SET balance = balance + 10 WHERE id = 2")
//!             .execute(&mut **tx)
//!             .await?;
//!         relata::Ok(())
//!     })
//!     .await
//! # }
//! ```
//!
//! `Ok` commits. An `Err` rolls back, and so do a panic and a future that is dropped before its
//! end: whatever happens, no connection goes back to its pool inside a transaction. The error's
//! type is the application's own, anything that is `From<relata::Error>`; it has to be named once,
//! as above, or by the function that the closure calls.
//!
//! Calls take `&mut *tx`, a loan that ends with the call; `tx` itself would be given away by the
//! first of them.
//!
//! # What is sent
//!
//! `BEGIN`, the statements, `COMMIT`. Isolation, mode and timeouts go with `BEGIN`, in the same
//! message. If a statement of the process has failed meanwhile, or sqlx was given the connection,
//! a `SAVEPOINT` before `COMMIT` asks whether the transaction still stands: to a `COMMIT` of one in
//! which a statement failed, PostgreSQL answers without an error, and rolls back.
//!
//! # Isolation levels
//!
//! | level | sees | what can still go wrong |
//! |---|---|---|
//! | [`ReadCommitted`](Isolation::ReadCommitted) (PostgreSQL's default) | each statement what was committed when it began | what was read may have changed when it is written back: the lost update. Compute in the database (`votes + 1`), or lock the row before it is read |
//! | [`RepeatableRead`](Isolation::RepeatableRead) | all statements what was committed at the first | a row that another has changed meanwhile can't be written: `40001`. Two transactions that each read what the other writes both succeed (write skew) |
//! | [`Serializable`](Isolation::Serializable) | the same | nothing: the outcome is one that the transactions have one after the other, or `40001` for one of them, in the last resort at `COMMIT` |
//!
//! # What is retried
//!
//! After [`retry(n)`](Transaction::retry), the closure runs again, up to `n` times more, in a new
//! transaction, when it or the commit fails with `40001` (could not be serialized) or `40P01` (was
//! the victim of a deadlock): codes by which PostgreSQL says that the same work may succeed. So it does with
//! `0A000` and `26000` of a statement that the connection had prepared, when the type of a column was changed
//! meanwhile; outside of a transaction such a statement is sent again without a word. Between
//! the runs is a pause, at random up to 10 ms, then up to 20 ms, and so on to a second. When the runs
//! are used up, the last error is returned. A connection that broke is not retried: whether a
//! `COMMIT` that was under way took effect can't be known. Because the closure runs again it may
//! not move or change what it captures, which the compiler sees to; and whatever it does beside the
//! database is done again, too.
//!
//! # The order of locks
//!
//! Two transactions that lock the same rows in different orders wait for each other, until
//! PostgreSQL aborts one of them after `deadlock_timeout` (a second). Those that lock in one order
//! don't: `Post::lock_in_order(&mut *tx, [7, 3])` locks 3 before 7, and gives the rows back as they
//! were asked for. See [`crate::Query::for_update`].

mod begin;
mod pause;
mod retry;
mod send;
mod tx;

use std::fmt::Write as _;
use std::time::Duration;

use sqlx::PgPool;

pub(crate) use pause::jittered;
pub use retry::{Retried, Retryable, is_retryable};
pub use send::{SendFn, SendFnOnce};
pub(crate) use send::{call, call_once};
pub use tx::Tx;

use crate::error::{Error, Result};

/// A transaction on a connection of the pool: to be configured, and run.
///
/// See [the module](mod@crate::transaction) for what it guarantees.
pub fn transaction(pool: &PgPool) -> Transaction {
    Transaction {
        pool: pool.clone(),
        isolation: None,
        read_only: false,
        deferrable: false,
        timeouts: Vec::new(),
        unnamed: false,
    }
}

/// The same behind a proxy, with these settings and their milliseconds.
pub(crate) fn behind_proxy(pool: &PgPool, timeouts: Vec<(&'static str, Duration)>) -> Transaction {
    Transaction {
        timeouts,
        unnamed: true,
        ..transaction(pool)
    }
}

/// Begins a transaction, for code that a closure does not suit: one that changes locals, or
/// returns early. Sends `BEGIN`.
///
/// ```no_run
/// # async fn f(pool: &sqlx::PgPool) -> relata::Result<()> {
/// let mut tx = relata::begin(pool).await?;
/// sqlx::query("UPDATE accounts SET balance = 0").execute(&mut *tx).await?;
/// tx.commit().await
/// # }
/// ```
///
/// If it is dropped without [`commit`](Tx::commit), it is rolled back.
///
/// # Errors
///
/// [`Error::Database`] if no connection is to be had, or the database refuses.
pub async fn begin(pool: &PgPool) -> Result<Tx<'static>> {
    transaction(pool).begin().await
}

/// How much a transaction sees of those beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isolation {
    /// Each statement sees what was committed when it began.
    ReadCommitted,
    /// All statements see what was committed when the first of them began.
    RepeatableRead,
    /// As if the transactions ran one after the other.
    Serializable,
}

impl Isolation {
    fn sql(self) -> &'static str {
        match self {
            Self::ReadCommitted => "READ COMMITTED",
            Self::RepeatableRead => "REPEATABLE READ",
            Self::Serializable => "SERIALIZABLE",
        }
    }
}

/// A transaction that has not begun.
#[must_use = "a transaction does nothing until it is run"]
#[derive(Debug, Clone)]
pub struct Transaction {
    pool: PgPool,
    isolation: Option<Isolation>,
    read_only: bool,
    deferrable: bool,
    /// Settings and their milliseconds.
    timeouts: Vec<(&'static str, Duration)>,
    /// Behind a proxy, where statements have no names.
    unnamed: bool,
}

impl Transaction {
    /// At this isolation level; without it, at the server's `default_transaction_isolation`.
    pub fn isolation(mut self, isolation: Isolation) -> Self {
        self.isolation = Some(isolation);
        self
    }

    /// Writes are refused.
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Waits for a moment from which it can't fail with `40001`, nor make others fail. Has a
    /// meaning for [`Isolation::Serializable`] together with [`read_only`](Self::read_only) alone.
    pub fn deferrable(mut self) -> Self {
        self.deferrable = true;
        self
    }

    /// A statement that takes longer fails with `57014`. Zero is no limit.
    pub fn statement_timeout(self, limit: Duration) -> Self {
        self.timeout("statement_timeout", limit)
    }

    /// A statement that waits longer for a lock fails with `55P03`. Zero is no limit.
    pub fn lock_timeout(self, limit: Duration) -> Self {
        self.timeout("lock_timeout", limit)
    }

    /// Longer between two statements, and the server closes the connection. Zero is no limit.
    pub fn idle_timeout(self, limit: Duration) -> Self {
        self.timeout("idle_in_transaction_session_timeout", limit)
    }

    fn timeout(mut self, setting: &'static str, limit: Duration) -> Self {
        self.timeouts.push((setting, limit));
        self
    }

    /// Runs the closure again, up to this many times more, if it fails with an error that is
    /// [retryable](Error::is_retryable): `40001`, `40P01`.
    ///
    /// The closure may then not move or change what it captures.
    pub fn retry(self, times: u32) -> Retried {
        Retried::new(self, times)
    }

    /// Begins it, for code that a closure does not suit. Sends one statement.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] if no connection is to be had, or the database refuses.
    pub async fn begin(self) -> Result<Tx<'static>> {
        let begun = begin::begin(&self.pool, self.sql()).await?;
        Ok(if self.unnamed { begun.unnamed() } else { begun })
    }

    /// Runs the closure in the transaction, and commits it if the closure returns `Ok`.
    ///
    /// # Errors
    ///
    /// The closure's, after which the transaction is rolled back; [`Error::Database`] if the
    /// transaction can't be begun or committed; [`Error::Aborted`] if the closure returned `Ok`
    /// although a statement had failed, so that there is nothing to commit.
    pub fn run<'a, T, E, F>(self, work: F) -> impl Future<Output = Result<T, E>> + Send + 'a
    where
        F: AsyncFnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'a,
        F: for<'r, 'c> SendFnOnce<&'r mut Tx<'c>, Result<T, E>, Fut: Send>,
        T: Send + 'a,
        E: From<Error> + Send + 'a,
    {
        Box::pin(async move {
            let mut tx = self.begin().await?;
            let outcome = call_once(work, &mut tx).await;
            tx.end(outcome).await
        })
    }

    /// `BEGIN` with all that was asked for.
    fn sql(&self) -> String {
        let mut modes = Vec::new();
        if let Some(isolation) = self.isolation {
            modes.push(format!("ISOLATION LEVEL {}", isolation.sql()));
        }
        if self.read_only {
            modes.push("READ ONLY".to_owned());
        }
        if self.deferrable {
            modes.push("DEFERRABLE".to_owned());
        }
        let mut sql = String::from("BEGIN");
        if !modes.is_empty() {
            let _ = write!(sql, " {}", modes.join(", "));
        }
        for (setting, limit) in &self.timeouts {
            let limit = milliseconds(*limit);
            let _ = write!(sql, "; SET LOCAL {setting} = {limit}");
        }
        sql
    }
}

/// As the server counts: whole, none of them zero that was not given as that, and no more than it
/// takes.
pub(crate) fn milliseconds(limit: Duration) -> i32 {
    let whole = limit.as_micros().div_ceil(1000);
    i32::try_from(whole).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn modes_and_timeouts_go_with_the_begin() {
        let pool = PgPool::connect_lazy("postgres://nowhere").unwrap();
        assert_eq!(transaction(&pool).sql(), "BEGIN");
        let all = transaction(&pool)
            .isolation(Isolation::Serializable)
            .read_only()
            .deferrable()
            .statement_timeout(Duration::from_micros(1))
            .lock_timeout(Duration::from_secs(2))
            .idle_timeout(Duration::MAX);
        assert_eq!(
            all.sql(),
            "BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY, DEFERRABLE; \
             SET LOCAL statement_timeout = 1; SET LOCAL lock_timeout = 2000; \
             SET LOCAL idle_in_transaction_session_timeout = 2147483647"
        );
    }
}
