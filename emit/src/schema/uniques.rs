//! The unique keys of a table, which an insert names where they may be taken.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use relata_schema::database::{self, IndexTerm};
use relata_schema::model::{Column, Deferrable, Table};
use relata_schema::name::rust::is_identifier;

use super::context::Context;
use super::docs::{Doc, code};
use super::{facts, links, names, paths, types};

/// Whether no two rows have one value in the column. A key that is checked late does not say so of
/// each moment.
pub(crate) fn is_key(table: &Table, column: &Column) -> bool {
    let mut keys = table
        .unique_keys()
        .into_iter()
        .filter(|key| !key.deferrable);
    keys.any(|key| matches!(key.columns.as_slice(), [one] if table.column(*one) == column))
}

/// The constants of the keys that are no single column.
pub(crate) fn emit(context: Context<'_>, table: &Table) -> Vec<TokenStream> {
    let key = table.primary_key.iter();
    let key = key.map(|key| (&key.name, &key.columns, key.deferrable));
    let uniques = table.uniques.iter();
    let uniques = uniques.map(|unique| (&unique.name, &unique.columns, unique.deferrable));
    let constraints = key
        .chain(uniques)
        .filter_map(|(name, columns, deferrable)| {
            let is_one = columns.len() == 1 || deferrable != Deferrable::No;
            let terms = links::texts(table, columns);
            let key = Key {
                terms: terms.into_iter().map(Term::Column).collect(),
                predicate: None,
            };
            (!is_one).then(|| constant(context, table, &name.text, &key))
        });
    let stored = facts::table(context.database, &table.name);
    let indexes = stored.into_iter().flat_map(|stored| &stored.indexes);
    let indexes = indexes.filter(|index| index.unique && !is_one_column(index));
    let indexes = indexes.map(|index| {
        let terms = index.elements.iter().map(|element| match &element.term {
            IndexTerm::Column(name) => Term::Column(name),
            IndexTerm::Expression(text) => Term::Expression(text),
        });
        let key = Key {
            terms: terms.collect(),
            predicate: index.predicate.as_deref(),
        };
        constant(context, table, &index.name, &key)
    });
    constraints.chain(indexes).collect()
}

fn is_one_column(index: &database::Index) -> bool {
    let is_column = matches!(
        index.elements.as_slice(),
        [one] if matches!(one.term, IndexTerm::Column(_))
    );
    is_column && index.predicate.is_none()
}

/// What a unique key is over.
struct Key<'a> {
    terms: Vec<Term<'a>>,
    predicate: Option<&'a str>,
}

enum Term<'a> {
    Column(&'a str),
    Expression(&'a str),
}

impl Key<'_> {
    /// The Rust types of its columns, `(UserId, String)`; of a key that is not compared as a whole, `()`.
    fn types(&self, context: Context<'_>, table: &Table) -> TokenStream {
        let types = self.terms.iter().map(|term| match term {
            Term::Column(name) => {
                let column = table.columns.iter().find(|column| column.name == *name)?;
                Some(types::plain(context, column))
            }
            Term::Expression(_) => None,
        });
        match types.collect::<Option<Vec<_>>>() {
            Some(types) if self.predicate.is_none() && types.len() <= MOST => {
                quote! { (#(#types,)*) }
            }
            _ => quote! { () },
        }
    }
}

impl ToTokens for Term<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let codegen = paths::codegen();
        tokens.extend(match self {
            Self::Column(name) => quote! { #codegen::KeyTerm::Column(#name) },
            Self::Expression(text) => quote! { #codegen::KeyTerm::Expression(#text) },
        });
    }
}

/// The runtime compares keys of so many columns.
const MOST: usize = 8;

/// With the name that the constraint or index has, as far as Rust takes it and no other handle has
/// it.
fn constant(context: Context<'_>, table: &Table, text: &str, key: &Key<'_>) -> TokenStream {
    let codegen = paths::codegen();
    let handles = names::table(context, table);
    let stored = facts::table(context.database, &table.name);
    let says = stored.and_then(|stored| facts::constraint_named(stored, text));
    let doc = Doc::new(match says {
        Some(says) => format!("The unique key {says}."),
        None => format!("The unique key {}.", code(text)),
    });
    let name = context.declared(&free(table, text), table.span);
    let types = key.types(context, table);
    let terms = &key.terms;
    let predicate = match key.predicate {
        Some(text) => quote! { ::core::option::Option::Some(#text) },
        None => quote! { ::core::option::Option::None },
    };

    quote! {
        #doc
        pub const #name: #codegen::UniqueKey<#handles, #types> =
            #codegen::UniqueKey::new(&[#(#terms),*], #predicate);
    }
}

fn free(table: &Table, text: &str) -> String {
    let fits = |part: &char| is_identifier(&format!("a{part}"));
    let mut name: String = text
        .chars()
        .map(|part| if fits(&part) { part } else { '_' })
        .collect();
    if !is_identifier(&name) {
        name.insert(0, '_');
    }
    let is_taken = |name: &str| {
        let mut columns = table.columns.iter().map(|it| it.name.as_str());
        let references = table.references.iter().filter_map(|it| it.name.as_deref());
        let collections = table.collections.iter().map(|it| it.name.as_str());
        let mut links = references.chain(collections);
        columns.any(|taken| taken == name) || links.any(|taken| taken == name)
    };
    while is_taken(&name) {
        name.push('_');
    }
    name
}
