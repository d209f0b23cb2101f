//! A job that was claimed: to be done, and to be ended one way or another.

use std::fmt;

use uuid::Uuid;

use super::statement::Text;
use super::{Queue, QueueTable};
use crate::error::{Error, Result};
use crate::executor::{Executor, Source};
use crate::future::Answer;
use crate::load::Load;
use crate::statement::execute;
use crate::table::Table;
use crate::transaction::jittered;
use crate::wire::Type;

/// A job that was claimed.
///
/// It belongs to whoever claimed it until its lease ends; each of its functions is one statement
/// that names the lease, and changes nothing if another has the job by now.
#[must_use = "a job that is neither completed nor failed is done again when its lease ends"]
pub struct Job<T: QueueTable> {
    /// Its number.
    pub id: i64,
    /// What is to be done.
    pub payload: T::Payload,
    /// How often it was begun, this time included.
    pub attempts: i32,
    pub(super) lease: Uuid,
    pub(super) queue: Queue<T>,
}

/// What becomes of a job that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failed {
    /// It is done again, after a pause.
    Again,
    /// It was begun as often as may be, and stays as it is.
    Dead,
}

impl<T: QueueTable> Job<T> {
    /// It is done. In a transaction together with what was done, so that both happen or neither.
    ///
    /// # Errors
    ///
    /// [`Error::LeaseLost`] if another has the job by now; a transaction should then be rolled
    /// back. [`Error::Database`] if the statement fails.
    pub fn complete<'e>(&self, on: impl Executor<'e>) -> Answer<'e, ()> {
        let text = self.text(
            "complete",
            "UPDATE {table} SET done_at = clock_timestamp(), lease = NULL, error = NULL \
             WHERE id = $1 AND lease = $2",
        );
        self.send(on, text)
    }

    /// Heartbeat: the lease begins anew.
    ///
    /// # Errors
    ///
    /// As [`complete`](Self::complete).
    pub fn extend<'e>(&self, on: impl Executor<'e>) -> Answer<'e, ()> {
        let text = self.text(
            "extend",
            "UPDATE {table} SET run_at = clock_timestamp() + make_interval(secs => $3) \
             WHERE id = $1 AND lease = $2",
        );
        self.send(on, text.seconds(self.queue.lease))
    }

    /// It failed, and this is why: it is done again after a pause that doubles with each attempt,
    /// or is dead if that was the last. If it is done again and a job with its `dedup_key` waits by now, that
    /// one is done, and this one takes its payload.
    ///
    /// # Errors
    ///
    /// As [`complete`](Self::complete).
    pub fn fail<'e>(&self, on: impl Executor<'e>, why: &dyn fmt::Display) -> Answer<'e, Failed> {
        let again = self.attempts < i32::from(self.queue.attempts);
        let before = u32::try_from(self.attempts - 1).unwrap_or(0);
        let pause = jittered(self.queue.first, self.queue.longest, before);
        // An error may quote what PostgreSQL's text can't hold.
        let why = why.to_string().replace('\0', "\u{fffd}");
        let changes = "lease = NULL, error = $3, \
            run_at = CASE WHEN $4 THEN clock_timestamp() + make_interval(secs => $5) ELSE t0.run_at END, \
            dead_at = CASE WHEN $4 THEN NULL ELSE clock_timestamp() END";
        let text = self
            .text(
                "fail",
                &waiting_again("t1.lease = $2 AND $4", "t0.lease = $2", changes),
            )
            .text("error", Some(&why))
            .value("dead_at", Type::BOOLEAN, Some(&again))
            .seconds(pause);
        let sent = self.send(on, text);
        Box::pin(async move {
            sent.await?;
            Ok(if again { Failed::Again } else { Failed::Dead })
        })
    }

    /// It was not done, through no fault of its own: it can be claimed at once, and the attempt does
    /// not count. A job with its `dedup_key` that waits by now becomes one with it, as in [`fail`](Self::fail).
    ///
    /// # Errors
    ///
    /// As [`complete`](Self::complete).
    pub fn release<'e>(&self, on: impl Executor<'e>) -> Answer<'e, ()> {
        let changes = "lease = NULL, attempts = t0.attempts - 1, run_at = clock_timestamp()";
        let sql = waiting_again("t1.lease = $2", "t0.lease = $2", changes);
        self.send(on, self.text("release", &sql))
    }

    fn text(&self, doing: &'static str, sql: &str) -> Text {
        Text::new::<T>(doing, sql).number(self.id).uuid(self.lease)
    }

    fn send<'e>(&self, on: impl Executor<'e>, text: Text) -> Answer<'e, ()> {
        let (source, id) = (on.source(), self.id);
        Box::pin(async move {
            match wait_again(source, &text).await? {
                0 => Err(Error::LeaseLost {
                    what: <<T as Table>::Row as Load>::NAME,
                    id,
                }),
                _ => Ok(()),
            }
        })
    }
}

impl<T: QueueTable> fmt::Debug for Job<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The payload may hold what is no log's business.
        f.debug_struct("Job")
            .field("id", &self.id)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// How a job comes to wait once more, which keeps its key. A job with the same key that was enqueued meanwhile is one
/// with it: the older one has the attempts and the pause, the newer one the payload. It is
/// taken out first, as of one key only one job may wait.
///
/// The job is `t1` in the condition under which it waits again, and `t0` in the others.
pub(super) fn waiting_again(again: &str, if_: &str, changes: &str) -> String {
    format!(
        "WITH merged AS (UPDATE {{table}} AS t2 SET done_at = clock_timestamp(), \
         error = 'one with job ' || t1.id || ', which has the same key' FROM {{table}} AS t1 \
         WHERE t1.id = $1 AND {again} AND t2.dedup_key = t1.dedup_key AND t2.id <> t1.id \
         AND t2.lease IS NULL AND t2.done_at IS NULL AND t2.dead_at IS NULL \
         RETURNING t2.payload, t2.priority) \
         UPDATE {{table}} AS t0 SET {changes}, \
         payload = coalesce((SELECT payload FROM merged), t0.payload), \
         priority = greatest((SELECT priority FROM merged), t0.priority) \
         WHERE t0.id = $1 AND {if_}"
    )
}

/// Sends the statement of a job that waits again. One with the same key that was enqueued since the statement began is
/// in its way, and seen by the next.
pub(super) async fn wait_again(mut source: Source<'_>, text: &Text) -> Result<u64> {
    // In the caller's transaction a statement that failed is its end.
    let attempts = match source {
        Source::Held(_) | Source::Unnamed(_) => 1,
        Source::Pool(_) | Source::Proxied(_) | Source::Routed(_) => 10,
    };
    for _ in 1..attempts {
        match execute(source.again(), text.statement()?).await {
            Err(error) if error.sqlstate().as_deref() == Some("23505") => {}
            sent => return sent,
        }
    }
    execute(source, text.statement()?).await
}
