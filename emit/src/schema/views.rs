//! Views: as tables that are only read.

use proc_macro2::TokenStream;
use relata_schema::model::{Model, Table, View};

use super::context::Context;
use super::{finders, handles, row, table};

/// The handles and the row of a view, and what queries it.
pub(crate) fn emit(context: Context<'_>, view: &Table) -> TokenStream {
    [
        handles::emit(context, view),
        table::emit(context, view),
        row::emit(context, view),
        finders::of_view(context, view),
    ]
    .into_iter()
    .collect()
}

/// The views of a schema as tables.
pub(crate) fn as_tables(model: &Model) -> Vec<Table> {
    model.views.iter().map(as_table).collect()
}

/// A table with the view's columns, on which nothing is kept true.
fn as_table(view: &View) -> Table {
    Table {
        name: view.name.clone(),
        span: view.span,
        docs: view.docs.clone(),
        row: view.row.clone(),
        columns: view.columns.clone(),
        primary_key: None,
        uniques: Vec::new(),
        checks: Vec::new(),
        indexes: view.indexes.clone(),
        references: view.references.clone(),
        collections: Vec::new(),
        exclusions: Vec::new(),
        join: None,
        partition: None,
        options: Vec::new(),
        was: view.was.clone(),
        allows: view.allows.clone(),
    }
}
