//! What the runtime is told of a table: its name, key, columns and indexes.

use proc_macro2::TokenStream;
use quote::quote;
use relata_schema::model::Table;

use super::context::Context;
use super::{handles, indexes, links, names, paths, types};

/// The hidden struct of a table's columns, and `impl Table for posts`.
pub(crate) fn emit(context: Context<'_>, table: &Table) -> TokenStream {
    let fields = fields(context, table);
    let implementation = implementation(context, table);

    quote! {
        #fields
        #implementation
    }
}

/// What a path in an attribute reads: `author.name` is a field of it.
fn fields(context: Context<'_>, table: &Table) -> TokenStream {
    let name = names::fields(table);
    let fields = handles::columns(table).map(|column| {
        let name = names::column(context, column);
        let ty = handles::column_type(context, table, column);
        quote! { pub #name: #ty }
    });

    quote! {
        #[doc(hidden)]
        #[allow(dead_code, missing_docs)]
        pub struct #name {
            #(#fields),*
        }
    }
}

fn implementation(context: Context<'_>, table: &Table) -> TokenStream {
    let codegen = paths::codegen();
    let handles = names::table(context, table);
    let row = names::row(context, table);
    let fields = names::fields(table);
    let name = types::name(&table.name);
    let key = table.primary_key.iter();
    let key = key.flat_map(|key| links::texts(table, &key.columns));
    let columns: Vec<_> = handles::columns(table)
        .map(|column| names::column(context, column))
        .collect();
    let version = table.columns.iter().find(|column| column.version);
    let version = version.map(|column| {
        let name = &column.name;
        quote! {
            const VERSION: ::core::option::Option<&'static str> =
                ::core::option::Option::Some(#name);
        }
    });
    let indexes = indexes::of(context, table);

    quote! {
        impl #codegen::Table for #handles {
            type Row = #row;
            type Fields = #fields;

            const NAME: #codegen::Name = #name;
            const KEY: &'static [&'static str] = &[#(#key),*];
            const COLUMNS: &'static [#codegen::AnyColumn] = &[#(#handles::#columns.any()),*];
            #version
            const FIELDS: #fields = #fields { #(#columns: #handles::#columns),* };
            const INDEXES: &'static [#codegen::Index] = &[#(#indexes),*];
        }
    }
}
