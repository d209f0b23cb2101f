//! The values of columns, of many rows: one array a column, and the SQL that takes them apart.
//!
//! `unnest` flattens arrays of arrays, so the elements of a column of arrays go as one flat
//! array beside the numbers of their rows, and are gathered again by those.

use crate::column::AnyColumn;
use crate::error::{Error, Result};
use crate::name::Quoted;
use crate::render::Text;
use crate::returning::NUMBER;
use crate::statement::Parameter;
use crate::value::{Elements, Unfit, Value, put_header, put_sized, take_sized};
use crate::wire::{Type, write_to};

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
    /// Puts the value of the next row, which has this number.
    pub(super) fn put<V: Value>(&mut self, row: i64, value: Option<&V>) -> Result<(), Unfit> {
        match &mut self.arrays {
            None => put_sized(value, &mut self.elements),
            Some(arrays) => arrays.put(row, value, &mut self.elements),
        }
    }

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

    pub(super) fn none(column: AnyColumn) -> Self {
        Self {
            column,
            elements: Vec::new(),
            arrays: column.sql_type.is_array().then(Arrays::default),
        }
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

/// The values of a column that have not been taken off.
pub(super) struct Rest<'a> {
    elements: &'a [u8],
    owners: &'a [u8],
    present: &'a [u8],
}

impl<'a> Rest<'a> {
    pub(super) fn of(values: &'a Values) -> Self {
        let arrays = values.arrays.as_ref();
        Self {
            elements: &values.elements,
            owners: arrays.map_or(&[], |arrays| &arrays.owners),
            present: arrays.map_or(&[], |arrays| &arrays.present),
        }
    }

    /// Those of the next row, which is the one at this place.
    pub(super) fn row(&mut self, at: usize, column: AnyColumn) -> Result<Values, Unfit> {
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

/// The name of the first column.
pub(super) fn first(columns: &[Values]) -> Option<&'static str> {
    columns.first().map(|values| values.column.name)
}

/// ` VALUES (…)`: those of the only row, which cost PostgreSQL less than arrays of one.
pub(super) fn only(what: &'static str, given: &[Values], text: &mut Text) -> Result<()> {
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
