//! A row's functions: queries, and finders by its key and by what is unique.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use relata_schema::model::{Column, ColumnId, Index, IndexElement, Table};

use super::context::Context;
use super::docs::{Doc, code};
use super::{deprecated, insert, links, names, paths, types};

/// `impl Post { … }`
pub(crate) fn emit(context: Context<'_>, table: &Table) -> TokenStream {
    let row = names::row(context, table);
    let query = query(table);
    let inserts = inserts(context, table);
    let changes = changes(table);
    let versioned = versioned(context, table);
    let finders = keys(table)
        .into_iter()
        .map(|key| finder(context, table, &key));
    let many = table.primary_key.iter();
    let many = many.flat_map(|key| {
        [Many::Find, Many::Lock].map(|many| by_keys(context, table, &key.columns, many))
    });

    let allow = deprecated::allow(table);

    quote! {
        #allow
        #[allow(dead_code)]
        impl #row {
            #query
            #(#finders)*
            #(#many)*
            #inserts
            #changes
            #versioned
        }
    }
}

/// The same of a view: queries, and no inserts.
pub(crate) fn of_view(context: Context<'_>, view: &Table) -> TokenStream {
    let row = names::row(context, view);
    let query = query(view);

    quote! {
        #[allow(dead_code)]
        impl #row {
            #query
        }
    }
}

fn query(table: &Table) -> TokenStream {
    let codegen = paths::codegen();
    let doc = Doc::new(format!(
        "A query for rows of {}: to be filtered, ordered, limited and fetched.",
        code(table.name.to_string()),
    ));

    quote! {
        #doc
        pub fn query() -> #codegen::Query<Self> {
            #codegen::Query::new()
        }
    }
}

fn inserts(context: Context<'_>, table: &Table) -> TokenStream {
    let name = code(table.name.to_string());
    let one = Doc::new(format!(
        "A row to be inserted into {name}; nothing is sent until it is executed or fetched."
    ));
    let many = Doc::new(format!("Rows to be inserted into {name}."))
        .paragraph("Those that give the same columns are sent in one statement.");
    let inserts = if insert::is_all_required(table) {
        inserts_of_required(context, table, (&one, &many))
    } else {
        inserts_of_with(context, table, (&one, &many))
    };
    let copy = Doc::new(format!(
        "A stream of rows to be copied into {name}, however many they are."
    ));
    let codegen = paths::codegen();
    let given = insert::given(context, table);

    quote! {
        #inserts

        #copy
        pub fn copy_in() -> #codegen::CopyIn<#given> {
            #codegen::copy_in()
        }
    }
}

fn inserts_of_required(
    context: Context<'_>,
    table: &Table,
    (one, many): (&Doc, &Doc),
) -> TokenStream {
    let codegen = paths::codegen();
    let given = names::insert(context, table);

    quote! {
        #one
        pub fn insert(row: #given) -> #codegen::Insert<Self> {
            #codegen::insert(&row)
        }

        #many
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = #given>,
        ) -> #codegen::InsertMany<Self> {
            #codegen::insert_many::<#given>(rows)
        }
    }
}

fn inserts_of_with(context: Context<'_>, table: &Table, (one, many): (&Doc, &Doc)) -> TokenStream {
    let codegen = paths::codegen();
    let given = names::insert_with(context, table);

    quote! {
        #one
        pub fn insert(
            row: impl ::core::convert::Into<#given>,
        ) -> #codegen::Insert<Self> {
            #codegen::insert(&row.into())
        }

        #many
        pub fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<#given>>,
        ) -> #codegen::InsertMany<Self> {
            #codegen::insert_many::<#given>(rows)
        }
    }
}

fn changes(table: &Table) -> TokenStream {
    let codegen = paths::codegen();
    let name = code(table.name.to_string());
    let update = Doc::new(format!(
        "An update of rows of {name}: what becomes of which rows."
    ));
    let delete = Doc::new(format!("A delete of rows of {name}."));

    quote! {
        #update
        pub fn update() -> #codegen::Update<Self> {
            #codegen::update()
        }

        #delete
        pub fn delete() -> #codegen::Delete<Self> {
            #codegen::delete()
        }
    }
}

