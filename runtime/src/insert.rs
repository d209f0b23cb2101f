//! Inserting rows: one by `VALUES`, many by `unnest`, with one array a column.

mod batch;

use std::marker::PhantomData;

use batch::Batch;

use crate::column::AnyColumn;
use crate::error::Result;
use crate::executor::Executor;
use crate::future::{Count, Many, One};
use crate::load::Load;
use crate::name::Quoted;
use crate::render::Text;
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
            (None, Mode::One(..) | Mode::Many(_)) => self.at += 1,
        }
    }
}

/// Which columns a row gives.
fn survey<N: New>(new: &N, given: &mut Vec<bool>) {
    given.clear();
    new.write(&mut Values {
        mode: Mode::Survey(given),
        at: 0,
    });
}

/// A row to be inserted.
#[must_use = "nothing is inserted until it is executed or fetched"]
#[derive(Debug)]
pub struct Insert<S> {
    columns: Vec<AnyColumn>,
    parameters: Vec<Parameter>,
    of: PhantomData<fn() -> S>,
}

impl<S: Load> Insert<S> {
    pub(crate) fn new<N: New<Row = S>>(new: &N) -> Self {
        let mut given = Vec::new();
        survey(new, &mut given);
        let columns = N::COLUMNS.iter().zip(given).filter(|(_, given)| *given);
        let mut parameters = Vec::new();
        new.write(&mut Values {
            mode: Mode::One(N::COLUMNS, &mut parameters),
            at: 0,
        });
        Self {
            columns: columns.map(|(column, _)| *column).collect(),
            parameters,
            of: PhantomData,
        }
    }

    /// Inserts the row. Sends one statement; gives the number of rows, which is one.
    ///
    /// # Errors
    ///
    /// [`Error::Database`](crate::Error::Database) if the database refuses the row,
    /// [`Error::Value`](crate::Error::Value) if a value can't be sent.
    pub fn execute<'e>(self, on: impl Executor<'e>) -> Count<'e> {
        let (source, statement) = (on.source(), self.statement(false));
        Count::new(Box::pin(async move { execute(source, statement?).await }))
    }

    /// Inserts the row and gives it back as it stands in the table. Sends one statement.
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute), and those of reading a row.
    pub fn fetch_one<'e>(self, on: impl Executor<'e>) -> One<'e, S> {
        One::of(on.source(), self.statement(true), Take::All)
    }

    fn statement(&self, returning: bool) -> Result<Statement> {
        let mut text = Text::default();
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
        if returning {
            write_to(
                &mut text.sql,
                format_args!(" RETURNING {}", S::shape().list),
            );
        }
        Statement::new(S::NAME, "insert", text.sql, &text.parameters)
    }
}

/// Rows to be inserted.
///
/// They are grouped by which columns they give, since what is not given is the database's to fill
/// in; each group is one statement, or several where a group is longer than 32 MiB. Several
/// statements run in one transaction.
#[must_use = "nothing is inserted until it is executed or fetched"]
#[derive(Debug)]
pub struct InsertMany<S> {
    batches: Vec<Batch>,
    of: PhantomData<fn() -> S>,
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
                row.write(&mut Values {
                    mode: Mode::Many(batch),
                    at: 0,
                });
            }
        }
        Self {
            batches,
            of: PhantomData,
        }
    }

    /// Inserts the rows; gives their number. Sends nothing when there are none.
    ///
    /// # Errors
    ///
    /// As [`Insert::execute`]; then none of the rows is inserted.
    pub fn execute<'e>(self, on: impl Executor<'e>) -> Count<'e> {
        let statements = self.statements(false);
        let source = on.source();
        Count::new(Box::pin(async move {
            batch::send(source, S::NAME, statements?, None).await
        }))
    }

    /// Inserts the rows and gives them back as they stand in the table, in the order in which
    /// they were given. Sends nothing when there are none.
    ///
    /// # Errors
    ///
    /// As [`Insert::fetch_one`]; then none of the rows is inserted.
    pub fn fetch_all<'e>(self, on: impl Executor<'e>) -> Many<'e, S> {
        let statements = self.statements(true);
        let source = on.source();
        Many::new(Box::pin(async move {
            let shape = S::shape();
            let mut placed: Vec<(usize, S)> = Vec::new();
            let mut sink = |ordinal, row: &_| {
                if placed.is_empty() {
                    shape.check(row)?;
                }
                placed.push((ordinal, shape.read(row)?));
                Ok(())
            };
            batch::send(source, S::NAME, statements?, Some(&mut sink)).await?;
            placed.sort_unstable_by_key(|(ordinal, _)| *ordinal);
            Ok(placed.into_iter().map(|(_, row)| row).collect())
        }))
    }

    /// The statements, each with the places of its rows in the input.
    fn statements(self, returning: bool) -> Result<Vec<(Statement, Vec<usize>)>> {
        let list = if returning {
            Some(S::shape().list.as_str())
        } else {
            None
        };
        let mut statements = Vec::with_capacity(self.batches.len());
        for batch in self.batches {
            let any = S::Table::COLUMNS.first().map_or("", |column| column.name);
            batch.statements(S::NAME, S::Table::NAME, any, list, &mut statements)?;
        }
        Ok(statements)
    }
}

/// ` (a, b)`
fn column_list<'a>(columns: impl IntoIterator<Item = &'a AnyColumn>, sql: &mut String) {
    for (at, column) in columns.into_iter().enumerate() {
        let before = if at == 0 { " (" } else { ", " };
        write_to(sql, format_args!("{before}{}", Quoted(column.name)));
    }
    sql.push(')');
}

/// Why a value was refused, with its column.
type Refused = (&'static str, Unfit);
