//! What was written: the tree of a schema's text, with places, nothing looked up.
//!
//! Clauses stay in the order in which they stand, repeated ones too; what they mean
//! together is for [`crate::model`] to say.

pub mod expression;
pub(crate) mod lexer;
mod parse;
#[cfg(test)]
mod tests;

pub use expression::{Expr, ExprKind};
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

/// An identifier, as it is meant: `r#order` has the text `order`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Without `r#`.
    pub text: String,
    /// With `r#`.
    pub span: Span,
}

/// A string literal's value, the text of one documentation line, or a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// With escapes resolved.
    pub value: String,
    /// The literal as it was written.
    pub span: Span,
}

/// A name with an optional namespace: `billing.invoices`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualifiedName {
    /// `billing`
    pub namespace: Option<Name>,
    /// `invoices`
    pub name: Name,
}

impl QualifiedName {
    /// From the namespace to the name.
    #[must_use]
    pub fn span(&self) -> Span {
        self.namespace.as_ref().map_or(self.name.span, |namespace| {
            namespace.span.to(self.name.span)
        })
    }
}

/// A whole number with the place where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Integer {
    /// Its value.
    pub value: i64,
    /// Its digits, with the sign.
    pub span: Span,
}

/// A Rust path such as `crate::Settings` or `Vec<crate::Line>`, printed without blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RustPath {
    /// `crate::Settings`
    pub text: String,
    /// The whole path.
    pub span: Span,
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

/// `allow RULE because "reason"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// The rule's name.
    pub rule: Name,
    /// The reason.
    pub reason: Text,
    /// The whole clause.
    pub span: Span,
}

/// `enum name as Rust was old: text { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enum {
    /// Its name in SQL.
    pub name: QualifiedName,
    /// `as` and `was`, in order.
    pub clauses: Vec<NameClause>,
    /// The word `text` after the colon, where it is text with a check and not a native type.
    pub text: Option<Span>,
    /// The values, in order.
    pub values: Vec<EnumValue>,
}

/// What can follow the name of a type, table or view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameClause {
    /// `as Choice`
    As(Name),
    /// `was old_name`
    Was(QualifiedName),
}

/// One value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue {
    /// The `///` lines above it.
    pub docs: Vec<Text>,
    /// The label in SQL; its span is that of the name or of the string.
    pub label: Text,
    /// `as Rust` and `was old`, in order.
    pub clauses: Vec<ValueClause>,
}

/// What can follow an enum's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueClause {
    /// `as Pg13`
    As(Name),
    /// `was old` or `was "old"`
    Was(Text),
}

/// `domain name: type …;`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// Its name in SQL.
    pub name: QualifiedName,
    /// What it is based on.
    pub ty: Type,
    /// The clauses, in order.
    pub clauses: Vec<DomainClause>,
}

/// What can follow a domain's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DomainClause {
    /// `check name (…)`
    Check(Check),
    /// `= expression`
    Default(Expr),
    /// `as crate::Email`
    As(RustPath),
    /// `was old`
    Was(QualifiedName),
    /// `allow …`
    Allow(Allow),
}

/// `table name … { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name in SQL.
    pub name: QualifiedName,
    /// The clauses between the name and the brace, in order.
    pub clauses: Vec<TableClause>,
    /// Columns and constraints, in order.
    pub entries: Vec<Entry>,
}

/// What can stand between a table's name and its brace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableClause {
    /// `as` or `was`
    Name(NameClause),
    /// `partition by range (at)`
    Partition {
        /// `range`, `list` or `hash`
        method: Name,
        /// What rows are divided by.
        by: Vec<Expr>,
        /// From `partition` to the parenthesis.
        span: Span,
    },
    /// `with (fillfactor = 70)`
    With(Options),
}

/// `view name … { … } = sql "…";`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The word `materialized`, where it stands.
    pub materialized: Option<Span>,
    /// Its name in SQL.
    pub name: QualifiedName,
    /// `as` and `was`, in order.
    pub clauses: Vec<NameClause>,
    /// Columns and indexes, in order.
    pub entries: Vec<Entry>,
    /// The query.
    pub query: Text,
}

/// `sql name before tables "…" drop "…";`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sql {
    /// What relata calls it.
    pub name: Name,
    /// `before tables`, where it stands.
    pub before_tables: Option<Span>,
    /// What creates it.
    pub create: Text,
    /// What removes it.
    pub drop: Option<Text>,
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

/// `deferrable`, `deferrable initially deferred`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deferrable {
    /// Checked at the end of the transaction unless set otherwise.
    pub initially_deferred: bool,
    /// The whole clause.
    pub span: Span,
}

/// `nulls distinct`, `nulls not distinct`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distinct {
    /// Whether two NULLs are different.
    pub distinct: bool,
    /// The whole clause.
    pub span: Span,
}

