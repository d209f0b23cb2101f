//! A table that is a queue: one that has all the columns that the runtime's statements name.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use relata_schema::model::{Column, Filled, Table};

use super::context::Context;
use super::{links, names, paths, types};

/// A column of a queue: its name, its type, and who gives its value.
const COLUMNS: [(&str, &str, Given); 10] = [
    ("id", "bigint", Given::ByDatabase),
    ("payload", "jsonb", Given::Always),
    ("priority", "smallint", Given::ByDatabase),
    ("run_at", "timestamptz", Given::ByDatabase),
    ("attempts", "integer", Given::ByDatabase),
    ("lease", "uuid", Given::Later),
    ("done_at", "timestamptz", Given::Later),
    ("dead_at", "timestamptz", Given::Later),
    ("error", "text", Given::Later),
    ("dedup_key", "text", Given::Later),
];

/// Who gives the value of a column in a new job.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    Always,
    ByDatabase,
    /// It is NULL at first.
    Later,
}

impl Given {
    fn of(column: &Column) -> Self {
        match column.filled {
            Filled::No if column.nullable => Self::Later,
            Filled::No => Self::Always,
            _ => Self::ByDatabase,
        }
    }
}

/// `impl QueueTable for jobs`, if it is one.
pub(crate) fn emit(context: Context<'_>, table: &Table) -> TokenStream {
    let Some(payload) = payload(table) else {
        return TokenStream::new();
    };
    let codegen = paths::codegen();
    let handles = names::table(context, table);
    let payload = types::json(context, payload);
    let check = quote_spanned! { context.at(table.span) =>
        #codegen::check_queue(<#handles as #codegen::Table>::INDEXES)
    };

    quote! {
        const _: () = #check;

        impl #codegen::QueueTable for #handles {
            type Payload = #payload;
        }
    }
}

/// The column of the payload of a table that is a queue: it has all columns, of these types, and
/// whatever else it has need not be given.
fn payload(table: &Table) -> Option<&Column> {
    let key = table.primary_key.as_ref()?;
    let is_part = COLUMNS.iter().all(|(name, ty, given)| {
        let column = table.columns.iter().find(|column| column.name == *name);
        column.is_some_and(|column| {
            column.ty.array.is_none()
                && column.ty.scalar.word() == *ty
                && Given::of(column) == *given
                && (*ty == "jsonb" || (column.rust.is_none() && column.newtype.is_none()))
        })
    });
    let is_enough = table
        .columns
        .iter()
        .all(|column| Given::of(column) != Given::Always || column.name == "payload");
    let is_keyed = links::texts(table, &key.columns) == ["id"];
    let payload = table.columns.iter().find(|column| column.name == "payload");
    payload.filter(|_| is_part && is_enough && is_keyed)
}
