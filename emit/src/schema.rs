//! A schema as Rust: a type, a row, an insert struct and functions for each table.

mod changes;
mod conjuncts;
mod context;
mod deprecated;
mod docs;
mod enums;
mod facts;
mod finders;
mod handles;
mod indexes;
mod insert;
mod links;
mod names;
mod newtypes;
mod paths;
mod queue;
mod row;
mod search;
mod serial;
mod skeleton;
mod table;
mod types;
mod uniques;
mod views;
mod violation;

use proc_macro2::{Literal, Span, TokenStream};
use quote::quote;
use relata_schema::database::Database;
use relata_schema::model::{Enum, Model, Namespace, Table, TableId};
use relata_schema::resolve::Resolved;

use context::Context;
pub use context::{Features, Spans};
use docs::{Doc, code};

/// Everything that `schema!` stands for: the DDL, then the enums, tables and views in the order of
/// the schema, those of a namespace in a module of its name.
///
/// `spans` gives the token in the user's code of a place in the schema.
#[must_use]
pub fn schema(model: &Model, spans: Spans<'_>, features: Features) -> TokenStream {
    let database = relata_schema::lower(model);
    let views = views::as_tables(model);
    let context = Context::new(model, &views, &database, spans, features);
    let ddl = ddl(&relata_schema::create(&database));
    let items = all(context);

    quote! {
        #ddl
        #items
    }
}

/// What can be emitted of a schema that has errors: the same items, as far as they are known, and
/// DDL that is empty. What has no type that is known fits wherever it is used.
///
/// `error` is a call of `compile_error!`, of one of the errors: it stands in that type, and has
/// the compiler say nothing more of what holds it.
#[must_use]
pub fn skeleton(
    resolved: &Resolved,
    error: &TokenStream,
    spans: Spans<'_>,
    features: Features,
) -> TokenStream {
    let model = skeleton::repaired(&resolved.model);
    let views = views::as_tables(&model);
    let nothing = Database::default();
    let context = Context {
        unknown: Some(&resolved.unknown),
        ..Context::new(&model, &views, &nothing, spans, features)
    };
    let unknown = names::unknown();
    let ddl = ddl("");
    let items = all(context);

    quote! {
        #[allow(dead_code)]
        type #unknown = [(); #error];

        #ddl
        #items
    }
}

fn all(context: Context<'_>) -> TokenStream {
    let items = items(context);
    let namespaces = context.model.namespaces.iter();
    let namespaces = namespaces.map(|namespace| module(context, namespace));

    quote! {
        #items
        #(#namespaces)*
    }
}

/// What is emitted for one table, without the module of its namespace.
#[must_use]
pub fn table(model: &Model, id: TableId, spans: Spans<'_>, features: Features) -> TokenStream {
    let database = relata_schema::lower(model);
    let views = views::as_tables(model);
    let table = model.table(id);
    let context = Context::new(model, &views, &database, spans, features);
    match &table.name.namespace {
        Some(namespace) => items_of(context.within(namespace), table),
        None => items_of(context, table),
    }
}

/// What is emitted for one enum, without the module of its namespace.
#[must_use]
pub fn enum_(model: &Model, declared: &Enum, spans: Spans<'_>, features: Features) -> TokenStream {
    let database = relata_schema::lower(model);
    let views = views::as_tables(model);
    enums::emit(
        Context::new(model, &views, &database, spans, features),
        declared,
    )
}

fn ddl(text: &str) -> TokenStream {
    let text = lines(text);

    quote! {
        /// The statements that create the schema in an empty database, in one transaction.
        #[allow(dead_code)]
        pub const DDL: &str = #text;
    }
}

/// A literal that keeps its lines, for who reads the emitted text.
fn lines(text: &str) -> Literal {
    let raw = |marks: &String| !text.contains(&format!("\"{marks}"));
    let marks = (1..).map(|count| "#".repeat(count)).find(raw);
    // A raw literal has no carriage return in it.
    let literal = marks.filter(|_| !text.is_empty() && !text.contains('\r'));
    let literal = literal.and_then(|marks| format!("r{marks}\"{text}\"{marks}").parse().ok());
    literal.unwrap_or_else(|| Literal::string(text))
}

fn module(context: Context<'_>, namespace: &Namespace) -> TokenStream {
    let doc = Doc::new(format!("The namespace {}.", code(&namespace.name)));
    let name = context.declared(&namespace.name, namespace.span);
    let items = items(context.within(&namespace.name));

    quote! {
        #doc
        pub mod #name {
            // The application's own types are named as from where `schema!` stands.
            #[allow(unused_imports)]
            use super::*;

            #items
        }
    }
}

fn items(context: Context<'_>) -> TokenStream {
    let enums = context
        .enums()
        .map(|declared| enums::emit(context, declared));
    let tables = context.tables().map(|table| items_of(context, table));
    let views = context.views().map(|view| views::emit(context, view));
    enums.chain(tables).chain(views).collect()
}

fn items_of(context: Context<'_>, table: &Table) -> TokenStream {
    let always = [
        newtypes::emit(context, table),
        handles::emit(context, table),
        table::emit(context, table),
        row::emit(context, table),
        finders::emit(context, table),
        insert::emit(context, table),
        queue::emit(context, table),
    ];
    let changes = changes::emit(context, table);
    let violation = violation::emit(context, table);
    always.into_iter().chain(changes).chain(violation).collect()
}

/// A place for every word, where the schema is no part of the user's code.
#[must_use]
pub fn call_site(_: relata_schema::source::Span) -> Span {
    Span::call_site()
}
