//! Counting all rows of a big table.

use super::{BIG, Look};
use crate::explain::finding::{Finding, Kind, rows};
use crate::explain::plan::Node;

/// So many rows take a while to count.
const LONG: f64 = 10.0 * BIG;

pub(super) fn find(look: &Look<'_>, found: &mut Vec<Finding>) {
    for place in &look.places {
        let node = place.node;
        let counts = node.operation == "Aggregate"
            && node.raw.strategy == "Plain"
            && node.raw.partial_mode != "Partial"
            && node
                .raw
                .output
                .iter()
                .any(|output| output.contains("count(*)"));
        let Some(scan) = counts.then(|| whole(node)).flatten() else {
            continue;
        };
        let Some(relation) = &scan.table else {
            continue;
        };
        let known = look.table(relation).map(|table| table.rows);
        let number = scan.actual.map(|actual| actual.rows);
        let Some(number) = number.or(known).filter(|number| *number >= LONG) else {
            continue;
        };
        let name = look.catalogue.name(relation);
        let sentence = format!(
            "{} of `{name}` {} read to count them, each time: ask whether there is one more than are \
             shown, keep a total beside the rows, or take the estimate of `pg_class.reltuples`",
            rows(number),
            look.were(),
        );
        found.push(look.about(Kind::Count, relation, sentence));
    }
}

/// The scan of a whole table that an aggregate is computed from.
fn whole(node: &Node) -> Option<&Node> {
    let below = node.below.first()?;
    if below.is_scan() {
        let conditions = [
            &below.raw.filter,
            &below.raw.index_condition,
            &below.raw.recheck,
        ];
        return conditions.iter().all(|it| it.is_none()).then_some(below);
    }
    let through = ["Gather", "Aggregate", "Subquery Scan", "Append"];
    through
        .contains(&below.operation.as_str())
        .then(|| whole(below))
        .flatten()
}
