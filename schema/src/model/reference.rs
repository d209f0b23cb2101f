//! References and the collections that they give.

use crate::model::{Allow, ColumnId, ConstraintName, Deferrable, ReferenceId, TableId};
use crate::source::Span;

/// A foreign key, seen from the table that holds it; or what a view's columns lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What Rust calls it: `author`. `None` where a composite one has no `as`: then no handle is emitted.
    pub name: Option<String>,
    /// The name of its constraint.
    pub constraint: ConstraintName,
    /// Where it is written: the column's name, or the words `foreign key`.
    pub span: Span,
    /// The columns that hold it, in order.
    pub columns: Vec<ColumnId>,
    /// The table that it leads to.
    pub target: TableId,
    /// The target's columns that it refers to, in the same order.
    pub target_columns: Vec<ColumnId>,
    /// What happens when the row it leads to goes.
    pub on_delete: Option<Action>,
    /// What happens when the key of the row it leads to changes.
    pub on_update: Option<Action>,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// `match full`
    pub match_full: bool,
    /// Whether there may be no row: some column of it can be NULL.
    pub nullable: bool,
    /// Whether its columns are a key or unique: at most one row leads to each row.
    pub unique: bool,
    /// `inverse edited_posts`
    pub inverse: Option<String>,
    /// `many liked_posts`
    pub many: Option<String>,
    /// Rules that it may break.
    pub allows: Vec<Allow>,
}

/// What happens to the rows that refer to a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// They go too.
    Cascade,
    /// They keep it from going, at once.
    Restrict,
    /// They keep it from going, at the end of the statement or transaction.
    NoAction,
    /// These of their columns become NULL; all of the reference where the list is empty.
    SetNull(Vec<ColumnId>),
    /// These of their columns get their default; all of the reference where the list is empty.
    SetDefault(Vec<ColumnId>),
}

/// A foreign key, or a pair of them, seen from the table that it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// What Rust calls it: `comments`.
    pub name: String,
    /// How it is reached.
    pub link: Link,
    /// At most one row: the inverse of a unique reference.
    pub one: bool,
}

/// How a collection is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// By a reference of its rows.
    Direct {
        /// The table of its rows.
        table: TableId,
        /// The reference of that table that leads here.
        reference: ReferenceId,
    },
    /// By a reference of a view's rows.
    View {
        /// The view's place in [`Model::views`](crate::model::Model::views).
        view: usize,
        /// The reference of that view that leads here.
        reference: ReferenceId,
    },
    /// Through a join table.
    Through {
        /// The join table.
        join: TableId,
        /// The reference of the join table that leads here.
        near: ReferenceId,
        /// The reference of the join table that leads to the rows.
        far: ReferenceId,
    },
}