/// `check name (…)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name, where one is given.
    pub name: Option<Name>,
    /// What must not be false.
    pub condition: Expr,
    /// From `check` to the parenthesis.
    pub span: Span,
}

/// What a table says of several columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constraint {
    /// `primary key name (a, b) …`
    PrimaryKey(Unique),
    /// `unique name (a, b) …`
    Unique(Unique),
    /// `unique index …` and `index …`
    Index(Index),
    /// `check name (…) allow …`
    Check {
        /// The check.
        check: Check,
        /// What it is allowed to be.
        allow: Vec<Allow>,
    },
    /// `foreign key name (a, b) references t (x, y) …`
    ForeignKey(ForeignKey),
    /// `exclude name using gist (a with =) …`
    Exclude(Exclude),
    /// `allow RULE because "…"`, for the table.
    Allow(Allow),
}

/// `primary key name (a, b) …`, `unique name (a, b) …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unique {
    /// Its name, where one is given.
    pub name: Option<Name>,
    /// The columns, in order.
    pub columns: Vec<Name>,
    /// The parentheses around them.
    pub columns_span: Span,
    /// What follows, in order.
    pub clauses: Vec<UniqueClause>,
}

/// What can follow a key's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UniqueClause {
    /// `nulls not distinct`
    Distinct(Distinct),
    /// `include (a)`
    Include(Vec<Name>),
    /// `deferrable`
    Deferrable(Deferrable),
    /// `allow …`
    Allow(Allow),
}

/// `index name using gin (…) …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// The word `unique`, where it stands.
    pub unique: Option<Span>,
    /// Its name, where one is given.
    pub name: Option<Name>,
    /// `using gin`
    pub method: Option<Name>,
    /// The columns and expressions, in order.
    pub elements: Vec<IndexElement>,
    /// All of them, with their parentheses.
    pub elements_span: Span,
    /// What follows, in order.
    pub clauses: Vec<IndexClause>,
}

/// One column or expression of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexElement {
    /// The column or expression.
    pub expr: Expr,
    /// What follows, in order.
    pub clauses: Vec<ElementClause>,
    /// The whole element.
    pub span: Span,
}

/// What can follow an index's element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ElementClause {
    /// `asc`
    Asc(Span),
    /// `desc`
    Desc(Span),
    /// `nulls first`
    NullsFirst(Span),
    /// `nulls last`
    NullsLast(Span),
    /// `gin_trgm_ops`, `gist_trgm_ops (siglen = 32)`
    OperatorClass {
        /// The class.
        name: Name,
        /// Its options.
        options: Options,
    },
}

/// What can follow an index's elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexClause {
    /// `include (a)`
    Include(Vec<Name>),
    /// `nulls not distinct`
    Distinct(Distinct),
    /// `where …`
    Where(Expr),
    /// `with (fillfactor = 70)`
    With(Options),
    /// `was old_name`
    Was(Name),
    /// `allow …`
    Allow(Allow),
}

/// `foreign key name (a, b) references t (x, y) …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    /// Its name, where one is given.
    pub name: Option<Name>,
    /// The columns of this table, in order.
    pub columns: Vec<Name>,
    /// All of them, with their parentheses.
    pub columns_span: Span,
    /// The table that is referred to.
    pub target: QualifiedName,
    /// The columns of the target, where it is not the primary key.
    pub target_columns: Option<Vec<Name>>,
    /// What follows, in order.
    pub clauses: Vec<ForeignKeyClause>,
}

/// What can follow a foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForeignKeyClause {
    /// What a reference has too.
    Reference(ReferenceModifier),
    /// `as reviewer`
    As(Name),
    /// `allow …`
    Allow(Allow),
}

/// `exclude name using gist (room with =, during with &&) where …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclude {
    /// Its name, where one is given.
    pub name: Option<Name>,
    /// `using gist`
    pub method: Option<Name>,
    /// What no two rows may have together.
    pub elements: Vec<ExcludeElement>,
    /// What follows, in order.
    pub clauses: Vec<ExcludeClause>,
}

/// `room with =`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcludeElement {
    /// The column or expression.
    pub element: IndexElement,
    /// The operator.
    pub operator: Text,
}

/// What can follow an exclusion's elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExcludeClause {
    /// `where …`
    Where(Expr),
    /// `deferrable`
    Deferrable(Deferrable),
    /// `allow …`
    Allow(Allow),
}

/// `(fillfactor = 70, fastupdate = off)`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// The settings, in order.
    pub list: Vec<(Name, OptionValue)>,
}

/// The value of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionValue {
    /// Digits, with the sign.
    Number(Text),
    /// A string.
    Text(Text),
    /// A word.
    Name(Name),
}
