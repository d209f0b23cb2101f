//! A plan as a text that `psql -v ON_ERROR_STOP=1 -f` runs as it stands.

use super::Plan;

/// The plan as SQL: what may run in a transaction stands between `BEGIN` and `COMMIT`, and the hazards of a step above
/// it. Empty for an empty plan.
#[must_use]
pub fn print(plan: &Plan) -> String {
    if plan.steps.is_empty() {
        return String::new();
    }
    // All names are written for this path.
    let mut text = "SET search_path = public;\n".to_owned();
    let mut inside = false;
    for step in &plan.steps {
        if inside != step.transactional {
            text.push_str(if inside { "\nCOMMIT;\n" } else { "\nBEGIN;\n" });
            inside = step.transactional;
        }
        text.push('\n');
        for hazard in &step.hazards {
            for line in hazard.to_string().lines() {
                text.push_str(&format!("-- {line}\n"));
            }
        }
        text.push_str(&step.sql);
        text.push_str(";\n");
    }
    if inside {
        text.push_str("\nCOMMIT;\n");
    }
    text
}
