//! From a plan to migrations.

use super::{Id, LockTimeout, Migration, Phase, Step, checksum, print};
use crate::plan::{self, Plan};

/// The migrations of a plan: the first has this number, the others follow. What can run at any time is called by the
/// name; what fills rows, `NAME_backfill`; what takes something away, `NAME_contract`.
///
/// A file has one phase, and a step that cannot run in a transaction has a file of its own.
#[must_use]
pub fn of_plan(plan: &Plan, name: &str, number: i64) -> Vec<Migration> {
    let mut migrations: Vec<Migration> = Vec::new();
    for it in &plan.steps {
        let phase = phase(it.phase);
        let step = step(it);
        let fits = migrations
            .last_mut()
            .filter(|last| last.phase == phase && last.transactional && it.transactional);
        match fits {
            Some(last) => last.steps.push(step),
            None => {
                let after = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
                let id = Id {
                    number: number.saturating_add(after),
                    name: match phase {
                        Phase::Expand => name.to_owned(),
                        Phase::Backfill => format!("{name}_backfill"),
                        Phase::Contract => format!("{name}_contract"),
                    },
                };
                migrations.push(Migration::new(id, phase, it.transactional, vec![step]));
            }
        }
    }
    for it in &mut migrations {
        it.checksum = checksum(&print(it));
    }
    migrations
}

impl Migration {
    /// One that is to be written.
    #[must_use]
    pub fn new(id: Id, phase: Phase, transactional: bool, steps: Vec<Step>) -> Self {
        let mut migration = Self {
            file: id.file(),
            id,
            phase,
            transactional,
            steps,
            checksum: String::new(),
        };
        migration.checksum = checksum(&print(&migration));
        migration
    }
}

fn phase(phase: plan::Phase) -> Phase {
    match phase {
        plan::Phase::Expand => Phase::Expand,
        plan::Phase::Contract => Phase::Contract,
    }
}

fn step(step: &plan::Step) -> Step {
    Step {
        summary: step.sql.lines().next().unwrap_or_default().to_owned(),
        sql: step.sql.clone(),
        hazards: step.hazards.iter().map(ToString::to_string).collect(),
        lock_timeout: LockTimeout::Short,
        ..Step::default()
    }
}
