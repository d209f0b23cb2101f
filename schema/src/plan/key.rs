//! Constraints and indexes.

use super::draft::Draft;
use super::lookup::{
    Indexed, beside, constraint_columns, foreign_key, index_columns, key_index, parents,
};
use super::work::Work;
use super::{Hazard, table};
use crate::change::{Change, Delta};
use crate::create::constraint::{add, deferrable};
use crate::create::index;
use crate::database::{
    Constraint, ConstraintKind, Index, IndexElement, IndexTerm, KeyIndex, Object, QualifiedName,
    Table,
};
use crate::sql;

/// Foreign keys that go, before the keys and tables that they lead to.
pub(super) fn drop_foreign_keys(work: &Work<'_>, draft: &mut Draft) {
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
            // It goes with its table, if that goes before the one that it leads to.
            let place = |name: &QualifiedName| dropped.iter().position(|it| *it == name);
            if let Some(own) = place(&it.name)
                && (key.target == it.name || place(&key.target).is_none_or(|target| own < target))
            {
                continue;
            }
            if is_inherited(work, it, constraint) {
                continue;
            }
            drop_constraint(it, constraint, draft);
        }
    }
}

fn drop_constraint(table: &Table, constraint: &Constraint, draft: &mut Draft) {
    draft.take(format!(
        "ALTER TABLE {} DROP CONSTRAINT {}",
        sql::qualified(&table.name),
        sql::identifier(&constraint.name)
    ));
}

/// Whether a table has a constraint only from a parent, with whose it goes and comes.
fn is_inherited(work: &Work<'_>, table: &Table, constraint: &Constraint) -> bool {
    !constraint.local && key_index(constraint).is_none() && !work.linked(&table.name).is_empty()
}

