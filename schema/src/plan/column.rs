//! The columns of tables that stay.

use super::draft::Draft;
use super::work::Work;
use super::{Hazard, Phase, convert, lookup, sequence, table};
use crate::change::Change;
use crate::create::sequence::all;
use crate::create::table::{definition, identity};
use crate::database::{Column, Filled, Identity, NotNull, Object, QualifiedName, Table};
use crate::name::postgres;
use crate::sql;
use std::collections::BTreeSet;

/// Takes away columns, and what fills those that stay or keeps them from being NULL.
pub(super) fn remove(work: &Work<'_>, draft: &mut Draft) {
    for name in touched(work) {
        let Some(table) = work.old.table(&name) else {
            continue;
        };
        let has_children = !work.old.children(&name).is_empty();
        let mut only = Vec::new();
        let mut all = Vec::new();
        for column in &table.columns {
            let quoted = sql::identifier(&column.name);
            let new = work
                .new
                .column(&name, &column.name)
                .filter(|_| !work.is_gone(&Object::Column(name.clone(), column.name.clone())));
            let becomes = new.map(|it| &it.filled);
            match (&column.filled, becomes) {
                (_, None) => {}
                (Filled::Default(_), Some(filled))
                    if is_default_taken(work, &name, column, filled) =>
                {
                    only.push(format!("ALTER COLUMN {quoted} DROP DEFAULT"));
                }
                (Filled::Identity(_), Some(Filled::Identity(_))) => {}
                (Filled::Identity(_), Some(_)) => {
                    all.push(format!("ALTER COLUMN {quoted} DROP IDENTITY"));
                }
                (Filled::Generated(_), Some(filled))
                    if *filled != column.filled && !is_inherited(work, &name, &column.name) =>
                {
                    all.push(format!("ALTER COLUMN {quoted} DROP EXPRESSION"));
                }
                _ => {}
            }
            if let Some(new) = new
                && not_null_goes(column, new)
                && !is_inherited_not_null(work, &name, column)
            {
                all.push(format!("ALTER COLUMN {quoted} DROP NOT NULL"));
            }
        }
        let mut dropped = Vec::new();
        // What is generated goes before what it reads.
        let is_derived =
            |it: &&Column| matches!(it.filled, Filled::Generated(_) | Filled::Virtual(_));
        let (derived, others): (Vec<&Column>, Vec<&Column>) =
            table.columns.iter().partition(is_derived);
        for column in derived.into_iter().chain(others) {
            let object = Object::Column(name.clone(), column.name.clone());
            if work.is_gone(&object) && work.stays(&name) {
                if !is_inherited(work, &name, &column.name) {
                    all.push(format!("DROP COLUMN {}", sql::identifier(&column.name)));
                }
                dropped.push(column);
            }
        }
        if !has_children {
            only.append(&mut all);
        }
        draft.alter(&name, has_children, &only);
        draft.alter(&name, false, &all);
        note_dropped(work, &name, &dropped, draft);
    }
}

/// What is lost with columns that are dropped; what is generated is made again.
fn note_dropped(work: &Work<'_>, table: &QualifiedName, dropped: &[&Column], draft: &mut Draft) {
    for column in dropped {
        let is_derived = matches!(column.filled, Filled::Generated(_) | Filled::Virtual(_));
        let comes_again = work.new.column(table, &column.name).is_some();
        if let Some(step) = draft.steps.last_mut() {
            step.phase = Phase::Contract;
            if !(is_derived && comes_again) {
                step.with(Hazard::Loses {
                    what: format!("the column {} of {table}", column.name),
                });
            }
        }
        if !(is_derived && comes_again)
            && work.old.table(table).is_some_and(|it| it.part_of.is_none())
        {
            let reason = if comes_again {
                "the column is dropped and created anew: what it held cannot become generated"
            } else {
                "the column is dropped"
            };
            draft.loses(format!("{table}.{}", column.name), reason);
        }
    }
}

/// Whether a default has to go before the rest: because what it needs goes, or nothing takes its place.
fn is_default_taken(
    work: &Work<'_>,
    table: &QualifiedName,
    column: &Column,
    becomes: &Filled,
) -> bool {
    if work.remade.contains(table) {
        return work.is_gone(&Object::Default(table.clone(), column.name.clone()));
    }
    !matches!(becomes, Filled::Default(_))
        || work.is_gone(&Object::Default(table.clone(), column.name.clone()))
        || work.retyped.contains(&(table.clone(), column.name.clone()))
}

