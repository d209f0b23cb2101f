//! A step in a transaction: what it holds just before it commits.

use super::{Found, Observed, Relations, compared, mode, send, session};
use relata_schema::plan::{Effort, Lock, LockMode};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection, Row as _};
use std::collections::BTreeMap;

/// The locks of this session on relations.
const HELD: &str = "
    SELECT relation::int8, mode::text
    FROM pg_locks
    WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted";

/// How often this session has read each relation as a whole, as far as it has told nobody yet.
const SCANS: &str = "
    SELECT c.oid::int8, coalesce(pg_stat_get_xact_numscans(c.oid), 0)::int8
    FROM pg_class AS c
    WHERE c.relkind IN ('r', 'p', 'm')";

pub(super) async fn run(
    relations: &mut Relations,
    options: &PgConnectOptions,
    statements: &[&str],
    said: &[Lock],
) -> Result<Observed, sqlx::Error> {
    let mut connection = session(options).await?;
    relations.follow(&Relations::read(&mut connection).await?);
    send(&mut connection, "BEGIN").await?;
    let before = scans(&mut connection).await?;
    for statement in statements {
        send(&mut connection, statement).await?;
    }
    let mut held: BTreeMap<i64, LockMode> = BTreeMap::new();
    for row in sqlx::raw_sql(HELD).fetch_all(&mut connection).await? {
        let text: String = row.try_get(1)?;
        if let Some(mode) = mode(&text) {
            let strongest = held.entry(row.try_get(0)?).or_insert(mode);
            *strongest = mode.max(*strongest);
        }
    }
    let after = scans(&mut connection).await?;
    let now = Relations::read(&mut connection).await?;
    send(&mut connection, "COMMIT").await?;
    connection.close().await?;

    let anew = relations.follow(&now);
    let known = relations.0.iter();
    let found = known.filter_map(|(number, relation)| {
        let count = |of: &BTreeMap<i64, i64>| of.get(number).copied().unwrap_or(0);
        let work = if anew.contains(number) {
            Effort::Rewrite
        } else if count(&after) > count(&before) {
            Effort::Scan
        } else {
            Effort::Instant
        };
        let mode = *held.get(number)?;
        let names = &relation.names;
        Some(Found { names, mode, work })
    });
    Ok(compared(found, said))
}

async fn scans(connection: &mut PgConnection) -> Result<BTreeMap<i64, i64>, sqlx::Error> {
    let rows = sqlx::raw_sql(SCANS).fetch_all(connection).await?;
    let counts = rows
        .iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
    counts.collect()
}
