//! What needs what: what `pg_depend` knows, in names.

use super::{OutsideKind, QualifiedName};

/// An object, and one that it cannot be without.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// What needs it.
    pub of: Object,
    /// What is needed.
    pub on: Object,
}

/// Whatever can need or be needed.
///
/// Nothing depends on what an extension or PostgreSQL itself brought. That a part needs its whole (a column its table)
/// goes without saying. What a table's columns need, such as a type or a generated column's function, the column needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object {
    /// An enum, a domain or a composite type.
    Type(QualifiedName),
    /// A sequence.
    Sequence(QualifiedName),
    /// A table.
    Table(QualifiedName),
    /// A view, materialized or not.
    View(QualifiedName),
    /// A column of a table, view or composite type, with its type and collation.
    Column(QualifiedName, String),
    /// The default or the generating expression of a column of a table or view.
    Default(QualifiedName, String),
    /// A constraint of a table or domain, and its index.
    Constraint(QualifiedName, String),
    /// An index that no constraint made.
    Index(QualifiedName),
    /// What is not modelled: its kind, the table or view that it is a member of, and its name.
    Outside(OutsideKind, Option<QualifiedName>, String),
}
