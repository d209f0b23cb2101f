//! What things are called, and the numbers that stand for them.

use std::fmt;

use crate::source::Span;

/// The number of an enum in [`Model::enums`](crate::Model::enums).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnumId(pub usize);

/// The number of a domain in [`Model::domains`](crate::Model::domains).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DomainId(pub usize);

/// The number of a table in [`Model::tables`](crate::Model::tables).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableId(pub usize);

/// The number of a column in its table's [`Table::columns`](crate::model::Table::columns).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ColumnId(pub usize);

/// The number of a reference in its table's [`Table::references`](crate::model::Table::references).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReferenceId(pub usize);

/// The name of a table, view, type or domain in SQL.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectName {
    /// `None` for `public`.
    pub namespace: Option<String>,
    /// The name in its namespace.
    pub name: String,
}

/// A name that relata made up or the schema gives, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConstraintName {
    /// The name in SQL.
    pub text: String,
    /// Whether the schema gives it; otherwise it is the one that PostgreSQL would give.
    pub written: bool,
}

/// A path of the application's, as it is written in the emitted code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RustPath {
    /// `crate::Settings`
    pub text: String,
    /// Where it is written.
    pub span: Span,
}

impl ObjectName {
    /// In `public`.
    #[must_use]
    pub fn public(name: impl Into<String>) -> Self {
        Self {
            namespace: None,
            name: name.into(),
        }
    }
}

/// As a schema writes it: `billing.invoices`.
impl fmt::Display for ObjectName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(formatter, "{namespace}.{}", self.name),
            None => formatter.write_str(&self.name),
        }
    }
}
