//! A table and its columns.

use crate::model::{
    Allow, Check, Collection, ColumnId, Docs, Exclusion, Expr, Index, ObjectName, PrimaryKey,
    Reference, ReferenceId, RustPath, Type, Unique,
};
use crate::source::Span;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name in SQL.
    pub name: ObjectName,
    /// Where it is named.
    pub span: Span,
    /// The author's words.
    pub docs: Docs,
    /// Its row in Rust: `Post`.
    pub row: String,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its primary key.
    pub primary_key: Option<PrimaryKey>,
    /// Its unique constraints, in order; those of single columns stand where the column does.
    pub uniques: Vec<Unique>,
    /// Its checks, in order; those of single columns stand where the column does.
    pub checks: Vec<Check>,
    /// Its indexes: the written ones in order, then the automatic ones in the order of the references.
    pub indexes: Vec<Index>,
    /// What it refers to, in order: references of columns and foreign keys.
    pub references: Vec<Reference>,
    /// What refers to it, in the order of the tables and their references; then what is reached through join tables.
    pub collections: Vec<Collection>,
    /// Its exclusion constraints, in order.
    pub exclusions: Vec<Exclusion>,
    /// The two references of a join table.
    pub join: Option<(ReferenceId, ReferenceId)>,
    /// How its rows are divided.
    pub partition: Option<Partition>,
    /// Its storage parameters.
    pub options: Vec<(String, String)>,
    /// What it was called.
    pub was: Option<ObjectName>,
    /// Rules that it may break.
    pub allows: Vec<Allow>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, in SQL and in Rust.
    pub name: String,
    /// Where it is named.
    pub span: Span,
    /// The author's words.
    pub docs: Docs,
    /// What it holds; a reference holds what the target's key holds.
    pub ty: Type,
    /// Where its type is written.
    pub ty_span: Span,
    /// Whether it can be NULL.
    pub nullable: bool,
    /// `collate "C"`
    pub collation: Option<String>,
    /// Where a value comes from that a row does not give.
    pub filled: Filled,
    /// `on update now()`
    pub on_update: Option<Expr>,
    /// `as crate::Settings`
    pub rust: Option<RustPath>,
    /// `newtype UserId`; a reference to it has it too.
    pub newtype: Option<String>,
    /// `version`
    pub version: bool,
    /// `deprecated`: it is about to be dropped.
    pub deprecated: Option<Deprecated>,
    /// What it was called.
    pub was: Option<String>,
    /// Rules that it may break.
    pub allows: Vec<Allow>,
}

/// What is known of the end of a column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Deprecated {
    /// The migration that drops it, where it is known: `0007_drop_nickname_contract`.
    pub by: Option<String>,
}

/// Where a value comes from that a row does not give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// Nowhere: it is given, or NULL where it can be.
    No,
    /// `= expression`
    Default(Expr),
    /// `identity`
    Identity {
        /// `GENERATED ALWAYS`; otherwise `BY DEFAULT`, and it can be given.
        always: bool,
        /// `start = 1000`
        options: Vec<(String, String)>,
        /// The name of its sequence.
        sequence: String,
    },
    /// `generated (expression)`: stored, and never given.
    Generated(Expr),
}

impl Column {
    /// Whether an insert has to give it.
    #[must_use]
    pub fn is_required(&self) -> bool {
        !self.nullable && self.filled == Filled::No
    }

    /// Whether an insert or an update can give it.
    #[must_use]
    pub fn is_settable(&self) -> bool {
        !matches!(
            self.filled,
            Filled::Generated(_) | Filled::Identity { always: true, .. }
        )
    }
}

/// `partition by range (at)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    /// `range`, `list` or `hash`
    pub method: String,
    /// What rows are divided by.
    pub by: Vec<Expr>,
    /// Where it is written.
    pub span: Span,
}

impl Table {
    /// The names of its columns, in order.
    #[must_use]
    pub fn column_names(&self) -> Vec<&str> {
        self.columns
            .iter()
            .map(|column| column.name.as_str())
            .collect()
    }

    /// A column by its number.
    #[must_use]
    pub fn column(&self, id: ColumnId) -> &Column {
        &self.columns[id.0]
    }

    /// A reference by its number.
    #[must_use]
    pub fn reference(&self, id: ReferenceId) -> &Reference {
        &self.references[id.0]
    }
}
