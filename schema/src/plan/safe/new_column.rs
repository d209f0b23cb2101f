//! A new column whose values differ from row to row: adding it as it is would write the whole table anew.

use super::backfill::backfill;
use crate::create::sequence::all;
use crate::create::table::{definition, identity};
use crate::database::{Column, Filled, Identity, Table};
use crate::plan::column::require;
use crate::plan::draft::Draft;
use crate::plan::hazard::gives_another_value;
use crate::plan::lookup::beside;
use crate::plan::types::is_taken;
use crate::plan::work::Work;
use crate::sql;

/// Whether a column has to be added without its values.
pub(in crate::plan) fn is_filled_later(work: &Work<'_>, table: &Table, column: &Column) -> bool {
    work.options.safe
        && work.stays(&table.name)
        && work.options.rows.get(&table.name) != Some(&0)
        && match &column.filled {
            Filled::Default(expr) => gives_another_value(expr),
            Filled::Identity(_) => true,
            Filled::No | Filled::Generated(_) | Filled::Virtual(_) => false,
        }
}

/// Adds the column, fills it for new rows, then for those that are there, and then requires a value.
pub(in crate::plan) fn add(work: &Work<'_>, table: &Table, column: &Column, draft: &mut Draft) {
    let plain = Column {
        filled: Filled::No,
        not_null: false,
        not_null_constraint: None,
        ..column.clone()
    };
    let Some(text) = definition(table, &plain, false) else {
        return;
    };
    draft.alter(&table.name, false, &[format!("ADD COLUMN {text}")]);
    match &column.filled {
        Filled::Identity(it) => add_identity(work, table, column, it, draft),
        Filled::Default(expr) => {
            fill(work, table, column, expr, draft);
            if column.not_null {
                require(work, table, column, draft);
            }
        }
        Filled::No | Filled::Generated(_) | Filled::Virtual(_) => {}
    }
}

fn fill(work: &Work<'_>, table: &Table, column: &Column, value: &str, draft: &mut Draft) {
    let name = sql::identifier(&column.name);
    draft.alter(
        &table.name,
        false,
        &[format!("ALTER COLUMN {name} SET DEFAULT {value}")],
    );
    let set = vec![(column.name.clone(), value.to_owned())];
    backfill(work, &table.name, set, format!("{name} IS NULL"), draft);
}

/// A sequence stands in for the column's own until all rows have a number.
fn add_identity(work: &Work<'_>, table: &Table, column: &Column, it: &Identity, draft: &mut Draft) {
    let own = beside(&table.name, &it.sequence);
    let until = draft.aside(&own, |name| is_taken(work, name));
    let until = sql::qualified(&until);
    draft.run(format!(
        "CREATE SEQUENCE {until} AS {} {}",
        column.ty,
        all(&it.counting)
    ));
    let value = format!("nextval({}::regclass)", sql::literal(&until));
    fill(work, table, column, &value, draft);
    require(work, table, column, draft);
    let (quoted, name) = (sql::qualified(&table.name), sql::identifier(&column.name));
    let statements = [
        format!("ALTER TABLE {quoted}\n    ALTER COLUMN {name} DROP DEFAULT"),
        format!(
            "ALTER TABLE {quoted}\n    ALTER COLUMN {name} ADD{}",
            identity(table, column, it)
        ),
        format!(
            "SELECT setval({}, last_value, is_called)\nFROM {until}",
            sql::literal(&sql::qualified(&own))
        ),
        format!("DROP SEQUENCE {until}"),
    ];
    for statement in statements {
        draft.run(statement).joins = true;
    }
}
