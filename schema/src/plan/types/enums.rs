//! Enums that get values.

use crate::change::{Change, Delta};
use crate::database::{EnumType, Object};
use crate::plan::draft::Draft;
use crate::plan::work::{Work, is_extended};
use crate::sql;

/// New values, each committed before anything can use it.
pub(in crate::plan) fn extend_all(work: &Work<'_>, draft: &mut Draft) {
    for change in work.changes {
        if let Change::Enum(Delta::Altered { from, to }) = change
            && !work.is_gone(&Object::Type(to.name.clone()))
            && is_extended(&from.labels, &to.labels)
        {
            extend(from, to, draft);
        }
    }
}

fn extend(from: &EnumType, to: &EnumType, draft: &mut Draft) {
    let name = sql::user_type(&to.name);
    let mut last: Option<&String> = None;
    let mut there = from.labels.len();
    for label in &to.labels {
        if from.labels.contains(label) {
            there -= 1;
        } else {
            let place = match last {
                // At the end is where a value comes anyway.
                _ if there == 0 => String::new(),
                Some(last) => format!(" AFTER {}", sql::literal(last)),
                None => match from.labels.first() {
                    Some(first) => format!(" BEFORE {}", sql::literal(first)),
                    None => String::new(),
                },
            };
            draft.apart(format!(
                "ALTER TYPE {name} ADD VALUE {}{place}",
                sql::literal(label)
            ));
        }
        last = Some(label);
    }
}
