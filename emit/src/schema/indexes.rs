//! What decides which queries an index serves, for the runtime.

use proc_macro2::TokenStream;
use quote::quote;
use relata_schema::database::{self, IndexTerm};
use relata_schema::model::{ColumnId, Deferrable, Index, Table};

use super::context::Context;
use super::{conjuncts, facts, paths};

/// The indexes of a table: those of its key and its unique constraints, then the others.
pub(crate) fn of(context: Context<'_>, table: &Table) -> Vec<TokenStream> {
    let key = table.primary_key.iter();
    let key = key.map(|key| constraint(table, &key.columns, key.deferrable));
    let uniques = table.uniques.iter();
    let uniques = uniques.map(|unique| constraint(table, &unique.columns, unique.deferrable));
    let others = facts::table(context.database, &table.name)
        .into_iter()
        .flat_map(|stored| stored.indexes.iter());
    let others = table.indexes.iter().zip(others);
    let others = others.map(|(declared, stored)| index(context, table, (declared, stored)));
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

fn index(
    context: Context<'_>,
    table: &Table,
    (declared, stored): (&Index, &database::Index),
) -> TokenStream {
    let codegen = paths::codegen();
    let keys = stored.elements.iter().map(|element| {
        let (text, column) = match &element.term {
            IndexTerm::Column(name) => (name, table.columns.iter().find(|at| at.name == *name)),
            IndexTerm::Expression(text) => (text, None),
        };
        let nullable = column.is_none_or(|column| column.nullable);
        // In another order than that of the column it serves no query for the column.
        let class = element.class.iter().map(|(class, _)| class);
        let other = element.collation.iter().chain(class);
        let text = other.fold(text.clone(), |text, other| format!("{text} {other}"));
        key(&text, (element.descending, element.nulls_first), nullable)
    });
    let predicate = conjuncts::of(context, table, declared, stored);
    let unique = stored.unique;
    let ordered = stored.method == "btree";

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
