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
    let mut waits = false;
    let mut added_value = false;
    for it in &of_one_session(&plan.steps) {
        waits |= it.phase == plan::Phase::Contract;
        let phase = if waits {
            Phase::Contract
        } else {
            phase(it.phase)
        };
        let step = step(it);
        let adds_value = adds_enum_value(it);
        let ends = std::mem::replace(&mut added_value, adds_value) && !adds_value;
        let fits = migrations
            .last_mut()
            .filter(|last| last.phase == phase && last.transactional && it.transactional && !ends);
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

    /// The same, of which nothing is run before it is asked for.
    #[must_use]
    pub fn waiting(self) -> Self {
        let name = match self.phase {
            Phase::Contract => self.id.name,
            Phase::Expand | Phase::Backfill => format!("{}_contract", self.id.name),
        };
        let id = Id { name, ..self.id };
        Self::new(id, Phase::Contract, self.transactional, self.steps)
    }
}

/// The steps, where those that share what only one session has are one: after a crash, the next session lacks it.
fn of_one_session(steps: &[plan::Step]) -> Vec<plan::Step> {
    let shares = |it: &plan::Step| it.sql.iter().any(|it| it.contains("pg_temp."));
    let first = steps.iter().position(shares);
    let last = steps.iter().rposition(shares);
    let (Some(first), Some(last)) = (first, last) else {
        return steps.to_vec();
    };
    let (before, rest) = steps.split_at(first);
    let (shared, after) = rest.split_at(last + 1 - first);
    if !shared.iter().all(|it| it.transactional) {
        return steps.to_vec();
    }
    let mut found = before.to_vec();
    found.extend(shared.iter().cloned().reduce(|mut one, other| {
        one.summary = "convert values".to_owned();
        one.sql.extend(other.sql);
        one.phase = one.phase.max(other.phase);
        one.locks.extend(other.locks);
        one.hazards.extend(other.hazards);
        one
    }));
    found.extend_from_slice(after);
    found
}

fn adds_enum_value(step: &plan::Step) -> bool {
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
        locks: Some(step.locks.clone()),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn step(sql: &str, phase: plan::Phase) -> plan::Step {
        plan::Step {
            summary: sql.to_owned(),
            sql: vec![sql.to_owned()],
            transactional: !sql.contains("CONCURRENTLY"),
            phase,
            locks: Vec::new(),
            hazards: Vec::new(),
            lock_wait: plan::LockWait::Short,
            probe: None,
            backfill: None,
        }
    }

    fn files(steps: Vec<plan::Step>) -> Vec<String> {
        let migrations = of_plan(&Plan { steps }, "a", 7);
        let file = |it: &Migration| {
            let steps: Vec<&str> = it.steps.iter().map(|it| &*it.sql).collect();
            format!("{}: {}", it.id, steps.join(" | "))
        };
        migrations.iter().map(file).collect()
    }

    #[test]
    fn a_file_has_one_phase_and_what_needs_no_transaction_is_alone() {
        use plan::Phase::{Backfill, Contract, Expand};
        let found = files(vec![
            step("ALTER TYPE e ADD VALUE 'x'", Expand),
            step("ALTER TYPE e ADD VALUE 'y'", Expand),
            step("SELECT 1", Expand),
            step("CREATE FUNCTION pg_temp.f()", Expand),
            step("SELECT pg_temp.f()", Expand),
            step("CREATE INDEX CONCURRENTLY i", Expand),
            step("CREATE INDEX CONCURRENTLY j", Expand),
            step("UPDATE", Backfill),
            step("SELECT 2", Expand),
            step("DROP", Contract),
        ]);
        assert_eq!(
            found,
            [
                "0007_a: ALTER TYPE e ADD VALUE 'x' | ALTER TYPE e ADD VALUE 'y'",
                "0008_a: SELECT 1 | CREATE FUNCTION pg_temp.f();\n\nSELECT pg_temp.f()",
                "0009_a: CREATE INDEX CONCURRENTLY i",
                "0010_a: CREATE INDEX CONCURRENTLY j",
                "0011_a_backfill: UPDATE",
                "0012_a: SELECT 2",
                "0013_a_contract: DROP",
            ]
        );
    }

    #[test]
    fn what_comes_after_a_rename_waits_with_it() {
        use plan::Phase::{Contract, Expand};
        let found = files(vec![step("RENAME", Contract), step("ADD", Expand)]);
        assert_eq!(found, ["0007_a_contract: RENAME | ADD"]);
    }
}
