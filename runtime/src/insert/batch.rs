//! Rows that give the same columns: one array a column, and the statement that takes them apart.
//!
//! `unnest` flattens arrays of arrays, so the elements of a column of arrays go as one flat
//! array beside the numbers of their rows, and are gathered again by those.

use sqlx::postgres::PgRow;
use sqlx::{Connection as _, PgConnection};

use super::{Insertion, Refused, column_list, found, keyed};
use crate::column::AnyColumn;
use crate::conflict::OnConflict;
use crate::error::{Error, Result};
use crate::executor::Source;
use crate::name::Quoted;
use crate::render::Text;
use crate::returning::NUMBER;
use crate::shape::Shape;
use crate::statement::{self, Parameter, Statement, Take};
use crate::taken::Taken;
use crate::value::{Elements, Unfit, Value, put_header, put_sized, take_sized};
use crate::wire::{Type, write_to};

/// How many bytes a batch holds before another one is begun.
const FULL: usize = 32 << 20;
/// How often a statement is sent that finds or inserts rows. Once more is enough, unless somebody deletes
/// the row again just then.
const TRIES: usize = 20;
/// How many rows of nothing but defaults go into a statement.
const DEFAULTS: usize = 1000;

/// Rows that give the same columns.
#[derive(Debug)]
pub(crate) struct Batch {
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
pub(super) struct Values {
    pub(super) column: AnyColumn,
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

impl Values {
    /// Each behind its length; of arrays, the elements of all of them.
    pub(super) fn elements(&self) -> &[u8] {
        &self.elements
    }

    /// The value of the only row.
    fn only(&self) -> Result<Parameter, Unfit> {
        let Some(arrays) = &self.arrays else {
            let value = take_sized(&mut self.elements.as_slice())?;
            return Ok(Parameter::crossed(self.column, value.map(<[u8]>::to_vec)));
        };
        if take_sized(&mut arrays.present.as_slice())? != Some(&[1]) {
            return Ok(Parameter::crossed(self.column, None));
        }
        let mut array = Vec::with_capacity(self.elements.len() + 20);
        let element = self.column.sql_type.sent_element_oid();
        put_header(arrays.length, element, &mut array)?;
        array.extend_from_slice(&self.elements);
        Ok(Parameter::crossed(self.column, Some(array)))
    }

    fn none(column: AnyColumn) -> Self {
        Self {
            column,
            elements: Vec::new(),
            arrays: column.sql_type.is_array().then(Arrays::default),
        }
    }
}

/// The values of a column that have not been taken off.
struct Rest<'a> {
    elements: &'a [u8],
    owners: &'a [u8],
    present: &'a [u8],
}

impl<'a> Rest<'a> {
    fn of(values: &'a Values) -> Self {
        let arrays = values.arrays.as_ref();
        Self {
            elements: &values.elements,
            owners: arrays.map_or(&[], |arrays| &arrays.owners),
            present: arrays.map_or(&[], |arrays| &arrays.present),
        }
    }

