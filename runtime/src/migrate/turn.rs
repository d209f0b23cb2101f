//! One runner at a time: an advisory lock, which is asked for again and again.
//!
//! Waiting in `pg_advisory_lock` would keep a snapshot open, for which a `CREATE INDEX CONCURRENTLY` of the runner at
//! work would wait, and neither would ever end.
//!
//! The lock is held by a connection of its own. A second is held by the connection that works: when a runner is killed,
//! its first lock is free at once, and its statement may go on at the server until that notices.

use std::time::{Duration, Instant};

use sqlx::PgConnection;

use super::error::{Error, Result};
use super::event::{Event, Holder};
use crate::advisory::key;
use crate::transaction::jittered;

/// How often what has not changed is said again.
pub(super) const AGAIN: Duration = Duration::from_secs(10);

/// The lock of a runner.
pub(super) fn turn() -> i64 {
    key("migrations")
}

/// The lock of the connection that does a runner's work.
pub(super) fn work() -> i64 {
    key("migrations: work")
}

/// Takes the lock, and waits for it if another has it: for this long, else for ever.
pub(super) async fn take(
    on: &mut PgConnection,
    key: i64,
    limit: Option<Duration>,
    tell: &(dyn Fn(&Event<'_>) + Send + Sync),
) -> Result<()> {
    let begun = Instant::now();
    let mut told: Option<(Instant, Holder)> = None;
    let mut attempt = 0;
    loop {
        let taken: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
            .bind(key)
            .persistent(false)
            .fetch_one(&mut *on)
            .await
            .map_err(Error::sql("ask for the lock"))?;
        if taken {
            return Ok(());
        }
        if let Some(holder) = holder(on, key).await? {
            if limit.is_some_and(|limit| begun.elapsed() >= limit) {
                return Err(Error::Busy(holder));
            }
            let is_news = told
                .as_ref()
                .is_none_or(|(at, last)| last.pid != holder.pid || at.elapsed() >= AGAIN);
            if is_news {
                let waited = begun.elapsed();
                tell(&Event::Waiting {
                    holder: &holder,
                    waited,
                });
                told = Some((Instant::now(), holder));
            }
        }
        let (base, limit) = (Duration::from_millis(20), Duration::from_millis(500));
        tokio::time::sleep(jittered(base, limit, attempt)).await;
        attempt += 1;
    }
}

/// Who has the lock.
pub(super) async fn holder(on: &mut PgConnection, key: i64) -> Result<Option<Holder>> {
    type Row = (i32, String, String, Option<String>, Option<f64>);
    let sql = "SELECT l.pid, coalesce(a.application_name, ''), coalesce(a.usename::text, ''), a.client_addr::text, \
               extract(epoch FROM clock_timestamp() - a.backend_start)::float8 \
               FROM pg_locks AS l LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid \
               WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted \
               AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
               AND l.classid::bigint << 32 | l.objid::bigint = $1";
    let found: Option<Row> = sqlx::query_as(sql)
        .bind(key)
        .persistent(false)
        .fetch_optional(on)
        .await
        .map_err(Error::sql("ask who has the lock"))?;
    Ok(found.map(|(pid, application, user, from, age)| Holder {
        pid,
        application,
        user,
        from,
        age: age.and_then(|age| Duration::try_from_secs_f64(age).ok()),
    }))
}

/// Whether this connection, and so the lock, is still there.
pub(super) async fn check(on: &mut PgConnection, key: i64) -> Result<()> {
    let sql = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 \
               AND classid::bigint << 32 | objid::bigint = $1 AND pid = pg_backend_pid())";
    let held = sqlx::query_scalar(sql)
        .bind(key)
        .persistent(false)
        .fetch_one(on)
        .await;
    match held {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(Error::TurnLost),
    }
}
