//! What PostgreSQL does for a statement: its plan in plain words, and what is worth changing.
//!
//! ```ignore
//! let explained = PostCard::query()
//!     .filter(posts::title.eq("Joins"))
//!     .explain(&pool)
//!     .analyze()
//!     .await?;
//! println!("{explained}");
//! assert!(explained.findings.is_empty());
//! ```
//!
//! Whatever sends a statement with a plan has `explain`: queries and their counts, pages, reports, updates,
//! deletes, inserts, SQL by hand. What it shows has no values: in the conditions of a plan stands `…`
//! instead, so that it can be shown to others. The plan is the one for the values all the same.
//!
//! The parts stand by themselves too: [`Plan::parse`] reads what `EXPLAIN (FORMAT JSON)` gave for any
//! statement, [`Catalogue::read`] what the database says of the tables in it, and [`findings`] is
//! a function of the two.

mod ask;
mod condition;
mod find;
mod finding;
mod plan;
mod table;
mod words;

use std::fmt;

pub(crate) use ask::Asked;
pub use ask::Explain;
pub use find::findings;
pub use finding::{Finding, Kind};
pub use plan::{Actual, Buffers, Detail, Keys, Node, Plan, Relation, Trigger, Unreadable};
use serde::Serialize;
pub use table::{Catalogue, Column, Index, Table};

/// The plans of the statements of one call, and what is worth changing about them. Shown in plain
/// words: findings first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Explained {
    /// The statements, in the order in which they are sent.
    pub statements: Vec<Plan>,
    /// What is worth changing, the most weighty first.
    pub findings: Vec<Finding>,
}

impl Explained {
    /// Of plans, and of what the catalogue says of their tables.
    #[must_use]
    pub fn of(statements: Vec<Plan>, catalogue: &Catalogue) -> Self {
        Self {
            findings: findings(&statements, catalogue),
            statements,
        }
    }

    /// Whether there is a finding of this kind.
    #[must_use]
    pub fn has(&self, kind: Kind) -> bool {
        self.findings.iter().any(|finding| finding.kind == kind)
    }
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.findings.len() {
            0 => f.write_str("nothing to change was found\n")?,
            1 => f.write_str("1 finding:\n")?,
            number => writeln!(f, "{number} findings:")?,
        }
        for (at, finding) in self.findings.iter().enumerate() {
            let text = finding.to_string().replace('\n', "\n     ");
            writeln!(f, "  {}. {text}", at + 1)?;
        }
        let number = self.statements.len();
        for (at, plan) in self.statements.iter().enumerate() {
            f.write_str("\n")?;
            if number > 1 {
                write!(f, "statement {} of {number}, ", at + 1)?;
            }
            writeln!(f, "{plan}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A plan as a server of PostgreSQL 18 gives it.
    const RUN: &str = r#"[{
        "Plan": {
            "Node Type": "Limit", "Parallel Aware": false, "Startup Cost": 5.0, "Total Cost": 6.0,
            "Plan Rows": 20, "Plan Width": 8, "Actual Startup Time": 1.0, "Actual Total Time": 80.9,
            "Actual Rows": 20.00, "Actual Loops": 1, "Disabled": false, "Shared Hit Blocks": 100,
            "Plans": [{
                "Node Type": "Sort", "Parent Relationship": "Outer", "Startup Cost": 5.0,
                "Total Cost": 6.0, "Plan Rows": 40, "Actual Total Time": 80.4, "Actual Rows": 20.00,
                "Actual Loops": 1, "Sort Key": ["t0.created_at DESC", "t0.id"],
                "Sort Method": "top-N heapsort", "Sort Space Used": 27, "Sort Space Type": "Memory",
                "Plans": [{
                    "Node Type": "Seq Scan", "Parent Relationship": "Outer", "Relation Name": "posts",
                    "Schema": "public", "Alias": "t0", "Startup Cost": 0.0, "Total Cost": 4000.0,
                    "Plan Rows": 40, "Actual Total Time": 70.0, "Actual Rows": 35.00, "Actual Loops": 1,
                    "Filter": "(t0.author_id = '31337'::bigint)", "Rows Removed by Filter": 199965
                }]
            }]
        },
        "Planning Time": 0.5,
        "Triggers": [{"Trigger Name": "RI_ConstraintTrigger_a_1", "Constraint Name": "notes_post_id_fkey",
            "Relation": "posts", "Time": 60.0, "Calls": 3}],
        "JIT": {"Functions": 3, "Timing": {"Generation": {"Deform": 0.1, "Total": 1.0}, "Total": 55.0}},
        "Execution Time": 81.0
    }]"#;

    fn kinds(explained: &Explained) -> Vec<Kind> {
        explained
            .findings
            .iter()
            .map(|finding| finding.kind)
            .collect()
    }

    #[test]
    fn a_plan_of_any_origin_is_said_in_words() {
        let plan = Plan::parse("SELECT 1", RUN).unwrap();
        let explained = Explained::of(vec![plan], &Catalogue::default());
        expect(
            &explained,
            "3 findings:
  1. 200,000 rows of `posts` were read to find 35 by `author_id`
     add to `table posts`: index (author_id, created_at desc, id)
  2. 55 ms of 81 ms went into compiling the plan to machine code (JIT), more than it can have saved: set `jit = off`, \
or raise `jit_above_cost`, for the application's role
  3. 60 ms of 81 ms went into the constraint `notes_post_id_fkey`, which ran 3 times: if it is a foreign key, the \
columns that hold it need an index

run in 81 ms, planned in 0.50 ms, 800 kB from memory:
  SELECT 1
  stop when there are enough · 20 rows, 81 ms
    sort by t0.created_at DESC, t0.id, keeping the first in memory · 20 rows, 80 ms
      read all rows of posts (t0), keep where t0.author_id = … · 35 rows, 199,965 thrown away, 70 ms
  then check `notes_post_id_fkey`: 3 times, 60 ms
  compiling it to machine code took 55 ms
",
        );
        let json = serde_json::to_string(&explained).unwrap();
        assert!(
            json.contains("\"kind\":\"sequential_scan\"") && !json.contains("31337"),
            "{json}"
        );
    }

    fn expect(explained: &Explained, text: &str) {
        assert_eq!(explained.to_string(), text);
    }

    #[test]
    fn what_takes_little_time_stays_quiet() {
        let quick = RUN.replace("\"Total\": 55.0", "\"Total\": 5.0");
        let quick = quick.replace("\"Time\": 60.0", "\"Time\": 6.0");
        let quick = Plan::parse("SELECT 1", &quick).unwrap();
        let explained = Explained::of(vec![quick], &Catalogue::default());
        assert_eq!(kinds(&explained), [Kind::SequentialScan]);
        let small = RUN
            .replace("199965", "1965")
            .replace("55.0", "5.0")
            .replace("60.0", "6.0");
        let small = Plan::parse("SELECT 1", &small).unwrap();
        let explained = Explained::of(vec![small], &Catalogue::default());
        assert_eq!(kinds(&explained), []);
    }

    #[test]
    fn another_text_is_refused() {
        for text in ["", "[]", "{}", "Seq Scan on posts", "[{\"Plan\": 1}]"] {
            let refused = Plan::parse("SELECT 1", text).unwrap_err().to_string();
            assert!(refused.starts_with("is no plan in JSON"), "{refused}");
        }
    }
}
