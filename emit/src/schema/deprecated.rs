//! What is about to go: whoever uses a column that the schema calls deprecated is told which migration drops it.

use proc_macro2::TokenStream;
use quote::quote;
use relata_schema::model::{Column, Table};

/// Above what an application names the column by.
pub(super) fn mark(column: &Column) -> Option<TokenStream> {
    let deprecated = column.deprecated.as_ref()?;
    let note = match &deprecated.by {
        Some(migration) => format!("dropped by migration {migration}"),
        None => "about to be dropped; no migration does it yet".to_owned(),
    };
    Some(quote! { #[deprecated(note = #note)] })
}

/// Above emitted code that names all columns of a table.
pub(super) fn allow(table: &Table) -> Option<TokenStream> {
    let is_there = table.columns.iter().any(|it| it.deprecated.is_some());
    is_there.then(|| quote! { #[allow(deprecated)] })
}
