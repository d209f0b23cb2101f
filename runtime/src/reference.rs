//! A reference's handle: `posts::author`, from the table that holds the key to the one it names.

use std::marker::PhantomData;

use crate::column::Of;
use crate::expression::{Expression, Term};
use crate::table::Table;
use crate::value::Stored;

/// A reference from a row of `T` to a row of `U`. `N` says whether it is always there:
/// [`Required`] or [`Nullable`].
///
/// A reference that is unique gives its target a `Reference` back, [`Nullable`]: a user has at
/// most one profile.
pub struct Reference<T, U, N = Required> {
    pub(crate) any: AnyReference,
    of: Of<(T, U, N)>,
}

/// A reference that every row has.
#[derive(Debug)]
pub enum Required {}

/// A reference that can be absent.
#[derive(Debug)]
pub enum Nullable {}

/// A reference without its tables' types.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnyReference {
    pub(crate) here: &'static [&'static str],
    pub(crate) there: &'static [&'static str],
}

impl<T, U, N> Reference<T, U, N> {
    /// The reference from these columns of `T` to those of `U`, in the same order.
    #[must_use]
    pub const fn new(here: &'static [&'static str], there: &'static [&'static str]) -> Self {
        Self {
            any: AnyReference { here, there },
            of: PhantomData,
        }
    }
}

/// Whether there is a row at the end of a reference.
pub trait Presence {
    /// What a value of that row is, as seen from here: an `Option` where there can be no row.
    type Of<V: Stored>: Stored<Plain = V::Plain>;
    #[doc(hidden)]
    const OPTIONAL: bool;
}

impl Presence for Required {
    type Of<V: Stored> = V;
    const OPTIONAL: bool = false;
}

impl Presence for Nullable {
    type Of<V: Stored> = Option<V::Plain>;
    const OPTIONAL: bool = true;
}

impl<T, U: Table, N: Presence> Reference<T, U, N> {
    /// A column, or what is computed, of the row that is referred to, to filter and order by:
    /// `posts::author.get(users::name).asc()`. References lead on:
    /// `comments::post.get(posts::author.get(users::name))`. `NULL` where there is no such row.
    pub fn get<V: Stored>(self, of: impl Into<Expression<U, V>>) -> Expression<T, N::Of<V>> {
        let Expression { term, sql_type, .. } = of.into();
        let term = Term::Of {
            table: U::NAME,
            on: self.any,
            term: Box::new(term),
        };
        Expression::new(term, sql_type)
    }
}

impl<T, U, N> Clone for Reference<T, U, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, U, N> Copy for Reference<T, U, N> {}

impl<T, U, N> std::fmt::Debug for Reference<T, U, N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.any.fmt(f)
    }
}
