//! What an insert does with a row whose key is taken.

use std::marker::PhantomData;

use crate::changes::{Changes, assignments};
use crate::column::{AnyColumn, Column, Of, Unique};
use crate::expression::{Expression, Term};
use crate::filter::{Condition, Filter};
use crate::name::quote;
use crate::render::Text;
use crate::store::{Assignment, Store, Writable, assign};
use crate::table::Table;
use crate::value::Stored;

/// A unique key of the table `T` that is no single column: of several columns, of some of the rows,
/// or over expressions. `schema!` makes a constant for each, with the name that the constraint or
/// index has in PostgreSQL: `posts::posts_author_id_title_key`.
///
/// `V` are the Rust types of its columns, where it is over columns and of all rows: such a key is compared
/// as a whole, see [`eq`](UniqueKey::eq).
pub struct UniqueKey<T, V = ()> {
    pub(crate) target: Target,
    of: Of<(T, V)>,
}

impl<T, V> UniqueKey<T, V> {
    /// The key over these, for all rows or for those that meet the condition.
    #[must_use]
    pub const fn new(terms: &'static [KeyTerm], predicate: Option<&'static str>) -> Self {
        Self {
            target: Target {
                terms: Terms::Several(terms),
                predicate,
            },
            of: PhantomData,
        }
    }
}

/// What a unique key is over.
#[derive(Debug, Clone, Copy)]
pub enum KeyTerm {
    /// A column, by its name.
    Column(&'static str),
    /// An expression, as PostgreSQL writes it.
    Expression(&'static str),
}

impl<T, V> Clone for UniqueKey<T, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, V> Copy for UniqueKey<T, V> {}

impl<T, V> std::fmt::Debug for UniqueKey<T, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.target.fmt(f)
    }
}

/// Which rows an insert can find taken.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Target {
    terms: Terms,
    predicate: Option<&'static str>,
}

#[derive(Debug, Clone, Copy)]
enum Terms {
    One(&'static str),
    Several(&'static [KeyTerm]),
}

impl Target {
    /// The columns that it is over, if it is over nothing else and holds all rows.
    pub(crate) fn columns(&self) -> Option<Vec<&'static str>> {
        let terms = self.terms();
        let columns = terms.iter().map(|term| match term {
            KeyTerm::Column(column) => Some(*column),
            KeyTerm::Expression(_) => None,
        });
        columns
            .collect::<Option<_>>()
            .filter(|_| self.predicate.is_none())
    }

    /// Its first term, for messages.
    pub(crate) fn first(&self) -> &'static str {
        match self.terms {
            Terms::One(column) => column,
            Terms::Several(terms) => match terms.first() {
                Some(KeyTerm::Column(text) | KeyTerm::Expression(text)) => text,
                None => "",
            },
        }
    }

    fn terms(&self) -> Vec<KeyTerm> {
        match self.terms {
            Terms::One(column) => vec![KeyTerm::Column(column)],
            Terms::Several(terms) => terms.to_vec(),
        }
    }
}

/// A unique key of the table `T`: a column that is unique by itself, or the constant of a key.
#[diagnostic::on_unimplemented(
    message = "a conflict is one in a unique key of `{T}`, and this is `{Self}`",
    label = "write a column of `{T}` that is unique by itself, or the constant of one of its unique keys",
    note = "a unique key of several columns is a constant with its name in PostgreSQL, such as `posts::posts_author_id_title_key`; one that is deferrable can't be named"
)]
pub trait ConflictTarget<T> {
    /// The key.
    #[doc(hidden)]
    fn target(self) -> Target;
}

impl<T, V, M, K> ConflictTarget<T> for Column<T, V, Unique<M>, K> {
    fn target(self) -> Target {
        Target {
            terms: Terms::One(self.any.name),
            predicate: None,
        }
    }
}

impl<T, V> ConflictTarget<T> for UniqueKey<T, V> {
    fn target(self) -> Target {
        self.target
    }
}

/// Each row that is given becomes a row of the table.
#[derive(Debug)]
pub enum Always {}

/// A row that is given can be passed over.
#[derive(Debug)]
pub enum Perhaps {}

/// A row that is given is inserted, or the one that has its key is found.
#[derive(Debug)]
pub enum OrFound {}

