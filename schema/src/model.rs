//! What was meant: names resolved, defaults filled in, every constraint and index with its name.
//!
//! Tables, types and columns are referred to by number; numbers follow the order of the
//! source. Nothing here is optional because it is "filled in later": an `Option` is a
//! choice that the schema left open.

mod constraint;
pub mod expression;
pub mod index;
mod item;
mod name;
mod reference;
mod table;
pub mod types;

pub use constraint::{Check, Deferrable, Exclusion, Index, IndexElement, PrimaryKey, Unique};
pub use expression::{Expr, ExprKind};
pub use item::{Allow, Domain, Enum, EnumValue, Extension, Namespace, Sql, View};
pub use name::{
    ColumnId, ConstraintName, DomainId, EnumId, ObjectName, ReferenceId, RustPath, TableId,
};
pub use reference::{Action, Collection, Link, Reference};
pub use table::{Column, Deprecated, Filled, Partition, Table};
pub use types::{Scalar, Type};

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