    /// Those of the next row, which is the one at this place.
    fn row(&mut self, at: usize, column: AnyColumn) -> Result<Values, Unfit> {
        let mut values = Values::none(column);
        let Some(arrays) = &mut values.arrays else {
            move_sized(&mut self.elements, &mut values.elements)?;
            return Ok(values);
        };
        move_sized(&mut self.present, &mut arrays.present)?;
        let number = (at as i64 + 1).to_be_bytes();
        // Each number stands behind its length.
        while self.owners.get(4..12) == Some(number.as_slice()) {
            self.owners = self.owners.get(12..).unwrap_or_default();
            put_sized(Some(&1i64), &mut arrays.owners)?;
            move_sized(&mut self.elements, &mut values.elements)?;
            arrays.length += 1;
        }
        Ok(values)
    }
}

/// Moves a value with the length that it stands behind.
fn move_sized(from: &mut &[u8], into: &mut Vec<u8>) -> Result<(), Unfit> {
    let before = *from;
    take_sized(from)?;
    into.extend_from_slice(&before[..before.len() - from.len()]);
    Ok(())
}

impl Batch {
    pub(super) fn new(columns: &[AnyColumn], given: Vec<bool>) -> Self {
        let columns = columns.iter().map(|column| Values::none(*column));
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
    pub(super) fn parts(self, insertion: &Insertion, into: &mut Vec<Part>) -> Result<()> {
        if let Some((column, why)) = self.refused {
            return Err(Error::Value {
                what: insertion.what,
                column: column.to_owned(),
                why,
            });
        }
        let on_conflict = insertion.on_conflict.as_ref();
        if let (Some(shape), Some(on_conflict)) = (
            insertion.shape,
            on_conflict.filter(|on_conflict| on_conflict.finds()),
        ) {
            let key = found::key(insertion.what, on_conflict.target, |name| {
                let mut columns = self.columns.iter().zip(&self.given);
                let found = columns.find(|(values, given)| **given && values.column.name == name);
                found.map(|(values, _)| found::all_there(values))
            })?;
            let Given { columns, ordinals } = self.given();
            let mut text = insertion.text();
            select(&columns, ordinals.len(), true, &mut text);
            let columns: Vec<AnyColumn> = columns.iter().map(|values| values.column).collect();
            into.push(found::part(
                text,
                &columns,
                ordinals,
                (insertion, shape),
                &key,
            )?);
            return Ok(());
        }
        let passes_over = insertion.on_conflict.as_ref().filter(|it| it.passes_over());
        let key = match (insertion.shape, passes_over) {
            (Some(shape), Some(on_conflict)) => {
                let key = on_conflict.target.and_then(|target| target.columns());
                let is_given = |key: &Vec<&str>| key.iter().all(|column| self.gives(column));
                let Some(key) = key.filter(is_given) else {
                    let rows = self.split(insertion.what)?;
                    return rows.into_iter().try_for_each(|row| {
                        into.push(row.part(insertion)?);
                        Ok(())
                    });
                };
                Some((shape, key))
            }
            _ => None,
        };
        match key {
            Some((shape, key)) => into.push(keyed::part(self.given(), insertion, shape, &key)?),
            None if self.given.contains(&true) => into.push(self.part(insertion)?),
            None => {
                for rows in self.ordinals.chunks(DEFAULTS) {
                    into.push(defaults(rows, insertion)?);
                }
            }
        }
        Ok(())
    }

    /// The statement that inserts the rows, which come back in the order of the input.
    fn part(self, insertion: &Insertion) -> Result<Part> {
        let passes_over = insertion
            .on_conflict
            .as_ref()
            .is_some_and(OnConflict::passes_over);
        let places = if passes_over {
            Places::Some
        } else {
            Places::All
        };
        if !self.given.contains(&true) {
            return Ok(Part {
                places,
                ..defaults(&self.ordinals, insertion)?
            });
        }
        let Given { columns, ordinals } = self.given();
        let mut text = insertion.begin(&columns);
        if ordinals.len() == 1 {
            values(insertion.what, &columns, &mut text)?;
        } else {
            text.push(" ");
            select(&columns, ordinals.len(), false, &mut text);
            text.push(" ORDER BY r.n");
        }
        insertion.on_conflict(first(&columns), &mut text);
        Ok(Part {
            statement: insertion.end(text)?,
            ordinals,
            places,
        })
    }

    fn gives(&self, column: &str) -> bool {
        let mut columns = self.columns.iter().zip(&self.given);
        columns.any(|(values, given)| *given && values.column.name == column)
    }

    fn given(self) -> Given {
        let columns = self.columns.into_iter().zip(self.given);
        Given {
            columns: columns
                .filter(|(_, given)| *given)
                .map(|(values, _)| values)
                .collect(),
            ordinals: self.ordinals,
        }
    }

    /// A batch for each row.
    fn split(&self, what: &'static str) -> Result<Vec<Self>> {
        let mut rows: Vec<Self> = Vec::with_capacity(self.ordinals.len());
        for ordinal in &self.ordinals {
            rows.push(Self {
                given: self.given.clone(),
                columns: Vec::with_capacity(self.columns.len()),
                ordinals: vec![*ordinal],
                refused: None,
                bytes: 0,
            });
        }
        for (values, given) in self.columns.iter().zip(&self.given) {
            let unfit = |why| Error::Value {
                what,
                column: values.column.name.to_owned(),
                why,
            };
            let mut rest = Rest::of(values);
            for (at, row) in rows.iter_mut().enumerate() {
                row.columns.push(if *given {
                    rest.row(at, values.column).map_err(unfit)?
                } else {
                    Values::none(values.column)
                });
            }
        }
        Ok(rows)
    }
}

/// What the rows give.
pub(super) struct Given {
    pub(super) columns: Vec<Values>,
    pub(super) ordinals: Vec<usize>,
}

/// A statement, and the places of its rows in the input.
pub(super) struct Part {
    pub(super) statement: Statement,
    pub(super) ordinals: Vec<usize>,
    pub(super) places: Places,
}

impl Part {
    /// The same for a connection on which names of statements mean something, or nothing.
    fn named(mut self, named: bool) -> Self {
        self.statement.named = named;
        self
    }
}

/// Which rows come back.
#[derive(Debug, Clone, Copy)]
pub(super) enum Places {
    /// All, in the order of the input.
    All,
    /// The first of them, of which there is one.
    Some,
    /// Each with its place behind its values.
    Keyed,
    /// The same, and all of them, or the statement is sent again.
    Found,
}

/// Rows of nothing but defaults.
fn defaults(rows: &[usize], insertion: &Insertion) -> Result<Part> {
    let Insertion {
        table, any_column, ..
    } = insertion;
    let values = vec!["(DEFAULT)"; rows.len()].join(", ");
    let mut text = insertion.text();
    write_to(
        &mut text.sql,
        format_args!(
            "INSERT INTO {table} AS t0 ({}) VALUES {values}",
            Quoted(any_column)
        ),
    );
    insertion.on_conflict(None, &mut text);
    Ok(Part {
        statement: insertion.end(text)?,
        ordinals: rows.to_vec(),
        places: Places::All,
    })
}

impl Insertion {
    /// An empty text, behind the parameters of the shape.
    pub(super) fn text(&self) -> Text {
        Text::behind(self.shape.map_or(0, |shape| shape.parameters.len()))
    }

