//! What is made ready before the transaction that puts it in its place.
//!
//! What replaces an index, a key or a materialized view is built beside it while others go on, and then only takes its
//! name; what a table has to pass as a partition is looked at before.

use super::partition;
use crate::create::index;
use crate::create::view as create;
use crate::database::{
    Constraint, ConstraintKind, Index, IndexTerm, Object, QualifiedName, Table, View,
};
use crate::plan::draft::Draft;
use crate::plan::key::{beside_name, parts_first, unique_index};
use crate::plan::lookup::{Lookup, beside, index_columns};
use crate::plan::work::{Work, mentions};
use crate::plan::{Hazard, Probe};
use crate::sql;
use std::collections::{BTreeMap, BTreeSet};

/// What is ready.
#[derive(Default)]
pub(in crate::plan) struct Ahead {
    /// The checks that spare what becomes a partition its being read, by its name.
    pub(super) proofs: BTreeMap<QualifiedName, Vec<Proof>>,
    /// What was detached.
    pub(in crate::plan) left: BTreeSet<QualifiedName>,
    /// Indexes by the names that they are to have, with those that they have.
    pub(in crate::plan) indexes: BTreeMap<QualifiedName, QualifiedName>,
    /// Materialized views, in the same way.
    pub(in crate::plan) views: BTreeMap<QualifiedName, QualifiedName>,
    /// Whether the rest is one transaction.
    pub(in crate::plan) is_whole: bool,
    /// Foreign keys of tables that are looked at when that transaction has ended.
    later: Vec<(QualifiedName, String)>,
}

/// A check that is there for a while.
pub(in crate::plan) struct Proof {
    pub(super) table: QualifiedName,
    pub(super) check: String,
}

/// Makes ready what a transaction would otherwise make while everybody waits.
pub(super) fn prepare(work: &Work<'_>, draft: &mut Draft) {
    draft.ahead.is_whole = true;
    for table in &work.new.database.tables {
        if work.stays(&table.name) && table.partition.is_none() {
            build_keys(work, table, draft);
            for index in parts_first(table) {
                if work.is_made(&Object::Index(beside(&table.name, &index.name)))
                    && can_be_built(work, &table.name, index)
                {
                    build(work, &table.name, index, draft);
                }
            }
        }
        if table.part_of.is_some() && work.is_relinked(table) {
            partition::prove(work, table, draft);
        }
    }
    for view in &work.new.database.views {
        if is_built_ahead(work, &view.name) {
            build_view(work, view, draft);
        } else {
            for index in &view.indexes {
                if is_replaced(work, &Object::Index(beside(&view.name, &index.name)))
                    && can_be_built(work, &view.name, index)
                {
                    build(work, &view.name, index, draft);
                }
            }
        }
    }
}

/// Adds a foreign key that new rows have to pass; the others are looked at when nobody waits for it.
pub(in crate::plan) fn look_later(table: &Table, key: &Constraint, draft: &mut Draft) {
    let unproven = Constraint {
        valid: false,
        ..key.clone()
    };
    draft.run(crate::create::constraint::add(&table.name, &unproven, ""));
    let later = (table.name.clone(), key.name.clone());
    draft.ahead.later.push(later);
}

/// Looks at what was left for later.
pub(super) fn finish(draft: &mut Draft) {
    for (table, name) in std::mem::take(&mut draft.ahead.later) {
        look(
            &table,
            &name,
            format!("what the rows of {table} refer to by {name} is there"),
            draft,
        );
    }
}

/// Looks whether all rows pass a constraint, while others go on.
pub(in crate::plan) fn look(table: &QualifiedName, name: &str, unless: String, draft: &mut Draft) {
    draft
        .apart(format!(
            "ALTER TABLE {}\n    VALIDATE CONSTRAINT {}",
            sql::qualified(table),
            sql::identifier(name)
        ))
        .called(format!("look whether {unless}"))
        .patient(None)
        .with(Hazard::MayFail { unless });
}

/// Whether something goes only to come again.
fn is_replaced(work: &Work<'_>, object: &Object) -> bool {
    work.is_gone(object) && work.is_made(object)
}

/// The indexes of keys.
fn build_keys(work: &Work<'_>, table: &Table, draft: &mut Draft) {
    for constraint in &table.constraints {
        let object = Object::Constraint(table.name.clone(), constraint.name.clone());
        let is_key = matches!(
            constraint.kind,
            ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_)
        );
        if is_key
            && work.is_made(&object)
            && let Some(index) = unique_index(constraint)
            && can_be_built(work, &table.name, &index)
        {
            build(work, &table.name, &index, draft);
        }
    }
}

/// Whether an index can be built before anything else is done: what it reads is there, and stays as it is.
pub(in crate::plan) fn can_be_built(work: &Work<'_>, on: &QualifiedName, index: &Index) -> bool {
    let needs = work.new.needs(&Object::Index(beside(on, &index.name)));
    // What a materialized view has for columns stays while it does.
    let is_own = |it: &Object| matches!(it, Object::Column(of, _) if work.old.view(of).is_some() && of == on);
    let has_needs = needs.iter().all(|it| is_own(it) || is_untouched(work, it));
    let Some(table) = work.old.table(on) else {
        let view = Object::View(on.clone());
        return has_needs && work.old.has(&view) && !work.is_gone(&view) && !work.is_made(&view);
    };
    let stays = |name: &str| {
        let column = || (on.clone(), name.to_owned());
        let (a, b) = (column(), column());
        work.old.column(on, name).is_some()
            && !work.is_gone(&Object::Column(a.0, a.1))
            && !work.retyped.contains(&b)
    };
    let reads = |name: &str| {
        let in_expression =
            |it: &IndexTerm| matches!(it, IndexTerm::Expression(expr) if mentions(expr, name));
        index
            .predicate
            .as_ref()
            .is_some_and(|it| mentions(it, name))
            || index.elements.iter().any(|it| in_expression(&it.term))
    };
    let is_new = |name: &str| table.columns.iter().all(|it| it.name != name);
    let after = work.new.table(on).map_or(&[][..], |it| &it.columns);
    index_columns(index).iter().all(|it| stays(it))
        && table
            .columns
            .iter()
            .all(|it| stays(&it.name) || !reads(&it.name))
        && after.iter().all(|it| !is_new(&it.name) || !reads(&it.name))
        && has_needs
}

