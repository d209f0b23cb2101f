//! Foreign keys: they go before everything, and come after it.

use super::create::add_and_validate;
use super::drop::drop_constraint;
use super::is_inherited;
use crate::create::constraint::add;
use crate::database::{Object, QualifiedName};
use crate::plan::draft::Draft;
use crate::plan::lookup::{beside, foreign_key, key_index, parents};
use crate::plan::safe::{add_to_partitions, is_absorbed, look_later};
use crate::plan::work::Work;
use crate::plan::{Hazard, table, twin};

/// Foreign keys that go, before the keys and tables that they lead to.
pub(in crate::plan) fn drop_foreign_keys(work: &Work<'_>, draft: &mut Draft) {
    let dropped: Vec<&QualifiedName> = table::dropped(work).iter().map(|it| &it.name).collect();
    for it in &work.old.database.tables {
        for constraint in &it.constraints {
            let Some(key) = foreign_key(constraint) else {
                continue;
            };
            if !work.is_gone(&Object::Constraint(
                it.name.clone(),
                constraint.name.clone(),
            )) {
                continue;
            }
            // It goes with its table, if that goes before what it leads to.
            let place = |name: &QualifiedName| {
                let name = table::dropped_with(work, name);
                dropped.iter().position(|it| *it == name)
            };
            if let Some(own) = place(&it.name)
                && (key.target == it.name
                    || match place(&key.target) {
                        Some(target) => own < target,
                        None => !loses_keys(work, &key.target),
                    })
            {
                continue;
            }
            if is_inherited(work, it, constraint)
                || is_absorbed(&work.old, &work.new, &it.name, constraint)
            {
                continue;
            }
            drop_constraint(it, constraint, draft);
        }
    }
}

/// Whether a key or unique index of a table goes by itself, which is before tables do.
fn loses_keys(work: &Work<'_>, name: &QualifiedName) -> bool {
    work.old.table(name).is_some_and(|table| {
        let constraints = table.constraints.iter();
        let constraint = |name: &String| Object::Constraint(table.name.clone(), name.clone());
        let indexes = table.indexes.iter().filter(|it| it.unique);
        constraints
            .filter(|it| key_index(it).is_some())
            .map(|it| constraint(&it.name))
            .chain(indexes.map(|it| Object::Index(beside(&table.name, &it.name))))
            .any(|it| work.is_gone(&it))
    })
}

/// Foreign keys, when all keys are there.
pub(in crate::plan) fn create_foreign_keys(work: &Work<'_>, draft: &mut Draft) {
    for table in &work.new.database.tables {
        for constraint in &table.constraints {
            let object = Object::Constraint(table.name.clone(), constraint.name.clone());
            if foreign_key(constraint).is_none()
                || !work.is_made(&object)
                || (!constraint.local && parents(table).next().is_some())
                || twin::adopt_constraint(work, table, constraint, draft)
            {
                continue;
            }
            if work.options.safe
                && constraint.valid
                && constraint.enforced
                // Before 18, one of a partitioned table cannot be added without looking.
                && (table.partition.is_none() || work.options.version >= 18)
            {
                add_and_validate(table, constraint, draft);
                continue;
            }
            let can_wait = work.options.version >= 18 || table.partition.is_none();
            if draft.ahead.is_whole && constraint.valid && constraint.enforced && can_wait {
                look_later(table, constraint, draft);
                continue;
            }
            if work.options.safe && constraint.valid && constraint.enforced {
                add_to_partitions(work, table, constraint, draft);
            }
            let step = draft.run(add(&table.name, constraint, ""));
            if work.old.tables.contains_key(&table.name) && constraint.valid {
                step.with(Hazard::MayFail {
                    unless: format!(
                        "what the rows of {} refer to by {} is there",
                        table.name, constraint.name
                    ),
                });
            }
        }
    }
}
