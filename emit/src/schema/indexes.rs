//! What decides which queries an index serves, for the runtime.

use proc_macro2::TokenStream;
use quote::quote;
use relata_schema::database::{self, IndexTerm};
use relata_schema::model::{ColumnId, Deferrable, Table};

use super::context::Context;
use super::{facts, paths};

/// The indexes of a table: those of its key and its unique constraints, then the others.
pub(crate) fn of(context: Context<'_>, table: &Table) -> Vec<TokenStream> {
    let key = table.primary_key.iter();
    let key = key.map(|key| constraint(table, &key.columns, key.deferrable));
    let uniques = table.uniques.iter();
    let uniques = uniques.map(|unique| constraint(table, &unique.columns, unique.deferrable));
    let others = facts::table(context.database, &table.name)
        .into_iter()
        .flat_map(|stored| stored.indexes.iter());
    let others = others.map(|stored| index(table, stored));
    key.chain(uniques).chain(others).collect()
}

fn constraint(table: &Table, columns: &[ColumnId], deferrable: Deferrable) -> TokenStream {
    let codegen = paths::codegen();
    let keys = columns.iter().map(|column| {
        let column = table.column(*column);
        key(&column.name, (false, false), column.nullable)
    });
    let unique = deferrable == Deferrable::No;

    quote! {
        #codegen::Index { keys: &[#(#keys),*], predicate: &[], unique: #unique, ordered: true }
    }
}

fn index(table: &Table, index: &database::Index) -> TokenStream {
    let codegen = paths::codegen();
    let keys = index.elements.iter().map(|element| {
        let (text, column) = match &element.term {
            IndexTerm::Column(name) => (name, table.columns.iter().find(|at| at.name == *name)),
            IndexTerm::Expression(text) => (text, None),
        };
        let nullable = column.is_none_or(|column| column.nullable);
        key(text, (element.descending, element.nulls_first), nullable)
    });
    let predicate = index.predicate.iter();
    let unique = index.unique;
    let ordered = index.method == "btree";

    quote! {
        #codegen::Index {
            keys: &[#(#keys),*],
            predicate: &[#(#predicate),*],
            unique: #unique,
            ordered: #ordered,
        }
    }
}

fn key(text: &str, (descending, nulls_first): (bool, bool), nullable: bool) -> TokenStream {
    let codegen = paths::codegen();

    quote! {
        #codegen::Key {
            column: #text,
            descending: #descending,
            nulls_first: #nulls_first,
            nullable: #nullable,
        }
    }
}
