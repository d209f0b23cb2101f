//! Rows that give the same columns: one array a column, and the statement that takes them apart.
//!
//! `unnest` flattens arrays of arrays, so the elements of a column of arrays go as one flat
//! array beside the numbers of their rows, and are gathered again by those.

use sqlx::postgres::PgRow;
use sqlx::{Connection as _, PgConnection};

use super::{Refused, column_list};
use crate::column::AnyColumn;
use crate::error::{Error, Result};
use crate::executor::Source;
use crate::name::{Name, Quoted};
use crate::render::Text;
use crate::statement::{self, Parameter, Statement, Take};
use crate::value::{Elements, Unfit, Value, put_sized};
use crate::wire::{Type, write_to};

/// How many bytes a batch holds before another one is begun.
const FULL: usize = 32 << 20;
/// How many rows of nothing but defaults go into a statement.
const DEFAULTS: usize = 1000;

/// Rows that give the same columns.
#[derive(Debug)]
pub(super) struct Batch {
    given: Vec<bool>,
    columns: Vec<Values>,
    /// The places of the rows in the input.
    pub(super) ordinals: Vec<usize>,
    /// The first value that can't be sent.
    refused: Option<Refused>,
    bytes: usize,
}

/// The values of a column.
#[derive(Debug)]
struct Values {
    column: AnyColumn,
    /// Each behind its length; of arrays, the elements of all of them.
    elements: Vec<u8>,
    /// For a column of arrays.
    arrays: Option<Arrays>,
}

#[derive(Debug, Default)]
struct Arrays {
    /// The number of elements of all arrays.
    length: usize,
    /// The number of its row for each element, from 1: `bigint`s.
    owners: Vec<u8>,
    /// Whether the array is there, for each row: `boolean`s.
    present: Vec<u8>,
}

impl Batch {
    pub(super) fn new(columns: &[AnyColumn], given: Vec<bool>) -> Self {
        let columns = columns.iter().map(|column| Values {
            column: *column,
            elements: Vec::new(),
            arrays: column.sql_type.is_array().then(Arrays::default),
        });
        Self {
            columns: columns.collect(),
            given,
            ordinals: Vec::new(),
            refused: None,
            bytes: 0,
        }
    }

    /// Whether a row that gives these columns belongs here, and there is room.
    pub(super) fn takes(&self, given: &[bool]) -> bool {
        self.given == given && self.bytes < FULL
    }

    /// Puts the value of a column of the last row.
    pub(super) fn put<V: Value>(&mut self, at: usize, value: Option<&V>) {
        let row = self.ordinals.len() as i64;
        let Some(values) = self.columns.get_mut(at) else {
            return;
        };
        let before = values.elements.len();
        let put = match &mut values.arrays {
            None => put_sized(value, &mut values.elements),
            Some(arrays) => arrays.put(row, value, &mut values.elements),
        };
        self.bytes += values.elements.len() - before;
        if let Err(why) = put {
            self.refused.get_or_insert((values.column.name, why));
        }
    }

    /// Adds the statements that insert the rows.
    pub(super) fn statements(
        self,
        what: &'static str,
        table: Name,
        any_column: &str,
        returning: Option<&str>,
        into: &mut Vec<(Statement, Vec<usize>)>,
    ) -> Result<()> {
        if let Some((column, why)) = self.refused {
            return Err(Error::Value {
                what,
                column: column.to_owned(),
                why,
            });
        }
        let begin = format!("INSERT INTO {table} AS t0");
        let end = returning
            .map(|list| format!(" RETURNING {list}"))
            .unwrap_or_default();
        if !self.given.contains(&true) {
            for rows in self.ordinals.chunks(DEFAULTS) {
                let values = vec!["(DEFAULT)"; rows.len()].join(", ");
                let sql = format!("{begin} ({}) VALUES {values}{end}", Quoted(any_column));
                into.push((Statement::new(what, "insert", sql, [])?, rows.to_vec()));
            }
            return Ok(());
        }

        let mut text = Text::default();
        text.push(&begin);
        let given = self
            .columns
            .into_iter()
            .zip(self.given)
            .filter(|(_, given)| *given);
        let given: Vec<Values> = given.map(|(values, _)| values).collect();
        column_list(given.iter().map(|values| &values.column), &mut text.sql);
        select(&given, self.ordinals.len(), &mut text);
        text.push(&end);
        into.push((
            Statement::new(what, "insert", text.sql, &text.parameters)?,
            self.ordinals,
        ));
        Ok(())
    }
}

impl Arrays {
    fn put<V: Value>(
        &mut self,
        row: i64,
        value: Option<&V>,
        into: &mut Vec<u8>,
    ) -> Result<(), Unfit> {
        put_sized(Some(&value.is_some()), &mut self.present)?;
        let Some(value) = value else { return Ok(()) };
        let mut array = Vec::new();
        value.encode(&mut array)?;
        let elements = Elements::new(&array)?;
        for _ in 0..elements.left {
            put_sized(Some(&row), &mut self.owners)?;
        }
        self.length += elements.left;
        into.extend_from_slice(elements.bytes);
        Ok(())
    }
}

