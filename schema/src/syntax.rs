//! What was written: the tree of a schema's text, with places, nothing looked up.
//!
//! Clauses stay in the order in which they stand, repeated ones too; what they mean
//! together is for [`crate::model`] to say.

mod column;
mod constraint;
pub mod expression;
mod index;
mod item;
pub(crate) mod lexer;
mod name;
mod parse;
#[cfg(test)]
mod tests;

pub use column::{
    Action, ActionKind, ArraySuffix, Column, ColumnType, Modifier, ModifierKind, Reference,
    ReferenceModifier, Type, TypeArgument,
};
pub use constraint::{
    Check, Constraint, Deferrable, Distinct, Exclude, ExcludeClause, ExcludeElement, ForeignKey,
    ForeignKeyClause, Unique, UniqueClause,
};
pub use expression::{Expr, ExprKind};
pub use index::{ElementClause, Index, IndexClause, IndexElement, OptionValue, Options};
pub use item::{
    Allow, Domain, DomainClause, Enum, EnumValue, NameClause, Sql, Table, TableClause, ValueClause,
    View,
};
pub use name::{Integer, Name, QualifiedName, RustPath, Text};
pub use parse::{parse, words};

use crate::source::Span;

/// The text of all files of a schema.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct File {
    /// `//!` lines, from all files.
    pub docs: Vec<Text>,
    /// The items, in the order of the files and of each text.
    pub items: Vec<Item>,
    /// `//` and `/* … */` comments as they are written, which are no part of the tree: the
    /// formatter keeps them.
    pub comments: Vec<Text>,
    /// From where on the tokens of a file are not what was meant: a string or comment is not closed.
    pub unsure: Vec<usize>,
}

/// One declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The `///` lines above it.
    pub docs: Vec<Text>,
    /// From its first word to its `;` or `}`.
    pub span: Span,
    /// What it declares.
    pub kind: ItemKind,
}

/// What an item declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemKind {
    /// `postgres 15;`
    Postgres(Integer),
    /// `extension citext;`
    Extension(Text),
    /// `namespace billing;`
    Namespace(Name),
    /// `allow RULE because "…";`
    Allow(Allow),
    /// `enum … { … }`
    Enum(Enum),
    /// `domain …: … …;`
    Domain(Domain),
    /// `table … { … }`
    Table(Table),
    /// `view … { … } = sql "…";`
    View(View),
    /// `sql name "…";`
    Sql(Sql),
}

/// One line of a table's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The `///` lines above it.
    pub docs: Vec<Text>,
    /// The whole entry, without the comma.
    pub span: Span,
    /// What it is.
    pub kind: EntryKind,
}

/// A column, or what is said of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryKind {
    /// `name: type …`
    Column(Column),
    /// `primary key …`, `index …`, …
    Constraint(Constraint),
}
