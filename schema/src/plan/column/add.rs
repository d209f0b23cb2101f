//! New columns, and what the rows that are there hold in them.

use super::not_null::unvalidated_not_null;
use super::property::properties;
use crate::create::table::{definition, identity};
use crate::database::{Column, Filled, Identity, Object, QualifiedName, Table};
use crate::plan::draft::Draft;
use crate::plan::safe::{add_then_fill, is_filled_later};
use crate::plan::work::Work;
use crate::plan::{Hazard, convert, twin};
use crate::sql;

pub(super) fn add(work: &Work<'_>, table: &Table, draft: &mut Draft) {
    add_below(
        work,
        table,
        &|it| meets(work, &table.name, it).is_none(),
        draft,
    );
}

/// Adds columns, which an heir that declares them itself has before: its parent's then find them.
fn add_below(work: &Work<'_>, table: &Table, those: &dyn Fn(&Column) -> bool, draft: &mut Draft) {
    for heir in work.new.children(&table.name) {
        let met = |it: &Column| {
            meets(work, &heir.name, it).is_some_and(|it| it == table.name)
                && work.new.column(&table.name, &it.name).is_some_and(those)
        };
        if heir.columns.iter().any(met) {
            add_below(work, heir, &met, draft);
        }
    }
    add_those(work, table, those, draft);
}

/// The parent whose new column finds this one, which an heir of it declares itself; the first of several.
fn meets(work: &Work<'_>, heir: &QualifiedName, column: &Column) -> Option<QualifiedName> {
    if !column.local {
        return None;
    }
    let parents = work.linked(heir).into_iter().map(|it| it.name.clone());
    parents
        .filter(|it| work.is_made(&Object::Column(it.clone(), column.name.clone())))
        .min()
}

