//! The order of rows.

use std::marker::PhantomData;

use crate::column::AnyColumn;
use crate::expression::Term;
use crate::value::Stored;
use crate::wire::Type;

/// What the rows of the table `T` are ordered by.
#[must_use = "an order does nothing until a query takes it"]
pub struct Order<T> {
    pub(crate) any: AnyOrder,
    of: PhantomData<fn() -> T>,
}

/// An order without its table's type.
#[derive(Debug, Clone)]
pub(crate) struct AnyOrder {
    pub(crate) by: By,
    pub(crate) descending: bool,
    pub(crate) nulls_first: Option<bool>,
    /// Whether there can be a `NULL`.
    pub(crate) nullable: bool,
    /// Its type; the table has that of a column of the key.
    pub(crate) sql_type: Option<Type>,
}

/// What decides.
#[derive(Debug, Clone)]
pub(crate) enum By {
    Column(&'static str),
    Term(Box<Term>),
    /// What a page has computed for the order at this place.
    Page(usize),
}

impl AnyOrder {
    /// By a column that is never `NULL`.
    pub(crate) const fn ascending(by: By) -> Self {
        Self {
            by,
            descending: false,
            nulls_first: None,
            nullable: false,
            sql_type: None,
        }
    }

    pub(crate) fn of_column<V: Stored>(column: AnyColumn, descending: bool) -> Self {
        Self {
            by: By::Column(column.name),
            descending,
            nulls_first: None,
            nullable: V::NULLABLE,
            sql_type: Some(column.sql_type),
        }
    }

    pub(crate) fn of_term(term: Term, sql_type: Type, nullable: bool, descending: bool) -> Self {
        Self {
            by: By::Term(Box::new(term)),
            descending,
            nulls_first: None,
            nullable,
            sql_type: Some(sql_type),
        }
    }
}

impl<T> Order<T> {
    pub(crate) fn new(any: AnyOrder) -> Self {
        Self {
            any,
            of: PhantomData,
        }
    }

    /// `NULL` before everything else.
    pub fn nulls_first(mut self) -> Self {
        self.any.nulls_first = Some(true);
        self
    }

    /// `NULL` after everything else.
    pub fn nulls_last(mut self) -> Self {
        self.any.nulls_first = Some(false);
        self
    }
}

impl<T> Clone for Order<T> {
    fn clone(&self) -> Self {
        Self::new(self.any.clone())
    }
}

impl<T> std::fmt::Debug for Order<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.any.fmt(f)
    }
}

/// One order, or several of which the later decide between rows that are equal by the earlier.
#[diagnostic::on_unimplemented(
    message = "the rows are those of `{T}`, and they are ordered by `{Self}`",
    label = "write an order of `{T}`: a column's `.asc()` or `.desc()`"
)]
pub trait Orders<T> {
    /// Them, in order.
    #[doc(hidden)]
    fn orders(self) -> impl IntoIterator<Item = Order<T>>;
}

impl<T> Orders<T> for Order<T> {
    fn orders(self) -> impl IntoIterator<Item = Self> {
        [self]
    }
}

impl<T, const N: usize> Orders<T> for [Order<T>; N] {
    fn orders(self) -> impl IntoIterator<Item = Order<T>> {
        self
    }
}

impl<T> Orders<T> for Vec<Order<T>> {
    fn orders(self) -> impl IntoIterator<Item = Order<T>> {
        self
    }
}
