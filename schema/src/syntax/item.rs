//! What stands in a file: enums, domains, tables, views.

use crate::source::Span;
use crate::syntax::{Check, Entry, Expr, Name, Options, QualifiedName, RustPath, Text, Type};

/// `allow RULE because "reason"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// The rule's name.
    pub rule: Name,
    /// The reason.
    pub reason: Text,
    /// The whole clause.
    pub span: Span,
}

/// `enum name as Rust was old: text { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enum {
    /// Its name in SQL.
    pub name: QualifiedName,
    /// `as` and `was`, in order.
    pub clauses: Vec<NameClause>,
    /// The word `text` after the colon, where it is text with a check and not a native type.
    pub text: Option<Span>,
    /// The values, in order.
    pub values: Vec<EnumValue>,
}

/// What can follow the name of a type, table or view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameClause {
    /// `as Choice`
    As(Name),
    /// `was old_name`
    Was(QualifiedName),
}

/// One value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue {
    /// The `///` lines above it.
    pub docs: Vec<Text>,
    /// The label in SQL; its span is that of the name or of the string.
    pub label: Text,
    /// `as Rust` and `was old`, in order.
    pub clauses: Vec<ValueClause>,
}

/// What can follow an enum's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueClause {
    /// `as Pg13`
    As(Name),
    /// `was old` or `was "old"`
    Was(Text),
}

/// `domain name: type …;`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// Its name in SQL.
    pub name: QualifiedName,
    /// What it is based on.
    pub ty: Type,
    /// The clauses, in order.
    pub clauses: Vec<DomainClause>,
}

/// What can follow a domain's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DomainClause {
    /// `check name (…)`
    Check(Check),
    /// `= expression`
    Default(Expr),
    /// `as crate::Email`
    As(RustPath),
    /// `was old`
    Was(QualifiedName),
    /// `allow …`
    Allow(Allow),
}

/// `table name … { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name in SQL.
    pub name: QualifiedName,
    /// The clauses between the name and the brace, in order.
    pub clauses: Vec<TableClause>,
    /// Columns and constraints, in order.
    pub entries: Vec<Entry>,
}

/// What can stand between a table's name and its brace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableClause {
    /// `as` or `was`
    Name(NameClause),
    /// `partition by range (at)`
    Partition {
        /// `range`, `list` or `hash`
        method: Name,
        /// What rows are divided by.
        by: Vec<Expr>,
        /// From `partition` to the parenthesis.
        span: Span,
    },
    /// `with (fillfactor = 70)`
    With(Options),
}

/// `view name … { … } = sql "…";`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The word `materialized`, where it stands.
    pub materialized: Option<Span>,
    /// Its name in SQL.
    pub name: QualifiedName,
    /// `as` and `was`, in order.
    pub clauses: Vec<NameClause>,
    /// Columns and indexes, in order.
    pub entries: Vec<Entry>,
    /// The query.
    pub query: Text,
}

/// `sql name before tables "…" drop "…";`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sql {
    /// What relata calls it.
    pub name: Name,
    /// `before tables`, where it stands.
    pub before_tables: Option<Span>,
    /// What creates it.
    pub create: Text,
    /// What removes it.
    pub drop: Option<Text>,
}
