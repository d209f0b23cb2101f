//! Putting jobs into a queue.

use std::marker::PhantomData;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::Row as _;
use sqlx::types::Json;

use super::statement::Text;
use super::{QueueTable, queue};
use crate::column::AnyColumn;
use crate::error::{Error, Result};
use crate::executor::{Executor, Source};
use crate::future::Answer;
use crate::statement::{Parameter, Statement, Take, pump};
use crate::value::{Unfit, put_sized};
use crate::wire::Type;

/// `payload`, for messages.
const PAYLOAD: AnyColumn = AnyColumn {
    name: "payload",
    sql_type: Type::JSONB,
};

/// A job that is to be enqueued.
#[must_use = "a job is enqueued when it is sent"]
#[derive(Debug)]
pub struct Enqueue<T> {
    payload: Parameter,
    priority: i16,
    run_at: Option<DateTime<Utc>>,
    delay: Duration,
    dedup_key: Option<String>,
    quiet: bool,
    of: PhantomData<fn() -> T>,
}

impl<T: QueueTable> Enqueue<T> {
    pub(super) fn new(payload: T::Payload) -> Self {
        Self {
            payload: Parameter::new(PAYLOAD, Some(&Json(payload))),
            priority: 0,
            run_at: None,
            delay: Duration::ZERO,
            dedup_key: None,
            quiet: false,
            of: PhantomData,
        }
    }

    /// Jobs of the highest priority go first.
    pub fn priority(mut self, priority: i16) -> Self {
        self.priority = priority;
        self
    }

    /// Not before this moment.
    pub fn run_at(mut self, run_at: DateTime<Utc>) -> Self {
        self.run_at = Some(run_at);
        self
    }

    /// Not before this time has passed, by the clock of the database.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// If a job with the same key waits, this one becomes one with it: the job takes this payload, the earlier of the
    /// two times and the higher of the two priorities, and does not begin before this transaction has ended.
    /// One that is being done is no reason not to enqueue another, as it may not see what this transaction does.
    pub fn dedup_key(mut self, key: impl Into<String>) -> Self {
        self.dedup_key = Some(key.into());
        self
    }

    /// Wakes no worker: one that is idle finds the job when it looks by itself.
    pub fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// Enqueues the job, on a pool at once, in a transaction when that commits. Sends one
    /// statement; gives the job's number, or `None` if one with the same key waits.
    ///
    /// With a key, it waits for a transaction that has enqueued the same key and not ended. So transactions that
    /// enqueue several keys do it in one order, or may be a deadlock, of which PostgreSQL ends one.
    ///
    /// # Errors
    ///
    /// [`Error::Value`] if the payload can't be written as JSON, [`Error::Database`] if the
    /// statement fails.
    pub fn send<'e>(self, on: impl Executor<'e>) -> Answer<'e, Option<i64>> {
        let source = on.source();
        let sql = format!(
            "WITH added AS (INSERT INTO {{table}} AS t0 (payload, priority, run_at, dedup_key) \
             VALUES ($1, $2, coalesce($3, clock_timestamp() + make_interval(secs => $4)), $5) \
             ON CONFLICT (dedup_key) WHERE lease IS NULL AND done_at IS NULL AND dead_at IS NULL \
             DO UPDATE SET payload = excluded.payload, priority = greatest(t0.priority, excluded.priority), \
             run_at = least(t0.run_at, excluded.run_at) \
             RETURNING CASE WHEN xmax = 0 THEN id END AS id) {}",
            wake(self.quiet, "$6"),
        );
        let text = Text::new::<T>("enqueue", &sql)
            .parameter(self.payload)
            .value("priority", Type::SMALLINT, Some(&self.priority))
            .time(self.run_at)
            .seconds(self.delay)
            .text("dedup_key", self.dedup_key.as_deref());
        let statement = channel::<T>(text, self.quiet).statement();
        Box::pin(async move { Ok(ids(source, statement).await?.first().copied()) })
    }
}

/// Jobs that are to be enqueued.
#[must_use = "jobs are enqueued when they are sent"]
#[derive(Debug)]
pub struct EnqueueMany<T> {
    payloads: Parameter,
    quiet: bool,
    of: PhantomData<fn() -> T>,
}

impl<T: QueueTable> EnqueueMany<T> {
    pub(super) fn new(payloads: impl IntoIterator<Item = T::Payload>) -> Self {
        let mut elements = Vec::new();
        let mut count = 0;
        let encoded: Result<(), Unfit> = payloads.into_iter().try_for_each(|payload| {
            count += 1;
            put_sized(Some(&Json(payload)), &mut elements)
        });
        let payloads = match encoded {
            Ok(()) => Parameter::elements(PAYLOAD, count, &elements),
            Err(why) => Parameter::of_bytes(PAYLOAD, Err(why)),
        };
        Self {
            payloads,
            quiet: false,
            of: PhantomData,
        }
    }

    /// As [`Enqueue::quiet`].
    pub fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// Enqueues the jobs. Sends one statement; gives their numbers, in their order.
    ///
    /// # Errors
    ///
    /// As [`Enqueue::send`]; then none is enqueued.
    pub fn send<'e>(self, on: impl Executor<'e>) -> Answer<'e, Vec<i64>> {
        let source = on.source();
        let sql = format!(
            "WITH added AS (INSERT INTO {{table}} (payload) SELECT payload \
             FROM unnest($1) WITH ORDINALITY AS given(payload, n) ORDER BY n RETURNING id) {}",
            wake(self.quiet, "$2"),
        );
        let text = Text::new::<T>("enqueue", &sql).parameter(self.payloads);
        let statement = channel::<T>(text, self.quiet).statement();
        Box::pin(async move { ids(source, statement).await })
    }
}

/// Gives the numbers, and wakes workers once, if there are any.
fn wake(quiet: bool, channel: &str) -> String {
    if quiet {
        return "SELECT id FROM added".to_owned();
    }
    format!("SELECT id, (SELECT pg_notify({channel}, '')) IS NULL FROM added")
}

fn channel<T: QueueTable>(text: Text, quiet: bool) -> Text {
    if quiet {
        return text;
    }
    text.text("channel", Some(&queue::<T>().channel()))
}

/// The numbers of the jobs that are new.
async fn ids(source: Source<'_>, statement: Result<Statement>) -> Result<Vec<i64>> {
    let statement = statement?;
    let database = Error::database(statement.what, "enqueue");
    let mut ids = Vec::new();
    let mut sink = |row: &sqlx::postgres::PgRow| {
        let id: Option<i64> = row.try_get(0).map_err(database)?;
        ids.extend(id);
        Ok(())
    };
    pump(source, statement, Take::All, &mut sink).await?;
    Ok(ids)
}
