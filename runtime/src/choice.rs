//! Which rows of a collection come, said for one query instead of in the shape.

use std::marker::PhantomData;
use std::ops::Deref;

use crate::collection::{Collection, Link};
use crate::error::{Error, Result};
use crate::filter::{Condition, Filter};
use crate::load::Load;
use crate::name::Name;
use crate::order::{AnyOrder, Orders};
use crate::query::{Query, Question};
use crate::select::{Child, Limit, Node, What};
use crate::shape::Shape;
use crate::table::Table;

/// Which rows of a collection of the table `U` come, and in which order.
#[must_use = "a query's `with` takes it"]
pub struct Choice<U> {
    any: AnyChoice,
    of: PhantomData<fn() -> U>,
}

/// The same without the table's type.
#[derive(Debug, Clone)]
pub(crate) struct AnyChoice {
    table: Name,
    link: &'static Link,
    filters: Vec<Condition>,
    order: Vec<AnyOrder>,
    limit: Option<u64>,
    within: Vec<AnyChoice>,
}

impl<U: Table> Choice<U> {
    fn of<T>(collection: Collection<T, U>) -> Self {
        Self {
            any: AnyChoice {
                table: U::NAME,
                link: collection.link,
                filters: Vec::new(),
                order: Vec::new(),
                limit: None,
                within: Vec::new(),
            },
            of: PhantomData,
        }
    }

    /// Only rows that meet the condition, and the shape's own.
    pub fn filter(mut self, filter: Filter<U>) -> Self {
        self.any.filters.push(filter.condition);
        self
    }

    /// In this order, instead of the shape's.
    pub fn order_by(mut self, order: impl Orders<U>) -> Self {
        let order = order.orders().into_iter();
        self.any.order.extend(order.map(|order| order.any));
        self
    }

    /// At most this many for each parent, whatever the shape says.
    pub fn limit(mut self, rows: u64) -> Self {
        self.any.limit = Some(rows);
        self
    }

    /// Chooses among the rows of a collection within this one.
    pub fn with<V: Table>(
        mut self,
        collection: Collection<U, V>,
        choose: impl FnOnce(Choice<V>) -> Choice<V>,
    ) -> Self {
        self.any.within.push(choose(Choice::of(collection)).any);
        self
    }
}

impl<U> std::fmt::Debug for Choice<U> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.any.fmt(f)
    }
}

impl<S: Load> Query<S> {
    /// Chooses which rows of a collection of the shape come, for this query:
    ///
    /// ```ignore
    /// PostCard::query().with(posts::comments, |comments| {
    ///     comments.order_by(comments::id.desc()).limit(10)
    /// })
    /// ```
    ///
    /// What the shape computes of the collection, such as a count, is as the shape says: it is narrowed by
    /// values that the shape is [given](macro@crate::Load#values-of-the-query).
    ///
    /// Where two fields of the shape load the collection, it holds for both. A query of a shape that
    /// does not load it gives [`Error::Choice`](crate::Error::Choice) and sends nothing.
    pub fn with<U: Table>(
        mut self,
        collection: Collection<S::Table, U>,
        choose: impl FnOnce(Choice<U>) -> Choice<U>,
    ) -> Self {
        self.question
            .choices
            .push(choose(Choice::of(collection)).any);
        self
    }
}

/// The shape that a query loads: as it was declared, or made for the query.
pub(crate) enum Chosen {
    Kept(&'static Shape),
    Made(Box<Shape>),
}

impl Chosen {
    pub(crate) fn of<S: Load>(question: &Question) -> Result<Self> {
        let shape = S::shape();
        if question.choices.is_empty() {
            return Ok(Self::Kept(shape));
        }
        let mut node = shape.node().clone();
        for choice in &question.choices {
            choice.apply(S::NAME, &mut node)?;
        }
        Ok(Self::Made(Box::new(Shape::new(S::NAME, node))))
    }
}

impl Deref for Chosen {
    type Target = Shape;

    fn deref(&self) -> &Shape {
        match self {
            Self::Kept(shape) => shape,
            Self::Made(shape) => shape,
        }
    }
}

impl AnyChoice {
    fn apply(&self, what: &'static str, node: &mut Node) -> Result<()> {
        let mut found = false;
        let own = node.alias;
        for item in &mut node.list {
            let What::Many(child) = &mut item.what else {
                continue;
            };
            let is_it = child.parent == own
                && child.node.facts.name == self.table
                && child.link == self.link;
            if is_it {
                found = true;
                self.narrow(child);
                for choice in &self.within {
                    choice.apply(what, &mut child.node)?;
                }
            }
        }
        if found {
            return Ok(());
        }
        Err(Error::Choice {
            what,
            table: node.facts.name.to_string(),
            collection: self.table.to_string(),
        })
    }

    fn narrow(&self, child: &mut Child) {
        let options = &mut child.options;
        let filters = options.filter.take().into_iter();
        let mut filters: Vec<Condition> = filters.chain(self.filters.iter().cloned()).collect();
        options.filter = match filters.len() {
            0 | 1 => filters.pop(),
            _ => Some(Condition::All(filters)),
        };
        if !self.order.is_empty() {
            options.order.clone_from(&self.order);
        }
        if let Some(limit) = self.limit {
            options.limit = Some(Limit::Asked(limit));
        }
        options.decide(&child.node.facts, child.link);
    }
}