fn add_those(work: &Work<'_>, table: &Table, those: impl Fn(&Column) -> bool, draft: &mut Draft) {
    let mut actions = Vec::new();
    let mut afterwards = Vec::new();
    let mut updates = Vec::new();
    let mut later = Vec::new();
    let mut hazards = Vec::new();
    let mut added = Vec::new();
    let mut later_filled = Vec::new();
    // Where a table is of a type, it is not while its columns change.
    let untyped = Table {
        of_type: None,
        ..table.clone()
    };
    let mut has_twins = false;
    let made = |it: &&Column| work.is_made(&Object::Column(table.name.clone(), it.name.clone()));
    for column in table.columns.iter().filter(made).filter(|it| those(it)) {
        if let Some(twin) = work.twins.taking(&table.name, &column.name) {
            twin::take_place(work, table, twin, column, draft);
            continue;
        }
        if work.twins.coming(&table.name, &column.name).is_some() {
            has_twins = true;
            continue;
        }
        added.push(column);
        let from_parent = work.linked(&table.name).iter().any(|parent| {
            work.new.column(&parent.name, &column.name).is_some()
                && (!column.local
                    || work.old.column(&parent.name, &column.name).is_some()
                        && !work.is_made(&Object::Column(parent.name.clone(), column.name.clone())))
        });
        if from_parent {
            afterwards.extend(correction(work, table, column));
            continue;
        }
        if is_filled_later(work, table, column) {
            later_filled.push(column);
            continue;
        }
        let mut column = column.clone();
        let runs_out = matches!(&column.filled, Filled::Identity(it) if counts_to(it) < 1_000_000);
        let is_never_null = convert::is_never_null(work, &column.ty);
        if (column.filled == Filled::No || runs_out)
            && column.not_null
            && !is_never_null
            && is_unfilled(work, &table.name)
            && convert::is_numbered(work, table, &column)
        {
            hazards.push(Hazard::Invents {
                what: format!(
                    "the rows of {} that are there are numbered in {}, for which nothing is said",
                    table.name, column.name
                ),
            });
            let name = sql::identifier(&column.name);
            column.not_null = false;
            updates.push(convert::number(table, &column));
            afterwards.push(format!("ALTER COLUMN {name} SET NOT NULL"));
            if let Filled::Identity(it) = &column.filled {
                later.push(format!(
                    "ALTER COLUMN {name} ADD{}",
                    identity(table, &column, it)
                ));
                column.filled = Filled::No;
            }
        } else if (column.not_null || is_never_null)
            && column.filled == Filled::No
            && is_unfilled(work, &table.name)
        {
            if let Some(value) = convert::target_value(work, table, &column)
                .filter(|_| !is_never_null && convert::invented(work, table, &column).is_some())
            {
                hazards.push(Hazard::Invents {
                    what: format!(
                        "every row of {} that is there gets some {} as its {}, for which nothing is said",
                        table.name, column.name, column.name
                    ),
                });
                column.not_null = false;
                let name = sql::identifier(&column.name);
                updates.push(format!(
                    "UPDATE {}\nSET {name} = {value}\nWHERE {name} IS NULL",
                    sql::qualified(&table.name)
                ));
                afterwards.push(format!("ALTER COLUMN {name} SET NOT NULL"));
            } else if let Some(value) = convert::invented(work, table, &column) {
                hazards.push(Hazard::Invents {
                    what: format!(
                        "every row of {} that is there gets {value} as its {}, for which nothing is said",
                        table.name, column.name
                    ),
                });
                column.filled = Filled::Default(value);
                afterwards.push(format!(
                    "ALTER COLUMN {} DROP DEFAULT",
                    sql::identifier(&column.name)
                ));
            } else {
                hazards.push(Hazard::MayFail {
                    unless: format!(
                        "{} is empty: its new column {} cannot be NULL and has no default",
                        table.name, column.name
                    ),
                });
            }
        }
        if let Some(definition) = definition(&untyped, &column, false) {
            actions.push(format!("ADD COLUMN {definition}"));
        }
    }
    if let Some(step) = draft.alter(&table.name, false, &actions) {
        for hazard in hazards {
            step.with(hazard);
        }
    }
    for update in updates {
        draft.run(update);
    }
    draft.alter(&table.name, false, &afterwards);
    draft.alter(&table.name, false, &later);
    for column in later_filled {
        add_then_fill(work, table, column, draft);
    }
    if has_twins {
        twin::fill(work, table, draft);
    }
    for column in added {
        properties(&table.name, None, column, draft);
        unvalidated_not_null(work, &table.name, None, column, draft);
    }
}

/// How many numbers a column can count to.
fn counts_to(identity: &Identity) -> u64 {
    let counting = &identity.counting;
    let range = counting.maximum.abs_diff(counting.minimum);
    range / counting.increment.unsigned_abs().max(1)
}

/// Whether rows may be there for which nothing says what a new column holds, and something may be made up.
fn is_unfilled(work: &Work<'_>, table: &QualifiedName) -> bool {
    work.old.tables.contains_key(table)
}

/// What a column that came from a parent has to be different.
fn correction(work: &Work<'_>, table: &Table, column: &Column) -> Vec<String> {
    let parent = work
        .linked(&table.name)
        .into_iter()
        .find_map(|parent| work.new.column(&parent.name, &column.name));
    let mut actions = Vec::new();
    let Some(parent) = parent else {
        return actions;
    };
    let name = sql::identifier(&column.name);
    match (&parent.filled, &column.filled) {
        (a, b) if a == b => {}
        (_, Filled::Default(expr)) => {
            actions.push(format!("ALTER COLUMN {name} SET DEFAULT {expr}"));
        }
        (Filled::Default(_), Filled::No) => {
            actions.push(format!("ALTER COLUMN {name} DROP DEFAULT"));
        }
        _ => {}
    }
    if column.not_null && !parent.not_null {
        actions.push(format!("ALTER COLUMN {name} SET NOT NULL"));
    }
    actions
}
