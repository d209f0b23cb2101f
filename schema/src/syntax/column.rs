//! A column: its type and its modifiers.

use crate::source::Span;
use crate::syntax::{
    Allow, Check, Deferrable, Distinct, Expr, Integer, Name, Options, QualifiedName, RustPath, Text,
};

/// `name: type …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in SQL and in Rust.
    pub name: Name,
    /// What it holds.
    pub ty: ColumnType,
    /// What follows the type, in order.
    pub modifiers: Vec<Modifier>,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnType {
    /// A value.
    Value(Type),
    /// The key of a row of another table.
    Reference(Reference),
}

/// `references users (id)? with tenant_id`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The word `references`.
    pub word: Span,
    /// The table that is referred to.
    pub target: QualifiedName,
    /// `(id)`: the columns that are referred to, where it is not the primary key.
    pub columns: Option<Vec<Name>>,
    /// The `?`
    pub nullable: Option<Span>,
    /// `with tenant_id`: columns that this table shares with the target's key.
    pub with: Vec<Name>,
    /// From `references` to the last of the above.
    pub span: Span,
}

/// `numeric(12, 2)? [] collate "C"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    /// `numeric`
    pub name: QualifiedName,
    /// `(12, 2)`
    pub arguments: Vec<TypeArgument>,
    /// The `?` after the base type: the column, or the elements of an array, can be NULL.
    pub nullable: Option<Span>,
    /// `[]`, and the `?` after it.
    pub array: Option<ArraySuffix>,
    /// `collate "C"`
    pub collation: Option<Text>,
    /// From the name to the last of the above.
    pub span: Span,
}

/// `[]` or `[]?` after a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArraySuffix {
    /// The brackets.
    pub span: Span,
    /// The `?` after them: the column can be NULL.
    pub nullable: Option<Span>,
}

/// One argument of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeArgument {
    /// `12`
    Integer(Integer),
    /// `Point`, as in `geography(Point, 4326)`
    Name(Name),
}

/// What can follow a column's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modifier {
    /// The whole clause.
    pub span: Span,
    /// What it says.
    pub kind: ModifierKind,
}

/// What a modifier says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModifierKind {
    /// `primary key`
    PrimaryKey,
    /// `identity by default (start = 1000)`
    Identity {
        /// `by default`, where it stands.
        by_default: Option<Span>,
        /// `(start = 1000)`
        options: Options,
    },
    /// `unique nulls not distinct`
    Unique(Option<Distinct>),
    /// `= expression`
    Default(Expr),
    /// `check name (…)`
    Check(Check),
    /// `generated (…)`
    Generated(Expr),
    /// `as crate::Settings`; on a reference, its name.
    As(RustPath),
    /// `newtype UserId`
    Newtype(Name),
    /// `version`
    Version,
    /// `deprecated`
    Deprecated,
    /// `was old_name`
    Was(Name),
    /// `on update expression`, on a column that is no reference.
    OnUpdateValue(Expr),
    /// What only a reference has.
    Reference(ReferenceModifier),
    /// `allow RULE because "…"`
    Allow(Allow),
}

/// What can follow a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceModifier {
    /// `on delete cascade`
    OnDelete(Action),
    /// `on update cascade`
    OnUpdate(Action),
    /// `deferrable initially deferred`
    Deferrable(Deferrable),
    /// `match full`
    MatchFull,
    /// `inverse edited_posts`
    Inverse(Name),
    /// `many liked_posts`
    Many(Name),
}

/// What happens to the rows that refer to a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Which of the five.
    pub kind: ActionKind,
    /// The action's words.
    pub span: Span,
}

/// Which of the five.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionKind {
    /// They go too.
    Cascade,
    /// They keep it from going, at once.
    Restrict,
    /// They keep it from going, at the end of the statement or transaction.
    NoAction,
    /// `set null (a, b)`; without columns, all of them.
    SetNull(Option<Vec<Name>>),
    /// `set default (a, b)`; without columns, all of them.
    SetDefault(Option<Vec<Name>>),
}
