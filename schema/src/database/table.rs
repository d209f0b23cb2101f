//! A table and its columns.

use super::{Constraint, Identity, Index, QualifiedName};

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: QualifiedName,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its constraints: the primary key, the uniques, the exclusions, the checks, the foreign keys.
    pub constraints: Vec<Constraint>,
    /// The indexes that no constraint made.
    pub indexes: Vec<Index>,
    /// The triggers.
    pub triggers: Vec<Trigger>,
    /// How its rows are divided.
    pub partition: Option<Partition>,
    /// What it is a partition of.
    pub part_of: Option<Part>,
    /// The tables that it inherits from, in order; not the one that it is a partition of.
    pub inherits: Vec<QualifiedName>,
    /// The composite type that it is a table of: `CREATE TABLE … OF`.
    pub of_type: Option<QualifiedName>,
    /// `UNLOGGED`
    pub unlogged: bool,
    /// How it is stored, where that is not `heap`.
    pub access_method: Option<String>,
    /// Where it is stored, where that is not the database's own.
    pub tablespace: Option<String>,
    /// Its storage parameters, `toast.…` too.
    pub options: Vec<(String, String)>,
    /// What of a changed row is told to subscribers.
    pub replica_identity: ReplicaIdentity,
    /// Whether policies decide who sees which row.
    pub row_security: RowSecurity,
    /// `COMMENT ON TABLE`
    pub comment: Option<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type, as `format_type` writes it: `character varying(80)`.
    pub ty: String,
    /// Its collation, where it is not its type's, as `regcollation` writes it: `\"C\"`.
    pub collation: Option<String>,
    /// Whether it cannot be NULL.
    pub not_null: bool,
    /// The constraint that says so, where it is not what `NOT NULL` alone makes; PostgreSQL 18 has them.
    pub not_null_constraint: Option<NotNull>,
    /// Where a value comes from that a row does not give.
    pub filled: Filled,
    /// Whether the table itself has it: not so where it only comes from a parent, as all of a partition's do.
    pub local: bool,
    /// `PLAIN`, `EXTERNAL`, `EXTENDED` or `MAIN`, where it is not its type's own.
    pub storage: Option<String>,
    /// `pglz` or `lz4`, where it is not the server's own.
    pub compression: Option<String>,
    /// `SET STATISTICS`
    pub statistics: Option<i32>,
    /// `n_distinct` and `n_distinct_inherited`
    pub options: Vec<(String, String)>,
    /// `COMMENT ON COLUMN`
    pub comment: Option<String>,
}

/// Where a value comes from that a row does not give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// Nowhere: it is NULL.
    No,
    /// `DEFAULT …`: in parentheses where that needs them.
    Default(String),
    /// `GENERATED … AS IDENTITY`
    Identity(Identity),
    /// `GENERATED ALWAYS AS (…) STORED`
    Generated(String),
    /// `GENERATED ALWAYS AS (…) VIRTUAL`, from PostgreSQL 18 on.
    Virtual(String),
}

/// A constraint that keeps a column from being NULL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotNull {
    /// Its name, where PostgreSQL would call it otherwise.
    pub name: Option<String>,
    /// Whether it is not for the tables that inherit: `NO INHERIT`.
    pub no_inherit: bool,
    /// Whether the rows that were there are known to pass; otherwise `NOT VALID`.
    pub valid: bool,
    /// Whether the table itself says so: not so where it only comes from a parent.
    pub local: bool,
    /// `COMMENT ON CONSTRAINT`
    pub comment: Option<String>,
}

/// What of a changed row is told to subscribers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ReplicaIdentity {
    /// Its primary key.
    #[default]
    PrimaryKey,
    /// Nothing.
    Nothing,
    /// All of it.
    Full,
    /// The columns of this index.
    Index(String),
}

/// Whether policies decide who sees which row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RowSecurity {
    /// `ENABLE ROW LEVEL SECURITY`
    pub enabled: bool,
    /// Whether also for the table's owner: `FORCE ROW LEVEL SECURITY`.
    pub forced: bool,
}

/// What makes a table a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The table whose rows it holds.
    pub parent: QualifiedName,
    /// Which of them: `FOR VALUES FROM (…) TO (…)`, `DEFAULT`.
    pub bound: String,
    /// The same as a condition that is true of each of its rows, with those of the tables that its parent is a partition of
    /// before its own; where PostgreSQL can say it. It follows from the bounds, and is not compared.
    pub condition: Option<String>,
    /// The names of the foreign keys that it has from its parent, which it keeps when it is a partition no more. They
    /// depend on how it came to be, and are not compared.
    pub foreign_keys: Vec<String>,
}

/// `PARTITION BY`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    /// `range`, `list` or `hash`
    pub method: String,
    /// What rows are divided by: columns, and expressions in parentheses.
    pub by: Vec<String>,
}

/// A trigger that fills columns of a row when it is updated, and its function of the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// Its name and its function's; the function lies in the table's namespace.
    pub name: String,
    /// The columns, each with what it becomes.
    pub assignments: Vec<(String, String)>,
}
