//! What in a plan is worth changing. Plans and what the catalogue says go in, findings come out: no
//! question is asked here.
//!
//! Small tables stay quiet: reading them whole is the fastest that there is.

mod count;
mod estimate;
mod limit;
mod memory;
mod scan;
mod wish;

use super::finding::{Finding, Kind};
use super::plan::{Node, Plan, Relation};
use super::table::{Catalogue, Table};
use crate::advice::Advice;

/// So many rows make a table big.
const BIG: f64 = 10_000.0;
/// So many are worth a word where they are read and thrown away.
const MANY: f64 = 1_000.0;
/// So large a table is big, whatever the number of its rows.
const LARGE: f64 = 1_048_576.0;

/// What is worth changing in these plans, which are those of the statements of one call; what weighs
/// most comes first. What the catalogue says may be missing: less is found then.
#[must_use]
pub fn findings(plans: &[Plan], catalogue: &Catalogue) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (statement, plan) in plans.iter().enumerate() {
        let mut places = Vec::new();
        walk(&plan.root, &mut Vec::new(), 1.0, &mut places);
        let look = Look {
            statement,
            plan,
            catalogue,
            places,
        };
        for find in [
            scan::find,
            limit::find,
            count::find,
            memory::find,
            estimate::find,
        ] {
            find(&look, &mut findings);
        }
    }
    let mut distinct: Vec<Finding> = Vec::new();
    for finding in findings {
        let is_it = |there: &Finding| {
            (there.kind, &there.table, &there.columns, &there.index)
                == (
                    finding.kind,
                    &finding.table,
                    &finding.columns,
                    &finding.index,
                )
        };
        if finding.table.is_none() || !distinct.iter().any(is_it) {
            distinct.push(finding);
        }
    }
    distinct.sort_by_key(|finding| finding.kind);
    distinct
}

/// A plan, and what is known beside it.
struct Look<'p> {
    statement: usize,
    plan: &'p Plan,
    catalogue: &'p Catalogue,
    places: Vec<Place<'p>>,
}

/// An operation, and where it stands.
struct Place<'p> {
    node: &'p Node,
    /// What stands above it, the nearest last.
    above: Vec<&'p Node>,
    /// How many times it runs: as it did, or as is estimated.
    times: f64,
}

fn walk<'p>(
    node: &'p Node,
    above: &mut Vec<&'p Node>,
    estimated: f64,
    places: &mut Vec<Place<'p>>,
) {
    let times = match node.actual {
        // Each worker reads a part.
        Some(_) if node.raw.parallel => 1.0,
        Some(actual) => actual.loops,
        None => estimated,
    };
    places.push(Place {
        node,
        above: above.clone(),
        times,
    });
    above.push(node);
    for below in &node.below {
        let outer = || node.below.first().map_or(1.0, |outer| outer.estimated_rows);
        let estimated = match below.raw.relationship.as_str() {
            "Inner" if node.operation == "Nested Loop" => estimated * outer().max(1.0),
            "SubPlan" if !is_hashed(node, below) => estimated * node.estimated_rows.max(1.0),
            "SubPlan" | "InitPlan" => 1.0,
            _ if node.operation == "Materialize" => 1.0,
            _ => estimated,
        };
        walk(below, above, estimated, places);
    }
    above.pop();
}

/// Whether a sub-select is read once, into a hash table.
fn is_hashed(node: &Node, below: &Node) -> bool {
    let name = below.raw.subplan.as_deref().unwrap_or_default();
    let hashed = format!("hashed {name}");
    let texts = [&node.raw.filter, &node.raw.join_filter];
    let mut texts = texts.into_iter().flatten().chain(&node.raw.output);
    texts.any(|text| text.contains(&hashed))
}

impl Look<'_> {
    fn is_run(&self) -> bool {
        self.plan.execution_ms.is_some()
    }

    /// `were` of what happened, else `are`.
    fn were(&self) -> &'static str {
        if self.is_run() { "were" } else { "are" }
    }

    fn table(&self, relation: &Relation) -> Option<&Table> {
        self.catalogue.of(relation)
    }

    fn finding(&self, kind: Kind, sentence: String) -> Finding {
        Finding {
            kind,
            statement: self.statement,
            table: None,
            columns: Vec::new(),
            sentence,
            index: None,
        }
    }

    fn about(&self, kind: Kind, relation: &Relation, sentence: String) -> Finding {
        Finding {
            table: Some(self.catalogue.name(relation)),
            ..self.finding(kind, sentence)
        }
    }
}

impl Finding {
    fn advising(self, advice: Option<&Advice>) -> Self {
        Self {
            index: advice.map(ToString::to_string),
            ..self
        }
    }

    fn of_columns(self, columns: Vec<String>) -> Self {
        Self { columns, ..self }
    }
}
