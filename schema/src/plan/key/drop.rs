//! Keys, checks and indexes that go.

use super::{is_inherited, is_replaced, is_used};
use crate::database::{
    Constraint, ConstraintKind, Index, IndexElement, IndexTerm, Object, QualifiedName,
    ReplicaIdentity, Table,
};
use crate::plan::Probe;
use crate::plan::draft::Draft;
use crate::plan::lookup::{
    Indexed, beside, constraint_columns, foreign_key, index_columns, key_index,
};
use crate::plan::work::Work;
use crate::sql;

/// Keys, checks and indexes that go, but for those that go with a column, a table or what they are a part of.
pub(in crate::plan) fn drop(work: &Work<'_>, draft: &mut Draft) {
    for it in &work.old.database.tables {
        if work.falls(&it.name) && !work.remade.contains(&it.name) {
            continue;
        }
        let is_gone = |name: &str| work.is_gone(&Object::Column(it.name.clone(), name.to_owned()));
        let goes_with_column = |columns: &std::collections::BTreeSet<&str>| {
            !work.remade.contains(&it.name) && columns.iter().any(|name| is_gone(name))
        };
        for constraint in &it.constraints {
            let object = Object::Constraint(it.name.clone(), constraint.name.clone());
            let is_check = matches!(constraint.kind, ConstraintKind::Check(_));
            if foreign_key(constraint).is_some()
                || !work.is_gone(&object)
                || (is_check && is_replaced(work, it, &object))
                || is_inherited(work, it, constraint)
                || (!reads_columns(constraint) && goes_with_column(&constraint_columns(constraint)))
                || goes_with_whole(
                    work,
                    key_index(constraint).and_then(|it| it.part_of.as_ref()),
                    &it.name,
                )
            {
                continue;
            }
            // Of a table that is made anew, only what keeps a name that is needed.
            if work.remade.contains(&it.name) && key_index(constraint).is_none() {
                continue;
            }
            drop_constraint(it, constraint, draft);
        }
        for index in &it.indexes {
            let object = Object::Index(beside(&it.name, &index.name));
            if !work.is_gone(&object)
                || is_replaced(work, it, &object)
                || (!can_go_first(work, it, index, draft)
                    && goes_with_column(&index_columns(index)))
                || goes_with_whole(work, index.part_of.as_ref(), &it.name)
            {
                continue;
            }
            drop_index(work, &it.name, index, draft);
        }
    }
    for view in &work.old.database.views {
        if work.is_gone(&Object::View(view.name.clone())) {
            continue;
        }
        for index in &view.indexes {
            if work.is_gone(&Object::Index(beside(&view.name, &index.name))) {
                drop_index(work, &view.name, index, draft);
            }
        }
    }
}

/// Drops the indexes that only go, while others read and write their tables.
pub(in crate::plan) fn drop_indexes_first(work: &mut Work<'_>, draft: &mut Draft) {
    for it in &work.old.database.tables {
        for index in &it.indexes {
            let object = Object::Index(beside(&it.name, &index.name));
            if work.is_gone(&object)
                && !work.is_made(&object)
                && can_go_first(work, it, index, draft)
            {
                drop_index(work, &it.name, index, draft);
                work.gone.remove(&object);
            }
        }
    }
}

/// Whether an index can be dropped concurrently, before anything else.
pub(super) fn can_go_first(work: &Work<'_>, table: &Table, index: &Index, draft: &Draft) -> bool {
    work.options.safe
        && work.stays(&table.name)
        && table.partition.is_none()
        && ((table.part_of.is_none() && index.part_of.is_none())
            || draft.ahead.left.contains(&table.name))
        && (!index.unique || !is_led_to(work, table, index))
        && !loses_identity(work, table, index)
}

/// Whether foreign keys may lead to a unique index.
fn is_led_to(work: &Work<'_>, table: &Table, index: &Index) -> bool {
    let columns = index_columns(index);
    let references = work.old.references(&table.name).iter();
    let mut keys = references.filter_map(|(_, it)| foreign_key(it));
    keys.any(|it| it.target_columns.iter().all(|it| columns.contains(&**it)))
}

/// Whether the replicas of a table know its rows by an index that has no successor of its name.
fn loses_identity(work: &Work<'_>, table: &Table, index: &Index) -> bool {
    let identity = &table.replica_identity;
    let becomes = work.new.table(&table.name).map(|it| &it.replica_identity);
    *identity == ReplicaIdentity::Index(index.name.clone())
        && (becomes != Some(identity)
            || !work.is_made(&Object::Index(beside(&table.name, &index.name))))
}

pub(super) fn drop_constraint(table: &Table, constraint: &Constraint, draft: &mut Draft) {
    draft.take(format!(
        "ALTER TABLE {} DROP CONSTRAINT {}",
        sql::qualified(&table.name),
        sql::identifier(&constraint.name)
    ));
}

/// Whether a constraint reads columns in an expression, each of which keeps it from going with another one.
fn reads_columns(constraint: &Constraint) -> bool {
    let is_expression = |it: &IndexElement| matches!(it.term, IndexTerm::Expression(_));
    match &constraint.kind {
        ConstraintKind::Exclusion(it) => {
            it.predicate.is_some() || it.elements.iter().any(|(it, _)| is_expression(it))
        }
        _ => false,
    }
}

pub(super) fn drop_index(work: &Work<'_>, on: &QualifiedName, index: &Index, draft: &mut Draft) {
    let name = sql::qualified(&beside(on, &index.name));
    let is_partitioned = work.old.table(on).is_some_and(|it| it.partition.is_some());
    let is_alone = index.part_of.is_none() || draft.ahead.left.contains(on);
    if work.options.safe && is_used(work, on) && !is_partitioned && is_alone {
        let statement = draft.alone(format!("DROP INDEX CONCURRENTLY {name}"));
        statement.patient(Some(Probe::NoIndex {
            name: beside(on, &index.name),
        }));
    } else if is_whole_of_key(work, &beside(on, &index.name)) {
        // No constraint of a partition can be dropped before what its index is a part of; all that needs it went before.
        draft.take(format!("DROP INDEX {name} CASCADE"));
    } else {
        draft.take(format!("DROP INDEX {name}"));
    }
}

/// Whether the index of a partition's constraint is a part of an index that no constraint made, or of a part of it.
fn is_whole_of_key(work: &Work<'_>, name: &QualifiedName) -> bool {
    work.old.indexes.iter().any(|(part, it)| match it {
        Indexed::Constraint(_, it) => {
            key_index(it).is_some_and(|it| it.part_of.as_ref() == Some(name))
        }
        Indexed::Index(_, it) => it.part_of.as_ref() == Some(name) && is_whole_of_key(work, part),
    })
}

/// Whether a part of a partitioned index goes with that.
fn goes_with_whole(work: &Work<'_>, whole: Option<&QualifiedName>, on: &QualifiedName) -> bool {
    let Some(whole) = whole else {
        return false;
    };
    if work.linked(on).is_empty() && !work.remade.contains(on) {
        return false;
    }
    match work.old.indexes.get(whole) {
        Some(Indexed::Constraint(table, it)) => {
            work.stays(&table.name)
                && work.stays(on)
                && work.is_gone(&Object::Constraint(table.name.clone(), it.name.clone()))
        }
        Some(Indexed::Index(table, _)) => {
            work.stays(table) && work.stays(on) && work.is_gone(&Object::Index(whole.clone()))
        }
        None => false,
    }
}
