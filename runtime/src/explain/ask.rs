//! Asking PostgreSQL for plans: of the statements that a call would send, with the values that it
//! would send.

use std::pin::Pin;

use sqlx::{Connection as _, PgConnection, Row as _};

use super::Explained;
use super::plan::{Keys, Plan};
use super::table::Catalogue;
use crate::choice::Chosen;
use crate::error::{Error, Result};
use crate::executor::{Executor, Source};
use crate::given::filled;
use crate::level::Level;
use crate::load::Load;
use crate::query::Question;
use crate::statement::{Parameter, Statement, keep_on};
use crate::taken::Taken;
use crate::wire::write_to;

/// So many rows of the root stand for all, where the load is not run.
const SAMPLE: u64 = 100;

/// The plans of the statements that a call would send; awaited, it gives them as [`Explained`].
///
/// Nothing is run, unless [`analyze`](Self::analyze) says so.
#[must_use = "nothing is explained until it is awaited"]
pub struct Explain<'e> {
    source: Source<'e>,
    asked: Result<Asked>,
    analyze: bool,
}

/// What is to be explained.
pub(crate) enum Asked {
    Statements(Vec<Statement>),
    /// A load of one statement a level.
    Levels {
        shape: Chosen,
        /// The statement of the root …
        first: Box<Statement>,
        /// … and one for a few rows of it.
        few: Box<Statement>,
        /// The values that the query gives its shape.
        given: Vec<Parameter>,
    },
}

impl From<Statement> for Asked {
    fn from(statement: Statement) -> Self {
        Self::Statements(vec![statement])
    }
}

impl Asked {
    /// The statements of a query.
    #[track_caller]
    pub(crate) fn load<S: Load>(question: &Question) -> Result<Self> {
        let shape = Chosen::of::<S>(question)?;
        let Some(batched) = shape.batches(question) else {
            return Ok(shape.statement(question)?.into());
        };
        let few = Question {
            limit: Some(SAMPLE),
            given: question.given.clone(),
            ..Question::default()
        };
        let first = Box::new(batched.root.statement(question)?);
        let few = Box::new(batched.root.statement(&few)?);
        let given = question.given.clone();
        Ok(Self::Levels {
            shape,
            first,
            few,
            given,
        })
    }

    /// The shape or table, and whether all of it can be asked of a replica.
    fn whose(&self) -> (&'static str, bool) {
        match self {
            Self::Statements(statements) => {
                let what = statements.first().map_or("explain", |first| first.what);
                (what, statements.iter().all(Statement::reads))
            }
            Self::Levels { first, .. } => (first.what, first.reads()),
        }
    }
}

impl<'e> Explain<'e> {
    pub(crate) fn new(on: impl Executor<'e>, asked: Result<Asked>) -> Self {
        Self {
            source: on.source(),
            asked,
            analyze: false,
        }
    }

    /// Runs the statements, so that there are the numbers of rows and the times that were, and not
    /// only estimates. What they change is rolled back: they run in a transaction of their own, or in
    /// a savepoint of the caller's. As with every rollback, numbers that were drawn from a sequence
    /// stay drawn, and locks are held meanwhile.
    pub fn analyze(mut self) -> Self {
        self.analyze = true;
        self
    }

    async fn explained(self) -> Result<Explained> {
        let asked = self.asked?;
        let (what, reads) = asked.whose();
        let mut on = match self.source {
            Source::Routed(replicas) if reads => replicas.take(what).await?,
            source => Taken::from(source, what).await?,
        };
        let explained = explain(on.connection(), asked, self.analyze).await;
        on.end(explained).await
    }
}

impl<'e> IntoFuture for Explain<'e> {
    type Output = Result<Explained>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<Explained>> + Send + 'e>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.explained())
    }
}

impl std::fmt::Debug for Explain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Explain")
            .field("analyze", &self.analyze)
            .finish_non_exhaustive()
    }
}

async fn explain(connection: &mut PgConnection, asked: Asked, analyze: bool) -> Result<Explained> {
    let (what, _) = asked.whose();
    let plans = if analyze {
        let failed = Error::database(what, "explain");
        let mut transaction = connection.begin().await.map_err(failed)?;
        let plans = plans(&mut transaction, asked, true).await?;
        transaction.rollback().await.map_err(failed)?;
        plans
    } else {
        plans(connection, asked, false).await?
    };
    let catalogue = Catalogue::read(connection, &plans).await?;
    Ok(Explained::of(plans, &catalogue))
}

