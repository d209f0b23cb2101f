//! New keys, checks and indexes.

use super::replace::replace;
use super::{is_replaced, is_used};
use crate::create::constraint::{add, deferrable};
use crate::create::index;
use crate::database::{
    Constraint, ConstraintKind, Index, IndexElement, IndexTerm, Object, QualifiedName, Table,
};
use crate::name::postgres::{LONGEST, clip};
use crate::plan::draft::Draft;
use crate::plan::lookup::beside;
use crate::plan::safe::{look, take_index_name};
use crate::plan::work::Work;
use crate::plan::{Hazard, Probe, table, twin};
use crate::sql;

pub(super) fn create_constraint(
    work: &Work<'_>,
    table: &Table,
    constraint: &Constraint,
    draft: &mut Draft,
) {
    let object = Object::Constraint(table.name.clone(), constraint.name.clone());
    if !work.is_made(&object) || twin::adopt_constraint(work, table, constraint, draft) {
        return;
    }
    if work.rises(&table.name)
        && table::inside(table)
            .iter()
            .any(|it| it.name == constraint.name)
    {
        return;
    }
    let ready = draft
        .ahead
        .indexes
        .get(&beside(&table.name, &constraint.name));
    if let Some(ready) = ready.cloned() {
        return use_index(table, constraint, &ready.name, draft);
    }
    let is_check = matches!(constraint.kind, ConstraintKind::Check(_));
    if is_check && !constraint.local {
        // It comes with the parents'.
        let comes = !work.linked(&table.name).is_empty()
            || (work.rises(&table.name) && !table.inherits.is_empty());
        if comes {
            return;
        }
    }
    let only = if table.partition.is_some() && !is_check {
        "ONLY "
    } else {
        ""
    };
    if work.options.safe && is_used(work, &table.name) {
        if is_check && is_replaced(work, table, &object) {
            return replace_check(work, table, constraint, draft);
        }
        if is_check && constraint.valid && constraint.enforced {
            return add_and_validate(table, constraint, draft);
        }
        if table.partition.is_none()
            && let Some(index) = unique_index(constraint)
        {
            return add_by_index(table, constraint, &index, draft);
        }
    }
    let step = draft.run(add(&table.name, constraint, only));
    if work.old.tables.contains_key(&table.name) && constraint.valid {
        step.with(Hazard::MayFail {
            unless: format!("the rows of {} satisfy {}", table.name, constraint.name),
        });
    }
    if is_check && !constraint.valid && constraint.enforced {
        prove_below(work, &table.name, constraint, draft);
    }
}

/// A check that is not proven of a table's rows is not of those of its parts and heirs either; where it is to be, that is
/// said of each.
fn prove_below(work: &Work<'_>, name: &QualifiedName, check: &Constraint, draft: &mut Draft) {
    for child in work.new.children(name) {
        let linked = work.linked(&child.name);
        let own = work.new.constraint(&child.name, &check.name);
        if !linked.iter().any(|it| it.name == *name) {
            continue;
        }
        match own {
            Some(own) if own.valid => {
                let unless = format!("the rows of {} satisfy {}", child.name, check.name);
                look(&child.name, &own.name, unless, draft);
            }
            _ => prove_below(work, &child.name, check, draft),
        }
    }
}

/// Adds a constraint that new rows have to pass, and looks at the old ones in a transaction of its own.
pub(in crate::plan) fn add_and_validate(table: &Table, constraint: &Constraint, draft: &mut Draft) {
    let unproven = Constraint {
        valid: false,
        ..constraint.clone()
    };
    draft.run(add(&table.name, &unproven, ""));
    let unless = format!("the rows of {} satisfy {}", table.name, constraint.name);
    look(&table.name, &constraint.name, unless, draft);
}

/// Puts a check in the place of another one that has its name: at no time does neither hold.
fn replace_check(work: &Work<'_>, table: &Table, constraint: &Constraint, draft: &mut Draft) {
    let is_taken = |name: &str| {
        work.old.constraint(&table.name, name).is_some()
            || work.new.constraint(&table.name, name).is_some()
    };
    let new = Constraint {
        name: beside_name(&constraint.name, is_taken),
        comment: None,
        ..constraint.clone()
    };
    if constraint.valid && constraint.enforced {
        add_and_validate(table, &new, draft);
    } else {
        draft.run(add(&table.name, &new, ""));
    }
    let (name, new) = (
        sql::identifier(&constraint.name),
        sql::identifier(&new.name),
    );
    let table = sql::qualified(&table.name);
    draft.run(format!("ALTER TABLE {table} DROP CONSTRAINT {name}"));
    draft.run(format!(
        "ALTER TABLE {table} RENAME CONSTRAINT {new} TO {name}"
    ));
}

