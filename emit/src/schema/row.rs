//! The row: a struct with all columns of a table.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use relata_schema::model::{Column, Table};

use super::context::Context;
use super::docs::{Doc, code};
use super::{deprecated, facts, handles, names, paths, serial, types};

/// How many values the runtime takes at once.
const AT_ONCE: usize = 16;

/// The struct, and what loads it.
pub(crate) fn emit(context: Context<'_>, table: &Table) -> TokenStream {
    let definition = definition(context, table);
    let load = load(context, table);
    let from_row = from_row(context, table);

    quote! {
        #definition
        #load
        #from_row
    }
}

fn definition(context: Context<'_>, table: &Table) -> TokenStream {
    let kept = facts::table(context.database, &table.name).into_iter();
    let doc = Doc::of(&table.docs)
        .paragraph(format!("A row of {}.", code(table.name.to_string())))
        .list(kept.flat_map(facts::kept));
    let name = names::row(context, table);
    plain_struct(context, table, &doc, &name, handles::columns(table))
}

/// A struct with these columns of a table as its public fields.
pub(super) fn plain_struct<'a>(
    context: Context<'_>,
    table: &Table,
    doc: &Doc,
    name: &Ident,
    columns: impl Iterator<Item = &'a Column>,
) -> TokenStream {
    let at = context.at(table.span);
    let fields = columns.map(|column| {
        let doc = facts::column_doc(context, table, column);
        let name = names::column(context, column);
        let ty = types::rust(context, column);
        let serial = serial::field(context, column);
        let deprecated = deprecated::mark(column);
        quote! { #doc #deprecated #serial pub #name: #ty }
    });
    let serial = serial::derive(context);

    quote_spanned! {at=>
        #doc
        #[allow(dead_code)]
        #[derive(Debug, Clone, PartialEq)]
        #serial
        pub struct #name {
            #(#fields,)*
        }
    }
}

fn load(context: Context<'_>, table: &Table) -> TokenStream {
    let codegen = paths::codegen();
    let allow = deprecated::allow(table);
    let handles = names::table(context, table);
    let name = names::row(context, table);
    let text = &table.row;
    let fields = handles::columns(table).map(|column| names::column(context, column));
    let fields: Vec<Ident> = fields.collect();
    let chunks = fields.chunks(AT_ONCE);
    let values = chunks.clone().map(|_| quote! { cursor.values()? });
    let (names, values) = match chunks.len() {
        1 => (quote! { (#(#fields,)*) }, quote! { #(#values)* }),
        _ => {
            let names = chunks.map(|names| quote! { (#(#names,)*) });
            (quote! { (#(#names,)*) }, quote! { (#(#values,)*) })
        }
    };

    quote! {
        #allow
        impl #codegen::Load for #name {
            type Table = #handles;
            type Given = ();

            const NAME: &'static str = #text;
            const LEVELS: usize = 1;

            fn describe(select: &mut #codegen::Select) {
                select.columns(<#handles as #codegen::Table>::COLUMNS);
            }

            fn read(cursor: &mut #codegen::Cursor<'_>) -> #codegen::Result<Self> {
                let #names = #values;
                ::core::result::Result::Ok(Self { #(#fields),* })
            }

            fn shape() -> &'static #codegen::Shape {
                static SHAPE: #codegen::ShapeCell = #codegen::ShapeCell::new();
                SHAPE.of::<Self>()
            }
        }

        impl #codegen::ShapeOf<#handles> for #name {}
    }
}

fn from_row(context: Context<'_>, table: &Table) -> TokenStream {
    let codegen = paths::codegen();
    let name = names::row(context, table);
    let allow = deprecated::allow(table);

    quote! {
        #allow
        impl<'r> #codegen::sqlx::FromRow<'r, #codegen::sqlx::postgres::PgRow> for #name {
            fn from_row(
                row: &'r #codegen::sqlx::postgres::PgRow,
            ) -> #codegen::sqlx::Result<Self> {
                #codegen::from_row(row)
            }
        }
    }
}
