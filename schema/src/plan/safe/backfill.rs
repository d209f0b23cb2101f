//! Values for rows that are there, in batches that others can write between.

use crate::database::{Constraint, ConstraintKind, QualifiedName, Table};
use crate::plan::draft::Draft;
use crate::plan::lookup::column;
use crate::plan::work::Work;
use crate::plan::{Backfill, Phase, Probe};
use crate::sql;

/// How many rows are written at once where nobody measures how long they take.
const ROWS: u32 = 1000;

/// How many pages are gone through at once in a table without a key.
const PAGES: u32 = 128;

/// Sets columns of the rows for which a condition holds, and then no longer does.
pub(in crate::plan) fn backfill(
    work: &Work<'_>,
    table: &QualifiedName,
    set: Vec<(String, String)>,
    todo: String,
    draft: &mut Draft,
) {
    let Some(it) = work.new.table(table) else {
        return;
    };
    let known = work.old.table(table).unwrap_or(it);
    let key = key(known);
    // Without a key, rows are told apart by where they lie, which each partition counts by itself.
    if key.is_empty() && it.partition.is_some() {
        for child in work.new.children(table) {
            backfill(work, &child.name, set.clone(), todo.clone(), draft);
        }
        return;
    }
    let names: Vec<&str> = set.iter().map(|(name, _)| name.as_str()).collect();
    let summary = format!("fill {} of {table}, in batches", names.join(", "));
    let backfill = Backfill {
        table: table.clone(),
        key,
        set,
        todo,
    };
    let statement = draft.alone(statement(&backfill)).called(summary);
    statement.phase = Phase::Backfill;
    statement.probe = Some(Probe::Backfill);
    statement.backfill = Some(backfill);
}

/// The columns of the primary key, or of another key that is never NULL.
fn key(table: &Table) -> Vec<(String, String)> {
    let columns = |it: &Constraint| -> Option<Vec<(String, String)>> {
        let (ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key)) = &it.kind else {
            return None;
        };
        if key.without_overlaps {
            return None;
        }
        let columns = key.columns.iter().map(|name| {
            let it = column(table, name).filter(|it| it.not_null)?;
            Some((name.clone(), it.ty.clone()))
        });
        columns.collect()
    };
    let is_primary = |it: &&Constraint| matches!(it.kind, ConstraintKind::PrimaryKey(_));
    let constraints = || table.constraints.iter();
    constraints()
        .filter(is_primary)
        .chain(constraints())
        .find_map(columns)
        .unwrap_or_default()
}

/// A statement that does all batches, where it runs outside of a transaction.
fn statement(backfill: &Backfill) -> String {
    let table = sql::qualified(&backfill.table);
    let set: Vec<String> = backfill
        .set
        .iter()
        .map(|(name, value)| format!("{} = {value}", sql::identifier(name)))
        .collect();
    let update = format!("UPDATE {table} SET {}\n            WHERE", set.join(", "));
    let body = if backfill.key.is_empty() {
        by_page(&table, &update, &backfill.todo)
    } else {
        by_key(&table, &update, backfill)
    };
    format!("DO {}", sql::dollar_quoted(&body))
}

fn by_key(table: &str, update: &str, backfill: &Backfill) -> String {
    let list = |of: &dyn Fn(usize, &str) -> String| -> String {
        let names = backfill.key.iter().enumerate();
        let names: Vec<String> = names.map(|(at, (name, _))| of(at, name)).collect();
        names.join(", ")
    };
    let key = list(&|_, name| sql::identifier(name));
    let this = list(&|at, _| format!("relata_this_{at}"));
    let next = list(&|at, _| format!("relata_next_{at}"));
    let declared: String = backfill
        .key
        .iter()
        .enumerate()
        .map(|(at, (_, ty))| format!("    relata_this_{at} {ty};\n    relata_next_{at} {ty};\n"))
        .collect();
    let next_to_this: String = (0..backfill.key.len())
        .map(|at| format!("        relata_this_{at} := relata_next_{at};\n"))
        .collect();
    let todo = &backfill.todo;
    format!(
        "
DECLARE
{declared}    relata_more boolean;
BEGIN
    SELECT {key} INTO {this} FROM {table} ORDER BY {key} LIMIT 1;
    relata_more := FOUND;
    WHILE relata_more LOOP
        SELECT {key} INTO {next} FROM {table}
        WHERE ({key}) >= ({this}) ORDER BY {key} OFFSET {ROWS} LIMIT 1;
        relata_more := FOUND;
        IF relata_more THEN
            {update} ({key}) >= ({this}) AND ({key}) < ({next}) AND ({todo});
        ELSE
            {update} ({key}) >= ({this}) AND ({todo});
        END IF;
        COMMIT;
{next_to_this}    END LOOP;
END
"
    )
}

fn by_page(table: &str, update: &str, todo: &str) -> String {
    let name = sql::literal(table);
    format!(
        "
DECLARE
    relata_page bigint;
    relata_pages bigint;
    relata_rows bigint;
    relata_done bigint := 0;
    relata_before bigint;
BEGIN
    LOOP
        relata_before := relata_done;
        relata_done := 0;
        relata_page := 0;
        relata_pages := pg_relation_size({name}) / current_setting('block_size')::bigint;
        WHILE relata_page < relata_pages LOOP
            {update} ctid >= format('(%s,0)', relata_page)::tid
                AND ctid < format('(%s,0)', relata_page + {PAGES})::tid
                AND ({todo});
            GET DIAGNOSTICS relata_rows = ROW_COUNT;
            relata_done := relata_done + relata_rows;
            COMMIT;
            relata_page := relata_page + {PAGES};
        END LOOP;
        -- A row that others wrote meanwhile lies elsewhere now.
        EXIT WHEN relata_done = 0 OR relata_done = relata_before;
    END LOOP;
END
"
    )
}
