//! A load of one statement a level: the root's rows, then the rows of each collection by the keys
//! of its parents, all kept as they came until the structs are made of them.

use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};

use crate::cursor::{Below, Cursor};
use crate::error::{Error, Result};
use crate::given::filled;
use crate::level::Level;
use crate::load::Load;
use crate::parents::Parents;
use crate::rows::{Rows, bytes, each_row, type_of};
use crate::shape::Shape;
use crate::slot::Form;
use crate::statement::{Parameter, Statement, keep_on};
use crate::value::Unfit;
use crate::widen::widened;

/// The answers to the statements of a load.
#[derive(Debug)]
pub(crate) struct Batch {
    root: Vec<PgRow>,
    /// Whether a column of the root is of a narrower type than the schema says.
    narrower: bool,
    levels: Vec<Rows>,
}

/// Sends the statements, of which the first gives the root's rows: those of `root`, whose
/// statement is given since it is the query's. A level whose parents are none sends none.
pub(crate) async fn send(
    connection: &mut PgConnection,
    root: &Shape,
    statement: Statement,
    levels: &[Level],
    given: &[Parameter],
    form: Form,
) -> Result<Batch> {
    let (what, place, named) = (root.name, statement.place, statement.named);
    let mut batch = Batch {
        root: Vec::new(),
        narrower: false,
        levels: Vec::with_capacity(levels.len()),
    };
    let (rows, narrower) = (&mut batch.root, &mut batch.narrower);
    let mut keep = |row: PgRow| {
        if rows.is_empty() {
            *narrower = !root.is_exactly(&row)?;
        }
        rows.push(row);
        Ok(())
    };
    keep_on(connection, statement, &mut keep).await?;

    for level in levels {
        let keys = batch.keys(level).map_err(|why| Error::Answer {
            what,
            why: format!("the rows of a collection came {why}"),
        })?;
        let length = keys.length;
        let mut rows = Rows::new(form, length, level.mark);
        if length > 0 {
            let mut values: Vec<Parameter> = keys.parameters(level);
            let sql = match form {
                Form::Arrays => {
                    values.extend(level.cut(length));
                    &level.slices
                }
                Form::Single => &level.singly,
            };
            let own = filled(&level.parameters, given);
            let parameters = values.iter().chain(own.iter());
            let statement = Statement::new(what, "load", sql.clone(), parameters)?;
            let statement = statement.at(place).named(named);
            drop(values);
            let mut keep = |row| rows.take(what, level, &keys, row);
            keep_on(connection, statement, &mut keep).await?;
            level.came(rows.bytes(), length);
        }
        rows.places = keys.places;
        batch.levels.push(rows);
    }
    Ok(batch)
}

/// Takes a key that came as these types: keys are compared by their bytes, and sent back.
fn put_widened(
    level: &Level,
    types: &[u32],
    values: &[Option<&[u8]>],
    parents: &mut Parents,
) -> Result<(), Unfit> {
    let keys = level.keys.iter().zip(types).zip(values);
    let widened = keys.map(|(((column, _), found), value)| {
        let widened = value.map(|value| widened(column.sql_type.oid(), *found, value));
        widened.transpose()
    });
    let widened = widened.collect::<Result<Vec<_>, _>>()?;
    let values: Vec<_> = widened.iter().map(|value| value.as_deref()).collect();
    parents.put(&values);
    Ok(())
}

impl Batch {
    /// The keys of the parents of a level, each once.
    fn keys(&self, level: &Level) -> Result<Parents, Unfit> {
        let mut parents = Parents::of(
            level,
            match level.parent {
                0 => self.root.len(),
                number => self.levels.get(number - 1).map_or(0, Rows::length),
            },
        );
        let places: Vec<usize> = level.keys.iter().map(|(_, place)| *place).collect();
        let types = self.types(level, &places);
        let mut unfit = None;
        let mut take = |values: &[Option<&[u8]>]| {
            if types.is_empty() {
                parents.put(values);
            } else if let Err(why) = put_widened(level, &types, values, &mut parents) {
                unfit = Some(why);
            }
        };
        match level.parent.checked_sub(1).map(|at| self.levels.get(at)) {
            None => each_row(self.root.iter(), bytes, &places, &mut take),
            Some(Some(rows)) => rows.each(&places, &mut take)?,
            Some(None) => {}
        }
        parents.end();
        unfit.map_or(Ok(parents), Err)
    }

    /// The types of the keys' columns, if any may be narrower than the schema says.
    fn types(&self, level: &Level, places: &[usize]) -> Vec<u32> {
        match level.parent.checked_sub(1) {
            Some(at) => self.levels.get(at).map(|rows| rows.types(places)),
            None => self.root.first().filter(|_| self.narrower).map(|row| {
                let columns = places.iter().filter_map(|place| row.columns().get(*place));
                columns.map(type_of).collect()
            }),
        }
        .unwrap_or_default()
    }

    /// Makes the structs.
    pub(crate) fn read<S: Load>(&self, root: &Shape, levels: &[Level]) -> Result<Vec<S>> {
        let mut read = Vec::with_capacity(self.root.len());
        for number in 0..self.root.len() {
            if let Some(mut cursor) = self.cursor(root, levels, number) {
                read.push(S::read(&mut cursor)?);
            }
        }
        Ok(read)
    }

    fn cursor<'a>(
        &'a self,
        root: &'a Shape,
        levels: &'a [Level],
        number: usize,
    ) -> Option<Cursor<'a>> {
        let below = Below {
            levels,
            rows: &self.levels,
            row: number,
        };
        Some(Cursor::batched(
            root.name,
            &root.slots,
            self.root.get(number)?,
            below,
        ))
    }
}
