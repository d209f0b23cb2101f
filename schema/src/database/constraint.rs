//! What PostgreSQL keeps true of a table.

use super::{IndexElement, QualifiedName};

/// A constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    /// Its name: no two constraints of a table have the same.
    pub name: String,
    /// What it says.
    pub kind: ConstraintKind,
}

/// What a constraint says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConstraintKind {
    /// `PRIMARY KEY`
    PrimaryKey(Key),
    /// `UNIQUE`
    Unique(Key),
    /// `EXCLUDE`
    Exclusion(Exclusion),
    /// `CHECK`
    Check(Check),
    /// `FOREIGN KEY`
    ForeignKey(ForeignKey),
}

/// Columns that no two rows have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The columns, in order.
    pub columns: Vec<String>,
    /// Columns that its index carries too.
    pub include: Vec<String>,
    /// Whether two NULLs differ; always so in a primary key.
    pub nulls_distinct: bool,
    /// When it is checked.
    pub deferrable: Deferrable,
}

/// When a constraint is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Deferrable {
    /// At once.
    #[default]
    No,
    /// At once, unless the transaction says otherwise.
    InitiallyImmediate,
    /// At the end of the transaction.
    InitiallyDeferred,
}

/// What must not be false of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The condition.
    pub condition: String,
}

/// What no two rows may have together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// The index method.
    pub method: String,
    /// Columns and expressions, each with its operator.
    pub elements: Vec<(IndexElement, String)>,
    /// Which rows it is about.
    pub predicate: Option<String>,
    /// When it is checked.
    pub deferrable: Deferrable,
}

/// Columns whose values stand in another table, or in this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    /// The columns, in order.
    pub columns: Vec<String>,
    /// The table that they lead to.
    pub target: QualifiedName,
    /// The target's columns, in the same order.
    pub target_columns: Vec<String>,
    /// What happens when the row they lead to goes.
    pub on_delete: Action,
    /// What happens when the key of the row they lead to changes.
    pub on_update: Action,
    /// `MATCH FULL`
    pub match_full: bool,
    /// When it is checked.
    pub deferrable: Deferrable,
}

/// What happens to the rows that refer to a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Action {
    /// They keep it from going, at the end of the statement or transaction: PostgreSQL's default.
    #[default]
    NoAction,
    /// They keep it from going, at once.
    Restrict,
    /// They go or change too.
    Cascade,
    /// These of their columns become NULL; all of the key where the list is empty.
    SetNull(Vec<String>),
    /// These of their columns get their default; all of the key where the list is empty.
    SetDefault(Vec<String>),
}
