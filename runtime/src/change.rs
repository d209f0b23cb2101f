//! Rows that are changed where they stand: what an update and a delete have in common.

use std::panic::Location;

use crate::error::{Error, Result};
use crate::executor::{Executor, Source};
use crate::explain::Explain;
use crate::filter::{Condition, Filter};
use crate::future::{Count, Many, One, Optional};
use crate::load::Load;
use crate::query::Question;
use crate::render::Text;
use crate::select::Facts;
use crate::statement::{Statement, Take, execute, pump};
use crate::store::Assignment;
use crate::table::Table;
use crate::unserved::{self, Asked};
use crate::wire::write_to;

/// Not yet said which rows.
#[derive(Debug)]
pub enum Unfiltered {}

/// It is said which rows.
#[derive(Debug)]
pub enum Filtered {}

/// An update or a delete that says which rows it means.
#[diagnostic::on_unimplemented(
    message = "it is not said which rows are changed",
    label = "write `.filter(…)` before this, or `.all()` if each row of the table is meant"
)]
pub trait Chosen {}

impl Chosen for Filtered {}

/// A change without its shape.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) kind: Kind,
    pub(crate) filters: Vec<Condition>,
    /// The condition on the version of the one row that is meant.
    pub(crate) version: Option<Condition>,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Update(Vec<Assignment>),
    Delete,
}

impl Change {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            kind,
            filters: Vec::new(),
            version: None,
        }
    }

    /// Of the one row with this key and this version.
    pub(crate) fn at<T>(kind: Kind, key: Filter<T>, version: Filter<T>) -> Self {
        Self {
            kind,
            filters: vec![key.condition],
            version: Some(version.condition),
        }
    }

    fn doing(&self) -> &'static str {
        match self.kind {
            Kind::Update(_) => "update",
            Kind::Delete => "delete",
        }
    }

    /// An update that sets nothing changes nothing.
    fn is_empty(&self) -> bool {
        matches!(&self.kind, Kind::Update(assignments) if assignments.is_empty())
    }

    /// The statement up to `RETURNING`.
    fn write<T: Table>(&self, text: &mut Text) {
        match &self.kind {
            Kind::Update(assignments) => {
                write_to(&mut text.sql, format_args!("UPDATE {} AS t0", T::NAME));
                text.set("t0", assignments, T::VERSION);
            }
            Kind::Delete => {
                write_to(&mut text.sql, format_args!("DELETE FROM {} AS t0", T::NAME));
            }
        }
        text.filters("t0", self.filters.iter().chain(&self.version));
    }

    /// The statement that gives nothing back.
    pub(crate) fn sql<S: Load>(&self) -> String {
        let mut text = Text::default();
        if !self.is_empty() {
            self.write::<S::Table>(&mut text);
        }
        text.sql
    }

    #[track_caller]
    fn statement<S: Load>(&self) -> Result<Statement> {
        let mut text = Text::default();
        self.write::<S::Table>(&mut text);
        self.note::<S>(&text);
        Statement::new(S::NAME, self.doing(), text.sql, &text.parameters)
    }

    /// Warns where no index finds the rows.
    #[track_caller]
    fn note<S: Load>(&self, text: &Text) {
        let table = Facts::of::<S::Table>();
        let asked = Asked::rows(S::NAME, &table, &self.filters);
        unserved::note(asked, &text.sql, Location::caller());
    }

    /// The same, that gives the rows back.
    #[track_caller]
    fn returning<S: Load>(&self) -> Result<Statement> {
        let shape = S::shape();
        let mut text = Text::behind(shape.parameters.len());
        if self.is_empty() {
            let filters = self.filters.iter().chain(&self.version);
            let question = Question {
                filters: filters.cloned().collect(),
                whole: true,
                ..Question::default()
            };
            text = shape.render(&question);
        } else {
            self.write::<S::Table>(&mut text);
            shape.returning(&mut text);
            self.note::<S>(&text);
        }
        let parameters = shape.parameters.iter().chain(&text.parameters);
        Statement::new(S::NAME, self.doing(), text.sql, parameters)
    }

    /// Asks whether the row is there, whatever its version is; nothing, where that is not looked at.
    fn check<S: Load>(&self) -> Option<Result<Statement>> {
        self.version.as_ref()?;
        let mut text = Text::default();
        let table = <S::Table as Table>::NAME;
        write_to(&mut text.sql, format_args!("SELECT FROM {table} AS t0"));
        text.filters("t0", &self.filters);
        Some(Statement::new(
            S::NAME,
            self.doing(),
            text.sql,
            &text.parameters,
        ))
    }

    /// The plan of the statement that gives nothing back.
    #[track_caller]
    pub(crate) fn explain<'e, S: Load>(&self, on: impl Executor<'e>) -> Explain<'e> {
        let statement = if self.is_empty() {
            let why = "the update sets nothing, so that nothing is sent".to_owned();
            Err(Error::Answer { what: S::NAME, why })
        } else {
            self.statement::<S>()
        };
        Explain::new(on, statement.map(Into::into))
    }

    /// Changes the rows and counts them.
    #[track_caller]
    pub(crate) fn execute<'e, S: Load>(&self, source: Source<'e>) -> Count<'e> {
        if self.is_empty() {
            return Count::new(Box::pin(async { Ok(0) }));
        }
        let (statement, check) = (self.statement::<S>(), self.check::<S>());
        Count::new(Box::pin(counted(source, statement, check)))
    }

    /// Changes the rows and gives them as they are then.
    #[track_caller]
    pub(crate) fn fetch<'e, S: Load>(&self, source: Source<'e>) -> Many<'e, S> {
        let (statement, check) = (self.returning::<S>(), self.check::<S>());
        Many::new(Box::pin(rows(source, statement, check)))
    }
}

