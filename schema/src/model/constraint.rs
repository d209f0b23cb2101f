//! Keys, checks, indexes and exclusions of a table.

use crate::model::{Allow, ColumnId, ConstraintName, Expr, ExprKind, ReferenceId};
use crate::source::Span;

/// A primary key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrimaryKey {
    /// Its name.
    pub name: ConstraintName,
    /// Where it is written.
    pub span: Span,
    /// Its columns, in order.
    pub columns: Vec<ColumnId>,
    /// Columns that its index carries too.
    pub include: Vec<ColumnId>,
    /// When it is checked.
    pub deferrable: Deferrable,
}

/// A unique constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unique {
    /// Its name.
    pub name: ConstraintName,
    /// Where it is written.
    pub span: Span,
    /// Its columns, in order.
    pub columns: Vec<ColumnId>,
    /// Columns that its index carries too.
    pub include: Vec<ColumnId>,
    /// What the schema says of NULLs: `Some(false)` is `nulls not distinct`.
    pub nulls_distinct: Option<bool>,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// Rules that it may break.
    pub allows: Vec<Allow>,
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

/// A check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name.
    pub name: ConstraintName,
    /// Where it is written.
    pub span: Span,
    /// The column that it stands at.
    pub column: Option<ColumnId>,
    /// What must not be false.
    pub condition: Expr,
    /// Rules that it may break.
    pub allows: Vec<Allow>,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: ConstraintName,
    /// Where it is written; of an automatic one, where its reference is.
    pub span: Span,
    /// The reference that it was made for.
    pub automatic: Option<ReferenceId>,
    /// Whether no two rows may be equal in it.
    pub unique: bool,
    /// `btree`, `gin`, …
    pub method: String,
    /// Columns and expressions, in order.
    pub elements: Vec<IndexElement>,
    /// Columns that it carries too.
    pub include: Vec<ColumnId>,
    /// What the schema says of NULLs: `Some(false)` is `nulls not distinct`.
    pub nulls_distinct: Option<bool>,
    /// Which rows are in it.
    pub predicate: Option<Expr>,
    /// Its storage parameters.
    pub options: Vec<(String, String)>,
    /// What it was called.
    pub was: Option<String>,
    /// Rules that it may break.
    pub allows: Vec<Allow>,
}

/// One column or expression of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexElement {
    /// A column, or an expression.
    pub expr: Expr,
    /// `desc`
    pub descending: bool,
    /// NULLs before all values; PostgreSQL's default for `desc`.
    pub nulls_first: bool,
    /// The operator class and its options, where they are not the type's own.
    pub class: Option<(String, Vec<(String, String)>)>,
}

impl IndexElement {
    /// The column that it is, where it is no expression.
    #[must_use]
    pub fn column(&self) -> Option<ColumnId> {
        match self.expr.kind {
            ExprKind::Column(column) => Some(column),
            _ => None,
        }
    }
}

/// An exclusion constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// Its name.
    pub name: ConstraintName,
    /// Where it is written.
    pub span: Span,
    /// `gist`
    pub method: String,
    /// What no two rows may have together, with the operator.
    pub elements: Vec<(IndexElement, String)>,
    /// Which rows it is about.
    pub predicate: Option<Expr>,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// Rules that it may break.
    pub allows: Vec<Allow>,
}
