//! What was meant: names resolved, defaults filled in, every constraint and index with its name.
//!
//! Tables, types and columns are referred to by number; numbers follow the order of the
//! source. Nothing here is optional because it is "filled in later": an `Option` is a
//! choice that the schema left open.

pub mod expression;
pub mod index;
pub mod types;

pub use expression::{Expr, ExprKind};
pub use types::{Scalar, Type};

use std::fmt;

use crate::source::Span;

/// A whole schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The author's words about the schema.
    pub docs: Docs,
    /// The oldest server it has to run on: a major version.
    pub postgres: u32,
    /// The extensions that it needs.
    pub extensions: Vec<Extension>,
    /// The namespaces beside `public`.
    pub namespaces: Vec<Namespace>,
    /// The enums.
    pub enums: Vec<Enum>,
    /// The domains.
    pub domains: Vec<Domain>,
    /// The tables.
    pub tables: Vec<Table>,
    /// The views, materialized ones too.
    pub views: Vec<View>,
    /// What is run as it stands.
    pub sql: Vec<Sql>,
    /// Rules that the whole schema may break.
    pub allows: Vec<Allow>,
}

/// Documentation: one string a line, without the leading blank.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Docs {
    /// The lines.
    pub lines: Vec<String>,
}

/// The number of an enum in [`Model::enums`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnumId(pub usize);

/// The number of a domain in [`Model::domains`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DomainId(pub usize);

/// The number of a table in [`Model::tables`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableId(pub usize);

/// The number of a column in its table's [`Table::columns`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ColumnId(pub usize);

/// The number of a reference in its table's [`Table::references`].
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

/// A path of the application's, as it is written in the emitted code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RustPath {
    /// `crate::Settings`
    pub text: String,
    /// Where it is written.
    pub span: Span,
}

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
    /// What it was called.
    pub was: Option<String>,
    /// Rules that it may break.
    pub allows: Vec<Allow>,
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

/// A foreign key, seen from the table that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What Rust calls it: `author`. `None` where a composite one has no `as`: then no handle is emitted.
    pub name: Option<String>,
    /// The name of its constraint.
    pub constraint: ConstraintName,
    /// Where it is written: the column's name, or the words `foreign key`.
    pub span: Span,
    /// The columns that hold it, in order.
    pub columns: Vec<ColumnId>,
    /// The table that it leads to.
    pub target: TableId,
    /// The target's columns that it refers to, in the same order.
    pub target_columns: Vec<ColumnId>,
    /// What happens when the row it leads to goes.
    pub on_delete: Option<Action>,
    /// What happens when the key of the row it leads to changes.
    pub on_update: Option<Action>,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// `match full`
    pub match_full: bool,
    /// Whether there may be no row: some column of it can be NULL.
    pub nullable: bool,
    /// Whether its columns are a key or unique: at most one row leads to each row.
    pub unique: bool,
    /// `inverse edited_posts`
    pub inverse: Option<String>,
    /// `many liked_posts`
    pub many: Option<String>,
    /// Rules that it may break.
    pub allows: Vec<Allow>,
}

/// What happens to the rows that refer to a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// They go too.
    Cascade,
    /// They keep it from going, at once.
    Restrict,
    /// They keep it from going, at the end of the statement or transaction.
    NoAction,
    /// These of their columns become NULL; all of the reference where the list is empty.
    SetNull(Vec<ColumnId>),
    /// These of their columns get their default; all of the reference where the list is empty.
    SetDefault(Vec<ColumnId>),
}

/// A foreign key, or a pair of them, seen from the table that it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// What Rust calls it: `comments`.
    pub name: String,
    /// How it is reached.
    pub link: Link,
    /// At most one row: the inverse of a unique reference.
    pub one: bool,
}

/// How a collection is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// By a reference of its rows.
    Direct {
        /// The table of its rows.
        table: TableId,
        /// The reference of that table that leads here.
        reference: ReferenceId,
    },
    /// Through a join table.
    Through {
        /// The join table.
        join: TableId,
        /// The reference of the join table that leads here.
        near: ReferenceId,
        /// The reference of the join table that leads to the rows.
        far: ReferenceId,
    },
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

impl Model {
    /// An enum by its number.
    #[must_use]
    pub fn enum_(&self, id: EnumId) -> &Enum {
        &self.enums[id.0]
    }

    /// A domain by its number.
    #[must_use]
    pub fn domain(&self, id: DomainId) -> &Domain {
        &self.domains[id.0]
    }

    /// A table by its number.
    #[must_use]
    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[id.0]
    }
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
