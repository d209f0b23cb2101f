//! A query: which rows of a shape, in which order.

use std::marker::PhantomData;

use crate::choice::{AnyChoice, Chosen};
use crate::executor::Executor;
use crate::fetch;
use crate::filter::{Condition, Filter};
use crate::future::{Many, One, Optional};
use crate::load::Load;
use crate::order::{AnyOrder, Orders};
use crate::strategy::Strategy;

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
    pub(crate) strategy: Strategy,
    pub(crate) choices: Vec<AnyChoice>,
}

impl<S: Load> Query<S> {
    /// All rows.
    pub fn new() -> Self {
        Self {
            question: Question::default(),
            of: PhantomData,
        }
    }

    /// Only rows that meet the condition; of several filters, all of them.
    pub fn filter(mut self, filter: Filter<S::Table>) -> Self {
        self.question.filters.push(filter.condition);
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

    fn first(self) -> Self {
        let limit = self.question.limit.unwrap_or(1).min(1);
        self.limit(limit)
    }
}

impl<S: Load> Default for Query<S> {
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
