//! Estimates that are far from what came, from which PostgreSQL chose the plan.

use super::{Look, MANY, Place};
use crate::explain::condition::{Expression, masked};
use crate::explain::finding::{Finding, Kind, number};

/// So many times as many, or as few, is far off.
const FAR: f64 = 10.0;

pub(super) fn find(look: &Look<'_>, found: &mut Vec<Finding>) {
    for place in &look.places {
        let node = place.node;
        let (Some(actual), Some(relation)) = (node.actual, &node.table) else {
            continue;
        };
        // What workers read is estimated for each of them, and so it comes.
        let estimated = node.estimated_rows * actual.loops;
        let (more, less) = (
            actual.rows.max(estimated),
            actual.rows.min(estimated).max(1.0),
        );
        let far = more / less > FAR && more >= MANY;
        let stopped = actual.rows < estimated && may_stop(place);
        if !node.is_scan() || actual.loops < 1.0 || !far || stopped {
            continue;
        }
        // Its statistics say nothing, since there are none: that is the finding.
        if look.table(relation).is_some_and(|table| !table.analyzed) {
            continue;
        }
        let name = look.catalogue.name(relation);
        let texts = [
            &node.raw.index_condition,
            &node.raw.recheck,
            &node.raw.filter,
        ];
        let conditions: Vec<&str> = texts.into_iter().flatten().map(String::as_str).collect();
        let several: usize = conditions
            .iter()
            .map(|text| Expression::parse(text).conjuncts().len())
            .sum();
        let help = if several > 1 {
            format!(
                "run `ANALYZE {name}`; if it stays so, the columns depend on each other, which \
                 `CREATE STATISTICS` tells PostgreSQL"
            )
        } else {
            format!("run `ANALYZE {name}`")
        };
        let masked = conditions
            .first()
            .map(|text| masked(text))
            .unwrap_or_default();
        let of = if masked.is_empty() {
            String::new()
        } else {
            format!(" where {masked}")
        };
        let sentence = format!(
            "{} rows of `{name}` were expected{of}, and {} came, so that another plan may be better: {help}",
            number(estimated),
            number(actual.rows),
        );
        found.push(look.about(Kind::Estimate, relation, sentence));
    }
}

/// Whether what stands above may have had enough before all rows were read.
fn may_stop(place: &Place<'_>) -> bool {
    place.above.iter().any(|node| {
        node.operation == "Limit"
            || node.operation == "Merge Join"
            || ["Semi", "Anti"].contains(&node.raw.join_type.as_str())
    }) || place.node.raw.subplan.is_some()
        || place.above.iter().any(|node| node.raw.subplan.is_some())
}