/// ` SELECT … FROM unnest(…) …`, in the order of the input.
fn select(given: &[Values], rows: usize, text: &mut Text) {
    text.push(" SELECT ");
    for (at, Values { column, arrays, .. }) in given.iter().enumerate() {
        text.push(if at == 0 { "" } else { ", " });
        let expression = match arrays {
            None => format!("r.c{at}"),
            Some(_) => format!("(CASE WHEN r.c{at} THEN coalesce(a{at}.v, '{{}}') END)"),
        };
        column.sql_type.arrived(expression, &mut text.sql);
    }
    text.push(" FROM unnest(");
    for (
        at,
        Values {
            column,
            elements,
            arrays,
        },
    ) in given.iter().enumerate()
    {
        text.push(if at == 0 { "" } else { ", " });
        match arrays {
            None => text.raw_parameter(Parameter::elements(*column, rows, elements)),
            Some(arrays) => {
                let column = AnyColumn {
                    sql_type: Type::BOOLEAN,
                    ..*column
                };
                text.raw_parameter(Parameter::elements(column, rows, &arrays.present));
            }
        }
    }
    text.push(") WITH ORDINALITY AS r(");
    for at in 0..given.len() {
        write_to(&mut text.sql, format_args!("c{at}, "));
    }
    text.push("n)");
    for (
        at,
        Values {
            column,
            elements,
            arrays,
        },
    ) in given.iter().enumerate()
    {
        let Some(Arrays { length, owners, .. }) = arrays else {
            continue;
        };
        text.push(" LEFT JOIN (SELECT e.n, array_agg(e.v ORDER BY e.o) AS v FROM unnest(");
        text.raw_parameter(Parameter::elements(*column, *length, elements));
        text.push(", ");
        let number = AnyColumn {
            sql_type: Type::BIGINT,
            ..*column
        };
        text.raw_parameter(Parameter::elements(number, *length, owners));
        text.push(") WITH ORDINALITY AS e(v, n, o) GROUP BY e.n)");
        write_to(&mut text.sql, format_args!(" AS a{at} ON a{at}.n = r.n"));
    }
    text.push(" ORDER BY r.n");
}

/// Takes a row with its place in the input.
pub(super) type Placed<'a> = &'a mut (dyn FnMut(usize, &PgRow) -> Result<()> + Send);

/// Sends the statements, hands on the rows that come back, if they are wanted, and counts them.
pub(super) async fn send(
    source: Source<'_>,
    what: &'static str,
    statements: Vec<(Statement, Vec<usize>)>,
    sink: Option<Placed<'_>>,
) -> Result<u64> {
    if statements.is_empty() {
        return Ok(0);
    }
    match source {
        Source::Held(connection) => send_on(connection, what, statements, sink).await,
        Source::Pool(pool) => {
            let mut connection = statement::acquire(&pool, what).await?;
            send_on(&mut connection, what, statements, sink).await
        }
    }
}

/// Several statements run in a transaction; in the caller's, if there is one.
async fn send_on(
    connection: &mut PgConnection,
    what: &'static str,
    statements: Vec<(Statement, Vec<usize>)>,
    sink: Option<Placed<'_>>,
) -> Result<u64> {
    if statements.len() == 1 {
        return each(connection, what, statements, sink).await;
    }
    let mut transaction = connection
        .begin()
        .await
        .map_err(Error::database(what, "begin"))?;
    let count = each(&mut transaction, what, statements, sink).await?;
    transaction
        .commit()
        .await
        .map_err(Error::database(what, "commit"))?;
    Ok(count)
}

async fn each(
    connection: &mut PgConnection,
    what: &'static str,
    statements: Vec<(Statement, Vec<usize>)>,
    mut sink: Option<Placed<'_>>,
) -> Result<u64> {
    let mut count = 0;
    for (statement, ordinals) in statements {
        let Some(sink) = &mut sink else {
            count += statement::execute_on(connection, statement).await?;
            continue;
        };
        let mut came = 0;
        let mut place = |row: &PgRow| {
            let ordinal = ordinals.get(came).copied();
            came += 1;
            ordinal.map_or(Ok(()), |ordinal| sink(ordinal, row))
        };
        statement::pump_on(connection, statement, Take::All, &mut place).await?;
        if came != ordinals.len() {
            let sent = ordinals.len();
            let why = format!(
                "{sent} rows were sent and {came} came back: a trigger or a rule changed that"
            );
            return Err(Error::Answer { what, why });
        }
        count += came as u64;
    }
    Ok(count)
}
