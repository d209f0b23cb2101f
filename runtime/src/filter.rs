//! Conditions on the rows of a table.

use std::marker::PhantomData;
use std::ops::Not;

use crate::aggregate::AnyAggregate;
use crate::collection::{Collection, Link};
use crate::column::{AnyColumn, Column};
use crate::compare::{Compare, Given};
use crate::name::Name;
use crate::order::{AnyOrder, By, Order};
use crate::reference::{AnyReference, Reference};
use crate::statement::Parameter;
use crate::table::Table;
use crate::value::{Stored, Value};

/// A condition on the rows of the table `T`.
#[must_use = "a filter does nothing until a query takes it"]
pub struct Filter<T> {
    pub(crate) condition: Condition,
    of: PhantomData<fn() -> T>,
}

/// A condition, as data.
#[derive(Debug, Clone)]
pub(crate) enum Condition {
    Compare {
        column: AnyColumn,
        operator: &'static str,
        with: Operand,
    },
    In {
        column: AnyColumn,
        values: Parameter,
    },
    Null {
        column: &'static str,
        is: bool,
    },
    /// What is computed of the rows of a collection.
    Aggregate {
        of: AnyAggregate,
        operator: &'static str,
        with: Parameter,
    },
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    /// There is a row that this one is linked with, and that meets the condition.
    Exists {
        table: Name,
        link: Related,
        condition: Box<Condition>,
    },
}

/// How a row leads to others.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Related {
    One(AnyReference),
    Many(&'static Link),
}

/// The right side of a comparison.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub enum Operand {
    /// Another column of the same row.
    Column(AnyColumn),
    /// A value.
    Value(Parameter),
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

impl<T, V: Stored, M> Column<T, V, M> {
    /// The column equals the value.
    pub fn eq(self, with: impl Compare<T, V::Plain>) -> Filter<T> {
        self.compare("=", with)
    }

    /// The column is another than the value; not met where it is `NULL`.
    pub fn ne(self, with: impl Compare<T, V::Plain>) -> Filter<T> {
        self.compare("<>", with)
    }

    /// The column is less than the value.
    pub fn lt(self, with: impl Compare<T, V::Plain>) -> Filter<T> {
        self.compare("<", with)
    }

    /// The column is at most the value.
    pub fn le(self, with: impl Compare<T, V::Plain>) -> Filter<T> {
        self.compare("<=", with)
    }

    /// The column is greater than the value.
    pub fn gt(self, with: impl Compare<T, V::Plain>) -> Filter<T> {
        self.compare(">", with)
    }

    /// The column is at least the value.
    pub fn ge(self, with: impl Compare<T, V::Plain>) -> Filter<T> {
        self.compare(">=", with)
    }

    fn compare(self, operator: &'static str, with: impl Compare<T, V::Plain>) -> Filter<T> {
        let with = with.operand(self.any);
        Filter::new(Condition::Compare {
            column: self.any,
            operator,
            with,
        })
    }

    /// The column equals one of the values, which are sent as one array: the statement's text is
    /// the same however many they are. Met by no row when there are none.
    pub fn in_<G: Given<V::Plain>>(self, values: impl IntoIterator<Item = G>) -> Filter<T> {
        let values = Parameter::array(self.any, values);
        Filter::new(Condition::In {
            column: self.any,
            values,
        })
    }

    /// Lowest first.
    pub fn asc(self) -> Order<T> {
        Order::new(AnyOrder::ascending(By::Column(self.any.name)))
    }

    /// Highest first; `NULL` is higher than everything, see [`Order::nulls_last`].
    pub fn desc(self) -> Order<T> {
        Order::new(AnyOrder::descending(By::Column(self.any.name)))
    }
}

impl<T, V: Value, M> Column<T, Option<V>, M> {
    /// The column is `NULL`.
    pub fn is_null(self) -> Filter<T> {
        Filter::new(Condition::Null {
            column: self.any.name,
            is: true,
        })
    }

    /// The column is not `NULL`.
    pub fn is_not_null(self) -> Filter<T> {
        Filter::new(Condition::Null {
            column: self.any.name,
            is: false,
        })
    }

    /// The column equals the value; `None` is met where it is `NULL`.
    pub fn is_not_distinct_from(self, value: impl Into<Option<V>>) -> Filter<T> {
        match value.into() {
            // Not `IS NOT DISTINCT FROM`, which uses no index. `= $1` alone would be neither true
            // nor false for `NULL`, and so would its opposite.
            Some(value) => {
                let with = Operand::Value(Parameter::new(self.any, Some(&value)));
                let equal = Filter::new(Condition::Compare {
                    column: self.any,
                    operator: "=",
                    with,
                });
                equal.and(self.is_not_null())
            }
            None => self.is_null(),
        }
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
