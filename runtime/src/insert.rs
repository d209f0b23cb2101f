//! Inserting rows: one by `VALUES`, many by `unnest`, with one array a column.

mod batch;
mod found;
mod keyed;
mod send;
mod values;

use std::marker::PhantomData;

use batch::Batch;
use send::Part;
use sqlx::postgres::PgRow;

use crate::change;
use crate::column::AnyColumn;
use crate::conflict::{
    Always, AnyOnConflict, Conflict, ConflictTarget, Inserting, KeyConflict, OnConflict, OrFound,
    Perhaps,
};
use crate::copy::Row;
use crate::error::{Error, Result};
use crate::executor::{Executor, Source};
use crate::explain::{Asked, Explain};
use crate::future::{Count, Found, Many, One, Optional};
use crate::given::NothingGiven;
use crate::load::Load;
use crate::name::{Name, Quoted};
use crate::render::Text;
use crate::shape::Shape;
use crate::statement::{Parameter, Statement, Take, execute};
use crate::table::Table;
use crate::value::{Stored, Unfit};
use crate::wire::write_to;

/// What is given of a row to be inserted. `schema!` implements it for `NewUser`.
pub trait New {
    /// The row's struct.
    type Row: Load;

    /// The columns that can be given.
    const COLUMNS: &'static [AnyColumn];

    /// Gives or offers a value for each of the columns, in their order.
    fn write(&self, values: &mut Values<'_>);
}

/// Takes the values of a row, column by column.
#[derive(Debug)]
pub struct Values<'a> {
    mode: Mode<'a>,
    at: usize,
}

/// What becomes of them.
#[derive(Debug)]
pub(crate) enum Mode<'a> {
    /// Which columns are given?
    Survey(&'a mut Vec<bool>),
    /// One parameter a column.
    One(&'static [AnyColumn], &'a mut Vec<Parameter>),
    /// One element of an array a column.
    Many(&'a mut Batch),
    /// One field of a row that is copied.
    Copy(Row<'a>),
}

impl<'a> Values<'a> {
    pub(crate) fn new(mode: Mode<'a>) -> Self {
        Self { mode, at: 0 }
    }

    /// The value of a column that has to be given.
    pub fn give<V: Stored>(&mut self, value: &V) {
        let at = self.at;
        self.at += 1;
        match &mut self.mode {
            Mode::Survey(given) => given.push(true),
            Mode::One(columns, parameters) => {
                if let Some(column) = columns.get(at) {
                    parameters.push(Parameter::new(*column, value.plain()));
                }
            }
            Mode::Many(batch) => batch.put(at, value.plain()),
            Mode::Copy(row) => row.put(at, value.plain()),
        }
    }

    /// The value of a column that the database fills in when it is not given.
    pub fn offer<V: Stored>(&mut self, value: &Option<V>) {
        match (value, &mut self.mode) {
            (Some(value), _) => self.give(value),
            (None, Mode::Survey(given)) => {
                given.push(false);
                self.at += 1;
            }
            (None, Mode::One(..) | Mode::Many(_) | Mode::Copy(_)) => self.at += 1,
        }
    }
}

/// Which columns a row gives.
pub(crate) fn survey<N: New>(new: &N, given: &mut Vec<bool>) {
    given.clear();
    new.write(&mut Values::new(Mode::Survey(given)));
}

/// A row to be inserted. `C` says whether it always is, or can be passed over.
#[must_use = "nothing is inserted until it is executed or fetched"]
#[derive(Debug)]
pub struct Insert<S, C = Always> {
    columns: Vec<AnyColumn>,
    parameters: Vec<Parameter>,
    on_conflict: Option<OnConflict>,
    of: PhantomData<fn() -> (S, C)>,
}

impl<S: Load> Insert<S> {
    pub(crate) fn new<N: New<Row = S>>(new: &N) -> Self {
        let mut parameters = Vec::new();
        new.write(&mut Values::new(Mode::One(N::COLUMNS, &mut parameters)));
        Self {
            columns: parameters.iter().map(Parameter::column).collect(),
            parameters,
            on_conflict: None,
            of: PhantomData,
        }
    }

    /// Says what happens if there is a row with its key already: in a column that is unique by
    /// itself, or in a unique key that is a constant of the table's type.
    pub fn on_conflict(self, key: impl ConflictTarget<S::Table>) -> KeyConflict<Self> {
        KeyConflict::new(self, key.target())
    }

    /// Says what happens if any of the table's keys or exclusion constraints is in the way.
    pub fn on_any_conflict(self) -> Conflict<Self> {
        Conflict::new(self, None)
    }

    /// Inserts the row and gives it back as it stands in the table. Sends one statement.
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute), and those of reading a row.
    pub fn fetch_one<'e>(self, on: impl Executor<'e>) -> One<'e, S> {
        One::of(on.source(), self.statement(Some(S::shape())), Take::All)
    }
}