    /// `INSERT INTO … (…)`
    pub(super) fn begin(&self, columns: &[Values]) -> Text {
        let mut text = self.text();
        write_to(
            &mut text.sql,
            format_args!("INSERT INTO {} AS t0", self.table),
        );
        column_list(columns.iter().map(|values| &values.column), &mut text.sql);
        text
    }

    /// For rows that give this column, if any.
    pub(super) fn on_conflict(&self, given: Option<&str>, text: &mut Text) {
        if let Some(on_conflict) = &self.on_conflict {
            text.on_conflict(on_conflict, given, self.version);
        }
    }

    /// Has the rows come back, in their order.
    fn end(&self, mut text: Text) -> Result<Statement> {
        if let Some(shape) = self.shape {
            shape.returning_in_order(&mut text);
        }
        self.statement(text)
    }

    pub(super) fn statement(&self, text: Text) -> Result<Statement> {
        let doing = self
            .on_conflict
            .as_ref()
            .map_or("insert", OnConflict::doing);
        let before = self.shape.map_or(&[][..], |shape| &shape.parameters);
        let parameters = before.iter().chain(&text.parameters);
        Statement::new(self.what, doing, text.sql, parameters)
    }
}

/// The name of the first column.
pub(super) fn first(columns: &[Values]) -> Option<&'static str> {
    columns.first().map(|values| values.column.name)
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

/// ` VALUES (…)`: those of the only row, which cost PostgreSQL less than arrays of one.
fn values(what: &'static str, given: &[Values], text: &mut Text) -> Result<()> {
    for (at, values) in given.iter().enumerate() {
        text.push(if at == 0 { " VALUES (" } else { ", " });
        let parameter = values.only().map_err(|why| Error::Value {
            what,
            column: values.column.name.to_owned(),
            why,
        })?;
        text.parameter(parameter);
    }
    text.push(")");
    Ok(())
}

/// `SELECT … FROM unnest(…) …`: the values, by the names of their columns if they are `named`,
/// which come behind their number in the input then.
pub(super) fn select(given: &[Values], rows: usize, named: bool, text: &mut Text) {
    text.push("SELECT ");
    if named {
        write_to(&mut text.sql, format_args!("r.n AS {}, ", Quoted(NUMBER)));
    }
    for (at, Values { column, arrays, .. }) in given.iter().enumerate() {
        text.push(if at == 0 { "" } else { ", " });
        let expression = match arrays {
            None => format!("r.c{at}"),
            Some(_) => format!("(CASE WHEN r.c{at} THEN coalesce(a{at}.v, '{{}}') END)"),
        };
        column.sql_type.arrived(expression, &mut text.sql);
        if named {
            write_to(&mut text.sql, format_args!(" AS {}", Quoted(column.name)));
        }
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
}

/// Takes a row with its place in the input.
pub(super) type Placed<'a> = (
    &'static Shape,
    &'a mut (dyn FnMut(usize, &PgRow) -> Result<()> + Send),
);

/// Sends the statements, hands on the rows that come back, if they are wanted, and counts them.
pub(super) async fn send(
    source: Source<'_>,
    what: &'static str,
    parts: Vec<Part>,
    sink: Option<Placed<'_>>,
) -> Result<u64> {
    if parts.is_empty() {
        return Ok(0);
    }
    let mut on = Taken::from(source, what).await?;
    let named = on.keeps_names();
    let parts = parts.into_iter().map(|part| part.named(named)).collect();
    let sent = send_on(on.connection(), what, parts, sink).await;
    on.end(sent).await
}

/// Several statements run in a transaction; in the caller's, if there is one.
async fn send_on(
    connection: &mut PgConnection,
    what: &'static str,
    parts: Vec<Part>,
    sink: Option<Placed<'_>>,
) -> Result<u64> {
    if parts.len() == 1 {
        return each(connection, what, parts, sink).await;
    }
    let mut transaction = connection
        .begin()
        .await
        .map_err(Error::database(what, "begin"))?;
    let count = each(&mut transaction, what, parts, sink).await?;
    transaction
        .commit()
        .await
        .map_err(Error::database(what, "commit"))?;
    Ok(count)
}

async fn each(
    connection: &mut PgConnection,
    what: &'static str,
    parts: Vec<Part>,
    mut sink: Option<Placed<'_>>,
) -> Result<u64> {
    let mut count = 0;
    for Part {
        statement,
        ordinals,
        places,
    } in parts
    {
        let Some((shape, sink)) = &mut sink else {
            count += statement::execute_on(connection, statement).await?;
            continue;
        };
        let (mut next, mut left) = (Some(statement), TRIES);
        while let Some(statement) = next.take() {
            let again = matches!(places, Places::Found).then(|| statement.again());
            let mut came = 0;
            let mut place = |row: &PgRow| {
                let at = match places {
                    Places::Keyed | Places::Found => shape.place(row)?,
                    Places::All | Places::Some => {
                        if came == 0 {
                            shape.check(row)?;
                        }
                        came
                    }
                };
                came += 1;
                match ordinals.get(at) {
                    Some(ordinal) => sink(*ordinal, row),
                    None => Err(changed(what, "a row came back whose key was not given")),
                }
            };
            statement::pump_on(connection, statement, Take::All, &mut place).await?;
            if came != ordinals.len() && matches!(places, Places::All | Places::Found) {
                left -= 1;
                next = again.filter(|_| left > 0);
                if next.is_none() {
                    let sent = ordinals.len();
                    let how = format!("{sent} rows were sent and {came} came back");
                    return Err(changed(what, &how));
                }
                continue;
            }
            count += came as u64;
        }
    }
    Ok(count)
}

/// Something in the database does not do as the statement says.
fn changed(what: &'static str, how: &str) -> Error {
    let why = format!("{how}: a trigger or a rule changed that");
    Error::Answer { what, why }
}
