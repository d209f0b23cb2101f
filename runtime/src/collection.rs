//! A collection's handle: `posts::comments`, the rows that refer to one.

use std::marker::PhantomData;

use crate::column::Of;
use crate::name::Name;

/// The rows of `U` that belong to a row of `T`.
pub struct Collection<T, U> {
    pub(crate) link: &'static Link,
    of: Of<(T, U)>,
}

/// How the rows of a collection are found.
#[derive(Debug, PartialEq, Eq)]
pub enum Link {
    /// By a reference that the child holds.
    Direct {
        /// The child's columns.
        child: &'static [&'static str],
        /// The parent's columns that they name, in the same order.
        parent: &'static [&'static str],
    },
    /// Through a join table.
    Through {
        /// The join table.
        table: Name,
        /// Its columns that name the parent …
        near: &'static [&'static str],
        /// … by these of the parent's.
        parent: &'static [&'static str],
        /// Its columns that name the child …
        far: &'static [&'static str],
        /// … by these of the child's.
        child: &'static [&'static str],
    },
}

impl<T, U> Collection<T, U> {
    /// The collection that is found this way.
    #[must_use]
    pub const fn new(link: &'static Link) -> Self {
        Self {
            link,
            of: PhantomData,
        }
    }
}

impl<T, U> Clone for Collection<T, U> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, U> Copy for Collection<T, U> {}

impl<T, U> std::fmt::Debug for Collection<T, U> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.link.fmt(f)
    }
}

impl Link {
    /// The parent's columns that the children are found by.
    pub(crate) const fn parent(&self) -> &'static [&'static str] {
        match self {
            Self::Direct { parent, .. } | Self::Through { parent, .. } => parent,
        }
    }
}
