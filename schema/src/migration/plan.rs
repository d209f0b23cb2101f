//! From a plan to migrations.

use super::{Backfill, Id, LockTimeout, Migration, Phase, Probe, Step, checksum, print};
use crate::plan::{self, Plan};
use crate::sql;

/// The migrations of a plan: the first has this number, the others follow. What can run at any time is called by the
/// name; what fills rows, `NAME_backfill`; what takes something away, `NAME_contract`.
///
/// A file has one phase, and a step that cannot run in a transaction has a file of its own. So has the new value of an
/// enum, as far as files come after it: whoever runs a file in one transaction could not use it. What comes after a rename
/// needs the new name, and waits with it.
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

fn is_enum_value(step: &plan::Step) -> bool {
    let is_one = |sql: &String| sql.starts_with("ALTER TYPE ") && sql.contains(" ADD VALUE ");
    step.sql.iter().all(is_one)
}

fn phase(phase: plan::Phase) -> Phase {
    match phase {
        plan::Phase::Expand => Phase::Expand,
        plan::Phase::Backfill => Phase::Backfill,
        plan::Phase::Contract => Phase::Contract,
    }
}

fn step(step: &plan::Step) -> Step {
    Step {
        summary: step.summary.clone(),
        sql: step.sql.join(";\n\n"),
        hazards: step.hazards.iter().map(ToString::to_string).collect(),
        lock_timeout: match step.lock_wait {
            plan::LockWait::Short => LockTimeout::Short,
            plan::LockWait::Unlimited => LockTimeout::None,
        },
        probe: step.probe.as_ref().and_then(probe),
        backfill: step.backfill.as_ref().and_then(backfill),
        line: 0,
    }
}

fn probe(probe: &plan::Probe) -> Option<Probe> {
    match probe {
        // The step's SQL says which of the two it is.
        plan::Probe::Index { name } | plan::Probe::NoIndex { name } => {
            Some(Probe::Index(name.clone()))
        }
        plan::Probe::Detached { parent, partition } => Some(Probe::Detach {
            parent: parent.clone(),
            partition: partition.clone(),
        }),
        plan::Probe::Backfill => None,
    }
}

/// A table without a key has no order to go by: its statement stays as it is.
fn backfill(backfill: &plan::Backfill) -> Option<Backfill> {
    if backfill.key.is_empty() {
        return None;
    }
    let set: Vec<String> = backfill
        .set
        .iter()
        .map(|(column, value)| format!("{} = {value}", sql::identifier(column)))
        .collect();
    Some(Backfill {
        table: backfill.table.clone(),
        key: backfill
            .key
            .iter()
            .map(|(column, _)| column.clone())
            .collect(),
        set: set.join(", "),
        filter: Some(backfill.todo.clone()),
    })
}
