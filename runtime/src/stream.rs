//! The rows of an answer, one after the other.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_util::{Stream, TryStreamExt as _};
use sqlx::{Executor as _, PgConnection};

use crate::choice::Chosen;
use crate::error::{Error, Result};
use crate::executor::Source;
use crate::future::Answer;
use crate::load::Load;
use crate::pieces::Whole;
use crate::query::Question;
use crate::shape::Shape;
use crate::stale::Spare;
use crate::statement::{Statement, Traced, safe};
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
    /// The rows of a query, in one statement.
    #[track_caller]
    pub(crate) fn of(source: Source<'e>, question: &Question) -> Self {
        let asked = Chosen::of::<S>(question).and_then(|shape| {
            let statement = shape.statement(question)?;
            let whole = Whole::new(shape.is_cut(question));
            Ok((shape, statement, whole))
        });
        Self::asked(source, asked)
    }

    /// The rows of a statement, whose values are those of the shape as it was declared.
    pub(crate) fn by(source: Source<'e>, statement: Result<Statement>) -> Self {
        Self::asked(
            source,
            statement.map(|it| (Chosen::Kept(S::shape()), it, Whole::default())),
        )
    }

    fn asked(source: Source<'e>, asked: Result<(Chosen, Statement, Whole)>) -> Self {
        let next = Next(Arc::default());
        let driver = drive(source, asked, next.clone());
        Self {
            driver: Some(Box::pin(driver)),
            next,
        }
    }
}

async fn drive<S: Load>(
    source: Source<'_>,
    asked: Result<(Chosen, Statement, Whole)>,
    next: Next<S>,
) -> Result<()> {
    let (shape, statement, whole) = asked?;
    let mut on = match source {
        Source::Routed(reads) if statement.reads() => reads.take(statement.what).await?,
        source => Taken::from(source, statement.what).await?,
    };
    let statement = statement.named(on.keeps_names());
    let driven = drive_on(on.connection(), &shape, statement, whole, next).await;
    on.end(driven).await
}

async fn drive_on<S: Load>(
    connection: &mut PgConnection,
    shape: &Shape,
    statement: Statement,
    mut whole: Whole,
    next: Next<S>,
) -> Result<()> {
    let mut spare = Spare::of(connection, &statement);
    let mut sent = statement;
    loop {
        match drive_once(connection, shape, sent, &mut whole, &next).await {
            Err(error) => sent = Box::pin(spare.instead(connection, error)).await?,
            Ok(()) => return Ok(()),
        }
    }
}

async fn drive_once<S: Load>(
    connection: &mut PgConnection,
    shape: &Shape,
    statement: Statement,
    whole: &mut Whole,
    next: &Next<S>,
) -> Result<()> {
    let failed = Error::database(statement.what, statement.doing);
    let traced = Traced::of(&statement);
    let begun = Traced::begin(traced.as_deref());
    let query =
        sqlx::query_with(safe(statement.sql), statement.arguments).persistent(statement.named);
    let mut answer = connection.fetch(query);
    let mut count = 0;
    while let Some(row) = answer.try_next().await.map_err(failed)? {
        let read = whole.take(shape, &row)?;
        drop(row);
        if let Some(read) = read {
            count += 1;
            next.put(read);
            next.taken().await;
        }
    }
    Traced::end(traced.as_deref(), begun, count);
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
