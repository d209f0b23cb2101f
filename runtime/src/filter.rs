//! Conditions on the rows of a table.

use std::marker::PhantomData;
use std::ops::Not;

use crate::collection::{Collection, Link};
use crate::column::AnyColumn;
use crate::expression::Term;
use crate::name::Name;
use crate::reference::{AnyReference, Reference};
use crate::statement::Parameter;
use crate::table::Table;

/// A condition on the rows of the table `T`.
#[must_use = "a filter does nothing until a query takes it"]
pub struct Filter<T> {
    pub(crate) condition: Condition,
    of: PhantomData<fn() -> T>,
}

/// A condition, as data.
#[derive(Debug, Clone)]
pub(crate) enum Condition {
    /// An operator between two terms.
    Compare {
        operator: &'static str,
        sides: Box<[Term; 2]>,
    },
    /// A term is `NULL`, or is not.
    Null {
        term: Term,
        is: bool,
    },
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    /// The values of the columns stand beside each other in the arrays.
    Listed {
        columns: Vec<AnyColumn>,
        arrays: Vec<Parameter>,
    },
    /// There is a row that this one is linked with, and that meets the condition.
    Exists {
        table: Name,
        link: Related,
        condition: Box<Condition>,
    },
}

impl Condition {
    pub(crate) fn compare(left: Term, operator: &'static str, right: Term) -> Self {
        Self::Compare {
            operator,
            sides: Box::new([left, right]),
        }
    }
}

/// How a row leads to others.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Related {
    One(AnyReference),
    Many(&'static Link),
}

impl Condition {
    /// Both conditions, of which the first may be none.
    pub(crate) fn both(first: Option<Self>, second: Self) -> Option<Self> {
        Some(match first {
            Some(Self::All(mut all)) => {
                all.push(second);
                Self::All(all)
            }
            Some(first) => Self::All(vec![first, second]),
            None => second,
        })
    }
}

impl<T> Filter<T> {
    pub(crate) fn new(condition: Condition) -> Self {
        Self {
            condition,
            of: PhantomData,
        }
    }

    pub(crate) fn binary(left: Term, operator: &'static str, right: Term) -> Self {
        Self::new(Condition::compare(left, operator, right))
    }

    /// All of the conditions are met; without any, every row meets it. For conditions that are
    /// put together at run time:
    ///
    /// ```ignore
    /// let wanted = [
    ///     form.author.map(|id| posts::author_id.eq(id)),
    ///     form.since.map(|at| posts::published_at.ge(at)),
    /// ];
    /// let found = Post::query().filter(Filter::all(wanted.into_iter().flatten()));
    /// ```
    pub fn all(filters: impl IntoIterator<Item = Self>) -> Self {
        let all = filters.into_iter().map(|filter| filter.condition);
        Self::new(Condition::All(all.collect()))
    }

    /// At least one of the conditions is met; without any, no row meets it.
    pub fn any(filters: impl IntoIterator<Item = Self>) -> Self {
        let any = filters.into_iter().map(|filter| filter.condition);
        Self::new(Condition::Any(any.collect()))
    }

    /// Both conditions are met.
    pub fn and(self, other: Self) -> Self {
        let mut all = match self.condition {
            Condition::All(all) => all,
            one => vec![one],
        };
        all.push(other.condition);
        Self::new(Condition::All(all))
    }

    /// At least one of the conditions is met.
    pub fn or(self, other: Self) -> Self {
        let mut any = match self.condition {
            Condition::Any(any) => any,
            one => vec![one],
        };
        any.push(other.condition);
        Self::new(Condition::Any(any))
    }

    /// The condition is not met. Where it is neither true nor false, because a column in it is
    /// `NULL`, its opposite isn't either.
    #[expect(
        clippy::should_implement_trait,
        reason = "it does; this needs no import"
    )]
    pub fn not(self) -> Self {
        Self::new(Condition::Not(Box::new(self.condition)))
    }
}

impl<T> Not for Filter<T> {
    type Output = Self;

    fn not(self) -> Self {
        Self::not(self)
    }
}

impl<T> Clone for Filter<T> {
    fn clone(&self) -> Self {
        Self::new(self.condition.clone())
    }
}

impl<T> std::fmt::Debug for Filter<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.condition.fmt(f)
    }
}

impl<T, U: Table, N> Reference<T, U, N> {
    /// The row that is referred to meets the condition.
    pub fn matches(self, filter: Filter<U>) -> Filter<T> {
        exists::<T, U>(Related::One(self.any), filter)
    }
}

impl<T, U: Table> Collection<T, U> {
    /// At least one row of the collection meets the condition.
    pub fn any(self, filter: Filter<U>) -> Filter<T> {
        exists::<T, U>(Related::Many(self.link), filter)
    }

    /// No row of the collection meets the condition.
    pub fn none(self, filter: Filter<U>) -> Filter<T> {
        exists::<T, U>(Related::Many(self.link), filter).not()
    }
}

fn exists<T, U: Table>(link: Related, filter: Filter<U>) -> Filter<T> {
    let condition = Box::new(filter.condition);
    Filter::new(Condition::Exists {
        table: U::NAME,
        link,
        condition,
    })
}