/// What happens to a row whose key is taken.
#[derive(Debug, Clone)]
pub(crate) struct OnConflict {
    pub(crate) target: Option<Target>,
    action: Action,
}

#[derive(Debug, Clone)]
enum Action {
    Nothing,
    Find,
    Update {
        assignments: Vec<Assignment>,
        filters: Vec<Condition>,
    },
}

impl OnConflict {
    /// What a message calls the insert.
    pub(crate) fn doing(&self) -> &'static str {
        match self.action {
            Action::Nothing | Action::Find => "insert",
            Action::Update { .. } => "upsert",
        }
    }

    /// Whether a row can be passed over.
    pub(crate) fn passes_over(&self) -> bool {
        match &self.action {
            Action::Nothing | Action::Find => true,
            Action::Update { filters, .. } => !filters.is_empty(),
        }
    }

    /// Whether the row that is there comes back.
    pub(crate) fn finds(&self) -> bool {
        matches!(self.action, Action::Find)
    }
}

/// An insert, of one row or of many.
#[doc(hidden)]
pub trait Inserting {
    /// The table.
    type Table: Table;
    /// The same insert, by whether rows can be passed over.
    type With<C>;

    /// Says what happens to a row whose key is taken.
    fn or<C>(self, on_conflict: AnyOnConflict) -> Self::With<C>;
}

/// What happens to a row whose key is taken.
#[doc(hidden)]
#[derive(Debug)]
pub struct AnyOnConflict(pub(crate) OnConflict);

/// An insert of which it is still to be said what happens to a row whose key is taken.
#[must_use = "say `.do_nothing()` or `.do_update(…)`"]
#[derive(Debug)]
pub struct Conflict<I> {
    insert: I,
    target: Option<Target>,
}

impl<I: Inserting> Conflict<I> {
    pub(crate) fn new(insert: I, target: Option<Target>) -> Self {
        Self { insert, target }
    }

    /// The row is passed over. The answer says which rows were inserted.
    ///
    /// Also of rows in one insert that have the same key, only the first is inserted.
    pub fn do_nothing(self) -> I::With<Perhaps> {
        self.insert.or(AnyOnConflict(OnConflict {
            target: self.target,
            action: Action::Nothing,
        }))
    }
}

/// The same, where a row that is there can be updated.
#[must_use = "say `.do_nothing()`, `.or_find()` or `.do_update(…)`"]
#[derive(Debug)]
pub struct KeyConflict<I>(Conflict<I>);

impl<I: Inserting> KeyConflict<I> {
    pub(crate) fn new(insert: I, target: Target) -> Self {
        Self(Conflict::new(insert, Some(target)))
    }

    /// The row is passed over. The answer says which rows were inserted.
    ///
    /// Also of rows in one insert that have the same key, only the first is inserted.
    pub fn do_nothing(self) -> I::With<Perhaps> {
        self.0.do_nothing()
    }

    /// The row that is there comes back as it is, else the new one: the row in any case, and no
    /// version of it is written for nothing, as an update that changes nothing would.
    ///
    /// ```ignore
    /// let tag = Tag::insert(NewTag { name }).on_conflict(tags::name).or_find().fetch_one(&pool).await?;
    /// ```
    ///
    /// One statement looks for the key and inserts what is missing. Where somebody else commits a
    /// row with the key meanwhile, which no statement that began before can see, it is sent again. In a
    /// transaction that sees one state of the data (repeatable read, serializable) that is an
    /// error which is retried, `40001`. New rows take their locks in the order of the key.
    ///
    /// Rows with one key are one row, which comes back for each of them. The key is of all rows and over
    /// columns; they are given, and none of them is `NULL`: else it is an
    /// [`Error::Value`](crate::Error::Value), and nothing is sent.
    pub fn or_find(self) -> I::With<OrFound> {
        let Conflict { insert, target } = self.0;
        insert.or(AnyOnConflict(OnConflict {
            target,
            action: Action::Find,
        }))
    }

