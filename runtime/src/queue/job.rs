//! A job that was claimed: to be done, and to be ended one way or another.

use std::fmt;

use uuid::Uuid;

use super::statement::Text;
use super::{Queue, QueueTable};
use crate::error::{Error, Result};
use crate::executor::Executor;
use crate::future::Answer;
use crate::load::Load;
use crate::statement::{Statement, execute};
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
        self.send(on, text.statement())
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
        self.send(on, text.seconds(self.queue.lease).statement())
    }

    /// It failed, and this is why: it is done again after a pause that doubles with each attempt,
    /// or is dead if that was the last.
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
        let text = self
            .text(
                "fail",
                "UPDATE {table} SET lease = NULL, error = $3, \
                 run_at = CASE WHEN $4 THEN clock_timestamp() + make_interval(secs => $5) ELSE run_at END, \
                 dead_at = CASE WHEN $4 THEN NULL ELSE clock_timestamp() END \
                 WHERE id = $1 AND lease = $2",
            )
            .text("error", Some(&why))
            .value("dead_at", Type::BOOLEAN, Some(&again))
            .seconds(pause);
        let sent = self.send(on, text.statement());
        Box::pin(async move {
            sent.await?;
            Ok(if again { Failed::Again } else { Failed::Dead })
        })
    }

    /// It was not done, through no fault of its own: it can be claimed at once, and the attempt does
    /// not count.
    ///
    /// # Errors
    ///
    /// As [`complete`](Self::complete).
    pub fn release<'e>(&self, on: impl Executor<'e>) -> Answer<'e, ()> {
        let text = self.text(
            "release",
            "UPDATE {table} SET lease = NULL, attempts = attempts - 1, run_at = clock_timestamp() \
             WHERE id = $1 AND lease = $2",
        );
        self.send(on, text.statement())
    }

    fn text(&self, doing: &'static str, sql: &str) -> Text {
        Text::new::<T>(doing, sql).number(self.id).uuid(self.lease)
    }

    fn send<'e>(&self, on: impl Executor<'e>, statement: Result<Statement>) -> Answer<'e, ()> {
        let (source, id) = (on.source(), self.id);
        Box::pin(async move {
            match execute(source, statement?).await? {
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
