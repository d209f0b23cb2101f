//! What the runtime is told of a table: its name, key, columns and indexes.

use proc_macro2::TokenStream;
use quote::quote;
use relata_schema::model::Table;

use super::context::Context;
use super::{deprecated, handles, indexes, links, names, paths, types};

/// The hidden struct of a table's columns, and `impl Table for posts`.
pub(crate) fn emit(context: Context<'_>, table: &Table) -> TokenStream {
    let fields = fields(context, table);
    let implementation = implementation(context, table);
    let held = held(context, table);

    quote! {
        #fields
        #implementation
        #held
    }
}

/// What a path in an attribute reads: `name` in `author.name` is a field of it, and `author` in
/// `post.author.name`.
fn fields(context: Context<'_>, table: &Table) -> TokenStream {
    let name = names::fields(table);
    let columns = handles::columns(table).map(|column| {
        let name = names::column(context, column);
        let ty = handles::column_type(context, table, column);
        let deprecated = deprecated::mark(column);
        quote! { #deprecated pub #name: #ty }
    });
    let references = links::references(context, table);
    let references = references.map(|(name, ty)| quote! { pub #name: #ty });
    let fields = columns.chain(references);

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
    let references = links::references(context, table).map(|(name, _)| name);
    let places: Vec<_> = columns.iter().cloned().chain(references).collect();
    let indexes = indexes::of(context, table);

    let allow = deprecated::allow(table);

    quote! {
        #allow
        impl #codegen::Table for #handles {
            type Row = #row;
            type Fields = #fields;

            const NAME: #codegen::Name = #name;
            const KEY: &'static [&'static str] = &[#(#key),*];
            const COLUMNS: &'static [#codegen::AnyColumn] = &[#(#handles::#columns.any()),*];
            #version
            const FIELDS: #fields = #fields { #(#places: #handles::#places),* };
            const INDEXES: &'static [#codegen::Index] = &[#(#indexes),*];
        }
    }
}

/// What a column holds, as a type: a query that a shape declares takes a value of it.
fn held(context: Context<'_>, table: &Table) -> TokenStream {
    let codegen = paths::codegen();
    let handles = names::table(context, table);
    let columns = handles::columns(table).filter(|column| !context.is_unknown(column));
    let held = columns.map(|column| {
        let place = place(&column.name);
        let ty = types::plain(context, column);

        quote! {
            impl #codegen::Held<#place> for #handles {
                type Value = #ty;
            }
        }
    });
    held.collect()
}

/// The number that a column's name stands for in a type, as the runtime computes it (FNV-1a).
fn place(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
