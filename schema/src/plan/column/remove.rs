//! Columns that go, and what fills those that stay or keeps them from being NULL.

use super::not_null::{is_inherited_not_null, not_null_goes};
use super::{is_inherited, touched};
use crate::database::{Column, Filled, Object, QualifiedName};
use crate::plan::draft::Draft;
use crate::plan::work::Work;
use crate::plan::{Hazard, Phase};
use crate::sql;

/// Takes away columns, and what fills those that stay or keeps them from being NULL.
pub(in crate::plan) fn remove(work: &Work<'_>, draft: &mut Draft) {
    for name in touched(work) {
        let Some(table) = work.old.table(&name) else {
            continue;
        };
        let has_children = !work.old.children(&name).is_empty();
        let mut only = Vec::new();
        let mut all = Vec::new();
        for column in &table.columns {
            let quoted = sql::identifier(&column.name);
            if work.remade.contains(&name) {
                // The old table stands aside for a while, without what goes before it.
                let default = Object::Default(name.clone(), column.name.clone());
                if matches!(column.filled, Filled::Default(_)) && work.is_gone(&default) {
                    only.push(format!("ALTER COLUMN {quoted} DROP DEFAULT"));
                }
                if work.new.column(&name, &column.name).is_none() {
                    let reason = "the column is dropped";
                    draft.loses(format!("{name}.{}", column.name), reason);
                }
                continue;
            }
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
        // Its values are all in the other one.
        if work.twins.replacing(table, &column.name).is_some() {
            continue;
        }
        let new = work.new.column(table, &column.name);
        let comes_again = new.is_some();
        let is_derived = match (&column.filled, new.map(|it| &it.filled)) {
            // Nothing is stored of it.
            (Filled::Virtual(_), _) => true,
            (Filled::Generated(_), Some(becomes)) => {
                matches!(becomes, Filled::Generated(_) | Filled::Virtual(_))
            }
            (filled, _) => matches!(filled, Filled::Generated(_)),
        };
        if let Some(step) = draft.statements.last_mut() {
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
            let becomes_generated = matches!(
                new.map(|it| &it.filled),
                Some(Filled::Generated(_) | Filled::Virtual(_))
            );
            let reason = if comes_again && !becomes_generated {
                "the column is dropped and created anew: before PostgreSQL 15 what was generated keeps needing the types \
                 that its expression names"
            } else if comes_again {
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
    !matches!(becomes, Filled::Default(_))
        || work.is_gone(&Object::Default(table.clone(), column.name.clone()))
        || work.retyped.contains(&(table.clone(), column.name.clone()))
}
