//! A statement that runs in no transaction: what it holds and asks for on its way.

use super::guard::Guard;
use super::{Found, Observed, Relations, compared, mode, send, session};
use relata_schema::plan::{Effort, Lock, LockMode};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection, Row as _};
use std::collections::BTreeMap;
use std::pin::pin;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(2);

/// For how long a session that has ended may be seen.
const GOODBYE: Duration = Duration::from_secs(5);

/// For how long PostgreSQL 14 may tell counts that are old.
const LATE: Duration = Duration::from_millis(550);

/// The locks on relations that a process holds or waits for, and what else it waits for.
const LOCKS: &str = "
    SELECT relation::int8, mode::text, granted
    FROM pg_locks
    WHERE pid = $1 AND (locktype = 'relation' OR NOT granted)";

/// Other sessions of this database.
const OTHERS: &str = "
    SELECT count(*)
    FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()";

/// How often each relation was read as a whole by sessions that have told.
const SCANS: &str = "
    SELECT c.oid::int8, coalesce(pg_stat_get_numscans(c.oid), 0)::int8
    FROM pg_class AS c
    WHERE c.relkind IN ('r', 'p', 'm')";

pub(super) async fn run(
    relations: &mut Relations,
    options: &PgConnectOptions,
    statement: &str,
    said: &[Lock],
) -> Result<Observed, sqlx::Error> {
    let mut asking = session(options).await?;
    relations.follow(&Relations::read(&mut asking).await?);
    let before = scans(&mut asking).await?;

    let mut guard = Guard::post(options, relations, said).await?;
    let mut connection = session(options).await?;
    let process: i32 = sqlx::query_scalar("SELECT pg_backend_pid()")
        .persistent(false)
        .fetch_one(&mut connection)
        .await?;
    let mut held = BTreeMap::new();
    {
        let mut running = pin!(send(&mut connection, statement));
        loop {
            tokio::select! {
                biased;
                ended = &mut running => break ended?,
                () = sleep(PAUSE) => look(&mut asking, process, &mut guard, &mut held).await?,
            }
        }
    }
    connection.close().await?;
    guard.leave().await?;

    let after = scans(&mut asking).await?;
    let now = Relations::read(&mut asking).await?;
    asking.close().await?;
    let anew = relations.follow(&now);
    let known = relations.0.iter();
    let found = known.map(|(number, relation)| {
        let read = match (&before, &after) {
            (Some(before), Some(after)) => after.get(number) > before.get(number),
            _ => false,
        };
        let work = if anew.contains(number) {
            Effort::Rewrite
        } else if read {
            Effort::Scan
        } else {
            Effort::Instant
        };
        let mode = held.get(number).copied().unwrap_or(LockMode::AccessShare);
        let names = &relation.names;
        Found { names, mode, work }
    });
    Ok(compared(found, said))
}

/// Notes what a process holds and asks for, and lets it go on where it waits for the guard.
async fn look(
    asking: &mut PgConnection,
    process: i32,
    guard: &mut Guard,
    held: &mut BTreeMap<i64, LockMode>,
) -> Result<(), sqlx::Error> {
    let rows = sqlx::query(LOCKS).persistent(false).bind(process);
    let rows = rows.fetch_all(&mut *asking).await?;
    let mut waits = false;
    let mut asks_for_more = false;
    for row in rows {
        let (relation, text, granted): (Option<i64>, String, bool) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        waits |= !granted;
        if let (Some(relation), Some(mode)) = (relation, mode(&text)) {
            asks_for_more |= !granted;
            let strongest = held.entry(relation).or_insert(mode);
            *strongest = mode.max(*strongest);
        }
    }
    if !waits {
        return Ok(());
    }
    let blocking: Vec<i32> = sqlx::query_scalar("SELECT unnest(pg_blocking_pids($1))")
        .persistent(false)
        .bind(process)
        .fetch_all(asking)
        .await?;
    let [fixed, holding, _] = guard.processes();
    if asks_for_more && blocking.iter().any(|it| [fixed, holding].contains(it)) {
        guard.give_way().await
    } else if blocking.contains(&fixed) {
        // It waits until all have ended who use what it says nothing of: it has locked that, and was seen.
        guard.give_way().await
    } else if blocking.contains(&holding) {
        guard.take_turns().await
    } else {
        Ok(())
    }
}

/// How often each relation was read as a whole; nothing where others are connected, who tell later what they have read.
async fn scans(asking: &mut PgConnection) -> Result<Option<BTreeMap<i64, i64>>, sqlx::Error> {
    let begin = Instant::now();
    loop {
        let others: i64 = sqlx::query_scalar(OTHERS)
            .persistent(false)
            .fetch_one(&mut *asking)
            .await?;
        if others == 0 {
            break;
        }
        if begin.elapsed() > GOODBYE {
            return Ok(None);
        }
        sleep(PAUSE).await;
    }
    let version: i32 = sqlx::query_scalar("SELECT current_setting('server_version_num')::int4")
        .persistent(false)
        .fetch_one(&mut *asking)
        .await?;
    if version < 150_000 {
        sleep(LATE).await;
    }
    let rows = sqlx::raw_sql(SCANS).fetch_all(asking).await?;
    let counts = rows
        .iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
    counts.collect::<Result<_, sqlx::Error>>().map(Some)
}
