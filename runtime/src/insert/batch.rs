//! Rows that give the same columns, and the statement that inserts them.

use super::send::{Part, Places};
use super::values::{Rest, Values, first, only, select};
use super::{Insertion, Refused, column_list, found, keyed};
use crate::column::AnyColumn;
use crate::conflict::OnConflict;
use crate::error::{Error, Result};
use crate::name::Quoted;
use crate::render::Text;
use crate::statement::Statement;
use crate::value::Value;
use crate::wire::write_to;

/// How many bytes a batch holds before another one is begun.
const FULL: usize = 32 << 20;
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
        let before = values.elements().len();
        let put = values.put(row, value);
        self.bytes += values.elements().len() - before;
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
            only(insertion.what, &columns, &mut text)?;
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
