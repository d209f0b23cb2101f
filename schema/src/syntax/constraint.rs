//! What is said of several columns: keys, checks, references, exclusions.

use crate::source::Span;
use crate::syntax::{
    Allow, Expr, Index, IndexElement, Name, QualifiedName, ReferenceModifier, Text,
};

/// `deferrable`, `deferrable initially deferred`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deferrable {
    /// Checked at the end of the transaction unless set otherwise.
    pub initially_deferred: bool,
    /// The whole clause.
    pub span: Span,
}

/// `nulls distinct`, `nulls not distinct`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distinct {
    /// Whether two NULLs are different.
    pub distinct: bool,
    /// The whole clause.
    pub span: Span,
}

/// `check name (…)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name, where one is given.
    pub name: Option<Name>,
    /// What must not be false.
    pub condition: Expr,
    /// From `check` to the parenthesis.
    pub span: Span,
}

/// What a table says of several columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constraint {
    /// `primary key name (a, b) …`
    PrimaryKey(Unique),
    /// `unique name (a, b) …`
    Unique(Unique),
    /// `unique index …` and `index …`
    Index(Index),
    /// `check name (…) allow …`
    Check {
        /// The check.
        check: Check,
        /// What it is allowed to be.
        allow: Vec<Allow>,
    },
    /// `foreign key name (a, b) references t (x, y) …`
    ForeignKey(ForeignKey),
    /// `exclude name using gist (a with =) …`
    Exclude(Exclude),
    /// `allow RULE because "…"`, for the table.
    Allow(Allow),
}

/// `primary key name (a, b) …`, `unique name (a, b) …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unique {
    /// Its name, where one is given.
    pub name: Option<Name>,
    /// The columns, in order.
    pub columns: Vec<Name>,
    /// The parentheses around them.
    pub columns_span: Span,
    /// What follows, in order.
    pub clauses: Vec<UniqueClause>,
}

/// What can follow a key's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UniqueClause {
    /// `nulls not distinct`
    Distinct(Distinct),
    /// `include (a)`
    Include(Vec<Name>),
    /// `deferrable`
    Deferrable(Deferrable),
    /// `allow …`
    Allow(Allow),
}

/// `foreign key name (a, b) references t (x, y) …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    /// Its name, where one is given.
    pub name: Option<Name>,
    /// The columns of this table, in order.
    pub columns: Vec<Name>,
    /// All of them, with their parentheses.
    pub columns_span: Span,
    /// The table that is referred to.
    pub target: QualifiedName,
    /// The columns of the target, where it is not the primary key.
    pub target_columns: Option<Vec<Name>>,
    /// What follows, in order.
    pub clauses: Vec<ForeignKeyClause>,
}

/// What can follow a foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForeignKeyClause {
    /// What a reference has too.
    Reference(ReferenceModifier),
    /// `as reviewer`
    As(Name),
    /// `allow …`
    Allow(Allow),
}

/// `exclude name using gist (room with =, during with &&) where …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclude {
    /// Its name, where one is given.
    pub name: Option<Name>,
    /// `using gist`
    pub method: Option<Name>,
    /// What no two rows may have together.
    pub elements: Vec<ExcludeElement>,
    /// What follows, in order.
    pub clauses: Vec<ExcludeClause>,
}

/// `room with =`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcludeElement {
    /// The column or expression.
    pub element: IndexElement,
    /// The operator.
    pub operator: Text,
}

/// What can follow an exclusion's elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExcludeClause {
    /// `where …`
    Where(Expr),
    /// `deferrable`
    Deferrable(Deferrable),
    /// `allow …`
    Allow(Allow),
}
