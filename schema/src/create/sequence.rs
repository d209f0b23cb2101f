//! `CREATE SEQUENCE`

use super::table::counting;
use crate::database::{Counting, Sequence};
use crate::sql;

/// A sequence; what it goes with comes later, when that is there.
pub(crate) fn create(sequence: &Sequence) -> String {
    let unlogged = if sequence.unlogged { "UNLOGGED " } else { "" };
    let mut text = format!("CREATE {unlogged}SEQUENCE {}", sql::qualified(&sequence.name));
    if sequence.ty != "bigint" {
        text.push_str(&format!(" AS {}", sequence.ty));
    }
    for option in counting(&sequence.ty, &sequence.counting) {
        text.push(' ');
        text.push_str(&option);
    }
    text
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
