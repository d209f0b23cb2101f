//! A queue over a table: jobs that are enqueued in the transaction that needs them, and done by
//! workers that may be killed at any time.
//!
//! A queue is a table of the schema with these columns, and any others that have a default or may
//! be absent:
//!
//! ```text
//! table jobs {
//!     id: bigint primary key identity,
//!     payload: jsonb as crate::Work,       // what is to be done: any type with serde's traits
//!     priority: smallint = 0,              // the highest goes first
//!     run_at: timestamptz = now(),         // not before; while it is being done, the end of its lease
//!     attempts: integer = 0,               // how often it was begun
//!     lease: uuid?,                        // who is doing it
//!     done_at: timestamptz?,
//!     dead_at: timestamptz?,               // when it was given up
//!     error: text?,                        // why it failed the last time
//!     dedup_key: text?,                    // of jobs that wait with one key there is one
//!
//!     index (priority desc, run_at, id) where done_at is null and dead_at is null,
//!     unique index (dedup_key) where lease is null and done_at is null and dead_at is null,
//! }
//! ```
//!
//! `schema!` sees that it is one by the names and types of the columns, and the build stops if it
//! lacks the indexes. Then:
//!
//! ```
//! # #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
//! # pub enum Mail { Welcome { to: String } }
//! # relata::schema! {
//! #     table jobs {
//! #         id: bigint primary key identity, payload: jsonb as crate::Mail, priority: smallint = 0,
//! #         run_at: timestamptz = now(), attempts: integer = 0, lease: uuid?, done_at: timestamptz?,
//! #         dead_at: timestamptz?, error: text?, dedup_key: text?,
//! #         index (priority desc, run_at, id) where done_at is null and dead_at is null,
//! #         unique index (dedup_key) where lease is null and done_at is null and dead_at is null,
//! #     }
//! # }
//! # async fn send(_: &Mail) -> relata::Result<()> { Ok(()) }
//! # async fn f(pool: &sqlx::PgPool) -> relata::Result<()> {
//! let queue = relata::queue::<jobs>();
//!
//! // In the transaction that makes the user: there is no mail without it, nor a user without mail.
//! let mut tx = relata::begin(pool).await?;
//! let mail = Mail::Welcome { to: "ada@example.org".into() };
//! queue.enqueue(mail).dedup_key("welcome ada").send(&mut tx).await?;
//! tx.commit().await?;
//!
//! // In a worker, until it is told to stop.
//! let stop = async { /* tokio::signal::ctrl_c() */ };
//! queue.worker(pool).concurrency(8).run(stop, async |job| send(&job.payload).await).await?;
//! # Ok(())
//! # }
//! # fn main() {}
//! ```
//!
//! # What is guaranteed
//!
//! A job is claimed with `FOR UPDATE SKIP LOCKED`, so that workers don't wait for each other, and
//! for a *lease*: a time that heartbeats extend. A worker that is killed sends none, and when the
//! lease has run out another takes the job. So each job is done *at least* once, and by one worker at
//! a time as long as heartbeats come through. A worker that was taken for dead and is not can't complete,
//! fail or extend the job any more: [`Error::LeaseLost`](crate::Error::LeaseLost). What the job does in the
//! database is done exactly once when the job completes in the same transaction:
//! `job.complete(&mut *tx)`.
//!
//! A job that fails is run again after a pause that doubles, with a random part; after
//! [`attempts`](Queue::attempts) it is dead: it stays in the table with `dead_at` and `error`, until
//! [`revive`](Queue::revive).
//!
//! With a [`dedup_key`](Enqueue::dedup_key), what is committed before a job begins is seen by it, or by another job
//! with the same key: one that waits is not begun before the transaction that would have enqueued
//! it again has ended, and while one is being done, another is enqueued. So two jobs with one key can be done at the
//! same time, and a job whose key is enqueued without a pause between one transaction and the next has to wait.
//!
//! # What it costs
//!
//! One statement to enqueue, however many jobs; one to claim, however many; one to complete each. An
//! idle worker waits for a `NOTIFY`, for the moment when the next job is due, or for
//! [`poll`](Worker::poll); for that it keeps one connection of its pool. Enqueuing sends the `NOTIFY` on commit, and
//! commits that notify wait for each other in PostgreSQL: at thousands of them a second, enqueue with
//! [`quiet`](Enqueue::quiet).

mod claim;
mod enqueue;
mod job;
mod statement;
mod worker;

use std::marker::PhantomData;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use enqueue::{Enqueue, EnqueueMany};
pub use job::{Failed, Job};
pub use worker::Worker;

use crate::advisory;
use crate::executor::Executor;
use crate::future::Answer;
use crate::served::{contains, equal};
use crate::table::{Index, Table};
use statement::Text;

/// A table that is a queue. `schema!` implements it for each that has the columns.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a queue",
    label = "its table lacks some of a queue's columns, or they have other types",
    note = "a queue has `id: bigint primary key identity, payload: jsonb, priority: smallint = 0, run_at: timestamptz = now(), attempts: integer = 0, lease: uuid?, done_at: timestamptz?, dead_at: timestamptz?, error: text?, dedup_key: text?`"
)]
pub trait QueueTable: Table {
    /// What a job is about: what the column `payload` holds.
    type Payload: Serialize + DeserializeOwned + Send + Sync + 'static;
}

