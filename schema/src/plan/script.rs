//! What the author runs as it stands.

use crate::change::Change;
use crate::create;
use crate::plan::draft::Draft;
use crate::plan::work::Work;

/// Runs what is new or changed, before everything or after it; what undoes the old one first.
pub(super) fn run(work: &Work<'_>, draft: &mut Draft, before_tables: bool) {
    for change in work.changes {
        let Change::Script(delta) = change else {
            continue;
        };
        if delta
            .from()
            .or(delta.to())
            .is_some_and(|it| it.before_tables != before_tables)
        {
            continue;
        }
        if let Some(drop) = delta.from().and_then(|it| it.drop.as_ref()) {
            draft.take(drop.trim().trim_end_matches(';').to_owned());
        }
        if let Some(it) = delta.to() {
            let text = create::script(it);
            if !text.is_empty() {
                draft.run(text);
            }
        }
    }
}
