//! The second half in parts that do not need each other.
//!
//! What is taken down to be put up again is one transaction, with all that it needs and that needs it. Nothing else has to
//! wait for that: each such part leads from one database to the next, and what is left is done in steps of its own.

mod bond;

use super::ahead::{can_be_built, is_built_ahead};
use super::halfway::{check_as_above, dependencies};
use super::partition;
use crate::change::Change;
use crate::database::{Database, Index, Object, QualifiedName};
use crate::plan::lookup::beside;
use crate::plan::work::Work;
use crate::plan::{Options, twin};
use bond::Bonds;
use std::collections::BTreeSet;

/// The databases on the way, of which the last is `to`.
pub(super) fn stages(from: &Database, to: &Database, options: &Options) -> Vec<Database> {
    let mut changes = crate::diff(from, to);
    changes.retain(|it| !matches!(it, Change::ColumnOrder { .. }));
    let work = Work::new(from, to, &changes, options, &twin::NONE);
    if !work.refusals.is_empty() {
        return vec![to.clone()];
    }
    let bonds = Bonds::of(&work);
    let mut found = Vec::new();
    let mut database = from.clone();
    let mut done = BTreeSet::new();
    for root in rebuilt(&work, &bonds) {
        for change in changes.iter().filter(|it| bonds.of_change(it) == root) {
            change.apply(&mut database);
        }
        check_as_above(&mut database, &work.new);
        database.dependencies = dependencies(&database, &work.old, &work.new, |it| {
            let of = bonds.root(it);
            of != root && !done.contains(&of)
        });
        // The columns of a table that is made anew stand as they are to.
        for table in &mut database.tables {
            if let Some(new) = work.new.table(&table.name)
                && work.remade.contains(&table.name)
                && bonds.root(&Object::Table(table.name.clone())) == root
            {
                table.columns.clone_from(&new.columns);
            }
        }
        let is_done = |it: &Object| bonds.root(it) == root;
        found.extend(without_later(&work, &database, is_done));
        found.push(database.clone());
        done.insert(root);
    }
    found.push(to.clone());
    found
}

/// The parts in which something is taken down to be put up again, in the order of their first changes.
fn rebuilt(work: &Work<'_>, bonds: &Bonds<'_>) -> Vec<Object> {
    let again = work.gone.iter().filter(|it| work.is_made(it));
    let retyped = work.retyped.iter();
    let retyped: Vec<Object> = retyped
        .map(|(table, name)| Object::Column(table.clone(), name.clone()))
        .collect();
    let tables = work.remade.iter().chain(&work.loosened);
    let moved = partition::moved(work);
    let tables: Vec<Object> = tables.chain(moved).cloned().map(Object::Table).collect();
    let all = again.chain(&retyped).chain(&work.lifted).chain(&tables);
    let roots: BTreeSet<Object> = all.map(|it| bonds.root(it)).collect();
    let mut found = Vec::new();
    for change in work.changes {
        let root = bonds.of_change(change);
        if roots.contains(&root) && !found.contains(&root) {
            found.push(root);
        }
    }
    found
}

/// The database without the indexes that come again and need not be there before the transaction has ended, if there are
/// any: they are built when nobody waits for them.
fn without_later(
    work: &Work<'_>,
    database: &Database,
    is_done: impl Fn(&Object) -> bool,
) -> Option<Database> {
    let mut without = database.clone();
    let mut later = BTreeSet::new();
    let mut leave = |on: &QualifiedName, indexes: &mut Vec<Index>| {
        indexes.retain(|it| {
            let object = Object::Index(beside(on, &it.name));
            let is_left = is_done(&object) && comes_later(work, on, it);
            if is_left {
                later.insert(object);
            }
            !is_left
        });
    };
    for table in &mut without.tables {
        leave(&table.name, &mut table.indexes);
    }
    for view in &mut without.views {
        leave(&view.name, &mut view.indexes);
    }
    without.dependencies.retain(|it| !later.contains(&it.of));
    (!later.is_empty()).then_some(without)
}

/// Whether an index can only be built when the rest is done, and nothing relies on it but queries.
fn comes_later(work: &Work<'_>, on: &QualifiedName, index: &Index) -> bool {
    let object = Object::Index(beside(on, &index.name));
    let is_again = work.is_gone(&object) && work.is_made(&object);
    let stays = match work.new.table(on) {
        Some(table) => work.stays(on) && table.partition.is_none() && table.part_of.is_none(),
        None => work.old.view(on).is_some_and(|it| it.materialized) && !is_built_ahead(work, on),
    };
    is_again && stays && !index.unique && !can_be_built(work, on, index)
}
