//! A query: which rows of a shape, in which order.

use std::marker::PhantomData;
use std::panic::Location;

use crate::choice::{AnyChoice, Chosen};
use crate::error::Result;
use crate::executor::Executor;
use crate::explain::{self, Explain};
use crate::fetch;
use crate::filter::{Condition, Filter};
use crate::future::{Count, Exists, Many, One, Optional};
use crate::given::{GivenValues as _, NothingGiven, filled};
use crate::load::Load;
use crate::lock::Lock;
use crate::order::{AnyOrder, Orders};
use crate::page::Pages;
use crate::shape::Total;
use crate::statement::{Parameter, Statement};
use crate::strategy::Strategy;
use crate::stream::Rows;
use crate::unserved::{self, Asked};

/// Rows of the shape `S`, to be fetched.
#[must_use = "a query does nothing until it is fetched"]
pub struct Query<S> {
    pub(crate) question: Question,
    of: PhantomData<fn() -> S>,
}

/// A query without its shape.
#[derive(Debug, Clone, Default)]
pub(crate) struct Question {
    pub(crate) filters: Vec<Condition>,
    pub(crate) order: Vec<AnyOrder>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: Option<u64>,
    /// Conditions on the groups of a report.
    pub(crate) having: Vec<Condition>,
    /// Whether rows that are alike count once.
    pub(crate) distinct: bool,
    /// Whether the values that the rows are ordered by come with them.
    pub(crate) keyed: bool,
    /// Whether also a long row comes in one piece.
    pub(crate) whole: bool,
    pub(crate) lock: Option<Lock>,
    pub(crate) strategy: Strategy,
    pub(crate) choices: Vec<AnyChoice>,
    /// The values that the shape's filters name.
    pub(crate) given: Vec<Parameter>,
}

impl<S: Load> Query<S> {
    /// All rows.
    pub fn new() -> Self
    where
        S::Given: NothingGiven,
    {
        Self::of(Question::default())
    }

    /// All rows of a shape that is [given](macro@crate::Load#values-of-the-query) values.
    pub fn given(values: S::Given) -> Self {
        Self::of(Question {
            given: values.parameters().0,
            ..Question::default()
        })
    }

    fn of(question: Question) -> Self {
        Self {
            question,
            of: PhantomData,
        }
    }

    /// Only rows that meet the condition; of several filters, all of them.
    pub fn filter(mut self, filter: Filter<S::Table>) -> Self {
        self.question.filters.push(filter.condition);
        self
    }

    /// Only rows that meet the condition, if there is one: for what a form or an address may ask
    /// for. [`Filter::all`] and [`Filter::any`] put many together.
    ///
    /// ```ignore
    /// let found = Post::query().filter_some(author.map(|id| posts::author_id.eq(id)));
    /// ```
    pub fn filter_some(self, filter: Option<Filter<S::Table>>) -> Self {
        match filter {
            Some(filter) => self.filter(filter),
            None => self,
        }
    }

    /// Rows of the shape that are alike in all of its values count once (`SELECT DISTINCT`): the
    /// tags that are in use, the days on which something happened. A shape with the key of its
    /// table has no two that are alike.
    ///
    /// PostgreSQL then orders only by what the shape itself loads (else `42P10`), and compares no
    /// `json` (`42883`). A limit counts the rows that are left. Such rows are not locked:
    /// with [`for_update`](Self::for_update) and its kin the query is an
    /// [`Error::Answer`](crate::Error::Answer), and nothing is sent.
    pub fn distinct(mut self) -> Self {
        self.question.distinct = true;
        self
    }

    /// In this order; of several, the later decide between rows that are equal by the earlier.
    pub fn order_by(mut self, order: impl Orders<S::Table>) -> Self {
        self.question
            .order
            .extend(order.orders().into_iter().map(|order| order.any));
        self
    }

    /// At most this many rows.
    pub fn limit(mut self, rows: u64) -> Self {
        self.question.limit = Some(rows);
        self
    }

    /// Without the first rows, this many.
    pub fn offset(mut self, rows: u64) -> Self {
        self.question.offset = Some(rows);
        self
    }

    /// The statements that [`fetch_all`](Self::fetch_all) sends, in their order, with a semicolon
    /// between them. Values are not part of the text.
    #[must_use]
    pub fn sql(&self) -> String {
        match Chosen::of::<S>(&self.question) {
            Ok(shape) => shape.shown(&self.question),
            // What the load itself says.
            Err(error) => error.to_string(),
        }
    }