async fn plans(connection: &mut PgConnection, asked: Asked, analyze: bool) -> Result<Vec<Plan>> {
    let (shape, first, few, given) = match asked {
        Asked::Statements(statements) => {
            let mut plans = Vec::with_capacity(statements.len());
            for statement in statements {
                plans.push(plan(connection, statement, analyze).await?);
            }
            return Ok(plans);
        }
        Asked::Levels {
            shape,
            first,
            few,
            given,
        } => (shape, *first, *few, given),
    };
    let levels = shape.batched().map_or(&[][..], |batched| &batched.levels);
    let mut plans = vec![plan(connection, first.again(), analyze).await?];
    // The statements that give the parents: the root's, then that of each level.
    let mut parents = vec![if analyze { first } else { few }];
    for level in levels {
        let Some(parent) = parents.get(level.parent) else {
            break;
        };
        let (what, place) = (parent.what, parent.place);
        let (number, keys) = keys(connection, parent.again(), level).await?;
        let columns = level.keys.iter().zip(&keys);
        let keys =
            columns.map(|((column, _), values)| Parameter::elements(*column, number, values));
        let keys: Vec<Parameter> = keys.collect();
        let own = filled(&level.parameters, &given);
        let sent = |sql: &str, slices: &[Parameter]| {
            let parameters = keys.iter().chain(slices).chain(own.iter());
            let statement = Statement::new(what, "load", sql.to_owned(), parameters)?;
            Ok::<_, Error>(statement.at(place))
        };
        let slices = sent(&level.slices, &level.cut(number))?;
        let mut plan = plan(connection, slices, analyze).await?;
        plan.keys = Some(Keys {
            number: number as u64,
            sampled: !analyze,
        });
        plans.push(plan);
        parents.push(sent(&level.singly, &[])?);
    }
    Ok(plans)
}

/// The keys of a level's parents, each once, which the server takes from the statement that gives
/// the parents: how many, and the values of each column, each behind its length.
async fn keys(
    connection: &mut PgConnection,
    parents: Statement,
    level: &Level,
) -> Result<(usize, Vec<Vec<u8>>)> {
    // Behind the number of its own parent, where the parent is a row of a level.
    let before = usize::from(level.parent > 0);
    let places: Vec<usize> = level.keys.iter().map(|(_, place)| place + before).collect();
    let last = places.iter().max().copied().unwrap_or_default();
    let mut sql = "SELECT DISTINCT ".to_owned();
    for (at, place) in places.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        write_to(&mut sql, format_args!("{comma}r.\"v {place}\""));
    }
    write_to(&mut sql, format_args!(" FROM ({}) AS r(", parents.sql));
    for at in 0..=last {
        let comma = if at == 0 { "" } else { ", " };
        write_to(&mut sql, format_args!("{comma}\"v {at}\""));
    }
    sql.push(')');
    for (at, place) in places.iter().enumerate() {
        let and = if at == 0 { " WHERE" } else { " AND" };
        write_to(&mut sql, format_args!("{and} r.\"v {place}\" IS NOT NULL"));
    }

    let what = parents.what;
    let mut number = 0;
    let mut keys = vec![Vec::new(); places.len()];
    let mut keep = |row: sqlx::postgres::PgRow| {
        number += 1;
        for (at, values) in keys.iter_mut().enumerate() {
            let value = row
                .try_get_raw(at)
                .map_err(Error::database(what, "explain"))?;
            let bytes = value.as_bytes().map_err(|why| Error::Answer {
                what,
                why: why.to_string(),
            })?;
            let length = i32::try_from(bytes.len()).unwrap_or(i32::MAX);
            values.extend_from_slice(&length.to_be_bytes());
            values.extend_from_slice(bytes);
        }
        Ok(())
    };
    let statement = Statement {
        doing: "explain",
        sql: sql.into(),
        named: false,
        ..parents
    };
    keep_on(connection, statement, &mut keep).await?;
    Ok((number, keys))
}

/// The plan of a statement.
async fn plan(connection: &mut PgConnection, statement: Statement, analyze: bool) -> Result<Plan> {
    let what = statement.what;
    let shown = statement.sql.clone().into_owned();
    let options = if analyze {
        "ANALYZE, BUFFERS, VERBOSE, FORMAT JSON"
    } else {
        "VERBOSE, FORMAT JSON"
    };
    let mut json = String::new();
    let mut keep = |row: sqlx::postgres::PgRow| {
        let value = row
            .try_get_raw(0)
            .map_err(Error::database(what, "explain"))?;
        let text = value.as_str().map_err(|why| Error::Answer {
            what,
            why: why.to_string(),
        })?;
        json.push_str(text);
        Ok(())
    };
    let statement = Statement {
        doing: "explain",
        sql: format!("EXPLAIN ({options}) {shown}").into(),
        named: false,
        ..statement
    };
    keep_on(connection, statement, &mut keep).await?;
    Plan::parse(&shown, &json).map_err(|why| Error::Answer {
        what,
        why: format!("what the server explained {why}"),
    })
}
