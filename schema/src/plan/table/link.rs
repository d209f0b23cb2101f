//! Partitions and inheriting tables, and their parents.

use crate::database::Table;
use crate::plan::draft::Draft;
use crate::plan::work::Work;
use crate::sql;

/// Partitions and inheriting tables that do not stay with their parents.
pub(in crate::plan) fn unlink(work: &Work<'_>, draft: &mut Draft) {
    for child in &work.old.database.tables {
        if !work.is_unlinked(child) {
            continue;
        }
        let name = sql::qualified(&child.name);
        if let Some(part) = &child.part_of {
            draft.take(format!(
                "ALTER TABLE {} DETACH PARTITION {name}",
                sql::qualified(&part.parent)
            ));
        }
        for parent in &child.inherits {
            draft.take(format!(
                "ALTER TABLE {name} NO INHERIT {}",
                sql::qualified(parent)
            ));
        }
    }
}

/// Gives a table the parents that it did not have or lost, when it has the columns and keys for it.
pub(in crate::plan) fn link(work: &Work<'_>, child: &Table, draft: &mut Draft) {
    if !work.is_relinked(child) {
        return;
    }
    let name = sql::qualified(&child.name);
    if let Some(part) = &child.part_of {
        draft.run(format!(
            "ALTER TABLE {} ATTACH PARTITION {name} {}",
            sql::qualified(&part.parent),
            part.bound
        ));
    } else if work.stays(&child.name) {
        for parent in &child.inherits {
            draft.run(format!(
                "ALTER TABLE {name} INHERIT {}",
                sql::qualified(parent)
            ));
        }
    }
}