fn not_null_goes(from: &Column, to: &Column) -> bool {
    let (old, new) = (&from.not_null_constraint, &to.not_null_constraint);
    let is_other = |a: &NotNull, b: &NotNull| a.no_inherit != b.no_inherit || (a.valid && !b.valid);
    from.not_null && !to.not_null
        || old.is_some() && (!to.not_null && new.is_none())
        || matches!((old, new), (Some(a), Some(b)) if is_other(a, b))
        || matches!((old, new), (None, Some(b)) if from.not_null && (!b.valid || b.no_inherit))
        || matches!((old, new), (Some(a), None) if a.no_inherit)
}

/// Whether a column is a linked parent's too, with whose it changes.
fn is_inherited(work: &Work<'_>, table: &QualifiedName, column: &str) -> bool {
    work.linked(table).iter().any(|parent| {
        work.old.column(&parent.name, column).is_some()
            && work.new.column(&parent.name, column).is_some()
            || (work.old.column(&parent.name, column).is_some()
                && work.old.column(table, column).is_some_and(|it| !it.local))
    })
}

/// Whether a column's NOT NULL goes with that of a linked parent.
fn is_inherited_not_null(work: &Work<'_>, table: &QualifiedName, column: &Column) -> bool {
    work.linked(table).iter().any(|parent| {
        let old = work.old.column(&parent.name, &column.name);
        let new = work.new.column(&parent.name, &column.name);
        matches!((old, new), (Some(old), Some(new)) if old.not_null && not_null_goes(old, new))
    })
}

/// The tables that stay and whose columns change in some way, parents first.
fn touched(work: &Work<'_>) -> Vec<QualifiedName> {
    let mut names: BTreeSet<&QualifiedName> = BTreeSet::new();
    for change in work.changes {
        if let Change::Column { table, .. } = change {
            names.insert(table);
        }
    }
    for object in work.gone.iter().chain(&work.made) {
        if let Object::Column(table, _) | Object::Default(table, _) = object {
            names.insert(table);
        }
    }
    names.extend(work.retyped.iter().map(|(table, _)| table));
    // A child may have to say again what a change of its parent overrides.
    let mut all = names.clone();
    let mut news: Vec<&QualifiedName> = names.into_iter().collect();
    while let Some(name) = news.pop() {
        for child in work.new.children(name) {
            if all.insert(&child.name) {
                news.push(&child.name);
            }
        }
    }
    let tables: Vec<&Table> = all
        .iter()
        .filter(|name| work.stays(name) || work.remade.contains(**name))
        .filter_map(|name| work.new.table(name))
        .collect();
    let ordered = super::order::sorted(
        &tables,
        |it| it.name.clone(),
        |it| lookup::parents(it).cloned().collect(),
    );
    ordered.into_iter().map(|it| it.name.clone()).collect()
}

/// Types, new columns, and what fills the columns and keeps them from being NULL.
pub(super) fn change(work: &Work<'_>, draft: &mut Draft) {
    for name in touched(work) {
        if work.stays(&name)
            && let Some(table) = work.new.table(&name)
        {
            retype(work, table, draft);
            add(work, table, draft);
            fill(work, table, draft);
        }
    }
}

fn retype(work: &Work<'_>, table: &Table, draft: &mut Draft) {
    let mut actions = Vec::new();
    let mut hazards = Vec::new();
    for (old, new) in work.kept_columns(&table.name) {
        let changes = work
            .retyped
            .contains(&(table.name.clone(), new.name.clone()));
        if !changes || is_inherited(work, &table.name, &new.name) {
            continue;
        }
        let name = sql::identifier(&new.name);
        let collation = match &new.collation {
            Some(collation) => format!(" COLLATE {collation}"),
            None => String::new(),
        };
        let using = match convert::converted(work, &table.name, old, new, draft) {
            Some(value) => format!(" USING {value}"),
            None => String::new(),
        };
        actions.push(format!(
            "ALTER COLUMN {name} TYPE {}{collation}{using}",
            new.ty
        ));
        if old.ty != new.ty && !convert::is_safe(&old.ty, &new.ty) {
            hazards.push(Hazard::MayFail {
                unless: format!("each {}.{} can be read as {}", table.name, new.name, new.ty),
            });
        }
    }
    if let Some(step) = draft.alter(&table.name, false, &actions) {
        step.phase = Phase::Contract;
        step.with(Hazard::Locks {
            table: table.name.clone(),
        });
        for hazard in hazards {
            step.with(hazard);
        }
    }
}