impl<S: Load> Insert<S, Perhaps> {
    /// Inserts the row and gives it back as it stands in the table; `None` if it was passed over.
    /// Sends one statement.
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute), and those of reading a row.
    pub fn fetch_optional<'e>(self, on: impl Executor<'e>) -> Optional<'e, S> {
        let rows = Many::of(on.source(), self.statement(Some(S::shape())));
        change::optional(rows)
    }
}

impl<S: Load> Insert<S, OrFound> {
    /// Inserts the row, unless there is one with its key, and gives back the one that is in the table
    /// then. Sends one statement, and one more where somebody else inserts the row meanwhile.
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute), and those of reading a row; [`Error::Value`](crate::Error::Value)
    /// also where a row can't be found by the key, see [`or_find`](KeyConflict::or_find).
    pub fn fetch_one<'e>(self, on: impl Executor<'e>) -> One<'e, S> {
        let found = found(on.source(), self.found().map(|part| vec![part]), 1);
        One::new(Box::pin(async move {
            let row = found.await?.into_iter().next().flatten();
            row.ok_or(Error::NotFound { what: S::NAME })
        }))
    }

    fn found(self) -> Result<Part> {
        let insertion = Insertion::new::<S>(self.on_conflict, Some(S::shape()));
        let target = insertion.on_conflict.as_ref().and_then(|it| it.target);
        let key = found::key(S::NAME, target, |name| {
            let mut parameters = self.parameters.iter();
            let found = parameters.find(|parameter| parameter.column().name == name);
            found.map(|parameter| !parameter.is_null())
        })?;
        let shape = S::shape();
        let given = found::one(&self.parameters, shape.parameters.len());
        found::part(given, &self.columns, vec![0], (&insertion, shape), &key)
    }
}

/// A condition on a row that is inserted: there is none.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an insert has no rows to filter",
    label = "a row is inserted as it is given",
    note = "a condition on a row that is there already belongs to the upsert: `.on_conflict(…).do_update(|row| row.set(…).filter(…))`"
)]
pub trait FiltersInsert {}

impl<S: Load, C> Insert<S, C> {
    /// Only here to say that there is none.
    #[doc(hidden)]
    pub fn filter<F: FiltersInsert>(self, _: F) -> Self {
        self
    }

    /// The row is given back as another shape of the table. It is one statement still: see
    /// [`Update::returning`](crate::Update::returning).
    pub fn returning<O: Load<Table = S::Table>>(self) -> Insert<O, C>
    where
        O::Given: NothingGiven,
    {
        Insert {
            columns: self.columns,
            parameters: self.parameters,
            on_conflict: self.on_conflict,
            of: PhantomData,
        }
    }

    /// Inserts the row. Sends one statement; gives the number of rows that were inserted or updated.
    ///
    /// # Errors
    ///
    /// [`Error::Database`](crate::Error::Database) if the database refuses the row,
    /// [`Error::Value`](crate::Error::Value) if a value can't be sent.
    pub fn execute<'e>(self, on: impl Executor<'e>) -> Count<'e> {
        let (source, statement) = (on.source(), self.statement(None));
        Count::new(Box::pin(async move { execute(source, statement?).await }))
    }

    /// What PostgreSQL does for the statement that [`execute`](Self::execute) sends, in plain words: see
    /// [`explain`](mod@crate::explain). Nothing is inserted, also by [`analyze`](Explain::analyze), which
    /// rolls back.
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute).
    #[track_caller]
    pub fn explain<'e>(self, on: impl Executor<'e>) -> Explain<'e> {
        Explain::new(on, self.statement(None).map(Into::into))
    }

    #[track_caller]
    fn statement(&self, shape: Option<&'static Shape>) -> Result<Statement> {
        let before = shape.map_or(&[][..], |shape| &shape.parameters);
        let mut text = Text::behind(before.len());
        write_to(
            &mut text.sql,
            format_args!("INSERT INTO {} AS t0", S::Table::NAME),
        );
        if self.columns.is_empty() {
            text.push(" DEFAULT VALUES");
        } else {
            column_list(&self.columns, &mut text.sql);
            text.push(" VALUES (");
            for (at, parameter) in self.parameters.iter().enumerate() {
                text.push(if at == 0 { "" } else { ", " });
                text.parameter(parameter.clone());
            }
            text.push(")");
        }
        let mut doing = "insert";
        if let Some(on_conflict) = &self.on_conflict {
            doing = on_conflict.doing();
            let given = self.columns.first().map(|column| column.name);
            text.on_conflict(on_conflict, given, S::Table::VERSION);
        }
        if let Some(shape) = shape {
            shape.returning(&mut text);
        }
        let parameters = before.iter().chain(&text.parameters);
        Statement::new(S::NAME, doing, text.sql, parameters)
    }
}

