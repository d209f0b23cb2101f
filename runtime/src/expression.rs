//! A value that the database computes for each row: a column, arithmetic on columns, a count.

use std::marker::PhantomData;

use crate::aggregate::AnyAggregate;
use crate::collection::Link;
use crate::column::{AnyColumn, Column, Of};
use crate::name::Name;
use crate::reference::AnyReference;
use crate::statement::Parameter;
use crate::value::Stored;
use crate::wire::Type;

/// A value that the database computes for each row of the table `T`: `posts::votes + 1`. `V` is
/// its Rust type, an `Option` where it can be `NULL`.
///
/// It is compared and ordered by as a column is, and an update can set a column to it.
#[must_use = "an expression does nothing until a filter, an order or an update takes it"]
pub struct Expression<T, V> {
    pub(crate) term: Term,
    pub(crate) sql_type: Type,
    of: Of<(T, V)>,
}

/// An expression, as data.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub enum Term {
    /// A column of the row.
    Column(AnyColumn),
    /// A column of the row that was to be inserted, where there is one with its key.
    Excluded(AnyColumn),
    /// A value.
    Value(Parameter),
    /// An operator between two.
    Binary {
        /// The left side.
        left: Box<Term>,
        /// As PostgreSQL writes it.
        operator: &'static str,
        /// The right side.
        right: Box<Term>,
    },
    /// A function of others.
    Call {
        /// As PostgreSQL writes it.
        function: &'static str,
        /// What it takes.
        arguments: Vec<Term>,
    },
    /// Another as this type.
    Cast(Box<Term>, Type),
    /// What is computed of the rows of a collection.
    Aggregate(Box<AnyAggregate>),
    /// Another of the row that a reference leads to; `NULL` without one.
    Of {
        /// The table of that row.
        table: Name,
        /// The reference.
        on: AnyReference,
        /// What is computed for it.
        term: Box<Term>,
    },
}

/// The rows of a collection, without the table's type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows {
    pub(crate) table: Name,
    pub(crate) link: &'static Link,
}

impl Term {
    pub(crate) fn binary(self, operator: &'static str, right: Self) -> Self {
        Self::Binary {
            left: Box::new(self),
            operator,
            right: Box::new(right),
        }
    }

    /// The same, where a value says its type: for an operator that takes several. Connections keep
    /// statements by their text, which then has to tell one from the other.
    pub(crate) fn typed(self, sql_type: Type) -> Self {
        match self {
            Self::Value(_) => Self::Cast(Box::new(self), sql_type),
            other => other,
        }
    }

    /// A column of the row itself that it takes, and that is none of these.
    pub(crate) fn beyond(&self, columns: &[&'static str]) -> Option<&'static str> {
        let other = |taken: &[&'static str]| {
            let mut taken = taken.iter().copied();
            taken.find(|name| !columns.contains(name))
        };
        match self {
            Self::Column(column) | Self::Excluded(column) => other(&[column.name]),
            Self::Value(_) => None,
            Self::Binary { left, right, .. } => {
                left.beyond(columns).or_else(|| right.beyond(columns))
            }
            Self::Call { arguments, .. } => arguments.iter().find_map(|of| of.beyond(columns)),
            Self::Cast(of, _) => of.beyond(columns),
            Self::Aggregate(of) => match of.rows.link {
                Link::Direct { parent, .. } | Link::Through { parent, .. } => other(parent),
            },
            Self::Of { on, .. } => other(on.here),
        }
    }

    /// Whether it is a column, of the row itself or of one that references lead to.
    pub(crate) fn is_column(&self) -> bool {
        match self {
            Self::Column(_) => true,
            Self::Of { term, .. } => term.is_column(),
            _ => false,
        }
    }

    /// The column that it is about, for messages.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Column(column) | Self::Excluded(column) => column.name,
            Self::Value(_) => "expression",
            Self::Binary { left, .. } => left.name(),
            Self::Call { arguments, .. } => arguments.first().map_or("expression", Self::name),
            Self::Cast(of, _) | Self::Of { term: of, .. } => of.name(),
            Self::Aggregate(of) => of.value.name(),
        }
    }
}

impl<T, V> Expression<T, V> {
    pub(crate) fn new(term: Term, sql_type: Type) -> Self {
        Self {
            term,
            sql_type,
            of: PhantomData,
        }
    }

    /// What stands on the other side of a comparison is a value for this.
    pub(crate) fn any(&self) -> AnyColumn {
        AnyColumn {
            name: self.term.name(),
            sql_type: self.sql_type,
        }
    }
}

impl<T, V: Stored, M, K> From<Column<T, V, M, K>> for Expression<T, V> {
    fn from(column: Column<T, V, M, K>) -> Self {
        let AnyColumn { sql_type, .. } = column.any;
        Self::new(Term::Column(column.any), sql_type.beneath())
    }
}

impl<T, V> Clone for Expression<T, V> {
    fn clone(&self) -> Self {
        Self::new(self.term.clone(), self.sql_type)
    }
}

impl<T, V> std::fmt::Debug for Expression<T, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.term.fmt(f)
    }
}