fn add(work: &Work<'_>, table: &Table, draft: &mut Draft) {
    let mut actions = Vec::new();
    let mut afterwards = Vec::new();
    let mut updates = Vec::new();
    let mut later = Vec::new();
    let mut hazards = Vec::new();
    let mut added = Vec::new();
    let made = |it: &&Column| work.is_made(&Object::Column(table.name.clone(), it.name.clone()));
    for column in table.columns.iter().filter(made) {
        added.push(column);
        let from_parent = work.linked(&table.name).iter().any(|parent| {
            work.new.column(&parent.name, &column.name).is_some()
                && (!column.local || work.old.column(&parent.name, &column.name).is_some())
        });
        if from_parent {
            afterwards.extend(correction(work, table, column));
            continue;
        }
        let mut column = column.clone();
        let runs_out = matches!(&column.filled, Filled::Identity(it) if counts_to(it) < 1_000_000);
        if (column.filled == Filled::No || runs_out)
            && column.not_null
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
        } else if column.not_null && column.filled == Filled::No && is_unfilled(work, &table.name) {
            if let Some(value) = convert::target_value(work, table, &column)
                .filter(|_| convert::invented(work, table, &column).is_some())
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
        if let Some(definition) = definition(table, &column, false) {
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
    for column in added {
        properties(&table.name, None, column, draft);
        unvalidated_not_null(&table.name, None, column, draft);
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

fn fill(work: &Work<'_>, table: &Table, draft: &mut Draft) {
    let has_children = !work.new.children(&table.name).is_empty();
    let mut only = Vec::new();
    let mut all = Vec::new();
    let mut proven = Vec::new();
    let mut hazards = Vec::new();
    for (old, new) in work.kept_columns(&table.name) {
        let name = sql::identifier(&new.name);
        if needs_not_null(work, table, old, new) {
            if convert::is_numbered(work, table, new) {
                draft
                    .run(convert::number(table, new))
                    .with(Hazard::Invents {
                        what: format!("rows of {} without {} are numbered", table.name, new.name),
                    });
            } else if let Some(value) = convert::for_null(work, table, new) {
                draft
                    .run(format!(
                        "UPDATE {}\nSET {name} = {value}\nWHERE {name} IS NULL",
                        sql::qualified(&table.name)
                    ))
                    .with(Hazard::Invents {
                        what: format!("rows of {} without {} get {value}", table.name, new.name),
                    });
            }
            hazards.push(Hazard::MayFail {
                unless: format!("every {}.{} has a value", table.name, new.name),
            });
            all.push(
                match new
                    .not_null_constraint
                    .as_ref()
                    .and_then(|it| it.name.as_ref())
                {
                    Some(constraint)
                        if new.not_null_constraint.as_ref().is_some_and(|it| it.valid) =>
                    {
                        let inherit = if new
                            .not_null_constraint
                            .as_ref()
                            .is_some_and(|it| it.no_inherit)
                        {
                            " NO INHERIT"
                        } else {
                            ""
                        };
                        format!(
                            "ADD CONSTRAINT {} NOT NULL {name}{inherit}",
                            sql::identifier(constraint)
                        )
                    }
                    _ => {
                        if work.options.safe {
                            proven.push(not_null_by_check(work, table, new, draft));
                        }
                        format!("ALTER COLUMN {name} SET NOT NULL")
                    }
                },
            );
        }
        if let Filled::Default(expr) = &new.filled
            && (old.filled != new.filled
                || work.is_gone(&Object::Default(table.name.clone(), new.name.clone()))
                || work
                    .retyped
                    .contains(&(table.name.clone(), new.name.clone())))
        {
            only.push(format!("ALTER COLUMN {name} SET DEFAULT {expr}"));
        }
    }
    if !has_children {
        all.append(&mut only);
    }
    if let Some(step) = draft.alter(&table.name, false, &all) {
        for hazard in hazards {
            step.with(hazard);
        }
    }
    for check in proven {
        draft.run(format!(
            "ALTER TABLE {}\n    DROP CONSTRAINT {}",
            sql::qualified(&table.name),
            sql::identifier(&check)
        ));
    }
    draft.alter(&table.name, true, &only);
    for (old, new) in work.kept_columns(&table.name) {
        fill_identity(work, table, old, new, draft);
        properties(&table.name, Some(old), new, draft);
        unvalidated_not_null(&table.name, Some(old), new, draft);
    }
}

/// Proves that a column holds no NULL while others write, so that `SET NOT NULL` need not look: the name of the check
/// that is to be dropped afterwards.
fn not_null_by_check(work: &Work<'_>, table: &Table, column: &Column, draft: &mut Draft) -> String {
    let mut number = 0_u32;
    let name = loop {
        let label = if number == 0 {
            "filled".to_owned()
        } else {
            format!("filled{number}")
        };
        let name = postgres::make(&table.name.name, Some(&column.name), &label);
        if work.old.constraint(&table.name, &name).is_none()
            && work.new.constraint(&table.name, &name).is_none()
        {
            break name;
        }
        number += 1;
    };
    let (table, check) = (sql::qualified(&table.name), sql::identifier(&name));
    draft.run(format!(
        "ALTER TABLE {table}\n    ADD CONSTRAINT {check} CHECK ({} IS NOT NULL) NOT VALID",
        sql::identifier(&column.name)
    ));
    draft.alone(format!(
        "ALTER TABLE {table}\n    VALIDATE CONSTRAINT {check}"
    ));
    name
}

/// Whether a column that stays has to be kept from being NULL, by itself or again after its parent's change.
fn needs_not_null(work: &Work<'_>, table: &Table, old: &Column, new: &Column) -> bool {
    if !new.not_null || new.not_null_constraint.as_ref().is_some_and(|it| !it.valid) {
        return false;
    }
    let parents = work.linked(&table.name);
    let of_parent = |name: &QualifiedName| {
        (
            work.old.column(name, &new.name),
            work.new.column(name, &new.name),
        )
    };
    let comes = parents.iter().any(|it| {
        matches!(of_parent(&it.name), (Some(a), Some(b)) if b.not_null && (!a.not_null || not_null_goes(a, b)))
    });
    if comes {
        return false;
    }
    let went = parents
        .iter()
        .any(|it| matches!(of_parent(&it.name), (Some(a), Some(b)) if a.not_null && !b.not_null));
    !old.not_null || not_null_goes(old, new) || went
}

/// A NOT NULL that is not validated, validated late, or called otherwise.
pub(super) fn unvalidated_not_null(
    table: &QualifiedName,
    old: Option<&Column>,
    new: &Column,
    draft: &mut Draft,
) {
    let usual = postgres::make(&table.name, Some(&new.name), "not_null");
    let name_of = |it: Option<&NotNull>| {
        it.and_then(|it| it.name.clone())
            .unwrap_or_else(|| usual.clone())
    };
    let after = new.not_null_constraint.as_ref();
    let before = old.and_then(|it| it.not_null_constraint.as_ref());
    let stays =
        old.is_some_and(|old| (old.not_null || before.is_some()) && !not_null_goes(old, new));
    let table_name = sql::qualified(table);
    let mut run = |text: String| {
        draft.run(format!("ALTER TABLE {table_name}\n    {text}"));
    };
    if stays && (new.not_null || after.is_some()) {
        let (was, is) = (name_of(before), name_of(after));
        if was != is {
            run(format!(
                "RENAME CONSTRAINT {} TO {}",
                sql::identifier(&was),
                sql::identifier(&is)
            ));
        }
        if before.is_some_and(|it| !it.valid) && after.is_none_or(|it| it.valid) {
            run(format!("VALIDATE CONSTRAINT {}", sql::identifier(&is)));
        }
    } else if let Some(it) = after
        && !it.valid
    {
        run(format!(
            "ADD CONSTRAINT {} NOT NULL {} NOT VALID",
            sql::identifier(&name_of(after)),
            sql::identifier(&new.name)
        ));
    }
}

fn fill_identity(work: &Work<'_>, table: &Table, old: &Column, new: &Column, draft: &mut Draft) {
    let Filled::Identity(to) = &new.filled else {
        return;
    };
    let name = sql::identifier(&new.name);
    let sequence = lookup::beside(&table.name, &to.sequence);
    match &old.filled {
        Filled::Identity(from) => {
            let retyped = work
                .retyped
                .contains(&(table.name.clone(), new.name.clone()));
            alter_identity(table, &name, from, to, retyped, draft);
        }
        _ => {
            let identity = identity(table, new, to);
            draft.run(format!(
                "ALTER TABLE {}\n    ALTER COLUMN {name} ADD{identity}",
                sql::qualified(&table.name)
            ));
            sequence::continue_after(&sequence, &table.name, &new.name, &to.counting, draft);
        }
    }
}

fn alter_identity(
    table: &Table,
    name: &str,
    from: &Identity,
    to: &Identity,
    retyped: bool,
    draft: &mut Draft,
) {
    let before = lookup::beside(&table.name, &from.sequence);
    if from.sequence != to.sequence {
        draft.run(format!(
            "ALTER SEQUENCE {} RENAME TO {}",
            sql::qualified(&before),
            sql::identifier(&to.sequence)
        ));
    }
    let sequence = lookup::beside(&table.name, &to.sequence);
    let mut action = String::new();
    if from.always != to.always {
        action.push_str(if to.always {
            " SET GENERATED ALWAYS"
        } else {
            " SET GENERATED BY DEFAULT"
        });
    }
    if !action.is_empty() {
        draft.run(format!(
            "ALTER TABLE {}\n    ALTER COLUMN {name}{action}",
            sql::qualified(&table.name)
        ));
    }
    if from.counting != to.counting || retyped {
        sequence::clamp(&sequence, &from.counting, &to.counting, draft);
        draft.run(format!(
            "ALTER SEQUENCE {} {}{}",
            sql::qualified(&sequence),
            all(&to.counting),
            sequence::restart(&from.counting, &to.counting)
        ));
    }
}

/// How a column is stored and looked at.
pub(super) fn properties(
    table: &QualifiedName,
    old: Option<&Column>,
    new: &Column,
    draft: &mut Draft,
) {
    let name = sql::identifier(&new.name);
    let mut actions = Vec::new();
    // A new type has its own way to be stored.
    let is_same_type = old.is_none_or(|old| old.ty == new.ty);
    let storage = old
        .and_then(|it| it.storage.as_ref())
        .filter(|_| is_same_type);
    if storage != new.storage.as_ref() {
        let to = match &new.storage {
            Some(storage) => storage.clone(),
            None => usual_storage(&new.ty).to_owned(),
        };
        actions.push(format!("ALTER COLUMN {name} SET STORAGE {to}"));
    }
    if old.and_then(|it| it.compression.as_ref()) != new.compression.as_ref() {
        let to = new.compression.as_deref().unwrap_or("default");
        actions.push(format!("ALTER COLUMN {name} SET COMPRESSION {to}"));
    }
    if old.and_then(|it| it.statistics) != new.statistics {
        let to = new.statistics.unwrap_or(-1);
        actions.push(format!("ALTER COLUMN {name} SET STATISTICS {to}"));
    }
    let before = old.map_or(&[][..], |it| it.options.as_slice());
    for action in table::options(before, &new.options) {
        actions.push(format!("ALTER COLUMN {name} {action}"));
    }
    draft.alter(table, true, &actions);
}

/// How values of a type are stored where nothing is said: `typstorage`.
fn usual_storage(ty: &str) -> &'static str {
    let base = ty.split(['(', ' ']).next().unwrap_or(ty);
    if ty.ends_with("[]") {
        return "EXTENDED";
    }
    match base {
        "numeric" | "inet" | "cidr" => "MAIN",
        "smallint" | "integer" | "bigint" | "real" | "double" | "boolean" | "date" | "time"
        | "timestamp" | "interval" | "uuid" | "oid" | "money" | "point" | "macaddr"
        | "macaddr8" => "PLAIN",
        _ => "EXTENDED",
    }
}
