//! A pool behind a proxy that gives a server's connection to each transaction: PgBouncer with
//! `pool_mode = transaction`, and others that work like it.

use std::time::Duration;

use sqlx::PgPool;

use crate::error::Result;
use crate::transaction::{self, Transaction, Tx};

/// Connections by way of PgBouncer in transaction mode; see [`Pool::behind_pgbouncer`](crate::Pool::behind_pgbouncer).
///
/// Every call of relata's takes `&Proxied` where it takes `&PgPool`. What a session would have to last
/// for has no call that does: [`listen`](crate::listen()), a [`Worker`](crate::Worker), and
/// [`Work::hold`](crate::Work::hold) want a pool of their own that is not behind the proxy.
///
/// Clones are the same pool.
///
/// # Why it is a type of its own
///
/// A statement goes to the server in two steps: it is parsed, under a name or none, and then run by
/// that name. sqlx ends each step with a `Sync`, and to a proxy the first `Sync` outside of a
/// transaction is the end of one: the second step may go to another server, where the name is unknown
/// or, worse, is another client's statement, whose rows come back. So each call has its own `BEGIN` and
/// `COMMIT`, and no statement has a name; and none of it can be forgotten, because a call that takes
/// a plain connection does not take this.
#[derive(Debug, Clone)]
pub struct Proxied {
    pool: PgPool,
    timeouts: Vec<(&'static str, Duration)>,
}

impl Proxied {
    pub(crate) fn new(pool: PgPool, timeouts: Vec<(&'static str, Duration)>) -> Self {
        Self { pool, timeouts }
    }

    /// A transaction, as [`relata::transaction`](crate::transaction()) makes one of a plain pool. The
    /// pool's timeouts go with its `BEGIN`, in the same message.
    ///
    /// What is sent by sqlx in it says `.persistent(false)`.
    pub fn transaction(&self) -> Transaction {
        transaction::behind_proxy(&self.pool, self.timeouts.clone())
    }

    /// Begins a transaction, as [`relata::begin`](crate::begin()).
    ///
    /// # Errors
    ///
    /// [`Error::Busy`](crate::Error::Busy) if no connection was free in time,
    /// [`Error::Database`](crate::Error::Database) if the database refuses.
    pub async fn begin(&self) -> Result<Tx<'static>> {
        self.transaction().begin().await
    }

    /// The pool, for statements by sqlx: each in a transaction, and with `.persistent(false)`.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Waits for the connections that are in use, and closes all.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    pub(crate) fn into_pool(self) -> PgPool {
        self.pool
    }
}
