//! Rows that are read to come to the few that are wanted: sorted, or counted off.

use super::wish::Wish;
use super::{BIG, Look, MANY, Place};
use crate::explain::condition::{Expression, SortKey};
use crate::explain::finding::{Finding, Kind, listed, number, rows};
use crate::explain::plan::Node;

pub(super) fn find(look: &Look<'_>, found: &mut Vec<Finding>) {
    for place in &look.places {
        match place.node.operation.as_str() {
            "Sort" | "Incremental Sort" => sorted(look, place, found),
            "Limit" => skipped(look, place.node, found),
            _ => {}
        }
    }
}

fn sorted(look: &Look<'_>, place: &Place<'_>, found: &mut Vec<Finding>) {
    let through = |node: &&&Node| !node.operation.starts_with("Gather");
    let limit = place.above.iter().rev().find(through);
    let Some(limit) = limit.filter(|node| node.operation == "Limit") else {
        return;
    };
    let node = place.node;
    let input = node.below.first().map_or(0.0, Node::rows);
    let wanted = limit.rows();
    if input < BIG || input < 10.0 * wanted {
        return;
    }
    let Some(scan) = outermost(node) else {
        return;
    };
    let Some(relation) = &scan.table else {
        return;
    };
    let keys: Vec<SortKey> = node
        .raw
        .sort_key
        .iter()
        .map(|key| SortKey::parse(key))
        .collect();
    let columns: Option<Vec<String>> = keys
        .iter()
        .map(|key| match key.by.column()? {
            (Some(table), name) if table == relation.alias => Some(name.to_owned()),
            _ => None,
        })
        .collect();
    let Some(columns) = columns.filter(|columns| !columns.is_empty()) else {
        return;
    };
    // The index for the condition has the order too.
    let name = look.catalogue.name(relation);
    let is_found = |finding: &Finding| {
        finding.statement == look.statement
            && finding.table.as_ref() == Some(&name)
            && finding.index.is_some()
    };
    if found.iter().any(is_found) {
        return;
    }
    let texts = [
        &scan.raw.index_condition,
        &scan.raw.recheck,
        &scan.raw.filter,
    ];
    let conditions = texts.into_iter().flatten();
    let conditions: Vec<Expression> = conditions.map(|text| Expression::parse(text)).collect();
    let table = look.table(relation);
    let advice = Wish::of(&conditions, &relation.alias).advice(&keys, table);
    let advice = advice.filter(|advice| {
        let all = advice.columns();
        let is_there = columns.iter().all(|column| all.contains(&column.as_str()));
        is_there && table.is_none_or(|table| !table.has(&all))
    });
    let Some(advice) = advice else {
        return;
    };
    let sentence = format!(
        "{} of `{name}` {} sorted by {} for the first {}",
        rows(input),
        look.were(),
        listed(&columns),
        number(wanted),
    );
    let finding = look.about(Kind::Sort, relation, sentence);
    found.push(finding.of_columns(columns).advising(Some(&advice)));
}

/// The scan whose order all above it keeps.
fn outermost(node: &Node) -> Option<&Node> {
    let mut at = node;
    loop {
        at = at.below.first()?;
        if at.is_scan() {
            return Some(at);
        }
        let keeps = [
            "Nested Loop",
            "Hash Join",
            "Gather",
            "Gather Merge",
            "Materialize",
            "LockRows",
        ];
        if !keeps.contains(&at.operation.as_str()) {
            return None;
        }
    }
}

/// Of a limit that is estimated, the cost says how many rows it passes over: it grows evenly from
/// the first to the last (`adjust_limit_rows_costs` in PostgreSQL's `pathnode.c`).
fn skipped(look: &Look<'_>, node: &Node, found: &mut Vec<Finding>) {
    let Some(input) = node.below.first() else {
        return;
    };
    let skipped = match (node.actual, input.actual) {
        (Some(limit), Some(input)) => (input.rows - limit.rows) / limit.loops.max(1.0),
        _ => {
            let all = input.cost - input.raw.startup_cost;
            let before = node.raw.startup_cost - input.raw.startup_cost;
            if all <= 0.0 {
                0.0
            } else {
                before / all * input.estimated_rows
            }
        }
    };
    // Workers that read ahead of a limit are no offset.
    if skipped < MANY || (node.actual.is_some() && input.operation.starts_with("Gather")) {
        return;
    }
    let were = if look.is_run() { "were" } else { "are" };
    let sentence = format!(
        "{} {were} read and thrown away to come to the {} behind them (`offset`), and the further the page, \
         the more: `.page(…)` begins where the page before ended",
        rows(skipped),
        number(node.rows()),
    );
    found.push(look.finding(Kind::Offset, sentence));
}
