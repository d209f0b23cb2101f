//! What a partial update sets: some of the columns.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use relata_schema::model::{Column, Table};

use super::context::Context;
use super::docs::{Doc, code};
use super::{deprecated, handles, names, paths, serial, types};

/// `PostChanges`, where there are columns that can change.
pub(crate) fn emit(context: Context<'_>, table: &Table) -> Option<TokenStream> {
    let columns: Vec<&Column> = columns(table).collect();
    if columns.is_empty() {
        return None;
    }
    let definition = definition(context, table, &columns);
    let implementation = implementation(context, table, &columns);

    Some(quote! {
        #definition
        #implementation
    })
}

/// Neither the key, which says which row it is, nor a version, which each update counts up.
fn columns(table: &Table) -> impl Iterator<Item = &Column> {
    let key = table.primary_key.iter().flat_map(|key| &key.columns);
    let key: Vec<&Column> = key.map(|column| table.column(*column)).collect();
    let settable = handles::columns(table).filter(|column| column.is_settable() && !column.version);
    settable.filter(move |column| !key.contains(column))
}

fn definition(context: Context<'_>, table: &Table, columns: &[&Column]) -> TokenStream {
    let at = context.at(table.span);
    let doc = Doc::new(format!(
        "Changes of a row of {}: `None` leaves a column as it is.",
        code(table.name.to_string()),
    ));
    let name = names::changes(context, table);
    let serial = serial::derive(context);
    let fields = columns.iter().map(|column| {
        let doc = Doc::new(format!("What {} becomes.", code(&column.name)));
        let name = names::column(context, column);
        let ty = types::rust(context, column);
        let serial = serial::change(context, column);
        let deprecated = deprecated::mark(column);
        quote! { #doc #deprecated #serial pub #name: ::core::option::Option<#ty> }
    });

    quote_spanned! {at=>
        #doc
        #[allow(dead_code)]
        #[derive(Debug, Clone, Default, PartialEq)]
        #serial
        pub struct #name {
            #(#fields,)*
        }
    }
}

fn implementation(context: Context<'_>, table: &Table, columns: &[&Column]) -> TokenStream {
    let codegen = paths::codegen();
    let handles = names::table(context, table);
    let changes = names::changes(context, table);
    let all = handles::listed(context, table, columns);
    let columns = columns.iter().map(|column| names::column(context, column));

    let allow = deprecated::allow(table);

    quote! {
        #allow
        impl #codegen::Changes<#handles> for #changes {
            const COLUMNS: &'static [#codegen::AnyColumn] = #all;

            fn write(&self, values: &mut #codegen::Values<'_>) {
                #(values.offer(&self.#columns);)*
            }
        }
    }
}
