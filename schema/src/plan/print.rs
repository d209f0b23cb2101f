//! A plan as a text that `psql -v ON_ERROR_STOP=1 -f` runs as it stands.

use super::{LockWait, Plan, Step};

/// How long what waits for a lock keeps others waiting, at most.
const SHORT: &str = "3s";

/// The plan as SQL: each step that runs in a transaction stands between `BEGIN` and `COMMIT`, and what it does and its
/// hazards above it. Empty for an empty plan.
#[must_use]
pub fn print(plan: &Plan) -> String {
    if plan.steps.is_empty() {
        return String::new();
    }
    // All names are written for this path.
    let mut text = "SET search_path = public;\n".to_owned();
    let mut waits = LockWait::Unlimited;
    for step in &plan.steps {
        let wait = step.lock_wait;
        if wait != waits {
            waits = wait;
            let timeout = match wait {
                LockWait::Short => SHORT,
                LockWait::Unlimited => "0",
            };
            text.push_str(&format!("\nSET lock_timeout = '{timeout}';\n"));
        }
        text.push('\n');
        for line in comment(step).lines() {
            text.push_str(&format!("-- {line}\n"));
        }
        if step.transactional {
            text.push_str("BEGIN;\n\n");
        }
        for sql in &step.sql {
            text.push_str(sql);
            text.push_str(";\n");
            if step.transactional {
                text.push('\n');
            }
        }
        if step.transactional {
            text.push_str("COMMIT;\n");
        }
    }
    text
}

fn comment(step: &Step) -> String {
    let lines = step.hazards.iter().map(ToString::to_string);
    lines.map(|it| it + "\n").collect()
}
