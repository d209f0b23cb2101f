//! What an insert gives: the columns that it has to as fields, the others by methods.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use relata_schema::model::{Column, Table};

use super::context::Context;
use super::docs::{Doc, code};
use super::{deprecated, facts, handles, names, paths, row, types};

/// `NewPost`, and `NewPostWith` where there are columns that can be left out.
pub(crate) fn emit(context: Context<'_>, table: &Table) -> TokenStream {
    let required = required(context, table);
    let new = new(context, table);
    if is_all_required(table) {
        return quote! { #required #new };
    }
    let with = with(context, table);
    let from = from(context, table);
    let first = setters(context, table, &names::insert(context, table), first_setter);
    let next = setters(
        context,
        table,
        &names::insert_with(context, table),
        next_setter,
    );

    quote! {
        #required
        #first
        #with
        #from
        #next
        #new
    }
}

/// What is sent: the struct that has all columns which can be given.
pub(crate) fn given(context: Context<'_>, table: &Table) -> Ident {
    if is_all_required(table) {
        names::insert(context, table)
    } else {
        names::insert_with(context, table)
    }
}

/// Whether there is no column that an insert can leave out, so that one struct is enough.
pub(crate) fn is_all_required(table: &Table) -> bool {
    optional_columns(table).next().is_none()
}

fn required_columns(table: &Table) -> impl Iterator<Item = &Column> {
    handles::columns(table).filter(|column| column.is_required())
}

fn optional_columns(table: &Table) -> impl Iterator<Item = &Column> {
    handles::columns(table).filter(|column| !column.is_required() && column.is_settable())
}

fn required(context: Context<'_>, table: &Table) -> TokenStream {
    let doc = Doc::new(format!(
        "A row for {}: what an insert has to give.",
        code(table.name.to_string()),
    ));
    let name = names::insert(context, table);
    row::plain_struct(context, table, &doc, &name, required_columns(table))
}

fn with(context: Context<'_>, table: &Table) -> TokenStream {
    let at = context.at(table.span);
    let doc = Doc::new(format!(
        "A row for {} with columns that an insert can leave out.",
        code(table.name.to_string()),
    ));
    let name = names::insert_with(context, table);
    let required = required_columns(table).map(|column| {
        let name = names::column(context, column);
        let ty = types::rust(context, column);
        quote! { #name: #ty }
    });
    let optional = optional_columns(table).map(|column| {
        let name = names::column(context, column);
        let ty = types::rust(context, column);
        quote! { #name: ::core::option::Option<#ty> }
    });
    let fields = required.chain(optional);

    quote_spanned! {at=>
        #doc
        #[allow(dead_code)]
        #[derive(Debug, Clone)]
        pub struct #name {
            #(#fields,)*
        }
    }
}

fn from(context: Context<'_>, table: &Table) -> TokenStream {
    let without = names::insert(context, table);
    let with = names::insert_with(context, table);
    let required = required_columns(table).map(|column| names::column(context, column));
    let required: Vec<Ident> = required.collect();
    let optional = optional_columns(table).map(|column| names::column(context, column));

    quote! {
        impl ::core::convert::From<#without> for #with {
            fn from(row: #without) -> Self {
                let #without { #(#required),* } = row;
                Self {
                    #(#required,)*
                    #(#optional: ::core::option::Option::None,)*
                }
            }
        }
    }
}

fn setters(
    context: Context<'_>,
    table: &Table,
    of: &Ident,
    setter: fn(Context<'_>, &Table, &Column) -> TokenStream,
) -> TokenStream {
    let setters = optional_columns(table).map(|column| setter(context, table, column));
    let allow = deprecated::allow(table);

    quote! {
        #allow
        #[allow(dead_code)]
        impl #of {
            #(#setters)*
        }
    }
}

fn first_setter(context: Context<'_>, table: &Table, column: &Column) -> TokenStream {
    let at = context.at(column.span);
    let doc = facts::setter_doc(context, table, column);
    let with = names::insert_with(context, table);
    let name = names::column(context, column);
    let ty = types::argument(context, column);
    let deprecated = deprecated::mark(column);

    quote_spanned! {at=>
        #doc
        #deprecated
        #[must_use]
        pub fn #name(self, #name: #ty) -> #with {
            <#with as ::core::convert::From<Self>>::from(self).#name(#name)
        }
    }
}

fn next_setter(context: Context<'_>, table: &Table, column: &Column) -> TokenStream {
    let at = context.at(column.span);
    let doc = facts::setter_doc(context, table, column);
    let name = names::column(context, column);
    let ty = types::argument(context, column);
    let value = if types::is_converted(context, column) {
        quote! { #name.into() }
    } else {
        quote! { #name }
    };

    let deprecated = deprecated::mark(column);

    quote_spanned! {at=>
        #doc
        #deprecated
        #[must_use]
        pub fn #name(mut self, #name: #ty) -> Self {
            self.#name = ::core::option::Option::Some(#value);
            self
        }
    }
}

fn new(context: Context<'_>, table: &Table) -> TokenStream {
    let codegen = paths::codegen();
    let row = names::row(context, table);
    let name = given(context, table);
    let settable = handles::columns(table).filter(|column| column.is_settable());
    let settable: Vec<&Column> = settable.collect();
    let columns = handles::listed(context, table, &settable);
    let writes = settable.iter().map(|column| {
        let name = names::column(context, column);
        if column.is_required() {
            quote! { values.give(&self.#name); }
        } else {
            quote! { values.offer(&self.#name); }
        }
    });

    let allow = deprecated::allow(table);

    quote! {
        #allow
        impl #codegen::New for #name {
            type Row = #row;

            const COLUMNS: &'static [#codegen::AnyColumn] = #columns;

            fn write(&self, values: &mut #codegen::Values<'_>) {
                #(#writes)*
            }
        }
    }
}
