//! An index.

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
}

/// One column or expression of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexElement {
    /// The column or expression.
    pub term: IndexTerm,
    /// Its collation, where it is not the term's own, as `regcollation` writes it: `\"C\"`.
    pub collation: Option<String>,
    /// The operator class and its options, where they are not the type's own.
    pub class: Option<(String, Vec<(String, String)>)>,
    /// `DESC`
    pub descending: bool,
    /// NULLs before all values; PostgreSQL's default for `DESC`.
    pub nulls_first: bool,
}

/// What an index sorts by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexTerm {
    /// A column.
    Column(String),
    /// An expression: a call, or anything else in parentheses.
    Expression(String),
}