    /// The row that is there is updated, and is what comes back. [`excluded`] stands for a value of the
    /// row that was to be inserted.
    ///
    /// ```ignore
    /// let counter = Counter::insert(NewCounter { name, hits: 1 })
    ///     .on_conflict(counters::name)
    ///     .do_update(|row| row.set(counters::hits, counters::hits + excluded(counters::hits)))
    ///     .fetch_one(&pool)
    ///     .await?;
    /// ```
    ///
    /// Of rows in one insert no two can have the same key then: the server refuses to update a row
    /// twice in one statement (SQLSTATE `21000`).
    pub fn do_update<C>(
        self,
        update: impl FnOnce(Upsert<I::Table>) -> Upsert<I::Table, C>,
    ) -> I::With<C> {
        let Conflict { insert, target } = self.0;
        let Upsert {
            assignments,
            filters,
            ..
        } = update(Upsert {
            assignments: Vec::new(),
            filters: Vec::new(),
            of: PhantomData,
        });
        insert.or(AnyOnConflict(OnConflict {
            target,
            action: Action::Update {
                assignments,
                filters,
            },
        }))
    }
}

/// What becomes of a row that is there already. With a filter, a row can be passed over: `C` says
/// whether.
///
/// A table's `version` column is counted up. What sets nothing leaves the row as it is, and gives it back.
#[must_use = "give it back from the closure"]
pub struct Upsert<T, C = Always> {
    assignments: Vec<Assignment>,
    filters: Vec<Condition>,
    of: PhantomData<fn() -> (T, C)>,
}

impl<T, C> Upsert<T, C> {
    /// Sets a column: to a value, to [`excluded`], or as [`Update::set`](crate::Update::set) does.
    pub fn set<V: Stored, M: Writable, K>(
        mut self,
        column: Column<T, V, M, K>,
        to: impl Store<T, V>,
    ) -> Self {
        let to = to.assigned(column.any);
        assign(&mut self.assignments, column.any, to);
        self
    }

    /// Sets the columns that the changes give.
    pub fn changes(mut self, changes: impl Changes<T>) -> Self {
        for (column, to) in assignments(&changes) {
            assign(&mut self.assignments, column, to);
        }
        self
    }

    /// Only if the row that is there meets the condition; else the given row is passed over.
    pub fn filter(mut self, filter: Filter<T>) -> Upsert<T, Perhaps> {
        self.filters.push(filter.condition);
        Upsert {
            assignments: self.assignments,
            filters: self.filters,
            of: PhantomData,
        }
    }
}

impl<T, C> std::fmt::Debug for Upsert<T, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.assignments.fmt(f)
    }
}

/// A column's value in the row that was to be inserted, for
/// [`do_update`](KeyConflict::do_update). It computes as a column does.
pub fn excluded<T, V, M, K>(column: Column<T, V, M, K>) -> Expression<T, V> {
    let AnyColumn { sql_type, .. } = column.any;
    Expression::new(Term::Excluded(column.any), sql_type.beneath())
}

impl Text {
    /// ` ON CONFLICT (…) DO …`, for an insert that gives this column, if any.
    pub(crate) fn on_conflict(
        &mut self,
        OnConflict { target, action }: &OnConflict,
        given: Option<&str>,
        version: Option<&str>,
    ) {
        self.push(" ON CONFLICT");
        if let Some(target) = target {
            self.target(target);
        }
        match (action, given) {
            (Action::Update { assignments, .. }, None) if assignments.is_empty() => {
                self.push(" DO NOTHING");
            }
            (Action::Nothing | Action::Find, _) => self.push(" DO NOTHING"),
            (
                Action::Update {
                    assignments,
                    filters,
                },
                given,
            ) => {
                self.push(" DO UPDATE");
                match given {
                    // It has to be updated to come back.
                    Some(given) if assignments.is_empty() => {
                        self.push(" SET ");
                        quote(given, &mut self.sql);
                        self.push(" = ");
                        self.column("t0", given);
                    }
                    _ => self.set("t0", assignments, version),
                }
                self.filters("t0", filters);
            }
        }
    }

    fn target(&mut self, target: &Target) {
        for (at, term) in target.terms().iter().enumerate() {
            self.push(if at == 0 { " (" } else { ", " });
            match term {
                KeyTerm::Column(column) => quote(column, &mut self.sql),
                KeyTerm::Expression(text) => self.push(text),
            }
        }
        self.push(")");
        if let Some(predicate) = target.predicate {
            self.push(" WHERE ");
            self.push(predicate);
        }
    }
}
