//! Enums, domains, views, and what else stands beside tables.

use crate::model::{Check, Column, Docs, Expr, Index, ObjectName, Reference, RustPath, Type};
use crate::source::Span;

/// `extension citext;`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub span: Span,
}

/// `namespace billing;`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namespace {
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub span: Span,
}

/// `allow RULE because "…"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// The rule's name.
    pub rule: String,
    /// The reason.
    pub reason: String,
    /// The rule's word.
    pub span: Span,
}

/// An enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enum {
    /// Its name in SQL.
    pub name: ObjectName,
    /// Where it is named.
    pub span: Span,
    /// The author's words.
    pub docs: Docs,
    /// Its name in Rust: `UserStatus`.
    pub rust: String,
    /// Whether it is a type of its own, or text with a check.
    pub native: bool,
    /// Its values, in order.
    pub values: Vec<EnumValue>,
    /// What it was called.
    pub was: Option<ObjectName>,
}

/// One value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue {
    /// The label in SQL: `PG-13`.
    pub label: String,
    /// The variant in Rust: `Pg13`.
    pub rust: String,
    /// Where it is named.
    pub span: Span,
    /// The author's words.
    pub docs: Docs,
    /// What it was called.
    pub was: Option<String>,
}

/// A domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// Its name in SQL.
    pub name: ObjectName,
    /// Where it is named.
    pub span: Span,
    /// The author's words.
    pub docs: Docs,
    /// What it is based on.
    pub base: Type,
    /// Whether NULL is a value of it.
    pub nullable: bool,
    /// Its default.
    pub default: Option<Expr>,
    /// What must not be false; the value is the name `value`.
    pub checks: Vec<Check>,
    /// Its type in Rust, where it is not its base's.
    pub rust: Option<RustPath>,
    /// What it was called.
    pub was: Option<ObjectName>,
    /// Rules that it may break.
    pub allows: Vec<Allow>,
}

/// A view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Its name in SQL.
    pub name: ObjectName,
    /// Where it is named.
    pub span: Span,
    /// The author's words.
    pub docs: Docs,
    /// Its row in Rust.
    pub row: String,
    /// Whether its rows are stored.
    pub materialized: bool,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// What its columns lead to, in order. Nothing in the database holds it.
    pub references: Vec<Reference>,
    /// Its indexes; only of a materialized one.
    pub indexes: Vec<Index>,
    /// Its query.
    pub query: String,
    /// What it was called.
    pub was: Option<ObjectName>,
    /// Rules that it may break.
    pub allows: Vec<Allow>,
}

/// `sql name "…";`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sql {
    /// What relata calls it.
    pub name: String,
    /// Where it is named.
    pub span: Span,
    /// The author's words.
    pub docs: Docs,
    /// Whether it runs after the types and before the tables; otherwise last.
    pub before_tables: bool,
    /// What creates it.
    pub create: String,
    /// What removes it.
    pub drop: Option<String>,
}