/// The same for one row, if nobody has changed it since: where the table has a key and a version.
fn versioned(context: Context<'_>, table: &Table) -> Option<TokenStream> {
    let codegen = paths::codegen();
    let handles = names::table(context, table);
    let version = table.columns.iter().find(|column| column.version)?;
    let key = table.primary_key.as_ref()?;
    let key: Vec<&Column> = key.columns.iter().map(|id| table.column(*id)).collect();
    let parameters = key.iter().chain([&version]).map(|column| {
        let name = names::column(context, column);
        let ty = types::parameter(context, column);
        quote! { #name: #ty }
    });
    let parameters: Vec<TokenStream> = parameters.collect();
    let filters = key.iter().map(|column| {
        let column = names::column(context, column);
        quote! { #handles::#column.eq(#column) }
    });
    let filter = filters.reduce(|all, next| quote! { #all.and(#next) });
    let version = names::column(context, version);
    let name = code(table.name.to_string());
    let errors = "`Error::Stale` if it has another version, `Error::NotFound` if it is gone.";
    let update = Doc::new(format!(
        "An update of one row of {name}, if it still has this version."
    ))
    .errors(errors);
    let delete = Doc::new(format!(
        "A delete of one row of {name}, if it still has this version."
    ))
    .errors(errors);

    Some(quote! {
        #update
        pub fn update_at(
            #(#parameters),*
        ) -> #codegen::Update<Self, #codegen::Filtered> {
            #codegen::update_at(#filter, #handles::#version.eq(#version))
        }

        #delete
        pub fn delete_at(
            #(#parameters),*
        ) -> #codegen::Delete<Self, #codegen::Filtered> {
            #codegen::delete_at(#filter, #handles::#version.eq(#version))
        }
    })
}

/// What at most one row has, and what finds it.
struct Key<'a> {
    name: Ident,
    columns: Vec<&'a Column>,
}

/// The primary key, the unique constraints, and the unique indexes that hold all rows by plain columns.
///
/// Where several have the same columns, the first.
fn keys(table: &Table) -> Vec<Key<'_>> {
    let primary = table.primary_key.iter().map(|key| &key.columns);
    let uniques = table.uniques.iter().map(|unique| &unique.columns);
    let indexes = table.indexes.iter().filter(|index| is_full(index));
    let indexes: Vec<_> = indexes
        .filter_map(|index| index.elements.iter().map(IndexElement::column).collect())
        .collect();

    let mut found: Vec<Key<'_>> = Vec::new();
    for (at, ids) in primary.chain(uniques).chain(&indexes).enumerate() {
        let columns: Vec<&Column> = ids.iter().map(|id| table.column(*id)).collect();
        if found.iter().any(|other| other.columns == columns) {
            continue;
        }
        let name = match (at, &table.primary_key) {
            (0, Some(_)) => Ident::new("find", Span::call_site()),
            _ => names::finder(&columns),
        };
        found.push(Key { name, columns });
    }
    found
}

fn is_full(index: &Index) -> bool {
    index.unique && index.predicate.is_none()
}

