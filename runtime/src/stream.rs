//! The rows of an answer, one after the other.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_util::{Stream, TryStreamExt as _};
use sqlx::{AssertSqlSafe, Executor as _, PgConnection};

use crate::error::{Error, Result};
use crate::executor::Source;
use crate::future::Answer;
use crate::load::Load;
use crate::statement::{Statement, Traced};
use crate::taken::Taken;

/// The rows of a query as a `Stream`, each read when it is asked for: one is in memory at a time.
///
/// The statement is sent when the stream is first polled. Dropping the stream ends it; the rows
/// that the server has still to send are read and thrown away before the connection is used again,
/// so a query whose rows are not all wanted says so with a `limit`.
#[must_use = "a stream sends its statement when it is polled"]
pub struct Rows<'e, S> {
    /// Sends the statement, and waits whenever there is a row that was not taken; gone when it is
    /// done.
    driver: Option<Answer<'e, ()>>,
    next: Next<S>,
}

/// The place of a row that was read.
struct Next<S>(Arc<Mutex<Option<S>>>);

impl<S> Next<S> {
    fn put(&self, row: S) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(row);
    }

    fn take(&self) -> Option<S> {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        place.take()
    }

    fn is_empty(&self) -> bool {
        let place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        place.is_none()
    }

    /// Waits until the row was taken. Nobody is woken: who takes it is who polls the driver.
    async fn taken(&self) {
        std::future::poll_fn(|_| match self.is_empty() {
            true => Poll::Ready(()),
            false => Poll::Pending,
        })
        .await;
    }
}

impl<S> Clone for Next<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<'e, S: Load> Rows<'e, S> {
    /// The rows of a statement's answer.
    pub(crate) fn of(source: Source<'e>, statement: Result<Statement>) -> Self {
        let next = Next(Arc::default());
        let driver = drive(source, statement, next.clone());
        Self {
            driver: Some(Box::pin(driver)),
            next,
        }
    }
}

async fn drive<S: Load>(
    source: Source<'_>,
    statement: Result<Statement>,
    next: Next<S>,
) -> Result<()> {
    let statement = statement?;
    let mut on = match source {
        Source::Routed(reads) if statement.reads() => reads.take(statement.what).await?,
        source => Taken::from(source, statement.what).await?,
    };
    let statement = statement.named(on.keeps_names());
    let driven = drive_on(on.connection(), statement, next).await;
    on.end(driven).await
}

async fn drive_on<S: Load>(
    connection: &mut PgConnection,
    statement: Statement,
    next: Next<S>,
) -> Result<()> {
    let Statement {
        what,
        doing,
        sql,
        arguments,
        named,
    } = statement;
    let shape = S::shape();
    let traced = Traced::begin(what, &sql);
    let query = sqlx::query_with(AssertSqlSafe(sql), arguments).persistent(named);
    let mut answer = connection.fetch(query);
    let mut count = 0;
    while let Some(row) = answer
        .try_next()
        .await
        .map_err(Error::database(what, doing))?
    {
        if count == 0 {
            shape.check(&row)?;
        }
        count += 1;
        let read = shape.read(&row)?;
        drop(row);
        next.put(read);
        next.taken().await;
    }
    traced.end(count);
    Ok(())
}

impl<S> Stream for Rows<'_, S> {
    type Item = Result<S>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<S>>> {
        let Some(driver) = &mut self.driver else {
            return Poll::Ready(None);
        };
        let driven = driver.as_mut().poll(context);
        if driven.is_ready() {
            self.driver = None;
        }
        match (self.next.take(), driven) {
            (Some(row), _) => Poll::Ready(Some(Ok(row))),
            (None, Poll::Ready(Ok(()))) => Poll::Ready(None),
            (None, Poll::Ready(Err(error))) => Poll::Ready(Some(Err(error))),
            (None, Poll::Pending) => Poll::Pending,
        }
    }
}

impl<S> std::fmt::Debug for Rows<'_, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rows")
    }
}
