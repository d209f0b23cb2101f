//! Rows of which some can be passed over, and which of them were not.

use super::Insertion;
use super::batch::Given;
use super::send::{Part, Places};
use super::values::{first, select};
use crate::error::Result;
use crate::name::Quoted;
use crate::render::Text;
use crate::returning::{GIVEN, NUMBER};
use crate::shape::Shape;
use crate::wire::write_to;

/// The statement that inserts the rows; each that is inserted comes back with its place. All of them
/// give the columns of the key.
pub(super) fn part(
    Given { columns, ordinals }: Given,
    insertion: &Insertion,
    shape: &Shape,
    key: &[&str],
) -> Result<Part> {
    let mut given = Text::behind(shape.parameters.len());
    select(&columns, ordinals.len(), true, &mut given);
    let before = format!("{GIVEN} AS MATERIALIZED ({}), ", given.sql);

    let begin = insertion.begin(&columns).sql;
    let mut text = given;
    text.sql = begin;
    for (at, values) in columns.iter().enumerate() {
        let comma = if at == 0 { " SELECT " } else { ", " };
        write_to(
            &mut text.sql,
            format_args!("{comma}{}", Quoted(values.column.name)),
        );
    }
    write_to(
        &mut text.sql,
        format_args!(" FROM {GIVEN} ORDER BY {}", Quoted(NUMBER)),
    );
    insertion.on_conflict(first(&columns), &mut text);
    shape.returning_keyed(&before, key, &mut text);
    Ok(Part {
        statement: insertion.statement(text)?,
        ordinals,
        places: Places::Keyed,
    })
}