    /// All rows, in order. Sends one statement, or one a level: see
    /// [`one_statement`](Self::one_statement).
    ///
    /// # Errors
    ///
    /// [`Error::Database`](crate::Error::Database) if the statement fails,
    /// [`Error::Type`](crate::Error::Type) if the database's columns are not those of the schema,
    /// [`Error::Value`](crate::Error::Value) if a value does not fit its field.
    #[track_caller]
    pub fn fetch_all<'e>(self, on: impl Executor<'e>) -> Many<'e, S> {
        fetch::all(on.source(), self.question)
    }

    /// The first row in the query's order; asks for no more than one, and does not mind if there
    /// are more. Sends one statement.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::Error::NotFound) if there is none, and those of
    /// [`fetch_all`](Self::fetch_all).
    #[track_caller]
    pub fn fetch_one<'e>(self, on: impl Executor<'e>) -> One<'e, S> {
        fetch::one(on.source(), self.first().question)
    }

    /// As [`fetch_one`](Self::fetch_one), and `None` if there is no row.
    ///
    /// # Errors
    ///
    /// Those of [`fetch_all`](Self::fetch_all).
    #[track_caller]
    pub fn fetch_optional<'e>(self, on: impl Executor<'e>) -> Optional<'e, S> {
        fetch::optional(on.source(), self.first().question)
    }

    /// The rows, in order, one after the other as the server sends them. Sends one statement.
    ///
    /// # Errors
    ///
    /// Those of [`fetch_all`](Self::fetch_all), as the last that the stream gives.
    #[track_caller]
    pub fn fetch<'e>(self, on: impl Executor<'e>) -> Rows<'e, S> {
        Rows::of(on.source(), &self.question)
    }

    /// How many rows there are: those that [`fetch_all`](Self::fetch_all) would give. Sends one
    /// statement, which loads none of them.
    ///
    /// # Errors
    ///
    /// [`Error::Database`](crate::Error::Database) if the statement fails,
    /// [`Error::Value`](crate::Error::Value) if a value does not fit its column.
    #[track_caller]
    pub fn count<'e>(self, on: impl Executor<'e>) -> Count<'e> {
        Count::of(on.source(), self.total(Total::Count))
    }

    /// Whether there is a row. Sends one statement, which ends at the first.
    ///
    /// # Errors
    ///
    /// Those of [`count`](Self::count).
    #[track_caller]
    pub fn exists<'e>(self, on: impl Executor<'e>) -> Exists<'e> {
        Exists::of(on.source(), self.total(Total::Exists))
    }

    /// What PostgreSQL does for the statements that [`fetch_all`](Self::fetch_all) sends, in plain words,
    /// and what is worth changing: see [`explain`](mod@crate::explain). Nothing is run, unless
    /// [`analyze`](Explain::analyze) says so.
    ///
    /// Of a load level by level each level is a plan. Its keys are those that the load has, if it is
    /// analyzed; else those of a hundred rows of the table, which are read for it.
    ///
    /// # Errors
    ///
    /// Those of [`fetch_all`](Self::fetch_all), but none about the rows.
    #[track_caller]
    pub fn explain<'e>(self, on: impl Executor<'e>) -> Explain<'e> {
        Explain::new(on, explain::Asked::load::<S>(&self.question))
    }

    /// The same, of the statement that [`count`](Self::count) sends.
    ///
    /// # Errors
    ///
    /// Those of [`count`](Self::count).
    #[track_caller]
    pub fn explain_count<'e>(self, on: impl Executor<'e>) -> Explain<'e> {
        Explain::new(on, self.total(Total::Count).map(Into::into))
    }

    /// Pages of this many rows, one at least, that are found by where the one before ended. A limit
    /// and an offset that the query has are dropped.
    ///
    /// ```ignore
    /// let page = PostCard::query()
    ///     .order_by(posts::votes.desc())
    ///     .page(20)
    ///     .after(params.after.as_deref())
    ///     .fetch(&pool)
    ///     .await?;
    /// ```
    pub fn page(self, rows: u64) -> Pages<S> {
        Pages::of(self.question, rows)
    }

    #[track_caller]
    fn total(&self, total: Total) -> Result<Statement> {
        let shape = S::shape();
        let text = shape.render_total(&self.question, total);
        let asked = Asked::rows(S::NAME, shape.table(), &self.question.filters);
        unserved::note(asked, &text.sql, Location::caller());
        let own = filled(&shape.parameters, &self.question.given);
        let own = own.iter().take(text.offset);
        Statement::new(shape.name, "count", text.sql, own.chain(&text.parameters))
    }

    fn first(self) -> Self {
        let limit = self.question.limit.unwrap_or(1).min(1);
        self.limit(limit)
    }
}

impl<S: Load> Default for Query<S>
where
    S::Given: NothingGiven,
{
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Clone for Query<S> {
    fn clone(&self) -> Self {
        Self {
            question: self.question.clone(),
            of: PhantomData,
        }
    }
}

impl<S> std::fmt::Debug for Query<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.question.fmt(f)
    }
}
