//! Taking jobs out of a queue.

use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{PgConnection, Row as _, ValueRef as _};

use super::statement::Text;
use super::{Job, Queue, QueueTable};
use crate::error::{Error, Result};
use crate::executor::Source;
use crate::statement::{Take, execute_on, pump_on};
use crate::taken::Taken;
use crate::value::{Unfit, Value as _};
use crate::wire::Type;

/// Those that are due, each with a lease of its own; one that has no attempts left is dead instead.
const CLAIM: &str = "\
    WITH due AS (SELECT id FROM {table} \
    WHERE done_at IS NULL AND dead_at IS NULL AND run_at <= now() \
    ORDER BY priority DESC, run_at, id LIMIT $1 FOR UPDATE SKIP LOCKED), \
    taken AS (UPDATE {table} AS t0 SET \
    attempts = t0.attempts + CASE WHEN t0.attempts < $3 THEN 1 ELSE 0 END, \
    lease = CASE WHEN t0.attempts < $3 THEN gen_random_uuid() END, \
    run_at = CASE WHEN t0.attempts < $3 THEN clock_timestamp() + make_interval(secs => $2) \
    ELSE t0.run_at END, \
    dead_at = CASE WHEN t0.attempts < $3 THEN NULL ELSE clock_timestamp() END, \
    error = CASE WHEN t0.attempts < $3 THEN t0.error \
    ELSE coalesce(t0.error || '; ', '') || 'the last worker did not say how it ended' END \
    FROM due WHERE t0.id = due.id \
    RETURNING t0.id, t0.payload, t0.attempts, t0.lease, t0.priority) \
    SELECT id, payload, attempts, lease FROM taken WHERE lease IS NOT NULL \
    ORDER BY priority DESC, id";

/// What does not fit its type would be claimed for ever.
const BURY: &str = "\
    UPDATE {table} SET dead_at = clock_timestamp(), lease = NULL, error = $2 \
    WHERE id = $1 AND lease = $3";

pub(super) async fn claim<T: QueueTable>(
    queue: Queue<T>,
    source: Source<'_>,
    jobs: u32,
) -> Result<Vec<Job<T>>> {
    let mut on = Taken::from(source, "queue").await?;
    let named = on.keeps_names();
    let claimed = claim_on(queue, on.connection(), named, jobs).await;
    on.end(claimed).await
}

async fn claim_on<T: QueueTable>(
    queue: Queue<T>,
    connection: &mut PgConnection,
    named: bool,
    jobs: u32,
) -> Result<Vec<Job<T>>> {
    let statement = Text::new::<T>("claim", CLAIM)
        .number(i64::from(jobs))
        .seconds(queue.lease)
        .value("attempts", Type::INTEGER, Some(&i32::from(queue.attempts)))
        .statement()?
        .named(named);
    let mut claimed = Vec::new();
    let mut unfit = Vec::new();
    let mut sink = |row: &PgRow| {
        match read(queue, row).map_err(Error::database("queue", "claim"))? {
            Ok(job) => claimed.push(job),
            Err(job) => unfit.push(job),
        }
        Ok(())
    };
    pump_on(connection, statement, Take::All, &mut sink).await?;
    for (id, lease, why) in unfit {
        tracing::warn!(target: "relata", id, %why, "a job's payload does not fit its type");
        let why = format!("`payload` {why}");
        let bury = Text::new::<T>("claim", BURY)
            .number(id)
            .text("error", Some(&why))
            .uuid(lease)
            .statement()?
            .named(named);
        execute_on(connection, bury).await?;
    }
    Ok(claimed)
}

/// A job, or why its payload does not fit.
type Read<T> = Result<Job<T>, (i64, uuid::Uuid, Unfit)>;

fn read<T: QueueTable>(queue: Queue<T>, row: &PgRow) -> sqlx::Result<Read<T>> {
    let (id, lease) = (row.try_get(0)?, row.try_get(3)?);
    let payload = row.try_get_raw(1)?;
    let bytes = if payload.is_null() {
        &[]
    } else {
        payload.as_bytes().map_err(sqlx::Error::Decode)?
    };
    let payload = match Json::<T::Payload>::decode(bytes) {
        Ok(Json(payload)) => payload,
        Err(why) => return Ok(Err((id, lease, why))),
    };
    Ok(Ok(Job {
        id,
        payload,
        attempts: row.try_get(2)?,
        lease,
        queue,
    }))
}