impl<S: Load, D> Inserting for Insert<S, D> {
    type Table = S::Table;
    type With<C> = Insert<S, C>;

    fn or<C>(self, AnyOnConflict(on_conflict): AnyOnConflict) -> Insert<S, C> {
        Insert {
            columns: self.columns,
            parameters: self.parameters,
            on_conflict: Some(on_conflict),
            of: PhantomData,
        }
    }
}

/// Rows to be inserted. `C` says whether each of them is, or some can be passed over.
///
/// They are grouped by which columns they give, since what is not given is the database's to fill
/// in; each group is one statement, or several where a group is longer than 32 MiB. Several
/// statements run in one transaction.
#[must_use = "nothing is inserted until it is executed or fetched"]
#[derive(Debug)]
pub struct InsertMany<S, C = Always> {
    batches: Vec<Batch>,
    on_conflict: Option<OnConflict>,
    of: PhantomData<fn() -> (S, C)>,
}

impl<S: Load> InsertMany<S> {
    pub(crate) fn new<N: New<Row = S>>(rows: impl IntoIterator<Item = N>) -> Self {
        let mut batches: Vec<Batch> = Vec::new();
        let mut given = Vec::new();
        for (ordinal, row) in rows.into_iter().enumerate() {
            survey(&row, &mut given);
            let open = batches.iter().rposition(|batch| batch.takes(&given));
            let at = open.unwrap_or_else(|| {
                batches.push(Batch::new(N::COLUMNS, given.clone()));
                batches.len() - 1
            });
            if let Some(batch) = batches.get_mut(at) {
                batch.ordinals.push(ordinal);
                row.write(&mut Values::new(Mode::Many(batch)));
            }
        }
        Self {
            batches,
            on_conflict: None,
            of: PhantomData,
        }
    }

    /// Says what happens to a row whose key is there already: in a column that is unique by
    /// itself, or in a unique key that is a constant of the table's type.
    pub fn on_conflict(self, key: impl ConflictTarget<S::Table>) -> KeyConflict<Self> {
        KeyConflict::new(self, key.target())
    }

    /// Says what happens to a row where any of the table's keys or exclusion constraints is in the way.
    pub fn on_any_conflict(self) -> Conflict<Self> {
        Conflict::new(self, None)
    }

    /// Inserts the rows and gives them back as they stand in the table, in the order in which
    /// they were given. Sends nothing when there are none.
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute), and those of reading a row; then none of the rows is inserted.
    pub fn fetch_all<'e>(self, on: impl Executor<'e>) -> Many<'e, S> {
        let found = self.fetch(on.source());
        Many::new(Box::pin(async move {
            Ok(found.await?.into_iter().flatten().collect())
        }))
    }
}

impl<S: Load> InsertMany<S, Perhaps> {
    /// Inserts the rows and gives them back as they stand in the table, in the order in which
    /// they were given; `None` where a row was passed over. Sends nothing when there are none.
    ///
    /// Which rows those are the server says by their keys, so that they have to be given: where
    /// rows leave out a column of the key, and where a key is of some rows only or over
    /// expressions, each row is a statement of its own, in one transaction.
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute), and those of reading a row; then none of the rows is inserted.
    pub fn fetch_all<'e>(self, on: impl Executor<'e>) -> Found<'e, S> {
        self.fetch(on.source())
    }
}

impl<S: Load> InsertMany<S, OrFound> {
    /// Inserts the rows whose keys are not there, and gives back, for each that is given and in their
    /// order, the row with its key. Sends nothing when there are none; else one statement, as
    /// [`execute`](Self::execute) does, and one more where somebody else inserts some of the rows meanwhile.
    ///
    /// # Errors
    ///
    /// As [`Insert::fetch_one`] with [`or_find`](KeyConflict::or_find).
    pub fn fetch_all<'e>(self, on: impl Executor<'e>) -> Many<'e, S> {
        let found = self.fetch(on.source());
        Many::new(Box::pin(async move {
            Ok(found.await?.into_iter().flatten().collect())
        }))
    }
}

