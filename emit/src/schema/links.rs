//! The handles of references and collections: how to get from a row to rows of other tables.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use relata_schema::model::{Collection, ColumnId, Link, Reference, ReferenceId, Table, TableId};

use super::context::Context;
use super::docs::{Doc, code};
use super::{names, paths, types};

/// The constants of a table's references, then of its collections.
pub(crate) fn emit<'a>(
    context: Context<'a>,
    table: &'a Table,
) -> impl Iterator<Item = TokenStream> + 'a {
    let references = table.references.iter();
    let references =
        references.filter_map(move |reference| reference_handle(context, table, reference));
    let collections = table.collections.iter();
    let collections = collections.map(move |collection| match direct(context, collection) {
        Some(rows) if collection.one => one(context, table, collection, rows),
        _ => many(context, table, collection),
    });
    references.chain(collections)
}

/// The references of a table, with those from other tables that lead to one row at most: what a
/// path can go through.
pub(crate) fn references<'a>(
    context: Context<'a>,
    table: &'a Table,
) -> impl Iterator<Item = (Ident, TokenStream)> + 'a {
    let codegen = paths::codegen();
    let handles = names::table(context, table);
    let references = table.references.iter().filter_map(move |reference| {
        let name = reference.name.as_deref()?;
        let there = names::table_path(context, context.model.table(reference.target));
        let presence = reference.nullable.then(|| quote! { , #codegen::Nullable });
        let ty = quote! { #codegen::Reference<#handles, #there #presence> };
        Some((context.declared(name, reference.span), ty))
    });
    let codegen = paths::codegen();
    let handles = names::table(context, table);
    let back = table.collections.iter().filter_map(move |collection| {
        let (child, _) = direct(context, collection)?;
        let there = names::table_path(context, child);
        let name = names::ident(&collection.name, Span::call_site());
        let ty = quote! { #codegen::Reference<#handles, #there, #codegen::Nullable> };
        collection.one.then_some((name, ty))
    });
    references.chain(back)
}

/// The table or view of a collection's rows, and the reference of it that leads here; nothing where a
/// join table does.
fn direct<'a>(context: Context<'a>, collection: &Collection) -> Option<(&'a Table, &'a Reference)> {
    let (rows, reference) = match collection.link {
        Link::Direct { table, reference } => (context.model.table(table), reference),
        Link::View { view, reference } => (context.views.get(view)?, reference),
        Link::Through { .. } => return None,
    };
    Some((rows, rows.reference(reference)))
}

fn reference_handle(
    context: Context<'_>,
    table: &Table,
    reference: &Reference,
) -> Option<TokenStream> {
    let codegen = paths::codegen();
    let text = reference.name.as_deref()?;
    let target = context.model.table(reference.target);
    let doc = Doc::new(format!(
        "The row of {} that {} leads to{}.",
        code(target.name.to_string()),
        code(texts(table, &reference.columns).join(", ")),
        if reference.nullable {
            ", if there is one"
        } else {
            ""
        },
    ));
    let at = context.at(reference.span);
    let name = context.declared(text, reference.span);
    let handles = names::table(context, table);
    let there = names::table_path(context, target);
    let presence = reference.nullable.then(|| quote! { , #codegen::Nullable });
    let from = texts(table, &reference.columns);
    let to = texts(target, &reference.target_columns);

    Some(quote_spanned! {at=>
        #doc
        pub const #name: #codegen::Reference<#handles, #there #presence> =
            #codegen::Reference::new(&[#(#from),*], &[#(#to),*]);
    })
}

/// The inverse of a unique reference: a reference back, to at most one row.
fn one(
    context: Context<'_>,
    table: &Table,
    collection: &Collection,
    (child, reference): (&Table, &Reference),
) -> TokenStream {
    let codegen = paths::codegen();
    let doc = Doc::new(format!(
        "The row of {} whose {} leads here, if there is one.",
        code(child.name.to_string()),
        code(texts(child, &reference.columns).join(", ")),
    ));
    let name = names::ident(&collection.name, Span::call_site());
    let handles = names::table(context, table);
    let there = names::table_path(context, child);
    let from = texts(table, &reference.target_columns);
    let to = texts(child, &reference.columns);

    quote! {
        #doc
        pub const #name: #codegen::Reference<#handles, #there, #codegen::Nullable> =
            #codegen::Reference::new(&[#(#from),*], &[#(#to),*]);
    }
}

fn many(context: Context<'_>, table: &Table, collection: &Collection) -> TokenStream {
    let codegen = paths::codegen();
    let (child, doc, link) = match (collection.link, direct(context, collection)) {
        (_, Some(rows)) => by_reference(table, rows),
        (Link::Through { join, near, far }, None) => through(context, table, (join, near, far)),
        (_, None) => return TokenStream::new(),
    };
    let name = names::ident(&collection.name, Span::call_site());
    let handles = names::table(context, table);
    let there = names::table_path(context, child);

    quote! {
        #doc
        pub const #name: #codegen::Collection<#handles, #there> =
            #codegen::Collection::new(&#link);
    }
}

fn by_reference<'a>(
    table: &Table,
    (rows, reference): (&'a Table, &Reference),
) -> (&'a Table, Doc, TokenStream) {
    let codegen = paths::codegen();
    let doc = Doc::new(format!(
        "The rows of {} whose {} leads here.",
        code(rows.name.to_string()),
        code(texts(rows, &reference.columns).join(", ")),
    ));
    let child = texts(rows, &reference.columns);
    let parent = texts(table, &reference.target_columns);
    let link = quote! {
        #codegen::Link::Direct { child: &[#(#child),*], parent: &[#(#parent),*] }
    };
    (rows, doc, link)
}

fn through<'a>(
    context: Context<'a>,
    table: &Table,
    (join, near, far): (TableId, ReferenceId, ReferenceId),
) -> (&'a Table, Doc, TokenStream) {
    let codegen = paths::codegen();
    let join = context.model.table(join);
    let (near, far) = (join.reference(near), join.reference(far));
    let rows = context.model.table(far.target);
    let doc = Doc::new(format!(
        "The rows of {} that {} joins to this one.",
        code(rows.name.to_string()),
        code(join.name.to_string()),
    ));
    let name = types::name(&join.name);
    let [near_columns, far_columns] = [near, far].map(|side| texts(join, &side.columns));
    let parent = texts(table, &near.target_columns);
    let child = texts(rows, &far.target_columns);
    let link = quote! {
        #codegen::Link::Through {
            table: #name,
            near: &[#(#near_columns),*],
            parent: &[#(#parent),*],
            far: &[#(#far_columns),*],
            child: &[#(#child),*],
        }
    };
    (rows, doc, link)
}

/// The names of columns, as texts.
pub(crate) fn texts<'a>(table: &'a Table, columns: &[ColumnId]) -> Vec<&'a str> {
    let columns = columns.iter().map(|column| table.column(*column));
    columns.map(|column| column.name.as_str()).collect()
}