/// The queue over the table `T`, with a lease of a minute, five attempts, and pauses of a second,
/// doubled each time, up to an hour.
#[must_use]
pub fn queue<T: QueueTable>() -> Queue<T> {
    Queue {
        lease: Duration::from_secs(60),
        attempts: 5,
        first: Duration::from_secs(1),
        longest: Duration::from_secs(3600),
        of: PhantomData,
    }
}

/// Stops the build of a queue whose table lacks the indexes by which jobs are claimed and told
/// apart.
///
/// # Panics
///
/// If it does.
#[doc(hidden)]
pub const fn check(indexes: &[Index]) {
    let (mut claims, mut tells_apart) = (false, false);
    let mut at = 0;
    while at < indexes.len() {
        let index = &indexes[at];
        at += 1;
        match index.keys {
            // Of a job that is being done, another may wait: it may see what the first did not.
            [key]
                if index.unique
                    && equal(key.column.as_bytes(), b"dedup_key")
                    && contains(index.predicate, "lease is null") =>
            {
                tells_apart = true;
            }
            [priority, run_at, ..]
                if index.ordered
                    && equal(priority.column.as_bytes(), b"priority")
                    && priority.descending
                    && equal(run_at.column.as_bytes(), b"run_at")
                    && !run_at.descending =>
            {
                claims = true;
            }
            _ => {}
        }
    }
    assert!(
        claims,
        "this table is a queue, and has no index to claim jobs by: add \
         `index (priority desc, run_at, id) where done_at is null and dead_at is null`"
    );
    assert!(
        tells_apart,
        "this table is a queue, and two jobs of one key could wait in it: add \
         `unique index (dedup_key) where lease is null and done_at is null and dead_at is null`"
    );
}

/// A queue: how its jobs are done.
#[derive(Debug)]
pub struct Queue<T> {
    lease: Duration,
    attempts: u16,
    first: Duration,
    longest: Duration,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Queue<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Queue<T> {}

impl<T: QueueTable> Queue<T> {
    /// For how long a job is claimed: after a worker was killed, it takes this long until its jobs
    /// are done by another.
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// How often a job is begun before it is given up.
    #[must_use]
    pub fn attempts(mut self, attempts: u16) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The pause after the first failure, and the longest that it grows to.
    #[must_use]
    pub fn back_off(mut self, first: Duration, longest: Duration) -> Self {
        self.first = first;
        self.longest = longest;
        self
    }

    /// A job, to be enqueued.
    pub fn enqueue(&self, payload: T::Payload) -> Enqueue<T> {
        Enqueue::new(payload)
    }

    /// Many jobs, to be enqueued in one statement.
    pub fn enqueue_many(&self, payloads: impl IntoIterator<Item = T::Payload>) -> EnqueueMany<T> {
        EnqueueMany::new(payloads)
    }

    /// Takes jobs that are due, this many at most, those of the highest priority first; of equal
    /// ones those that have waited longest. Sends one statement; never waits for a lock.
    ///
    /// A job that was begun as often as may be, and whose worker never said how it ended, is dead
    /// then, and so is one whose payload does not fit its type.
    ///
    /// # Errors
    ///
    /// [`Error::Database`](crate::Error::Database) if the statement fails.
    pub fn claim<'e>(&self, on: impl Executor<'e>, jobs: u32) -> Answer<'e, Vec<Job<T>>> {
        let (queue, source) = (*self, on.source());
        Box::pin(async move { claim::claim(queue, source, jobs).await })
    }

    /// Gives a dead job all its attempts again. Sends one statement; `false` if there is no dead
    /// job with this number. A job with its `dedup_key` that waits by now is done, and this one takes its payload.
    ///
    /// # Errors
    ///
    /// [`Error::Database`](crate::Error::Database) if the statement fails.
    pub fn revive<'e>(&self, on: impl Executor<'e>, id: i64) -> Answer<'e, bool> {
        let sql = job::waiting_again(
            "t1.dead_at IS NOT NULL",
            "t0.dead_at IS NOT NULL",
            "dead_at = NULL, attempts = 0, run_at = clock_timestamp()",
        );
        let text = Text::new::<T>("revive", &sql).number(id);
        let source = on.source();
        Box::pin(async move { Ok(job::wait_again(source, &text).await? > 0) })
    }

    /// A worker for this queue.
    pub fn worker(&self, pool: &sqlx::PgPool) -> Worker<T> {
        Worker::new(*self, pool)
    }

    /// The channel on which workers hear of new jobs: `relata:jobs`; a long name stands as its
    /// hash.
    #[must_use]
    pub fn channel(&self) -> String {
        let table = T::NAME.to_string().replace('"', "");
        if table.len() > 50 {
            return format!("relata:{:x}", advisory::key(&table));
        }
        format!("relata:{table}")
    }
}
