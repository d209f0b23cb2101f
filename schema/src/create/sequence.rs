//! `CREATE SEQUENCE`

use super::order::Step;
use super::table::counting;
use crate::database::{Counting, Object, Sequence};
use crate::sql;

/// A sequence; whom it belongs to is said when that is there.
pub(crate) fn create(sequence: &Sequence) -> Step {
    let mut text = format!(
        "CREATE {} {}",
        if sequence.unlogged {
            "UNLOGGED SEQUENCE"
        } else {
            "SEQUENCE"
        },
        sql::qualified(&sequence.name)
    );
    if sequence.ty != "bigint" {
        text.push_str(&format!(" AS {}", sequence.ty));
    }
    for option in counting(&sequence.ty, &sequence.counting) {
        text.push_str(&format!(" {option}"));
    }
    Step::new(Object::Sequence(sequence.name.clone()), text)
}

/// `OWNED BY`
pub(crate) fn owned(sequence: &Sequence) -> Option<String> {
    let (table, column) = sequence.owned_by.as_ref()?;
    Some(format!(
        "ALTER SEQUENCE {} OWNED BY {}.{}",
        sql::qualified(&sequence.name),
        sql::qualified(table),
        sql::identifier(column)
    ))
}

/// Every number of how it counts, whatever it was before.
pub(crate) fn all(counting: &Counting) -> String {
    format!(
        "INCREMENT BY {} MINVALUE {} MAXVALUE {} START WITH {} CACHE {} {}",
        counting.increment,
        counting.minimum,
        counting.maximum,
        counting.start,
        counting.cache,
        if counting.cycle { "CYCLE" } else { "NO CYCLE" }
    )
}
