//! Naming who keeps a statement from going on, while it waits.

use std::pin::pin;
use std::time::{Duration, Instant};

use sqlx::PgConnection;

use super::error::cut;
use super::event::Blocker;
use super::turn::AGAIN;

/// How long a statement runs before anybody asks, and how long until they ask again.
const FIRST: Duration = Duration::from_millis(100);
const NEXT: Duration = Duration::from_millis(200);
const LATER: Duration = Duration::from_secs(2);

/// Waits for the work of a process at the server, and asks on another connection meanwhile who is in its way. The last
/// who were stay in `seen`; `tell` hears of them when they change.
pub(super) async fn watched<T>(
    work: impl Future<Output = T>,
    pid: i32,
    watch: &mut PgConnection,
    seen: &mut Vec<Blocker>,
    tell: &(dyn Fn(&[Blocker], Duration) + Sync),
) -> T {
    let begun = Instant::now();
    let mut told: Option<Instant> = None;
    let mut work = pin!(work);
    let mut pause = FIRST;
    loop {
        tokio::select! {
            biased;
            done = &mut work => return done,
            () = tokio::time::sleep(pause) => {}
        }
        pause = if begun.elapsed() < AGAIN { NEXT } else { LATER };
        let mut asked = pin!(blockers(watch, pid));
        let found = tokio::select! {
            biased;
            found = &mut asked => found,
            done = &mut work => {
                // The connection is not left in the middle of an answer.
                let _ = asked.await;
                return done;
            }
        };
        // If the connection is lost, it is noticed before the next step.
        let Ok(found) = found else { continue };
        if found.is_empty() {
            continue;
        }
        let same = found
            .iter()
            .map(|it| it.pid)
            .eq(seen.iter().map(|it| it.pid));
        *seen = found;
        if !same || told.is_none_or(|at| at.elapsed() >= AGAIN) {
            tell(seen, begun.elapsed());
            told = Some(Instant::now());
        }
    }
}

/// Who keeps a process waiting for a lock.
async fn blockers(on: &mut PgConnection, pid: i32) -> Result<Vec<Blocker>, sqlx::Error> {
    type Row = (i32, String, String, String, Option<f64>, String);
    let sql = "SELECT b.pid, coalesce(a.application_name, ''), coalesce(a.usename::text, ''), coalesce(a.state, ''), \
               extract(epoch FROM clock_timestamp() - a.xact_start)::float8, coalesce(a.query, '') \
               FROM (SELECT DISTINCT unnest(pg_blocking_pids($1)) AS pid) AS b \
               LEFT JOIN pg_stat_activity AS a ON a.pid = b.pid ORDER BY a.xact_start, b.pid";
    let rows: Vec<Row> = sqlx::query_as(sql)
        .bind(pid)
        .persistent(false)
        .fetch_all(on)
        .await?;
    let blockers = rows
        .into_iter()
        .map(|(pid, application, user, state, age, query)| Blocker {
            pid,
            application,
            user,
            state,
            age: age.and_then(|age| Duration::try_from_secs_f64(age).ok()),
            query: cut(&query.split_whitespace().collect::<Vec<_>>().join(" "), 200),
        });
    Ok(blockers.collect())
}

/// The process at the server.
pub(super) async fn pid(on: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar("SELECT pg_backend_pid()")
        .persistent(false)
        .fetch_one(on)
        .await
}
