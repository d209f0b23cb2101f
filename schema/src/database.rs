//! What PostgreSQL stores: plain data that can be lowered from a model or read from a live
//! catalogue, and nothing in it says which.
//!
//! The order of each list is an order in which its objects can be created. Names of columns
//! and types are texts. Type names and expressions are written as PostgreSQL writes them
//! while `search_path` is `public`: what lies in `public` stands without its namespace.

mod constraint;
mod index;
mod table;

pub use constraint::{
    Action, Check, Constraint, ConstraintKind, Deferrable, Exclusion, ForeignKey, Key,
};
pub use index::{Index, IndexElement, IndexTerm};
pub use table::{Column, Filled, Identity, Partition, Sequence, Table, Trigger};

/// The namespace of everything that does not name one.
pub const PUBLIC: &str = "public";

/// Everything in a database that a schema can say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Database {
    /// The extensions.
    pub extensions: Vec<Extension>,
    /// The namespaces beside `public`.
    pub namespaces: Vec<Namespace>,
    /// The native enums.
    pub enums: Vec<EnumType>,
    /// The domains.
    pub domains: Vec<Domain>,
    /// The tables; their foreign keys may lead to any of them.
    pub tables: Vec<Table>,
    /// The views, materialized ones too.
    pub views: Vec<View>,
    /// What is run as it stands.
    pub scripts: Vec<Script>,
}

/// The full name of a table, view, index or type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct QualifiedName {
    /// Its namespace, also where that is `public`.
    pub namespace: String,
    /// Its name in there.
    pub name: String,
}

/// An extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Its name.
    pub name: String,
}

/// A namespace: what PostgreSQL calls a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namespace {
    /// Its name.
    pub name: String,
    /// `COMMENT ON SCHEMA`
    pub comment: Option<String>,
}

/// A native enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumType {
    /// Its name.
    pub name: QualifiedName,
    /// Its labels, in their order.
    pub labels: Vec<String>,
    /// `COMMENT ON TYPE`
    pub comment: Option<String>,
}

/// A domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// Its name.
    pub name: QualifiedName,
    /// What it is based on, as `format_type` writes it.
    pub base: String,
    /// Its collation, where it is not its base's, as `regcollation` writes it: `\"C\"`.
    pub collation: Option<String>,
    /// Whether NULL is no value of it.
    pub not_null: bool,
    /// Its default.
    pub default: Option<String>,
    /// Its checks.
    pub checks: Vec<DomainCheck>,
    /// `COMMENT ON DOMAIN`
    pub comment: Option<String>,
}

/// A check of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainCheck {
    /// Its name.
    pub name: String,
    /// What must not be false of `VALUE`.
    pub condition: String,
}

/// A view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Its name.
    pub name: QualifiedName,
    /// Whether its rows are stored.
    pub materialized: bool,
    /// Its columns, in order.
    pub columns: Vec<ViewColumn>,
    /// Its query, without a final `;`.
    pub query: String,
    /// Its indexes; only of a materialized one.
    pub indexes: Vec<Index>,
    /// `COMMENT ON VIEW`
    pub comment: Option<String>,
}

/// A column of a view; its type is the query's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewColumn {
    /// Its name.
    pub name: String,
    /// `COMMENT ON COLUMN`
    pub comment: Option<String>,
}

/// SQL that is run as it stands and compared as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// What the schema calls it; PostgreSQL does not know this name.
    pub name: String,
    /// Whether it runs after the types and before the tables; otherwise last.
    pub before_tables: bool,
    /// What creates it.
    pub create: String,
    /// What removes it.
    pub drop: Option<String>,
}
