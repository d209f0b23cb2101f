//! A column's handle: `posts::title`.

use std::marker::PhantomData;

use crate::kind::Scalar;
use crate::value::Stored;
use crate::wire::Type;

/// A column of the table `T` that holds `V`: an `Option` where it is nullable. `M` says whether
/// statements may write it: [`Settable`], [`Generated`], [`Identity`] or [`Version`]; and
/// whether no two rows have the same value in it: [`Unique`]. `K` is its [kind](crate::kind),
/// which says what operators it has.
pub struct Column<T, V, M = Settable, K = Scalar> {
    pub(crate) any: AnyColumn,
    of: Of<(T, V, M, K)>,
}

/// Names types without holding values of them.
pub(crate) type Of<T> = PhantomData<fn() -> T>;

/// A column that is written as given.
#[derive(Debug)]
pub enum Settable {}

/// A column that the database computes from others.
#[derive(Debug)]
pub enum Generated {}

/// A column that the database numbers (`identity`, always).
#[derive(Debug)]
pub enum Identity {}

/// A column that each update counts up (`version`).
#[derive(Debug)]
pub enum Version {}

/// A column that is a unique key by itself: a conflict in it can be named. `M` says whether
/// statements may write it.
#[derive(Debug)]
pub struct Unique<M = Settable>(PhantomData<M>);

/// A column without its Rust type: what a statement needs of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnyColumn {
    /// Its name.
    pub name: &'static str,
    /// Its SQL type.
    pub sql_type: Type,
}

impl<T, V: Stored, M, K> Column<T, V, M, K> {
    /// The column of this name and SQL type.
    #[must_use]
    pub const fn new(name: &'static str, sql_type: Type) -> Self {
        Self {
            any: AnyColumn { name, sql_type },
            of: PhantomData,
        }
    }

    /// The column without its Rust type.
    #[must_use]
    pub const fn any(self) -> AnyColumn {
        self.any
    }
}

impl<T, V, M, K> Column<T, V, M, K> {
    pub(crate) const fn of_any(any: AnyColumn) -> Self {
        Self {
            any,
            of: PhantomData,
        }
    }
}

impl<T, V, M, K> Clone for Column<T, V, M, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, V, M, K> Copy for Column<T, V, M, K> {}

impl<T, V, M, K> std::fmt::Debug for Column<T, V, M, K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.any.fmt(f)
    }
}
