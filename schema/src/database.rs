//! What PostgreSQL stores: plain data that can be lowered from a model or read from a live
//! catalogue, and nothing in it says which.
//!
//! The order of each list is an order in which its objects can be created, as far as `dependencies` does not say
//! otherwise: what is lowered stands in the order of the schema, what is read in the order of names. Names of columns
//! and types are texts. Type names and expressions are written as PostgreSQL writes them
//! while `search_path` is `public`: what lies in `public` stands without its namespace.

mod constraint;
mod dependency;
mod domain;
pub mod expression;
mod history;
mod index;
mod outside;
mod sequence;
mod table;
mod view;

pub use constraint::{
    Action, Check, Constraint, ConstraintKind, Deferrable, Exclusion, ForeignKey, Key, KeyIndex,
};
pub use dependency::{Dependency, Object};
pub use domain::{Domain, DomainCheck};
pub use history::History;
pub use index::{Index, IndexElement, IndexTerm};
pub use outside::{Outside, OutsideKind};
pub use sequence::{Counting, Identity, Sequence};
pub use table::{
    Column, Filled, NotNull, Part, Partition, ReplicaIdentity, RowSecurity, Table, Trigger,
};
pub use view::{View, ViewColumn};

use std::fmt;

/// The namespace of everything that does not name one.
pub const PUBLIC: &str = "public";

/// Everything in a database that a schema can say, and the names of what it cannot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Database {
    /// The extensions.
    pub extensions: Vec<Extension>,
    /// The namespaces beside `public`.
    pub namespaces: Vec<Namespace>,
    /// The native enums.
    pub enums: Vec<EnumType>,
    /// The composite types.
    pub composites: Vec<CompositeType>,
    /// The domains.
    pub domains: Vec<Domain>,
    /// The sequences that are not those of identity columns.
    pub sequences: Vec<Sequence>,
    /// The tables; their foreign keys may lead to any of them.
    pub tables: Vec<Table>,
    /// The views, materialized ones too.
    pub views: Vec<View>,
    /// What is run as it stands; never in a database that was read.
    pub scripts: Vec<Script>,
    /// What relata does not model; only in a database that was read.
    pub outside: Vec<Outside>,
    /// What has to be there before what, as far as the objects themselves do not say it; only in a database that was
    /// read. Without the order of their lists, this and the objects' own words (a key's target, a partition's parent)
    /// are enough to order everything.
    pub dependencies: Vec<Dependency>,
}

/// The full name of a table, view, index or type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct QualifiedName {
    /// Its namespace, also where that is `public`.
    pub namespace: String,
    /// Its name in there.
    pub name: String,
}

impl fmt::Display for QualifiedName {
    /// As people write it: `users`, `billing.invoices`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace != PUBLIC {
            write!(f, "{}.", self.namespace)?;
        }
        f.write_str(&self.name)
    }
}

/// An extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Its name.
    pub name: String,
    /// Where its objects lie.
    pub namespace: String,
    /// What is installed, where it is known. A database is created with the server's own default.
    pub version: Option<String>,
    /// `COMMENT ON EXTENSION`, where it is not the extension's own.
    pub comment: Option<String>,
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

/// A composite type that is no table's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompositeType {
    /// Its name.
    pub name: QualifiedName,
    /// Its attributes, in order.
    pub attributes: Vec<Attribute>,
    /// `COMMENT ON TYPE`
    pub comment: Option<String>,
}

/// An attribute of a composite type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its type, as `format_type` writes it.
    pub ty: String,
    /// Its collation, where it is not its type's, as `regcollation` writes it: `\"C\"`.
    pub collation: Option<String>,
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
