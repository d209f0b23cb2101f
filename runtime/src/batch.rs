//! A load of one statement a level: the root's rows, then the rows of each collection by the keys
//! of its parents, all kept as they came until the structs are made of them.

use sqlx::PgConnection;
use sqlx::postgres::PgRow;

use crate::cursor::{Below, Cursor};
use crate::error::{Error, Result};
use crate::given::filled;
use crate::level::Level;
use crate::load::Load;
use crate::parents::Parents;
use crate::rows::{Rows, bytes, each_row};
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
        let take = &mut |values: &[Option<&[u8]>]| parents.put(values);
        let places: Vec<usize> = level.keys.iter().map(|(_, place)| *place).collect();
        match level.parent.checked_sub(1).map(|at| self.levels.get(at)) {
            None => each_row(self.root.iter(), bytes, &places, take),
            Some(Some(rows)) => rows.each(&places, take)?,
            Some(None) => {}
        }
        parents.end();
        Ok(parents)
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