/// Whether something is there, and stays as it is.
pub(super) fn is_untouched(work: &Work<'_>, object: &Object) -> bool {
    let retyped = matches!(object, Object::Column(table, name)
        if work.retyped.contains(&(table.clone(), name.clone())));
    work.old.has(object) && !work.is_gone(object) && !work.is_made(object) && !retyped
}

pub(in crate::plan) fn build(
    work: &Work<'_>,
    on: &QualifiedName,
    index: &Index,
    draft: &mut Draft,
) {
    let new = Index {
        comment: None,
        ..index_aside(work, on, index, draft)
    };
    let statement = draft
        .alone(index::create_concurrently(on, &new))
        .called(if new.name == index.name {
            format!("build the index {} on {on}", index.name)
        } else {
            format!("build what replaces the index {} on {on}", index.name)
        })
        .patient(Some(Probe::Index {
            name: beside(on, &new.name),
        }));
    if index.unique {
        statement.with(Hazard::MayFail {
            unless: format!("no two rows of {on} are equal in {}", index.name),
        });
    }
}

/// An index under its name, or, where something else still has that, under one that nothing has.
fn index_aside(work: &Work<'_>, on: &QualifiedName, index: &Index, draft: &mut Draft) -> Index {
    let wanted = beside(on, &index.name);
    let name = if is_taken(&work.old, &wanted) {
        aside(work, &wanted, &draft.ahead)
    } else {
        wanted
    };
    let new = Index {
        name: name.name.clone(),
        ..index.clone()
    };
    let (was, is) = (beside(on, &index.name), name);
    draft.ahead.indexes.insert(was, is);
    new
}

/// A name that nothing has.
fn aside(work: &Work<'_>, name: &QualifiedName, ahead: &Ahead) -> QualifiedName {
    let is_taken = |tried: &str| {
        let tried = beside(name, tried);
        is_taken(&work.old, &tried)
            || is_taken(&work.new, &tried)
            || ahead.indexes.values().any(|it| *it == tried)
            || ahead.views.values().any(|it| *it == tried)
    };
    beside(name, &beside_name(&name.name, is_taken))
}

fn is_taken(lookup: &Lookup<'_>, name: &QualifiedName) -> bool {
    lookup.indexes.contains_key(name)
        || lookup.tables.contains_key(name)
        || lookup.views.contains_key(name)
        || lookup.sequences.contains_key(name)
        || lookup.types.contains_key(name)
}

/// Whether another one takes a materialized view's place and needs nothing that is not there before the transaction.
pub(super) fn is_built_ahead(work: &Work<'_>, name: &QualifiedName) -> bool {
    let needs = work.new.needs(&Object::View(name.clone()));
    let (was, is) = (work.old.view(name), work.new.view(name));
    is_replaced(work, &Object::View(name.clone()))
        && was.is_some_and(|it| it.materialized)
        && is.is_some_and(|it| it.materialized && it.populated)
        && needs.iter().all(|it| is_untouched(work, it))
}

/// A materialized view, with its indexes.
fn build_view(work: &Work<'_>, view: &View, draft: &mut Draft) {
    let name = aside(work, &view.name, &draft.ahead);
    let new = View {
        name: name.clone(),
        ..view.clone()
    };
    for step in create::create(&new) {
        draft
            .apart(step.text)
            .called(format!("build what replaces {}", view.name))
            .patient(None);
    }
    for index in &view.indexes {
        let new = index_aside(work, &view.name, index, draft);
        draft
            .apart(index::create(&name, &new, ""))
            .called(format!(
                "build the index {} of what replaces {}",
                index.name, view.name
            ))
            .patient(None);
    }
    draft.ahead.views.insert(view.name.clone(), name);
}

/// Gives an index that is ready its name; whether there is one.
pub(in crate::plan) fn take_index_name(name: &QualifiedName, draft: &mut Draft) -> bool {
    let Some(ready) = draft.ahead.indexes.get(name).cloned() else {
        return false;
    };
    if ready == *name {
        return true;
    }
    draft.run(format!(
        "ALTER INDEX {} RENAME TO {}",
        sql::qualified(&ready),
        sql::identifier(&name.name)
    ));
    true
}

/// Gives a materialized view that is ready its name; whether there is one.
pub(in crate::plan) fn take_view_name(name: &QualifiedName, draft: &mut Draft) -> bool {
    let Some(ready) = draft.ahead.views.get(name).cloned() else {
        return false;
    };
    draft.run(format!(
        "ALTER MATERIALIZED VIEW {} RENAME TO {}",
        sql::qualified(&ready),
        sql::identifier(&name.name)
    ));
    true
}
