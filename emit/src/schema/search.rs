//! The handles of `tsvector` columns, which are searched and in no row.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use relata_schema::model::{Column, Expr, ExprKind, Filled, Table};

use super::context::Context;
use super::{facts, names, paths, types};

/// The constants of a table's `tsvector` columns.
pub(crate) fn emit<'a>(
    context: Context<'a>,
    table: &'a Table,
) -> impl Iterator<Item = TokenStream> + 'a {
    let columns = table.columns.iter();
    let searched = columns.filter(|column| !types::is_in_rows(column) && column.ty.array.is_none());
    searched.map(move |column| handle(context, table, column))
}

fn handle(context: Context<'_>, table: &Table, column: &Column) -> TokenStream {
    let codegen = paths::codegen();
    let at = context.at(column.span);
    let doc = facts::column_doc(context, table, column);
    let name = names::column(context, column);
    let handles = names::table(context, table);
    let text = &column.name;
    let configuration = match &column.filled {
        Filled::Generated(expression) => configuration(expression),
        _ => None,
    };
    let configuration = match configuration {
        Some(name) => quote! { ::core::option::Option::Some(#name) },
        None => quote! { ::core::option::Option::None },
    };

    quote_spanned! {at=>
        #doc
        pub const #name: #codegen::Search<#handles> =
            #codegen::Search::new(#text, #configuration);
    }
}

/// The configuration of text search that the column is made with: `to_tsvector("english", …)`, also
/// with weights and in parts. None where it is not written, or where parts have their own.
fn configuration(expression: &Expr) -> Option<&str> {
    let all = expression.all().into_iter();
    let calls = all.filter_map(|expression| match &expression.kind {
        ExprKind::Call {
            function,
            arguments,
            ..
        } if function == "to_tsvector" => Some(arguments.as_slice()),
        _ => None,
    });
    let mut written = calls.map(|arguments| match arguments {
        [first, _] => literal(first),
        _ => None,
    });
    let first = written.next()??;
    written.all(|other| other == Some(first)).then_some(first)
}

fn literal(expression: &Expr) -> Option<&str> {
    match &expression.unparenthesized().kind {
        ExprKind::Text(text) => Some(text),
        ExprKind::Cast(inner, _) => literal(inner),
        _ => None,
    }
}