impl<S: Load, C> InsertMany<S, C> {
    /// Only here to say that there is none.
    #[doc(hidden)]
    pub fn filter<F: FiltersInsert>(self, _: F) -> Self {
        self
    }

    /// The rows are given back as another shape of the table. That adds no statement: see
    /// [`Update::returning`](crate::Update::returning).
    pub fn returning<O: Load<Table = S::Table>>(self) -> InsertMany<O, C>
    where
        O::Given: NothingGiven,
    {
        InsertMany {
            batches: self.batches,
            on_conflict: self.on_conflict,
            of: PhantomData,
        }
    }

    /// Inserts the rows; gives the number of those that were inserted or updated. Sends nothing when there are none.
    ///
    /// # Errors
    ///
    /// As [`Insert::execute`]; then none of the rows is inserted.
    pub fn execute<'e>(self, on: impl Executor<'e>) -> Count<'e> {
        let source = on.source();
        let parts = self.parts(None);
        Count::new(Box::pin(async move {
            send::send(source, S::NAME, parts?, None).await
        }))
    }

    /// What PostgreSQL does for the statements that [`execute`](Self::execute) sends, in plain words: see
    /// [`explain`](mod@crate::explain). Nothing is inserted, also by [`analyze`](Explain::analyze), which
    /// rolls back.
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute).
    #[track_caller]
    pub fn explain<'e>(self, on: impl Executor<'e>) -> Explain<'e> {
        let parts = self.parts(None);
        let statements = parts.map(|parts| parts.into_iter().map(|part| part.statement).collect());
        Explain::new(on, statements.map(Asked::Statements))
    }

    fn fetch<'e>(self, source: Source<'e>) -> Found<'e, S> {
        let length = self.batches.iter().map(|batch| batch.ordinals.len()).sum();
        found(source, self.parts(Some(S::shape())), length)
    }

    /// The statements, each with the places of its rows in the input.
    fn parts(self, shape: Option<&'static Shape>) -> Result<Vec<Part>> {
        let insertion = Insertion::new::<S>(self.on_conflict, shape);
        let mut parts = Vec::with_capacity(self.batches.len());
        for batch in self.batches {
            batch.parts(&insertion, &mut parts)?;
        }
        Ok(parts)
    }
}

impl<S: Load, D> Inserting for InsertMany<S, D> {
    type Table = S::Table;
    type With<C> = InsertMany<S, C>;

    fn or<C>(self, AnyOnConflict(on_conflict): AnyOnConflict) -> InsertMany<S, C> {
        InsertMany {
            batches: self.batches,
            on_conflict: Some(on_conflict),
            of: PhantomData,
        }
    }
}

/// What all statements of an insert have in common.
#[derive(Debug)]
struct Insertion {
    what: &'static str,
    table: Name,
    /// Of rows that give nothing, one column gets its default.
    any_column: &'static str,
    version: Option<&'static str>,
    on_conflict: Option<OnConflict>,
    /// What the rows come back as.
    shape: Option<&'static Shape>,
}

impl Insertion {
    fn new<S: Load>(on_conflict: Option<OnConflict>, shape: Option<&'static Shape>) -> Self {
        Self {
            what: S::NAME,
            table: S::Table::NAME,
            any_column: S::Table::COLUMNS.first().map_or("", |column| column.name),
            version: S::Table::VERSION,
            on_conflict,
            shape,
        }
    }
}

/// The rows that the statements give, each at the place of the row that was given for it.
fn found<'e, S: Load>(source: Source<'e>, parts: Result<Vec<Part>>, length: usize) -> Found<'e, S> {
    Found::new(Box::pin(async move {
        let shape = S::shape();
        let mut rows: Vec<Option<S>> = Vec::new();
        rows.resize_with(length, || None);
        let mut place = |ordinal: usize, row: &PgRow| {
            if let Some(there) = rows.get_mut(ordinal) {
                *there = Some(shape.read(row)?);
            }
            Ok(())
        };
        send::send(source, S::NAME, parts?, Some((shape, &mut place))).await?;
        Ok(rows)
    }))
}

/// ` (a, b)`
pub(crate) fn column_list<'a>(columns: impl IntoIterator<Item = &'a AnyColumn>, sql: &mut String) {
    for (at, column) in columns.into_iter().enumerate() {
        let before = if at == 0 { " (" } else { ", " };
        write_to(sql, format_args!("{before}{}", Quoted(column.name)));
    }
    sql.push(')');
}

/// Why a value was refused, with its column.
pub(crate) type Refused = (&'static str, Unfit);
