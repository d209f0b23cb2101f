//! Triggers.

use crate::change::Change;
use crate::create::table::{function, function_name, trigger, triggers};
use crate::plan::draft::Draft;
use crate::plan::work::Work;
use crate::sql;

/// Triggers that go or change.
pub(super) fn drop(work: &Work<'_>, draft: &mut Draft) {
    for change in work.changes {
        if let Change::Trigger { table, change } = change
            && let Some(trigger) = change.from()
            && let Some(old) = work.old.table(table)
        {
            draft.take(format!(
                "DROP TRIGGER {} ON {}",
                sql::identifier(&trigger.name),
                sql::qualified(table)
            ));
            draft.take(format!("DROP FUNCTION {}()", function_name(old, trigger)));
        }
    }
}

/// Triggers that are new or changed, and those of new tables.
pub(super) fn create(work: &Work<'_>, draft: &mut Draft) {
    for table in &work.new.database.tables {
        if work.rises(&table.name) {
            for step in triggers(table) {
                draft.run(step.text);
            }
        }
    }
    for change in work.changes {
        if let Change::Trigger { table, change } = change
            && work.stays(table)
            && let Some(it) = change.to()
            && let Some(new) = work.new.table(table)
        {
            draft.run(function(new, it));
            draft.run(trigger(new, it));
        }
    }
}
