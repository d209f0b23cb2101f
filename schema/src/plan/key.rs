//! Constraints and indexes.

mod alter;
mod cluster;
mod create;
mod drop;
mod foreign;
mod replace;

pub(super) use cluster::cluster;
pub(super) use create::{add_and_validate, beside_name, create_index, unique_index};
pub(super) use drop::{drop, drop_indexes_first};
pub(super) use foreign::{create_foreign_keys, drop_foreign_keys};
pub(super) use replace::replace_indexes;

use crate::change::{Change, Delta};
use crate::database::{Constraint, ConstraintKind, Index, Object, QualifiedName, Table};
use crate::plan::draft::Draft;
use crate::plan::lookup::{Indexed, beside, key_index, parents};
use crate::plan::order::sorted;
use crate::plan::table;
use crate::plan::work::Work;
use crate::sql;
use alter::{alter_constraint, alter_index};
use create::create_constraint;

/// Keys, checks and indexes, from the partitions up, each table then taking its place.
pub(super) fn make(work: &Work<'_>, draft: &mut Draft) {
    let tables: Vec<&Table> = work.new.database.tables.iter().collect();
    let mut ordered = sorted(
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
        // The partition for all other rows comes last: so its rows are looked at once.
        let is_other = |it: &&&Table| it.part_of.as_ref().is_some_and(|it| it.bound == "DEFAULT");
        let children = work.new.children(&table.name).iter();
        // An heir of two is linked to both at once, in their order.
        let is_first = |it: &&&Table| parents(it).next() == Some(&table.name);
        let children: Vec<&&Table> = children.filter(is_first).collect();
        let (others, parts): (Vec<&&Table>, Vec<&&Table>) =
            children.into_iter().partition(is_other);
        for child in parts.into_iter().chain(others) {
            table::link(work, child, draft);
        }
        for constraint in &table.constraints {
            if key_index(constraint).is_some() {
                create_constraint(work, table, constraint, draft);
            }
        }
        for index in parts_first(table) {
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

/// The indexes of a table, of which a partition gives its parent's those that were made first.
pub(super) fn parts_first(table: &Table) -> impl Iterator<Item = &Index> {
    let (parts, others): (Vec<&Index>, Vec<&Index>) =
        table.indexes.iter().partition(|it| it.part_of.is_some());
    parts.into_iter().chain(others)
}

/// Whether others may use a table or materialized view while the plan runs: it is there before.
fn is_used(work: &Work<'_>, on: &QualifiedName) -> bool {
    work.stays(on) || work.old.view(on).is_some() && !work.is_gone(&Object::View(on.clone()))
}

/// Whether something comes in another form under the name of what it was, while others use its table: what was stays
/// until the other one is there. PostgreSQL renames no constraint of a typed table.
fn is_replaced(work: &Work<'_>, table: &Table, object: &Object) -> bool {
    let is_alone = |it: &Table| it.partition.is_none() && it.part_of.is_none();
    let sides = [work.old.table(&table.name), work.new.table(&table.name)];
    let is_typed = sides.into_iter().flatten().any(|it| it.of_type.is_some());
    let keeps_name = is_typed && matches!(object, Object::Constraint(..));
    !keeps_name
        && work.options.safe
        && work.is_gone(object)
        && work.is_made(object)
        && work.stays(&table.name)
        && work.old.table(&table.name).is_some_and(is_alone)
}

/// Whether a table has a constraint only from a parent, with whose it goes and comes.
fn is_inherited(work: &Work<'_>, table: &Table, constraint: &Constraint) -> bool {
    !constraint.local && key_index(constraint).is_none() && !work.linked(&table.name).is_empty()
}
