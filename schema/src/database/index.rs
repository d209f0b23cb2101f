//! An index.

use super::QualifiedName;

/// An index that no constraint made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Its name; it lies in its table's namespace.
    pub name: String,
    /// Whether no two rows may be equal in it.
    pub unique: bool,
    /// `btree`, `gin`, …
    pub method: String,
    /// Columns and expressions, in order.
    pub elements: Vec<IndexElement>,
    /// Columns that it carries too.
    pub include: Vec<String>,
    /// Whether two NULLs differ.
    pub nulls_distinct: bool,
    /// Which rows are in it.
    pub predicate: Option<String>,
    /// Its storage parameters.
    pub options: Vec<(String, String)>,
    /// Where it is stored, where that is not the database's own.
    pub tablespace: Option<String>,
    /// The index of the partitioned table of which this is a part.
    pub part_of: Option<QualifiedName>,
    /// Whether it can be used: not so after a `CREATE INDEX CONCURRENTLY` that failed, and on a partitioned table
    /// while one of the partitions lacks its part.
    pub valid: bool,
    /// Whether `CLUSTER` sorts the table by it.
    pub clustered: bool,
    /// `COMMENT ON INDEX`
    pub comment: Option<String>,
}

/// One column or expression of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexElement {
    /// The column or expression.
    pub term: IndexTerm,
    /// Its collation, where it is not the term's own, as `regcollation` writes it: `\"C\"`.
    pub collation: Option<String>,
    /// The operator class, as SQL writes its name, and its options, where they are not the type's own.
    pub class: Option<(String, Vec<(String, String)>)>,
    /// `DESC`
    pub descending: bool,
    /// NULLs before all values; PostgreSQL's default for `DESC`.
    pub nulls_first: bool,
    /// `ALTER INDEX … ALTER COLUMN … SET STATISTICS`; only of an expression.
    pub statistics: Option<i32>,
}

/// What an index sorts by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexTerm {
    /// A column.
    Column(String),
    /// An expression: a call, or anything else in parentheses.
    Expression(String),
}
