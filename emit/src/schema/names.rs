//! The Rust names of what is emitted.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use relata_schema::model::{Column, Enum, Table};
use relata_schema::name::rust::is_keyword;

use super::context::Context;

/// A name as an identifier: `r#type` for a column called `type`.
pub(crate) fn ident(name: &str, at: Span) -> Ident {
    if is_keyword(name) {
        Ident::new_raw(name, at)
    } else {
        Ident::new(name, at)
    }
}

/// The type that a table's handles belong to: `posts`.
pub(crate) fn table(context: Context<'_>, table: &Table) -> Ident {
    context.declared(&table.name.name, table.span)
}

/// The same from where an item of another table stands: `super::posts`.
pub(crate) fn table_path(context: Context<'_>, target: &Table) -> TokenStream {
    let path = context.path_to(&target.name);
    let name = ident(&target.name.name, Span::call_site());
    quote! { #path #name }
}

/// The row: `Post`.
pub(crate) fn row(context: Context<'_>, table: &Table) -> Ident {
    context.declared(&table.row, table.span)
}

/// What stands for a type that is not known.
pub(crate) fn unknown() -> Ident {
    ident(super::skeleton::UNKNOWN, Span::call_site())
}

/// The hidden struct of a table's columns: `PostFields`.
pub(crate) fn fields(table: &Table) -> Ident {
    ident(&format!("{}Fields", table.row), Span::call_site())
}

/// What an insert has to give: `NewPost`.
pub(crate) fn insert(context: Context<'_>, table: &Table) -> Ident {
    context.declared(&format!("New{}", table.row), table.span)
}

/// What an insert has to give with what it can give: `NewPostWith`.
pub(crate) fn insert_with(context: Context<'_>, table: &Table) -> Ident {
    context.declared(&format!("New{}With", table.row), table.span)
}

/// What an update can change: `PostChanges`.
pub(crate) fn changes(context: Context<'_>, table: &Table) -> Ident {
    context.declared(&format!("{}Changes", table.row), table.span)
}

/// The constraints as an enum: `PostViolation`.
pub(crate) fn violation(context: Context<'_>, table: &Table) -> Ident {
    context.declared(&format!("{}Violation", table.row), table.span)
}

/// A column, as a field, a handle, a parameter or a method.
pub(crate) fn column(context: Context<'_>, column: &Column) -> Ident {
    context.declared(&column.name, column.span)
}

/// An enum: `UserStatus`.
pub(crate) fn enum_(context: Context<'_>, declared: &Enum) -> Ident {
    context.declared(&declared.rust, declared.span)
}

/// The same from where a table's item stands: `super::UserStatus`.
pub(crate) fn enum_path(context: Context<'_>, declared: &Enum) -> TokenStream {
    let path = context.path_to(&declared.name);
    let name = ident(&declared.rust, Span::call_site());
    quote! { #path #name }
}

/// `find_by_author_id_and_title`
pub(crate) fn finder(columns: &[&Column]) -> Ident {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    ident(
        &format!("find_by_{}", names.join("_and_")),
        Span::call_site(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_is_a_name_all_the_same() {
        assert_eq!(ident("type", Span::call_site()).to_string(), "r#type");
        assert_eq!(ident("title", Span::call_site()).to_string(), "title");
    }
}
