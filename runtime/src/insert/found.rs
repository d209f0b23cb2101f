//! Rows that are inserted unless their key is there, and come back either way.
//!
//! One statement looks for the rows and inserts those that it does not find. Neither half sees a row that
//! somebody else commits meanwhile: not the first, since it looks at what was there when the
//! statement began; not the second, since the key is taken. So a statement whose rows do not all come back is sent
//! again. It sees the others then, or finds their keys free. A transaction that is to see one state of
//! the data all along, where that would never end, is refused by the server (`40001`).

use super::send::{Part, Places};
use super::values::Values;
use super::{Insertion, column_list};
use crate::column::AnyColumn;
use crate::conflict::Target;
use crate::error::{Error, Result};
use crate::name::{Name, Quoted};
use crate::render::Text;
use crate::returning::{CHANGED, GIVEN, NUMBER};
use crate::shape::Shape;
use crate::statement::Parameter;
use crate::value::{Unfit, take_sized};
use crate::wire::write_to;

/// The rows that were there.
const FOUND: Name = Name::new("the found");

/// The columns of the key, if rows can be found by it: all of them are given, and none is `NULL`, of which
/// `is_there` knows.
pub(super) fn key(
    what: &'static str,
    target: Option<Target>,
    is_there: impl Fn(&str) -> Option<bool>,
) -> Result<Vec<&'static str>> {
    let refused = |column: &str, why: Unfit| Error::Value {
        what,
        column: column.to_owned(),
        why,
    };
    let Some(target) = target else {
        return Err(refused("key", Unfit::new("is not said")));
    };
    let Some(key) = target.columns() else {
        let why = "is a key over an expression or of some rows only, by which a row is not found: \
                   write `.do_nothing()`, and look for the row where it gives none";
        return Err(refused(target.first(), Unfit::new(why)));
    };
    for column in &key {
        match is_there(column) {
            Some(true) => {}
            Some(false) => {
                let why = "is NULL and part of the key that is looked for: NULL equals nothing, and each \
                           such row is another";
                return Err(refused(column, Unfit::null(why)));
            }
            None => {
                let why = "is part of the key that is looked for, and has to be given";
                return Err(refused(column, Unfit::new(why)));
            }
        }
    }
    Ok(key)
}

/// Whether all values of a column are there.
pub(super) fn all_there(values: &Values) -> bool {
    let mut elements = values.elements();
    while !elements.is_empty() {
        match take_sized(&mut elements) {
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => return false,
        }
    }
    true
}

/// One row, in the form in which many are given.
pub(super) fn one(parameters: &[Parameter], before: usize) -> Text {
    let mut text = Text::behind(before);
    write_to(
        &mut text.sql,
        format_args!("SELECT 1::bigint AS {}", Quoted(NUMBER)),
    );
    for parameter in parameters {
        text.push(", ");
        text.parameter(parameter.clone());
        let name = Quoted(parameter.column().name);
        write_to(&mut text.sql, format_args!(" AS {name}"));
    }
    text
}

/// The statement for the rows that this text gives with their numbers.
///
/// New rows are inserted in the order of the key, so that two who insert some of the same don't wait
/// for each other.
pub(super) fn part(
    mut text: Text,
    columns: &[AnyColumn],
    ordinals: Vec<usize>,
    (insertion, shape): (&Insertion, &Shape),
    key: &[&'static str],
) -> Result<Part> {
    let table = insertion.table;
    let given = std::mem::take(&mut text.sql);
    let read = shape.read_of_changed(key);
    let before = format!(
        "{GIVEN} AS MATERIALIZED ({given}), {FOUND} AS (SELECT {} FROM {table} AS t0 WHERE ({}) IN \
         (SELECT {} FROM {GIVEN} AS g)), ",
        listed("t0", &read),
        listed("t0", key),
        listed("g", key),
    );

    write_to(&mut text.sql, format_args!("INSERT INTO {table} AS t0"));
    column_list(columns, &mut text.sql);
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    write_to(
        &mut text.sql,
        format_args!(
            " SELECT {} FROM {GIVEN} AS g WHERE NOT EXISTS (SELECT FROM {FOUND} AS f WHERE ",
            listed("g", &names)
        ),
    );
    text.equal(("f", key), ("g", key));
    let number = Quoted(NUMBER);
    write_to(
        &mut text.sql,
        format_args!(") ORDER BY {}, g.{number}", listed("g", key)),
    );
    insertion.on_conflict(names.first().copied(), &mut text);
    shape.changed(&before, key, &mut text);
    write_to(
        &mut text.sql,
        format_args!(
            " SELECT {}, g.{number} FROM {GIVEN} AS g JOIN (SELECT * FROM {FOUND} UNION ALL \
             SELECT * FROM {CHANGED}) AS t0 ON ",
            shape.list
        ),
    );
    text.equal(("t0", key), ("g", key));
    text.push(&shape.joins);
    Ok(Part {
        statement: insertion.statement(text)?,
        ordinals,
        places: Places::Found,
    })
}

/// `t0."a", t0."b"`
fn listed(alias: &str, columns: &[&str]) -> String {
    let columns = columns.iter();
    let columns = columns.map(|column| format!("{alias}.{}", Quoted(column)));
    columns.collect::<Vec<_>>().join(", ")
}