async fn counted(
    mut source: Source<'_>,
    statement: Result<Statement>,
    check: Option<Result<Statement>>,
) -> Result<u64> {
    let changed = execute(source.again(), statement?).await?;
    match check {
        Some(check) if changed == 0 => Err(missed(source, check?).await?),
        _ => Ok(changed),
    }
}

async fn rows<S: Load>(
    mut source: Source<'_>,
    statement: Result<Statement>,
    check: Option<Result<Statement>>,
) -> Result<Vec<S>> {
    let rows = Many::of(source.again(), statement).await?;
    match check {
        Some(check) if rows.is_empty() => Err(missed(source, check?).await?),
        _ => Ok(rows),
    }
}

/// Why there was no row of the version that was expected.
async fn missed(source: Source<'_>, check: Statement) -> Result<Error> {
    let what = check.what;
    let mut is_there = false;
    let mut sink = |_: &_| {
        is_there = true;
        Ok(())
    };
    pump(source, check, Take::All, &mut sink).await?;
    Ok(if is_there {
        Error::Stale { what }
    } else {
        Error::NotFound { what }
    })
}

/// What both statements have.
macro_rules! statement {
    ($name:ident, $doing:literal, $done:literal) => {
        impl<S: $crate::load::Load, R> $name<S, R> {
            fn of(change: $crate::change::Change) -> Self {
                Self {
                    change,
                    of: std::marker::PhantomData,
                }
            }

            #[doc = concat!("Only rows that meet the condition are ", $done, "; of several filters, all of them.")]
            /// Conditions on references and collections work as in a query.
            pub fn filter(mut self, filter: $crate::filter::Filter<S::Table>) -> $name<S, $crate::change::Filtered> {
                self.change.filters.push(filter.condition);
                $name::of(self.change)
            }

            #[doc = concat!("Each row of the table is ", $done, ".")]
            pub fn all(self) -> $name<S, $crate::change::Filtered> {
                $name::of(self.change)
            }

            /// The rows are given back as another shape of the table.
            ///
            /// It is one statement still. The row's own values are those that the statement
            /// leaves (of a deleted row, its last); references, collections and counts are read
            /// beside it, and show other rows as they were when it began.
            pub fn returning<O: $crate::load::Load<Table = S::Table>>(self) -> $name<O, R>
            where
                O::Given: $crate::given::NothingGiven,
            {
                $name::of(self.change)
            }

            #[doc = concat!("The rows are ", $done, "; gives their number. Sends one statement.")]
            ///
            /// # Errors
            ///
            /// [`Error::Database`](crate::Error::Database) if the database refuses it, [`Error::Value`](crate::Error::Value) if a value can't be
            /// sent; of a row with a version, also [`Error::Stale`](crate::Error::Stale) and [`Error::NotFound`](crate::Error::NotFound).
            #[track_caller]
            pub fn execute<'e>(self, on: impl $crate::executor::Executor<'e>) -> $crate::future::Count<'e>
            where
                R: $crate::change::Chosen,
            {
                self.change.execute::<S>(on.source())
            }

            #[doc = concat!("The rows are ", $done, " and given back, in no order. Sends one statement.")]
            ///
            /// # Errors
            ///
            /// As [`execute`](Self::execute), and those of reading a row.
            #[track_caller]
            pub fn fetch_all<'e>(self, on: impl $crate::executor::Executor<'e>) -> $crate::future::Many<'e, S>
            where
                R: $crate::change::Chosen,
            {
                self.change.fetch(on.source())
            }

            #[doc = concat!("The row is ", $done, " and given back. Of several, all are ", $done, " and any of them is given.")]
            ///
            /// # Errors
            ///
            /// [`Error::NotFound`](crate::Error::NotFound) if there is none, and those of [`fetch_all`](Self::fetch_all).
            #[track_caller]
            pub fn fetch_one<'e>(self, on: impl $crate::executor::Executor<'e>) -> $crate::future::One<'e, S>
            where
                R: $crate::change::Chosen,
            {
                $crate::change::one(self.change.fetch(on.source()))
            }

            /// As [`fetch_one`](Self::fetch_one), and `None` if there is no such row.
            ///
            /// # Errors
            ///
            /// Those of [`fetch_all`](Self::fetch_all).
            #[track_caller]
            pub fn fetch_optional<'e>(self, on: impl $crate::executor::Executor<'e>) -> $crate::future::Optional<'e, S>
            where
                R: $crate::change::Chosen,
            {
                $crate::change::optional(self.change.fetch(on.source()))
            }

            /// What PostgreSQL does for the statement that [`execute`](Self::execute) sends, in plain words: see
            /// [`explain`](mod@crate::explain). Nothing is changed, also by
            /// [`analyze`](crate::explain::Explain::analyze), which rolls back.
            ///
            /// # Errors
            ///
            /// As [`execute`](Self::execute); of an update that sets nothing, [`Error::Answer`](crate::Error::Answer).
            #[track_caller]
            pub fn explain<'e>(self, on: impl $crate::executor::Executor<'e>) -> $crate::explain::Explain<'e>
            where
                R: $crate::change::Chosen,
            {
                self.change.explain::<S>(on)
            }

            /// The statement that [`execute`](Self::execute) sends. Values are not part of the text.
            #[must_use]
            pub fn sql(&self) -> String {
                self.change.sql::<S>()
            }
        }

        impl<S, R> Clone for $name<S, R> {
            fn clone(&self) -> Self {
                Self {
                    change: self.change.clone(),
                    of: std::marker::PhantomData,
                }
            }
        }

        impl<S, R> std::fmt::Debug for $name<S, R> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.change.fmt(f)
            }
        }
    };
}
pub(crate) use statement;

impl Text {
    /// ` WHERE … AND …`
    pub(crate) fn filters<'a>(
        &mut self,
        alias: &str,
        filters: impl IntoIterator<Item = &'a Condition>,
    ) {
        for (at, filter) in filters.into_iter().enumerate() {
            self.push(if at == 0 { " WHERE " } else { " AND " });
            self.operand(alias, filter);
        }
    }
}

/// The first row.
pub(crate) fn one<'e, S: Load>(rows: Many<'e, S>) -> One<'e, S> {
    One::new(Box::pin(async move {
        let first = rows.await?.into_iter().next();
        first.ok_or(Error::NotFound { what: S::NAME })
    }))
}

/// The first row, if there is one.
pub(crate) fn optional<'e, S: Load>(rows: Many<'e, S>) -> Optional<'e, S> {
    Optional::new(Box::pin(async move { Ok(rows.await?.into_iter().next()) }))
}
