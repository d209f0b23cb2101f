//! What the runtime knows of a table.

use crate::column::{AnyColumn, Column};
use crate::fnv;
use crate::load::Load;
use crate::name::Name;
use crate::value::Value;

/// A table of the schema: the lower-case type that `schema!` emits, whose constants are the
/// handles of its columns, references and collections.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table of a schema",
    label = "write the table's name in lower case, as in the schema",
    note = "`schema!` makes a type for each table: `#[load(posts)]`"
)]
pub trait Table: Sized + Send + Sync + 'static {
    /// The struct with all its columns.
    type Row: Load<Table = Self>;
    /// The struct of the handles of its columns, for paths inside attributes.
    type Fields: 'static;

    /// Its name.
    const NAME: Name;
    /// The columns of its primary key.
    const KEY: &'static [&'static str];
    /// All its columns, in the order of the schema.
    const COLUMNS: &'static [AnyColumn];
    /// The handles of its columns.
    const FIELDS: Self::Fields;
    /// The column that each update counts up, if it has one.
    const VERSION: Option<&'static str> = None;
    /// Its indexes, the primary key's among them.
    const INDEXES: &'static [Index];
}

/// An index, as far as it decides which queries it serves.
#[derive(Debug, Clone, Copy)]
pub struct Index {
    /// What it is sorted by.
    pub keys: &'static [Key],
    /// The conditions that a row meets to be in it, all of them: `published_at is not null`. One that
    /// is more than a column and a value begins with `sql: `.
    pub predicate: &'static [&'static str],
    /// Whether it admits no two equal rows.
    pub unique: bool,
    /// Whether it gives its rows in order (a B-tree does).
    pub ordered: bool,
}

/// A column of an index.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The column; for an expression, its text.
    pub column: &'static str,
    /// Whether the highest comes first.
    pub descending: bool,
    /// Whether `NULL` comes first.
    pub nulls_first: bool,
    /// Whether there can be a `NULL`.
    pub nullable: bool,
}

/// What a column of the table holds, by the [`place`] of its name.
pub trait Held<const PLACE: u64> {
    /// The type, without an `Option`.
    type Value: Value;
}

/// A column that rows are found or ordered by.
#[must_use]
pub const fn key<T, V, M, K>(column: Column<T, V, M, K>) -> AnyColumn {
    column.any
}

/// The number that a column's name stands for in a type (FNV-1a).
#[must_use]
pub const fn place(column: AnyColumn) -> u64 {
    fnv::of_text(column.name)
}
