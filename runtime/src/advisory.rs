//! A named piece of work that one process does at a time: PostgreSQL's advisory locks.

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};

use crate::error::{Error, Result};
use crate::executor::{InTransaction, Source};
use crate::fnv;
use crate::future::Answer;
use crate::statement::acquire;

/// A piece of work with this name, of which a lock can be had.
///
/// ```no_run
/// # async fn f(pool: &sqlx::PgPool) -> relata::Result<()> {
/// if let Some(held) = relata::work("nightly-report").try_hold(pool).await? {
///     // No other process is here.
///     held.release().await?;
/// }
/// # Ok(())
/// # }
/// ```
///
/// PostgreSQL knows the lock by a number, which is the 64-bit FNV-1a hash of `relata:` and the
/// name: the same in every version and on every machine. `pg_locks` shows its upper half as `classid`
/// and its lower as `objid`. Locks are per database; a restart of the server ends them.
pub fn work(name: &str) -> Work {
    Work { key: key(name) }
}

/// 64-bit FNV-1a, of which nothing may change: processes of two releases meet at the number.
pub(crate) fn key(name: &str) -> i64 {
    let bytes = b"relata:".iter().chain(name.as_bytes());
    fnv::of(bytes.copied()).cast_signed()
}

/// A piece of work, of which a lock can be had.
#[must_use = "nothing is locked until it is asked for"]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work {
    key: i64,
}

impl Work {
    /// The number by which PostgreSQL knows the lock.
    #[must_use]
    pub fn key(&self) -> i64 {
        self.key
    }

    /// Waits for the lock, and keeps it to the end of the transaction. Sends one statement.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] if the statement fails: `55P03` after a `lock_timeout`, `40P01` in a
    /// deadlock.
    pub fn lock<'e>(&self, on: impl InTransaction<'e>) -> Answer<'e, ()> {
        let (source, key) = (on.source(), self.key);
        let sql = "SELECT pg_advisory_xact_lock($1)";
        Box::pin(async move { ask(held(source)?, sql, key).await })
    }

    /// Takes the lock to the end of the transaction, if nobody has it. Sends one statement.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] if the statement fails.
    pub fn try_lock<'e>(&self, on: impl InTransaction<'e>) -> Answer<'e, bool> {
        let (source, key) = (on.source(), self.key);
        let sql = "SELECT pg_try_advisory_xact_lock($1)";
        Box::pin(async move { ask(held(source)?, sql, key).await })
    }

    /// Waits for the lock, and keeps it as long as the guard, on a connection of its own.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] if no connection is to be had, or the statement fails.
    pub async fn hold(&self, pool: &PgPool) -> Result<Held> {
        let mut held = self.held(pool).await?;
        let sql = "SELECT pg_advisory_lock($1)";
        ask::<()>((held.connection()?, true), sql, self.key).await?;
        Ok(held)
    }

    /// Takes the lock, if nobody has it, and keeps it as long as the guard, on a connection of its
    /// own.
    ///
    /// # Errors
    ///
    /// As [`hold`](Self::hold).
    pub async fn try_hold(&self, pool: &PgPool) -> Result<Option<Held>> {
        let mut held = self.held(pool).await?;
        let sql = "SELECT pg_try_advisory_lock($1)";
        if ask::<bool>((held.connection()?, true), sql, self.key).await? {
            return Ok(Some(held));
        }
        // There is no lock on it, so it can be used by others.
        held.connection = None;
        Ok(None)
    }

    /// The guard comes before the lock, so that a call that is dropped while it waits gives no
    /// connection back that may get the lock later.
    async fn held(&self, pool: &PgPool) -> Result<Held> {
        Ok(Held {
            connection: Some(acquire(pool, "advisory lock").await?),
            key: self.key,
        })
    }
}

/// Sends a statement on a connection, which keeps it under a name or does not.
async fn ask<T>(
    (connection, named): (&mut PgConnection, bool),
    sql: &'static str,
    key: i64,
) -> Result<T>
where
    T: for<'r> sqlx::Decode<'r, Postgres> + sqlx::Type<Postgres> + Send + Unpin,
{
    sqlx::query_scalar(sql)
        .bind(key)
        .persistent(named)
        .fetch_one(connection)
        .await
        .map_err(Error::database("advisory lock", "lock"))
}

/// A transaction's connection is the caller's.
fn held(source: Source<'_>) -> Result<(&mut PgConnection, bool)> {
    match source {
        Source::Held(connection) => Ok((connection, true)),
        Source::Unnamed(connection) => Ok((connection, false)),
        Source::Pool(_) | Source::Proxied(_) | Source::Routed(_) => Err(gone()),
    }
}

fn gone() -> Error {
    Error::Answer {
        what: "advisory lock",
        why: "its connection is gone".to_owned(),
    }
}

/// The lock of a piece of work, held by a connection that nothing else uses.
///
/// [`release`](Self::release) gives the connection back to its pool. If the guard is dropped, or
/// its release is, the connection is closed, which ends the lock too: no connection goes back to
/// the pool with a lock.
///
/// If the connection breaks, the server ends the lock, and the guard can't know: what must not be
/// done twice asks [`check`](Self::check) before, or is done in a transaction with
/// [`Work::lock`].
#[must_use = "the lock ends when the guard is dropped"]
#[derive(Debug)]
pub struct Held {
    connection: Option<PoolConnection<Postgres>>,
    key: i64,
}

impl Held {
    /// Whether the connection, and so the lock, is still there. Sends one statement.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] if it is not.
    pub async fn check(&mut self) -> Result<()> {
        let sql = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 \
                   AND classid::bigint << 32 | objid::bigint = $1 AND pid = pg_backend_pid()";
        let key = self.key;
        match ask::<i64>((self.connection()?, true), sql, key).await? {
            0 => Err(gone()),
            _ => Ok(()),
        }
    }

    /// Ends the lock, and gives the connection back to its pool. Sends one statement.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] if the statement fails; the connection is closed then, and the lock
    /// with it.
    pub async fn release(mut self) -> Result<()> {
        let key = self.key;
        let sql = "SELECT pg_advisory_unlock($1)";
        let had = ask::<bool>((self.connection()?, true), sql, key).await?;
        if had {
            self.connection = None;
            Ok(())
        } else {
            Err(gone())
        }
    }

    fn connection(&mut self) -> Result<&mut PgConnection> {
        self.connection.as_deref_mut().ok_or_else(gone)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(connection) = &mut self.connection {
            connection.close_on_drop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_number_for_ever() {
        assert_eq!(work("nightly-report").key(), 6_424_285_541_606_470_524);
        assert_ne!(work("a").key(), work("b").key());
    }
}
