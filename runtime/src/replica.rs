//! Reads from replicas, which never show less than the caller has written.
//!
//! ```no_run
//! # use sqlx::PgPool;
//! # async fn f(primary: PgPool, replica: PgPool) -> relata::Result<()> {
//! let cluster = relata::cluster(primary).replica(replica);
//!
//! sqlx::query("UPDATE posts SET votes = votes + 1 WHERE id = 7")
//!     .execute(cluster.primary())
//!     .await?;
//! let mark = cluster.mark().await?;
//!
//! let reads = cluster.after(mark);
//! // Post::find(&reads, 7): the new vote is in it, whichever server answers.
//! # Ok(())
//! # }
//! ```

mod mark;
mod pick;

pub use mark::Mark;

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use sqlx::PgPool;

use crate::error::{Error, Result};
use crate::statement::{Sink, Statement, Take, pump_on};
use crate::taken::Taken;
use pick::Replica;

/// A primary, and the replicas that it streams to: see [`Cluster::after`].
pub fn cluster(primary: PgPool) -> Cluster {
    Cluster {
        primary,
        replicas: Vec::new(),
        wait: Duration::from_millis(200),
        rest: Duration::from_secs(1),
        turn: Arc::default(),
    }
}

/// A primary and its replicas. Clones are the same.
#[derive(Debug, Clone)]
pub struct Cluster {
    primary: PgPool,
    replicas: Vec<Arc<Replica>>,
    wait: Duration,
    rest: Duration,
    /// Whose turn it is.
    turn: Arc<AtomicUsize>,
}

impl Cluster {
    /// And this replica. Reads go to all in turn.
    #[must_use]
    pub fn replica(mut self, pool: PgPool) -> Self {
        self.replicas.push(Arc::new(Replica::new(pool)));
        self
    }

    /// How long a read waits for a replica to catch up, or to answer at all, before it goes to the
    /// primary; 200 ms, if not said.
    #[must_use]
    pub fn wait(mut self, limit: Duration) -> Self {
        self.wait = limit;
        self
    }

    /// How long a replica that did not catch up or answer in time is left out; a second, if not
    /// said.
    #[must_use]
    pub fn rest(mut self, time: Duration) -> Self {
        self.rest = time;
        self
    }

    /// The primary: for writes, and for all that runs in a transaction.
    pub fn primary(&self) -> &PgPool {
        &self.primary
    }

    /// A mark behind all that is committed now. Sends one statement to the primary.
    ///
    /// Asked for after a write it is the caller's own: kept in a session or a cookie, as text, it serves the
    /// requests that follow.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] if the primary can't be reached.
    pub async fn mark(&self) -> Result<Mark> {
        Mark::of(&self.primary).await
    }

    /// Reads that see all that was written before the mark.
    ///
    /// Before each of them a replica is asked how far it is, with one round trip; if none is far enough, it
    /// is asked again until [`wait`](Self::wait) is over, and then the primary is read from. So is it when no
    /// replica is left. A read whose connection breaks before it gives a row is sent again elsewhere.
    pub fn after(&self, mark: Mark) -> Reads {
        self.reading(Some(mark))
    }

    /// Reads that may be as old as the replicas are behind.
    pub fn reads(&self) -> Reads {
        self.reading(None)
    }

    fn reading(&self, mark: Option<Mark>) -> Reads {
        Reads {
            cluster: self.clone(),
            mark,
        }
    }
}

/// Where reads of a [`Cluster`] run; `&Reads` is an [`Executor`](crate::Executor).
///
/// What writes goes to the primary, as does everything that is not plainly a read: so code that takes an
/// executor may be given this one. Each read may come from another server; those that have to see
/// one state belong into a transaction of the primary.
#[derive(Debug, Clone)]
pub struct Reads {
    cluster: Cluster,
    mark: Option<Mark>,
}

impl Reads {
    /// The primary, for what writes.
    pub(crate) fn primary(&self) -> &PgPool {
        &self.cluster.primary
    }

    /// A connection to read on.
    pub(crate) async fn take(&self, what: &'static str) -> Result<Taken<'static>> {
        let (connection, _) = self.cluster.pick(self.mark, what).await?;
        Ok(Taken::Pooled(connection))
    }

    /// Sends a statement that reads, and hands its rows on; once more elsewhere, if the connection breaks
    /// before the first.
    pub(crate) async fn pump(
        &self,
        statement: Statement,
        take: Take,
        sink: Sink<'_>,
    ) -> Result<()> {
        loop {
            let (mut connection, replica) = self.cluster.pick(self.mark, statement.what).await?;
            let mut came = false;
            let mut noted = |row: &_| {
                came = true;
                sink(row)
            };
            let pumped = pump_on(&mut connection, statement.again(), take, &mut noted).await;
            match (pumped, replica) {
                (Err(error), Some(replica)) if !came && is_lost(&error) => {
                    replica.rest(self.cluster.rest);
                }
                (pumped, _) => return pumped,
            }
        }
    }
}

/// Whether the server went away, or broke off the statement because of what it had to replay.
fn is_lost(error: &Error) -> bool {
    match error.sqlstate().as_deref() {
        // Shut down, crashed, starting; a conflict with recovery.
        Some("57P01" | "57P02" | "57P03" | "40001") => true,
        Some(_) => false,
        None => matches!(
            error,
            Error::Database {
                source: sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::PoolClosed,
                ..
            }
        ),
    }
}
