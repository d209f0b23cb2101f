//! What PostgreSQL keeps true of a table.

use super::{IndexElement, QualifiedName};

/// A constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    /// Its name: no two constraints of a table have the same.
    pub name: String,
    /// What it says.
    pub kind: ConstraintKind,
    /// Whether the rows that were there are known to pass; otherwise `NOT VALID`, or `NOT ENFORCED`.
    pub valid: bool,
    /// Whether it is watched at all; otherwise `NOT ENFORCED`, from PostgreSQL 18 on.
    pub enforced: bool,
    /// Whether the table itself says so: not so where it only comes from a parent.
    pub local: bool,
    /// `COMMENT ON CONSTRAINT`
    pub comment: Option<String>,
}

impl Constraint {
    /// A constraint as `CREATE TABLE` makes it where nothing else is said.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: ConstraintKind) -> Self {
        Self {
            name: name.into(),
            kind,
            valid: true,
            enforced: true,
            local: true,
            comment: None,
        }
    }
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
    /// Whether the last column is a range of which no two overlap: `WITHOUT OVERLAPS`, from PostgreSQL 18 on.
    pub without_overlaps: bool,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// What is unusual about its index.
    pub index: KeyIndex,
}

/// What is unusual about the index of a constraint, which has the constraint's name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyIndex {
    /// Its storage parameters.
    pub options: Vec<(String, String)>,
    /// Where it is stored, where that is not the database's own.
    pub tablespace: Option<String>,
    /// The index of the partitioned table of which this is a part.
    pub part_of: Option<QualifiedName>,
    /// Whether `CLUSTER` sorts the table by it.
    pub clustered: bool,
    /// `COMMENT ON INDEX`
    pub comment: Option<String>,
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
    /// Whether it is not for the tables that inherit: `NO INHERIT`.
    pub no_inherit: bool,
}

/// What no two rows may have together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// The index method.
    pub method: String,
    /// Columns and expressions, each with its operator as SQL writes it: `&&`, `OPERATOR(gis.&&)`.
    pub elements: Vec<(IndexElement, String)>,
    /// Columns that its index carries too.
    pub include: Vec<String>,
    /// Which rows it is about.
    pub predicate: Option<String>,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// What is unusual about its index.
    pub index: KeyIndex,
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
    /// Whether the last column is a range that the target's rows cover together: `PERIOD`, from PostgreSQL 18 on.
    pub period: bool,
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
