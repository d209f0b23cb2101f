//! What the calls that send statements return: named futures, which cost an application less to
//! compile than opaque ones.

use std::pin::Pin;
use std::task::{Context, Poll};

use sqlx::postgres::PgRow;
use sqlx::{Postgres, Row as _};

use crate::error::{Error, Result};
use crate::executor::Source;
use crate::load::Load;
use crate::page::Page;
use crate::statement::{Statement, Take, acquire, first_on, pump};

/// An answer on its way.
pub(crate) type Answer<'e, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'e>>;

macro_rules! futures {
    ($($(#[$doc:meta])* $name:ident [$($shape:ident)?] -> $output:ty;)*) => {$(
        $(#[$doc])*
        #[must_use = "a statement is sent when it is awaited"]
        pub struct $name<'e $(, $shape)?> {
            answer: Answer<'e, $output>,
        }

        impl<'e $(, $shape)?> $name<'e $(, $shape)?> {
            pub(crate) fn new(answer: Answer<'e, $output>) -> Self {
                Self { answer }
            }
        }

        impl<$($shape)?> Future for $name<'_ $(, $shape)?> {
            type Output = Result<$output>;

            fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
                self.answer.as_mut().poll(context)
            }
        }

        impl<$($shape)?> std::fmt::Debug for $name<'_ $(, $shape)?> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}

futures! {
    /// Gives one row; none is [`Error::NotFound`].
    One [S] -> S;
    /// Gives one row or none.
    Optional [S] -> Option<S>;
    /// Gives all rows.
    Many [S] -> Vec<S>;
    /// Gives a row or none for each key, in the order of the keys.
    Found [S] -> Vec<Option<S>>;
    /// Gives a number of rows: of those that were changed, or that a query has.
    Count [] -> u64;
    /// Says whether there is a row.
    Exists [] -> bool;
    /// Gives one page of rows.
    OnePage [S] -> Page<S>;
}

impl<'e, S: Load> One<'e, S> {
    /// The first row of a statement's answer.
    pub(crate) fn of(source: Source<'e>, statement: Result<Statement>, take: Take) -> Self {
        let row = match take {
            Take::First => first(source, statement),
            Take::All => Box::pin(only(source, statement, take)),
        };
        Self::new(Box::pin(async move {
            row.await?.ok_or(Error::NotFound { what: S::NAME })
        }))
    }
}

impl<'e, S: Load> Optional<'e, S> {
    /// The first row of a statement's answer, if there is one.
    pub(crate) fn of(source: Source<'e>, statement: Result<Statement>) -> Self {
        Self::new(first(source, statement))
    }
}

impl<'e, S: Load> Many<'e, S> {
    /// The rows of a statement's answer, each read as it comes.
    pub(crate) fn of(source: Source<'e>, statement: Result<Statement>) -> Self {
        Self::new(Box::pin(async move {
            let shape = S::shape();
            let mut rows = Vec::new();
            let mut sink = |row: &_| {
                if rows.is_empty() {
                    shape.check(row)?;
                }
                rows.push(shape.read(row)?);
                Ok(())
            };
            pump(source, statement?, Take::All, &mut sink).await?;
            Ok(rows)
        }))
    }
}

impl<'e, S: Load> Found<'e, S> {
    /// The rows of a statement's answer, each at the place of its key; without keys, nothing is
    /// sent.
    pub(crate) fn of(source: Source<'e>, statement: Result<Statement>, keys: usize) -> Self {
        Self::new(Box::pin(async move {
            let shape = S::shape();
            let mut rows: Vec<Option<S>> = Vec::new();
            rows.resize_with(keys, || None);
            let mut sink = |row: &_| {
                let place = shape.place(row)?;
                if let Some(there) = rows.get_mut(place) {
                    *there = Some(shape.read(row)?);
                }
                Ok(())
            };
            if keys > 0 {
                pump(source, statement?, Take::All, &mut sink).await?;
            }
            Ok(rows)
        }))
    }
}

impl<'e> Count<'e> {
    /// The number that a statement answers with.
    pub(crate) fn of(source: Source<'e>, statement: Result<Statement>) -> Self {
        Self::new(Box::pin(async move {
            let count: i64 = value(source, statement?).await?;
            Ok(u64::try_from(count).unwrap_or_default())
        }))
    }
}

impl<'e> Exists<'e> {
    /// What a statement answers.
    pub(crate) fn of(source: Source<'e>, statement: Result<Statement>) -> Self {
        Self::new(Box::pin(async move { value(source, statement?).await }))
    }
}

/// The one value of a statement's answer.
async fn value<V>(source: Source<'_>, statement: Statement) -> Result<V>
where
    V: Default + Send + sqlx::Type<Postgres> + for<'r> sqlx::Decode<'r, Postgres>,
{
    let Statement { what, doing, .. } = statement;
    let mut value = V::default();
    let mut sink = |row: &PgRow| {
        value = row.try_get(0).map_err(Error::database(what, doing))?;
        Ok(())
    };
    pump(source, statement, Take::First, &mut sink).await?;
    Ok(value)
}

/// The first row of an answer, of which the rest is not awaited.
fn first<'e, S: Load>(source: Source<'e>, statement: Result<Statement>) -> Answer<'e, Option<S>> {
    let statement = match statement {
        Ok(statement) => statement,
        Err(error) => return Box::pin(std::future::ready(Err(error))),
    };
    match source {
        Source::Held(connection) => {
            Box::pin(async move { read(first_on(connection, statement).await?) })
        }
        Source::Pool(pool) => Box::pin(async move {
            let mut connection = acquire(&pool, statement.what).await?;
            read(first_on(&mut connection, statement).await?)
        }),
        source => Box::pin(only(source, Ok(statement), Take::First)),
    }
}

fn read<S: Load>(row: Option<PgRow>) -> Result<Option<S>> {
    let shape = S::shape();
    row.map(|row| {
        shape.check(&row)?;
        shape.read(&row)
    })
    .transpose()
}

/// The first row of an answer. Of all rows, the answer is awaited to its end: what it comes from is
/// done then.
async fn only<S: Load>(
    source: Source<'_>,
    statement: Result<Statement>,
    take: Take,
) -> Result<Option<S>> {
    let shape = S::shape();
    let mut first = None;
    let mut sink = |row: &_| {
        if first.is_none() {
            shape.check(row)?;
            first = Some(shape.read(row)?);
        }
        Ok(())
    };
    pump(source, statement?, take, &mut sink).await?;
    Ok(first)
}
