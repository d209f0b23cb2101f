//! A table's type, whose constants are the handles of its columns, references and collections.

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use relata_schema::model::{Column, Filled, Table};

use relata_schema::name::rust;

use super::context::Context;
use super::docs::{Doc, code};
use super::{deprecated, facts, links, names, paths, search, types, uniques};

/// `pub struct posts {}` and its constants.
pub(crate) fn emit(context: Context<'_>, table: &Table) -> TokenStream {
    let at = context.at(table.span);
    let name = names::table(context, table);
    let kind = match facts::table(context.database, &table.name) {
        Some(_) => "table",
        None => "view",
    };
    let doc = Doc::of(&table.docs).paragraph(format!(
        "The {kind} {}: its constants are the handles of its columns, references and collections.",
        code(table.name.to_string())
    ));
    let columns = columns(table).map(|column| column_handle(context, table, column));
    let guessed = references_of_unknown(context, table);
    let searches = search::emit(context, table);
    let handles = columns
        .chain(searches)
        .chain(links::emit(context, table))
        .chain(uniques::emit(context, table))
        .chain(guessed);

    let allow = deprecated::allow(table);

    quote_spanned! {at=>
        #doc
        #[allow(dead_code, non_camel_case_types)]
        pub struct #name {}

        #allow
        #[allow(dead_code, non_upper_case_globals)]
        impl #name {
            #(#handles)*
        }
    }
}

/// Some of a table's columns, in their order, as a constant: a part of the table's own list where they are its end,
/// which costs the compiler less than a call a column.
pub(super) fn listed(context: Context<'_>, table: &Table, some: &[&Column]) -> TokenStream {
    let codegen = paths::codegen();
    let handles = names::table(context, table);
    let all: Vec<&Column> = columns(table).collect();
    let list = quote! { <#handles as #codegen::Table>::COLUMNS };
    match all.len() - some.len() {
        0 => list,
        before if all.ends_with(some) => {
            let before = Literal::usize_unsuffixed(before);
            quote! { #list.split_at(#before).1 }
        }
        _ => {
            let some = some.iter().map(|column| names::column(context, column));
            quote! { &[#(#handles::#some.any()),*] }
        }
    }
}

/// Stand for the references that columns without a known type may be.
fn references_of_unknown<'a>(
    context: Context<'a>,
    table: &'a Table,
) -> impl Iterator<Item = TokenStream> + 'a {
    let columns = columns(table).filter(move |column| context.is_unknown(column));
    let names = columns.map(|column| (rust::reference(&column.name, ""), column.span));
    let is_free = move |name: &str| {
        let mut columns = table.columns.iter().map(|column| column.name.as_str());
        let references = table.references.iter().filter_map(|it| it.name.as_deref());
        let collections = table.collections.iter().map(|it| it.name.as_str());
        let mut links = references.chain(collections);
        !columns.any(|taken| taken == name) && !links.any(|taken| taken == name)
    };
    let free = names.filter(move |(name, _)| is_free(name));
    free.map(move |(name, span)| {
        let name = context.declared(name, span);
        let unknown = names::unknown();

        quote! {
            /// What the column leads to.
            pub const #name: #unknown = ::core::panic!();
        }
    })
}

/// The columns that have a handle and a field in the row, in order.
pub(crate) fn columns(table: &Table) -> impl Iterator<Item = &Column> {
    table
        .columns
        .iter()
        .filter(|column| types::is_in_rows(column))
}

/// `Column<posts, String>`, with how it is written and its kind where they are not the usual.
pub(crate) fn column_type(context: Context<'_>, table: &Table, column: &Column) -> TokenStream {
    let codegen = paths::codegen();
    let handles = names::table(context, table);
    let ty = types::rust(context, column);
    let kind = types::kind(context, column);
    let mark = match column.filled {
        _ if column.version => Some(quote! { #codegen::Version }),
        Filled::Generated(_) => Some(quote! { #codegen::Generated }),
        Filled::Identity { always: true, .. } => Some(quote! { #codegen::Identity }),
        Filled::No | Filled::Default(_) | Filled::Identity { always: false, .. } => None,
    };
    let mark = match (uniques::is_key(table, column), mark) {
        (false, None) => kind.as_ref().map(|_| quote! { #codegen::Settable }),
        (false, Some(mark)) => Some(mark),
        (true, None) => Some(quote! { #codegen::Unique }),
        (true, Some(mark)) => Some(quote! { #codegen::Unique<#mark> }),
    };
    let mark = mark.into_iter();
    let kind = kind.into_iter();
    quote! { #codegen::Column<#handles, #ty #(, #mark)* #(, #kind)*> }
}

fn column_handle(context: Context<'_>, table: &Table, column: &Column) -> TokenStream {
    let codegen = paths::codegen();
    let at = context.at(column.span);
    let doc = facts::column_doc(context, table, column);
    let name = names::column(context, column);
    let ty = column_type(context, table, column);
    let text = &column.name;
    let sql = types::sql(context, column.ty);
    let deprecated = deprecated::mark(column);

    quote_spanned! {at=>
        #doc
        #deprecated
        pub const #name: #ty = #codegen::Column::new(#text, #sql);
    }
}
