//! From a query to its rows, in one statement or level by level.

use sqlx::{Connection as _, PgConnection};

use crate::batch::{self, Batch};
use crate::cursor::Form;
use crate::error::{Error, Result};
use crate::executor::Source;
use crate::future::{Many, One, Optional};
use crate::load::Load;
use crate::query::Question;
use crate::shape::{Batched, Shape};
use crate::statement::{Statement, Take, acquire, keep_on};

/// All rows of a query.
pub(crate) fn all<S: Load>(source: Source<'_>, question: Question) -> Many<'_, S> {
    let shape = S::shape();
    if shape.flat {
        return Many::of(source, shape.statement(&question));
    }
    Many::new(Box::pin(rows(source, shape, question)))
}

/// The first row of a query.
pub(crate) fn one<S: Load>(source: Source<'_>, question: Question) -> One<'_, S> {
    let shape = S::shape();
    if shape.batches(&question).is_none() {
        return One::of(source, shape.statement(&question), Take::First);
    }
    One::new(Box::pin(async move {
        let first = rows(source, shape, question).await?.into_iter().next();
        first.ok_or(Error::NotFound { what: S::NAME })
    }))
}

/// The first row of a query, if there is one.
pub(crate) fn optional<S: Load>(source: Source<'_>, question: Question) -> Optional<'_, S> {
    let shape = S::shape();
    if shape.batches(&question).is_none() {
        return Optional::of(source, shape.statement(&question));
    }
    Optional::new(Box::pin(async move {
        Ok(rows(source, shape, question).await?.into_iter().next())
    }))
}

async fn rows<S: Load>(
    source: Source<'_>,
    shape: &'static Shape,
    question: Question,
) -> Result<Vec<S>> {
    match source {
        Source::Held(connection) => rows_on(connection, shape, &question).await,
        Source::Pool(pool) => {
            let mut connection = acquire(&pool, shape.name).await?;
            rows_on(&mut connection, shape, &question).await
        }
    }
}

/// The rows in the way that was chosen; where PostgreSQL can't put what is gathered into one value,
/// they are asked for again, in a way that gathers less.
async fn rows_on<S: Load>(
    connection: &mut PgConnection,
    shape: &'static Shape,
    question: &Question,
) -> Result<Vec<S>> {
    // An error ends the caller's transaction.
    let again = !connection.is_in_transaction();
    if shape.batches(question).is_none() {
        let mut rows = Vec::new();
        let mut keep = |row| {
            if rows.is_empty() {
                shape.check(&row)?;
            }
            rows.push(shape.read(&row)?);
            Ok(())
        };
        let sent = keep_on(connection, shape.statement(question)?, &mut keep).await;
        match sent {
            Err(error) if again && error.is_too_large() && shape.batched().is_some() => {}
            sent => return sent.map(|()| rows),
        }
    }
    let Some(batched) = shape.batched() else {
        return Ok(Vec::new());
    };
    let batch = match batch(connection, batched, question, Form::Arrays).await {
        Err(error) if again && error.is_too_large() => {
            batch(connection, batched, question, Form::Single).await
        }
        sent => sent,
    };
    batch?.read(&batched.root, &batched.levels)
}

async fn batch(
    connection: &mut PgConnection,
    batched: &'static Batched,
    question: &Question,
    form: Form,
) -> Result<Batch> {
    let Batched { root, levels } = batched;
    let first: Statement = root.statement(question)?;
    if !question.strategy.snapshot || connection.is_in_transaction() {
        return batch::send(connection, root, first, levels, form).await;
    }
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    let begun = connection.begin_with(begin).await;
    let mut transaction = begun.map_err(Error::database(root.name, "begin"))?;
    let batch = batch::send(&mut transaction, root, first, levels, form).await?;
    let ended = transaction.commit().await;
    ended.map_err(Error::database(root.name, "commit"))?;
    Ok(batch)
}
