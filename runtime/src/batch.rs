//! A load of one statement a level: the root's rows, then the rows of each collection by the keys
//! of its parents, all kept as they came until the structs are made of them.

use std::collections::HashMap;

use sqlx::PgConnection;
use sqlx::postgres::PgRow;

use crate::cursor::{Below, Cursor};
use crate::error::{Error, Result};
use crate::given::filled;
use crate::level::Level;
use crate::load::Load;
use crate::rows::{Places, Rows, Take, each_row};
use crate::shape::Shape;
use crate::slot::Form;
use crate::statement::{Parameter, Statement, keep_on};
use crate::value::Unfit;

/// The answers to the statements of a load.
#[derive(Debug)]
pub(crate) struct Batch {
    root: Vec<PgRow>,
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
        levels: Vec::with_capacity(levels.len()),
    };
    let rows = &mut batch.root;
    let mut keep = |row: PgRow| {
        if rows.is_empty() {
            root.check(&row)?;
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
        let mut rows = Rows::new(form, keys.places, keys.length);
        if keys.length > 0 {
            let columns = level.keys.iter().zip(&keys.columns);
            let values: Vec<Parameter> = columns
                .map(|((column, _), values)| Parameter::elements(*column, keys.length, values))
                .collect();
            let sql = match form {
                Form::Arrays => &level.slices,
                Form::Single => &level.singly,
            };
            let own = filled(&level.parameters, given);
            let parameters = values.iter().chain(own.iter());
            let statement = Statement::new(what, "load", sql.clone(), parameters)?;
            let statement = statement.at(place).named(named);
            drop(values);
            let mut keep = |row| rows.take(what, level, row);
            keep_on(connection, statement, &mut keep).await?;
        }
        batch.levels.push(rows);
    }
    Ok(batch)
}

/// The keys of the parents of a level.
struct Keys {
    length: usize,
    /// For each column, the values, each behind its length.
    columns: Vec<Vec<u8>>,
    places: Places,
}

impl Batch {
    /// The keys of the parents of a level, each once.
    fn keys(&self, level: &Level) -> Result<Keys, Unfit> {
        let parents = match level.parent {
            0 => self.root.len(),
            number => self.levels.get(number - 1).map_or(0, Rows::length),
        };
        let mut keys = Keys {
            length: 0,
            columns: vec![Vec::new(); level.keys.len()],
            places: Places::Same,
        };
        if level.distinct {
            keys.length = parents;
            self.each_parent(level, &mut |values| keys.put(values))?;
            return Ok(keys);
        }

        let mut places = Vec::with_capacity(parents);
        // By their bytes: two that are equal to PostgreSQL and differ in them are both asked for.
        let mut numbers: HashMap<Vec<u8>, u32> = HashMap::new();
        let mut key = Vec::new();
        self.each_parent(level, &mut |values| {
            key.clear();
            if values.contains(&None) {
                places.push(None);
                return;
            }
            for value in values.iter().flatten() {
                put(value, &mut key);
            }
            let number = numbers.get(&key).copied().unwrap_or_else(|| {
                let number = u32::try_from(keys.length).unwrap_or(u32::MAX);
                numbers.insert(key.clone(), number);
                keys.length += 1;
                keys.put(values);
                number
            });
            places.push(Some(number));
        })?;
        keys.places = Places::Listed(places);
        Ok(keys)
    }

    fn each_parent<'a>(&'a self, level: &Level, take: Take<'_, 'a>) -> Result<(), Unfit> {
        let places: Vec<usize> = level.keys.iter().map(|(_, place)| *place).collect();
        match level.parent.checked_sub(1).map(|at| self.levels.get(at)) {
            None => each_row(&self.root, &places, 0, take),
            Some(Some(rows)) => rows.each(&places, take)?,
            Some(None) => {}
        }
        Ok(())
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

impl Keys {
    fn put(&mut self, values: &[Option<&[u8]>]) {
        for (column, value) in self.columns.iter_mut().zip(values) {
            put(value.unwrap_or_default(), column);
        }
    }
}

/// Appends a value behind its length, which is that of something that crossed the wire.
fn put(value: &[u8], into: &mut Vec<u8>) {
    let length = i32::try_from(value.len()).unwrap_or(i32::MAX);
    into.extend_from_slice(&length.to_be_bytes());
    into.extend_from_slice(value);
}