/// Keys, checks and indexes that go, but for those that go with a column, a table or what they are a part of.
pub(super) fn drop(work: &Work<'_>, draft: &mut Draft) {
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
            if foreign_key(constraint).is_some()
                || !work.is_gone(&object)
                || is_inherited(work, it, constraint)
                || goes_with_column(&constraint_columns(constraint))
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
            if !work.is_gone(&Object::Index(beside(&it.name, &index.name)))
                || goes_with_column(&index_columns(index))
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

fn drop_index(work: &Work<'_>, on: &QualifiedName, index: &Index, draft: &mut Draft) {
    let name = sql::qualified(&beside(on, &index.name));
    let is_partitioned = work.old.table(on).is_some_and(|it| it.partition.is_some());
    if work.options.safe && is_used(work, on) && !is_partitioned && index.part_of.is_none() {
        draft.alone(format!("DROP INDEX CONCURRENTLY {name}"));
    } else {
        draft.take(format!("DROP INDEX {name}"));
    }
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

/// Keys, checks and indexes, from the partitions up, each table then taking its place.
pub(super) fn make(work: &Work<'_>, draft: &mut Draft) {
    let tables: Vec<&Table> = work.new.database.tables.iter().collect();
    let mut ordered = super::order::sorted(
        &tables,
        |it| it.name.clone(),
        |it| parents(it).cloned().collect(),
    );
    // Checks come from above, and keys from below.
    for table in &ordered {
        for constraint in &table.constraints {
            if matches!(constraint.kind, ConstraintKind::Check(_)) {
                create_constraint(work, table, constraint, draft);
            }
        }
    }
    ordered.reverse();
    for table in ordered {
        // With keys that are there already, PostgreSQL matches those of the partition; with new ones, the plan does.
        for child in work.new.children(&table.name) {
            table::link(work, child, draft);
        }
        for constraint in &table.constraints {
            if key_index(constraint).is_some() {
                create_constraint(work, table, constraint, draft);
            }
        }
        for index in &table.indexes {
            create_index(work, &table.name, table.partition.is_some(), index, draft);
        }
        attach(work, table, draft);
    }
    for change in work.changes {
        if let Change::Constraint {
            table,
            change: Delta::Altered { from, to },
        } = change
            && !work.is_gone(&Object::Constraint(table.clone(), to.name.clone()))
        {
            alter_constraint(table, from, to, draft);
        }
        if let Change::Index {
            on,
            change: Delta::Altered { from, to },
        } = change
            && !work.is_gone(&Object::Index(beside(on, &to.name)))
        {
            alter_index(on, from, to, draft);
        }
    }
}

fn create_constraint(work: &Work<'_>, table: &Table, constraint: &Constraint, draft: &mut Draft) {
    let object = Object::Constraint(table.name.clone(), constraint.name.clone());
    if !work.is_made(&object) {
        return;
    }
    if work.rises(&table.name)
        && table::inside(table)
            .iter()
            .any(|it| it.name == constraint.name)
    {
        return;
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
    if work.options.safe && is_used(work, &table.name) && table.partition.is_none() {
        if is_check && constraint.valid && constraint.enforced {
            return add_and_validate(table, constraint, draft);
        }
        if let Some(index) = unique_index(constraint) {
            return add_by_index(table, constraint, &index, draft);
        }
    }
    let step = draft.run(add(&table.name, constraint, only));
    if work.old.tables.contains_key(&table.name) && constraint.valid {
        step.with(Hazard::MayFail {
            unless: format!("the rows of {} satisfy {}", table.name, constraint.name),
        });
        step.with(Hazard::Scans {
            table: table.name.clone(),
        });
    }
}

/// Whether others may use a table or materialized view while the plan runs: it is there before.
fn is_used(work: &Work<'_>, on: &QualifiedName) -> bool {
    work.stays(on) || work.old.view(on).is_some() && !work.is_gone(&Object::View(on.clone()))
}

/// Adds a constraint that new rows have to pass, and looks at the old ones in a transaction of its own.
fn add_and_validate(table: &Table, constraint: &Constraint, draft: &mut Draft) {
    let unproven = Constraint {
        valid: false,
        ..constraint.clone()
    };
    draft.run(add(&table.name, &unproven, ""));
    draft
        .alone(format!(
            "ALTER TABLE {}\n    VALIDATE CONSTRAINT {}",
            sql::qualified(&table.name),
            sql::identifier(&constraint.name)
        ))
        .with(Hazard::MayFail {
            unless: format!("the rows of {} satisfy {}", table.name, constraint.name),
        })
        .with(Hazard::Scans {
            table: table.name.clone(),
        });
}

/// The index of a key that can be built before the key is added.
fn unique_index(constraint: &Constraint) -> Option<Index> {
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
        .with(Hazard::MayFail {
            unless: format!("the rows of {} satisfy {}", table.name, constraint.name),
        })
        .with(Hazard::Scans {
            table: table.name.clone(),
        });
    let (kind, key) = match &constraint.kind {
        ConstraintKind::PrimaryKey(key) => ("PRIMARY KEY", key),
        ConstraintKind::Unique(key) => ("UNIQUE", key),
        _ => return,
    };
    let name = sql::identifier(&constraint.name);
    draft.run(format!(
        "ALTER TABLE {}\n    ADD CONSTRAINT {name} {kind} USING INDEX {name}{}",
        sql::qualified(&table.name),
        deferrable(key.deferrable)
    ));
}

pub(super) fn create_index(
    work: &Work<'_>,
    on: &QualifiedName,
    is_partitioned: bool,
    index: &Index,
    draft: &mut Draft,
) {
    if !work.is_made(&Object::Index(beside(on, &index.name))) {
        return;
    }
    let only = if is_partitioned { "ONLY " } else { "" };
    let is_busy = work.options.safe && !is_partitioned && is_used(work, on);
    let step = if is_busy {
        draft.alone(index::create_concurrently(on, index))
    } else {
        draft.run(index::create(on, index, only))
    };
    if work.old.tables.contains_key(on) {
        step.with(Hazard::Scans { table: on.clone() });
        if index.unique {
            step.with(Hazard::MayFail {
                unless: format!("no two rows of {on} are equal in {}", index.name),
            });
        }
    }
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

/// Makes the indexes of the partitions parts of a table's own, as far as attaching the partitions did not.
fn attach(work: &Work<'_>, table: &Table, draft: &mut Draft) {
    if table.partition.is_none() {
        return;
    }
    for child in work.new.children(&table.name) {
        let keys = child.constraints.iter().filter_map(|it| {
            let index = key_index(it)?;
            Some((
                &it.name,
                index.part_of.as_ref()?,
                Object::Constraint(child.name.clone(), it.name.clone()),
            ))
        });
        let indexes = child.indexes.iter().filter_map(|it| {
            let object = Object::Index(beside(&child.name, &it.name));
            Some((&it.name, it.part_of.as_ref()?, object))
        });
        for (name, whole, object) in keys.chain(indexes) {
            let part = beside(&child.name, name);
            let is_whole_made = match work.new.indexes.get(whole) {
                Some(Indexed::Constraint(table, it)) => {
                    work.is_made(&Object::Constraint(table.name.clone(), it.name.clone()))
                }
                Some(Indexed::Index(..)) => work.is_made(&Object::Index(whole.clone())),
                None => false,
            };
            let was = work.old.indexes.get(&part).and_then(|it| match it {
                Indexed::Constraint(_, it) => key_index(it).and_then(|it| it.part_of.as_ref()),
                Indexed::Index(_, it) => it.part_of.as_ref(),
            });
            let relinked = work.is_relinked(child);
            if is_whole_made || relinked || work.is_made(&object) || was != Some(whole) {
                draft.run(format!(
                    "ALTER INDEX {} ATTACH PARTITION {}",
                    sql::qualified(whole),
                    sql::qualified(&part)
                ));
            }
        }
    }
}

fn alter_constraint(table: &QualifiedName, from: &Constraint, to: &Constraint, draft: &mut Draft) {
    let name = sql::identifier(&to.name);
    let mut actions = Vec::new();
    if let (ConstraintKind::ForeignKey(a), ConstraintKind::ForeignKey(b)) = (&from.kind, &to.kind)
        && a.deferrable != b.deferrable
    {
        let when = match deferrable(b.deferrable) {
            "" => " NOT DEFERRABLE",
            when => when,
        };
        actions.push(format!("ALTER CONSTRAINT {name}{when}"));
    }
    draft.alter(table, false, &actions);
    if to.valid && !from.valid {
        draft
            .run(format!(
                "ALTER TABLE {} VALIDATE CONSTRAINT {name}",
                sql::qualified(table)
            ))
            .with(Hazard::MayFail {
                unless: format!("the rows of {table} satisfy {}", to.name),
            });
    }
    if let (Some(a), Some(b)) = (key_index(from), key_index(to)) {
        let stored = |it: &KeyIndex| (it.options.clone(), it.tablespace.clone());
        let (a, b) = (stored(a), stored(b));
        alter_stored(
            &beside(table, &to.name),
            (&a.0, a.1.as_ref()),
            (&b.0, b.1.as_ref()),
            draft,
        );
    }
}

fn alter_index(on: &QualifiedName, from: &Index, to: &Index, draft: &mut Draft) {
    let name = beside(on, &to.name);
    alter_stored(
        &name,
        (&from.options, from.tablespace.as_ref()),
        (&to.options, to.tablespace.as_ref()),
        draft,
    );
    for (at, (a, b)) in from.elements.iter().zip(&to.elements).enumerate() {
        if a.statistics != b.statistics {
            draft.run(format!(
                "ALTER INDEX {} ALTER COLUMN {} SET STATISTICS {}",
                sql::qualified(&name),
                at + 1,
                b.statistics.unwrap_or(-1)
            ));
        }
    }
}

type Stored<'a> = (&'a [(String, String)], Option<&'a String>);

fn alter_stored(name: &QualifiedName, from: Stored<'_>, to: Stored<'_>, draft: &mut Draft) {
    let name = sql::qualified(name);
    for action in table::options(from.0, to.0) {
        draft.run(format!("ALTER INDEX {name} {action}"));
    }
    if from.1 != to.1 {
        let space = to.1.map_or("pg_default", String::as_str);
        draft.run(format!(
            "ALTER INDEX {name} SET TABLESPACE {}",
            sql::identifier(space)
        ));
    }
}

/// Foreign keys, when all keys are there.
pub(super) fn create_foreign_keys(work: &Work<'_>, draft: &mut Draft) {
    for table in &work.new.database.tables {
        for constraint in &table.constraints {
            let object = Object::Constraint(table.name.clone(), constraint.name.clone());
            if foreign_key(constraint).is_none()
                || !work.is_made(&object)
                || (!constraint.local && parents(table).next().is_some())
            {
                continue;
            }
            if work.options.safe
                && constraint.valid
                && constraint.enforced
                && table.partition.is_none()
            {
                add_and_validate(table, constraint, draft);
                continue;
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

/// By which index a table is sorted, and which rows it tells.
pub(super) fn mark(work: &Work<'_>, draft: &mut Draft) {
    for it in &work.new.database.tables {
        cluster(work, it, draft);
    }
    table::identity(work, draft);
}

fn cluster(work: &Work<'_>, table: &Table, draft: &mut Draft) {
    let by = |table: &Table| -> Option<String> {
        let keys = table
            .constraints
            .iter()
            .filter(|it| key_index(it).is_some_and(|it| it.clustered));
        let indexes = table.indexes.iter().filter(|it| it.clustered);
        keys.map(|it| it.name.clone())
            .chain(indexes.map(|it| it.name.clone()))
            .next()
    };
    let old = work
        .old
        .table(&table.name)
        .filter(|_| work.stays(&table.name));
    let (from, to) = (old.and_then(by), by(table));
    let is_made = to.as_ref().is_some_and(|name| {
        work.is_made(&Object::Index(beside(&table.name, name)))
            || work.is_made(&Object::Constraint(table.name.clone(), name.clone()))
    });
    if from == to && !is_made {
        return;
    }
    let action = match &to {
        Some(index) => format!("CLUSTER ON {}", sql::identifier(index)),
        None => "SET WITHOUT CLUSTER".to_owned(),
    };
    draft.alter(&table.name, false, &[action]);
}
