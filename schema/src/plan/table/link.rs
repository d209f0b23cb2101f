//! Partitions and inheriting tables, and their parents.

use crate::database::{Part, Table};
use crate::plan::draft::Draft;
use crate::plan::safe::attach;
use crate::plan::work::Work;
use crate::sql;

/// Partitions and inheriting tables that do not stay with their parents.
pub(in crate::plan) fn unlink(work: &Work<'_>, draft: &mut Draft) {
    for child in &work.old.database.tables {
        if !work.is_unlinked(child) || draft.ahead.left.contains(&child.name) {
            continue;
        }
        let name = sql::qualified(&child.name);
        if let Some(part) = &child.part_of {
            draft.take(format!(
                "ALTER TABLE {} DETACH PARTITION {name}",
                sql::qualified(&part.parent)
            ));
            drop_left(work, child, part, draft);
        }
        for parent in &child.inherits {
            draft.take(format!(
                "ALTER TABLE {name} NO INHERIT {}",
                sql::qualified(parent)
            ));
        }
    }
}

/// A partition keeps the foreign keys that it had from its parent, unless these are gone by now.
pub(in crate::plan) fn drop_left(work: &Work<'_>, child: &Table, part: &Part, draft: &mut Draft) {
    // They become those of its parent again.
    let after = work
        .new
        .table(&child.name)
        .and_then(|it| it.part_of.as_ref());
    if !work.stays(&child.name) || after.is_some_and(|it| it.parent == part.parent) {
        return;
    }
    for name in &part.foreign_keys {
        draft.take(format!(
            "ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}",
            sql::qualified(&child.name),
            sql::identifier(name)
        ));
    }
}

/// Gives a table the parents that it did not have or lost, when it has the columns and keys for it.
pub(in crate::plan) fn link(work: &Work<'_>, child: &Table, draft: &mut Draft) {
    if !work.is_relinked(child) {
        return;
    }
    let name = sql::qualified(&child.name);
    if child.part_of.is_some() {
        attach(work, child, draft);
    } else if work.stays(&child.name) {
        for parent in &child.inherits {
            draft.run(format!(
                "ALTER TABLE {name} INHERIT {}",
                sql::qualified(parent)
            ));
        }
    }
}
