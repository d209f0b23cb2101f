//! Which server a read goes to.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres};

use super::{Cluster, Mark};
use crate::error::Result;
use crate::statement::acquire;

/// The first pause between two questions how far a replica is; each is twice as long as the one before.
const PAUSE: Duration = Duration::from_millis(2);

/// A replica, and until when it is left out.
#[derive(Debug)]
pub(super) struct Replica {
    pool: PgPool,
    rests: Mutex<Option<Instant>>,
}

/// How far a replica is.
enum Far {
    Enough(PoolConnection<Postgres>),
    Behind,
    /// It does not answer, or is no replica any more.
    Gone,
}

impl Replica {
    pub(super) fn new(pool: PgPool) -> Self {
        Self {
            pool,
            rests: Mutex::new(None),
        }
    }

    /// Leaves it out for this long.
    pub(super) fn rest(&self, time: Duration) {
        let mut rests = self.rests.lock().unwrap_or_else(PoisonError::into_inner);
        *rests = Some(Instant::now() + time);
    }

    fn rests(&self) -> bool {
        let rests = self.rests.lock().unwrap_or_else(PoisonError::into_inner);
        rests.is_some_and(|until| until > Instant::now())
    }

    async fn far(&self, mark: Option<Mark>, limit: Duration) -> Far {
        let answer = tokio::time::timeout(limit, self.ask()).await;
        match (answer, mark) {
            (Ok(Ok((connection, Some(_)))), None) => Far::Enough(connection),
            (Ok(Ok((connection, Some(there)))), Some(mark)) if there >= mark => {
                Far::Enough(connection)
            }
            (Ok(Ok((_, Some(_)))), Some(_)) => Far::Behind,
            (Ok(Ok((_, None)) | Err(_)) | Err(_), _) => Far::Gone,
        }
    }

    /// A connection, and how far it is replayed there; nothing of a server that takes writes, whose history
    /// may be another.
    async fn ask(&self) -> sqlx::Result<(PoolConnection<Postgres>, Option<Mark>)> {
        let asked = "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()::text END";
        let mut connection = self.pool.acquire().await?;
        let there: Option<String> = sqlx::query_scalar(asked)
            .fetch_one(&mut *connection)
            .await?;
        Ok((connection, there.and_then(|text| text.parse().ok())))
    }
}

impl Cluster {
    /// A connection for a read after the mark, and the replica that it is of.
    pub(super) async fn pick(
        &self,
        mark: Option<Mark>,
        what: &'static str,
    ) -> Result<(PoolConnection<Postgres>, Option<Arc<Replica>>)> {
        let deadline = Instant::now() + self.wait;
        let mut pause = PAUSE;
        let mut behind = self.awake();
        while !behind.is_empty() {
            let mut still = Vec::new();
            for replica in behind {
                let left = deadline.saturating_duration_since(Instant::now());
                match replica.far(mark, left.max(PAUSE)).await {
                    Far::Enough(connection) => return Ok((connection, Some(replica))),
                    Far::Behind => still.push(replica),
                    Far::Gone => replica.rest(self.rest),
                }
            }
            behind = still;
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            if !behind.is_empty() {
                tokio::time::sleep(pause.min(left)).await;
                pause *= 2;
            }
        }
        for replica in behind {
            replica.rest(self.rest);
        }
        Ok((acquire(&self.primary, what).await?, None))
    }

    /// The replicas that do not rest, beginning with the one whose turn it is.
    fn awake(&self) -> Vec<Arc<Replica>> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let begin = turn % self.replicas.len().max(1);
        let (first, last) = self.replicas.split_at(begin.min(self.replicas.len()));
        let awake = last.iter().chain(first);
        awake.filter(|replica| !replica.rests()).cloned().collect()
    }
}
