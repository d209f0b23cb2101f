//! A view.

use super::{Index, QualifiedName};

/// A view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Its name.
    pub name: QualifiedName,
    /// Whether its rows are stored.
    pub materialized: bool,
    /// Whether a materialized one holds what its query gives; otherwise `WITH NO DATA`.
    pub populated: bool,
    /// Its columns, in order.
    pub columns: Vec<ViewColumn>,
    /// Its query, without a final `;`.
    pub query: String,
    /// `security_barrier`, `security_invoker` and `check_option`; of a materialized one, its storage parameters.
    pub options: Vec<(String, String)>,
    /// How a materialized one is stored, where that is not `heap`.
    pub access_method: Option<String>,
    /// Where a materialized one is stored, where that is not the database's own.
    pub tablespace: Option<String>,
    /// Its indexes; only of a materialized one.
    pub indexes: Vec<Index>,
    /// `COMMENT ON VIEW`
    pub comment: Option<String>,
}

/// A column of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewColumn {
    /// Its name.
    pub name: String,
    /// Its type, as `format_type` writes it: the query's, or what the schema says of it.
    pub ty: String,
    /// What a row gets that is inserted through the view.
    pub default: Option<String>,
    /// `COMMENT ON COLUMN`
    pub comment: Option<String>,
}