/// A name that nothing has, for what takes another's place.
pub(in crate::plan) fn beside_name(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut number = 1_u32;
    loop {
        let end = if number == 1 {
            "_new".to_owned()
        } else {
            format!("_new{number}")
        };
        let start = clip(name, LONGEST - end.len());
        let tried = format!("{start}{end}");
        if !is_taken(&tried) {
            return tried;
        }
        number += 1;
    }
}

/// The index of a key that can be built before the key is added.
pub(in crate::plan) fn unique_index(constraint: &Constraint) -> Option<Index> {
    let (ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key)) = &constraint.kind else {
        return None;
    };
    let element = |name: &String| IndexElement {
        term: IndexTerm::Column(name.clone()),
        collation: None,
        class: None,
        descending: false,
        nulls_first: false,
        statistics: None,
    };
    (!key.without_overlaps).then(|| Index {
        name: constraint.name.clone(),
        unique: true,
        method: "btree".to_owned(),
        elements: key.columns.iter().map(element).collect(),
        include: key.include.clone(),
        nulls_distinct: key.nulls_distinct,
        predicate: None,
        options: key.index.options.clone(),
        tablespace: key.index.tablespace.clone(),
        part_of: None,
        valid: true,
        clustered: false,
        comment: None,
    })
}

fn add_by_index(table: &Table, constraint: &Constraint, index: &Index, draft: &mut Draft) {
    draft
        .alone(index::create_concurrently(&table.name, index))
        .called(format!(
            "build the index of {} on {}",
            constraint.name, table.name
        ))
        .patient(Some(Probe::Index {
            name: beside(&table.name, &index.name),
        }))
        .with(Hazard::MayFail {
            unless: format!("the rows of {} satisfy {}", table.name, constraint.name),
        });
    use_index(table, constraint, &constraint.name, draft);
}

/// Adds a key by an index that is there, which then has its name.
fn use_index(table: &Table, constraint: &Constraint, index: &str, draft: &mut Draft) {
    let (kind, key) = match &constraint.kind {
        ConstraintKind::PrimaryKey(key) => ("PRIMARY KEY", key),
        ConstraintKind::Unique(key) => ("UNIQUE", key),
        _ => return,
    };
    draft.run(format!(
        "ALTER TABLE {}\n    ADD CONSTRAINT {} {kind} USING INDEX {}{}",
        sql::qualified(&table.name),
        sql::identifier(&constraint.name),
        sql::identifier(index),
        deferrable(key.deferrable)
    ));
}

pub(in crate::plan) fn create_index(
    work: &Work<'_>,
    on: &QualifiedName,
    is_partitioned: bool,
    index: &Index,
    draft: &mut Draft,
) {
    if !work.is_made(&Object::Index(beside(on, &index.name)))
        || twin::adopt_index(work, on, &index.name, draft)
    {
        return;
    }
    if take_index_name(&beside(on, &index.name), draft) {
        return statistics(on, index, draft);
    }
    if let Some(table) = work.new.table(on)
        && is_replaced(work, table, &Object::Index(beside(on, &index.name)))
    {
        replace(work, on, index, draft);
        return statistics(on, index, draft);
    }
    let only = if is_partitioned { "ONLY " } else { "" };
    let is_busy = work.options.safe && !is_partitioned && is_used(work, on);
    let step = if is_busy {
        let name = beside(on, &index.name);
        draft
            .alone(index::create_concurrently(on, index))
            .called(format!("build the index {} on {on}", index.name))
            .patient(Some(Probe::Index { name }))
    } else {
        draft.run(index::create(on, index, only))
    };
    if index.unique && work.old.tables.contains_key(on) {
        step.with(Hazard::MayFail {
            unless: format!("no two rows of {on} are equal in {}", index.name),
        });
    }
    statistics(on, index, draft);
}

/// What ANALYZE gathers of the expressions of an index.
fn statistics(on: &QualifiedName, index: &Index, draft: &mut Draft) {
    for (at, element) in index.elements.iter().enumerate() {
        if let Some(statistics) = element.statistics {
            draft.run(format!(
                "ALTER INDEX {} ALTER COLUMN {} SET STATISTICS {statistics}",
                sql::qualified(&beside(on, &index.name)),
                at + 1
            ));
        }
    }
}
