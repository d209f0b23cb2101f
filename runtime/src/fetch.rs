//! From a query to its rows, in one statement or level by level.

use std::panic::Location;

use sqlx::{Connection as _, PgConnection};

use crate::batch::{self, Batch};
use crate::choice::Chosen;
use crate::error::{Error, Result};
use crate::executor::Source;
use crate::future::{Many, One, Optional};
use crate::load::Load;
use crate::pieces::Whole;
use crate::query::Question;
use crate::shape::{Batched, Shape};
use crate::slot::Form;
use crate::stale::TRIES;
use crate::statement::{Statement, Take, keep_on};
use crate::taken::Taken;

/// All rows of a query.
#[track_caller]
pub(crate) fn all<S: Load>(source: Source<'_>, question: Question) -> Many<'_, S> {
    if is_plain::<S>(&question) {
        return Many::of(source, S::shape().statement(&question));
    }
    let asked = Asked::new::<S>(&question);
    Many::new(Box::pin(
        async move { rows(source, asked?, question).await },
    ))
}

/// The first row of a query.
#[track_caller]
pub(crate) fn one<S: Load>(source: Source<'_>, question: Question) -> One<'_, S> {
    if is_plain::<S>(&question) {
        return One::of(source, S::shape().statement(&question), Take::First);
    }
    let asked = Asked::new::<S>(&question);
    One::new(Box::pin(async move {
        let rows = rows(source, asked?, question).await?;
        let first = rows.into_iter().next();
        first.ok_or(Error::NotFound { what: S::NAME })
    }))
}

/// The first row of a query, if there is one.
#[track_caller]
pub(crate) fn optional<S: Load>(source: Source<'_>, question: Question) -> Optional<'_, S> {
    if is_plain::<S>(&question) {
        return Optional::of(source, S::shape().statement(&question));
    }
    let asked = Asked::new::<S>(&question);
    Optional::new(Box::pin(async move {
        let rows = rows(source, asked?, question).await?;
        Ok(rows.into_iter().next())
    }))
}

/// Whether a query is one statement of a shape as it was declared, whatever its answer.
fn is_plain<S: Load>(question: &Question) -> bool {
    question.choices.is_empty() && S::shape().flat
}

/// A load, with its first statement.
struct Asked {
    shape: Chosen,
    first: Statement,
}

impl Asked {
    #[track_caller]
    fn new<S: Load>(question: &Question) -> Result<Self> {
        let shape = Chosen::of::<S>(question)?;
        let first = match shape.batches(question) {
            Some(batched) => {
                shape.note_below(Location::caller());
                batched.root.statement(question)?
            }
            None => shape.statement(question)?,
        };
        Ok(Self { shape, first })
    }
}

async fn rows<S: Load>(source: Source<'_>, asked: Asked, question: Question) -> Result<Vec<S>> {
    match source {
        Source::Held(connection) => rows_on(connection, asked, &question).await,
        // Apart, so that the future of a held connection stays small.
        source => Box::pin(rows_from(source, asked, question)).await,
    }
}

async fn rows_from<S: Load>(
    source: Source<'_>,
    asked: Asked,
    question: Question,
) -> Result<Vec<S>> {
    let mut on = match source {
        Source::Routed(reads) => reads.take(S::NAME).await?,
        source => Taken::from(source, S::NAME).await?,
    };
    let first = asked.first.named(on.keeps_names());
    let asked = Asked { first, ..asked };
    let rows = rows_on(on.connection(), asked, &question).await;
    on.end(rows).await
}

/// The rows in the way that was chosen; where PostgreSQL can't put what is gathered into one value,
/// they are asked for again, in a way that gathers less.
async fn rows_on<S: Load>(
    connection: &mut PgConnection,
    Asked { shape, first }: Asked,
    question: &Question,
) -> Result<Vec<S>> {
    // An error ends the caller's transaction.
    let again = !connection.is_in_transaction();
    let place = first.place;
    let first = match shape.batches(question) {
        Some(_) => first,
        None => match whole(connection, &shape, first, shape.is_cut(question)).await {
            Err(error) if again && error.is_too_large() => match shape.batched() {
                Some(batched) => batched.root.statement(question)?.at(place),
                None => return Err(error),
            },
            rows => return rows,
        },
    };
    let Some(batched) = shape.batched() else {
        return Ok(Vec::new());
    };
    let mut sent = batch(connection, batched, first, question, Form::Arrays).await;
    for _ in 0..TRIES {
        // In a transaction around the statements the one could not be sent again by itself.
        if !again || !matches!(&sent, Err(error) if error.is_stale()) {
            break;
        }
        let first = batched.root.statement(question)?.at(place);
        sent = batch(connection, batched, first, question, Form::Arrays).await;
    }
    let batch = match sent {
        Err(error) if again && error.is_too_large() => {
            let first = batched.root.statement(question)?.at(place);
            batch(connection, batched, first, question, Form::Single).await
        }
        sent => sent,
    };
    batch?.read(&batched.root, &batched.levels)
}

/// The rows by one statement.
async fn whole<S: Load>(
    connection: &mut PgConnection,
    shape: &Shape,
    statement: Statement,
    cut: bool,
) -> Result<Vec<S>> {
    let mut rows = Vec::new();
    let mut whole = Whole::new(cut);
    let mut keep = |row| {
        rows.extend(whole.take(shape, &row)?);
        Ok(())
    };
    keep_on(connection, statement, &mut keep).await?;
    Ok(rows)
}

async fn batch(
    connection: &mut PgConnection,
    Batched { root, levels }: &Batched,
    first: Statement,
    question: &Question,
    form: Form,
) -> Result<Batch> {
    let given = &question.given;
    if !question.strategy.snapshot || connection.is_in_transaction() {
        return batch::send(connection, root, first, levels, given, form).await;
    }
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    let begun = connection.begin_with(begin).await;
    let mut transaction = begun.map_err(Error::database(root.name, "begin"))?;
    let batch = batch::send(&mut transaction, root, first, levels, given, form).await?;
    let ended = transaction.commit().await;
    ended.map_err(Error::database(root.name, "commit"))?;
    Ok(batch)
}
