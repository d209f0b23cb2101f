//! Partitions that leave a table in use.

use super::{add_check, check_name, drop_check};
use crate::database::{Object, QualifiedName, Table};
use crate::plan::Probe;
use crate::plan::draft::Draft;
use crate::plan::lookup::Lookup;
use crate::plan::table::drop_left;
use crate::plan::work::Work;
use crate::sql;

/// Detaches the partitions that leave for good, while others read and write what they leave.
///
/// PostgreSQL cannot where there is a partition for all other rows. One that stays as a table would get a check of its
/// bounds, under a name of PostgreSQL's choice, and so would its own partitions; so it has one already, which goes
/// afterwards.
pub(in crate::plan) fn leave_first(work: &Work<'_>, draft: &mut Draft) {
    for child in &work.old.database.tables {
        let Some(part) = child.part_of.as_ref().filter(|_| can_leave(work, child)) else {
            continue;
        };
        let stays = work.stays(&child.name);
        let proof = match (&part.condition, leaves_something(work, child)) {
            (Some(condition), true) => {
                let name = check_name(work, child, None, "bounds");
                let unless = format!("every row of {} is one of {}", child.name, part.bound);
                Some(add_check(child, name, condition.clone(), unless, draft))
            }
            _ => None,
        };
        let (parent, name) = (sql::qualified(&part.parent), sql::qualified(&child.name));
        draft
            .alone(format!(
                "ALTER TABLE {parent} DETACH PARTITION {name} CONCURRENTLY"
            ))
            .called(format!("detach {} from {}", child.name, part.parent))
            .patient(Some(Probe::Detached {
                parent: part.parent.clone(),
                partition: child.name.clone(),
            }));
        if let Some(proof) = proof {
            drop_check(&proof, draft);
        }
        if stays {
            drop_left(work, child, part, draft);
        }
        draft.ahead.left.insert(child.name.clone());
    }
}

fn can_leave(work: &Work<'_>, child: &Table) -> bool {
    let Some(part) = &child.part_of else {
        return false;
    };
    let after = work.new.table(&child.name);
    let is_for_good = after.is_none_or(|it| work.stays(&child.name) && it.part_of.is_none());
    let is_provable = part.condition.is_some() && !is_by_hash(&work.old, child);
    is_for_good
        && (is_provable || !leaves_something(work, child))
        && work.stays(&part.parent)
        && !work
            .old
            .children(&part.parent)
            .iter()
            .any(|it| it.part_of.as_ref().is_some_and(|it| it.bound == "DEFAULT"))
        && !loses_references(work, &part.parent)
}

/// Whether a table that leaves stays as one, or a part of it does: PostgreSQL's check of its bounds would too.
fn leaves_something(work: &Work<'_>, table: &Table) -> bool {
    let parts = work.old.children(&table.name);
    work.stays(&table.name) || parts.iter().any(|it| leaves_something(work, it))
}

/// Whether a table's rows are divided by a hash, somewhere above it: the check of its bounds names its parent.
fn is_by_hash(lookup: &Lookup<'_>, child: &Table) -> bool {
    let parent = child
        .part_of
        .as_ref()
        .and_then(|it| lookup.table(&it.parent));
    parent.is_some_and(|it| {
        it.partition.as_ref().is_some_and(|it| it.method == "hash") || is_by_hash(lookup, it)
    })
}

/// Whether foreign keys that lead to a table, or to one that it is a part of, go: before its partitions can.
fn loses_references(work: &Work<'_>, table: &QualifiedName) -> bool {
    let goes =
        work.old.references(table).iter().any(|(child, it)| {
            work.is_gone(&Object::Constraint(child.name.clone(), it.name.clone()))
        });
    let above = work.old.table(table).and_then(|it| it.part_of.as_ref());
    goes || above.is_some_and(|it| loses_references(work, &it.parent))
}

/// The tables that leave what they are a partition of only to become one again, with other bounds or of another table: at
/// no time may their rows be missed.
pub(in crate::plan) fn moved<'a>(work: &Work<'a>) -> Vec<&'a QualifiedName> {
    let tables = work.old.database.tables.iter();
    let moved = tables.filter(|it| is_moved(work, it));
    moved.map(|it| &it.name).collect()
}

fn is_moved(work: &Work<'_>, table: &Table) -> bool {
    let after = work.new.table(&table.name);
    work.stays(&table.name)
        && table.part_of.is_some()
        && work.is_unlinked(table)
        && after.is_some_and(|it| it.part_of.is_some())
}