fn finder(context: Context<'_>, table: &Table, key: &Key<'_>) -> TokenStream {
    let codegen = paths::codegen();
    let handles = names::table(context, table);
    let texts: Vec<&str> = key
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let doc = Doc::new(format!(
        "The row of {} with this {}; `None` if there is none. Sends one statement.",
        code(table.name.to_string()),
        code(texts.join(", ")),
    ))
    .errors("The statement fails, or a value does not fit its field.");
    let name = &key.name;
    let on = executor(&texts);
    let columns: Vec<Ident> = key
        .columns
        .iter()
        .map(|column| names::column(context, column))
        .collect();
    let parameters = key.columns.iter().map(|column| {
        let name = names::column(context, column);
        let ty = types::parameter(context, column);
        quote! { #name: #ty }
    });
    let values = columns
        .iter()
        .map(|column| quote! { #codegen::value(#handles::#column, #column) });

    quote! {
        #doc
        #[track_caller]
        pub fn #name<'e>(
            #on: impl #codegen::Executor<'e>,
            #(#parameters),*
        ) -> #codegen::Optional<'e, Self> {
            #codegen::find(#on, &[#(#values),*])
        }
    }
}

/// What is done with the rows of many keys.
#[derive(Clone, Copy)]
enum Many {
    Find,
    Lock,
}

impl Many {
    fn name(self) -> Ident {
        let name = match self {
            Self::Find => "find_many",
            Self::Lock => "lock_in_order",
        };
        Ident::new(name, Span::call_site())
    }

    /// The bound of what it runs on.
    fn executor(self) -> TokenStream {
        let codegen = paths::codegen();
        match self {
            Self::Find => quote! { #codegen::Executor<'e> },
            Self::Lock => quote! { #codegen::InTransaction<'e> },
        }
    }

    fn doc(self, table: &str, key: &str) -> Doc {
        let sent = "Sends one statement, and none without keys.";
        match self {
            Self::Find => Doc::new(format!(
                "The rows of {table} with these {key}, in their order; `None` where there is none. {sent}"
            ))
            .errors("The statement fails, or a value does not fit its field."),
            Self::Lock => Doc::new(format!(
                "The rows of {table} with these {key}, in their order, locked `FOR UPDATE` to the end of the \
                 transaction; `None` where there is none. {sent}"
            ))
            .paragraph(format!(
                "The locks are taken in the order of {key}, so that two callers don't wait for each other."
            ))
            .errors("The statement fails, or a value does not fit its field."),
        }
    }
}

fn by_keys(context: Context<'_>, table: &Table, key: &[ColumnId], many: Many) -> TokenStream {
    let doc = many.doc(
        &code(table.name.to_string()),
        &code(links::texts(table, key).join(", ")),
    );
    let columns: Vec<&Column> = key.iter().map(|column| table.column(*column)).collect();
    if let &[column] = columns.as_slice() {
        by_column(context, table, column, (many, &doc))
    } else {
        by_columns(context, table, &columns, (many, &doc))
    }
}

fn by_column(
    context: Context<'_>,
    table: &Table,
    column: &Column,
    (many, doc): (Many, &Doc),
) -> TokenStream {
    let codegen = paths::codegen();
    let function = many.name();
    let executor = many.executor();
    let handles = names::table(context, table);
    let name = names::column(context, column);
    let ty = types::plain(context, column);

    quote! {
        #doc
        #[track_caller]
        pub fn #function<'e>(
            on: impl #executor,
            keys: impl ::core::iter::IntoIterator<Item = impl #codegen::Given<#ty>>,
        ) -> #codegen::Found<'e, Self> {
            #codegen::#function(on, &[#codegen::keys(#handles::#name, keys)])
        }
    }
}

fn by_columns(
    context: Context<'_>,
    table: &Table,
    columns: &[&Column],
    (many, doc): (Many, &Doc),
) -> TokenStream {
    let codegen = paths::codegen();
    let function = many.name();
    let executor = many.executor();
    let handles = names::table(context, table);
    let types = columns
        .iter()
        .map(|column| types::parameter(context, column));
    let values = columns.iter().enumerate().map(|(place, column)| {
        let name = names::column(context, column);
        let place = Literal::usize_unsuffixed(place);
        quote! { #codegen::keys(#handles::#name, keys.iter().map(|key| &key.#place)) }
    });

    quote! {
        #doc
        #[track_caller]
        pub fn #function<'e>(
            on: impl #executor,
            keys: &[(#(#types),*)],
        ) -> #codegen::Found<'e, Self> {
            #codegen::#function(on, &[#(#values),*])
        }
    }
}

/// What a finder runs on is called `on`, unless a column is.
fn executor(columns: &[&str]) -> Ident {
    let name = if columns.contains(&"on") {
        "executor"
    } else {
        "on"
    };
    Ident::new(name, Span::call_site())
}
