//! What has another name from now on, before anything else of a plan.
//!
//! A release that is running knows the old names. A table or view leaves a view behind that has its old name, and the old
//! names of its columns; reading and writing go through it until the contract half drops it.

mod view;

use super::hazard::Judge;
use super::{Hazard, LockWait, Options, Phase, Plan, RenamedColumn, Step, twin};
use crate::database::{Database, QualifiedName};
use crate::diff::{Rename, Renamed};
use crate::sql;

/// A plan that begins with renames: `from` is the database before them, and the plan begins where they end.
#[must_use]
pub fn after_renames(
    mut plan: Plan,
    renames: &[Rename],
    from: &Database,
    to: &Database,
    options: &Options,
) -> Plan {
    if renames.is_empty() {
        return plan;
    }
    let mut judge = Judge::new(from);
    if !options.safe {
        let statements = renames.iter().flat_map(|it| it.statements.clone());
        let what = "rename what has another name".to_owned();
        let mut step = step(what, statements.collect(), Phase::Contract, &mut judge);
        step.hazards = renames.iter().filter_map(breaks).collect();
        step.lock_wait = LockWait::Unlimited;
        plan.steps.insert(0, step);
        return plan;
    }
    let (mut first, mut then, mut last) = (Vec::new(), Vec::new(), Vec::new());
    let mut rest: Vec<&Rename> = renames.iter().collect();
    while let Some(rename) = rest.first().copied() {
        // What is of one table is one transaction.
        let (same, others): (Vec<&Rename>, Vec<&Rename>) =
            rest.into_iter().partition(|it| is_same(rename, it));
        rest = others;
        let statements = || same.iter().flat_map(|it| it.statements.clone()).collect();
        if let Renamed::Relation { was, now } = &rename.of
            && view::is_possible(was, from, to, options)
        {
            let mut all: Vec<String> = statements();
            all.extend(view::create(was, now, &same, from));
            let what = format!("call {was} {now}, and leave a view of the old name");
            let mut step = step(what, all, Phase::Expand, &mut judge);
            step.hazards.push(Hazard::Breaks {
                what: format!(
                    "COPY, TRUNCATE and ON CONFLICT ON CONSTRAINT by the old name {was}, which is a view from then on"
                ),
            });
            first.push(step);
            last.push(dropped(was));
            continue;
        }
        let hazards = same
            .iter()
            .filter_map(|it| Some(because(it, breaks(it)?, from, to)));
        let hazards: Vec<Hazard> = hazards.collect();
        let phase = if hazards.is_empty() {
            Phase::Expand
        } else {
            Phase::Contract
        };
        let mut step = step(summary(rename), statements(), phase, &mut judge);
        step.hazards = hazards;
        match phase {
            Phase::Expand => first.push(step),
            _ => then.push(step),
        }
    }
    let contract = |it: &Step| it.phase == Phase::Contract;
    let end = plan.steps.iter().position(contract);
    let end = end.unwrap_or(plan.steps.len());
    plan.steps.splice(end..end, last);
    first.append(&mut then);
    plan.steps.splice(..0, first);
    plan
}

/// Whether two renames are of one table, or the same.
fn is_same(one: &Rename, other: &Rename) -> bool {
    let table = |it: &Rename| match &it.of {
        Renamed::Relation { now, .. } => Some(now.clone()),
        Renamed::Column { table, .. } | Renamed::Member { table } => Some(table.clone()),
        _ => None,
    };
    match (table(one), table(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

fn step(summary: String, sql: Vec<String>, phase: Phase, judge: &mut Judge<'_>) -> Step {
    Step {
        summary,
        locks: judge.locks(&sql.join(";\n")),
        sql,
        transactional: true,
        phase,
        hazards: Vec::new(),
        lock_wait: LockWait::Short,
        probe: None,
        backfill: None,
    }
}

/// The end of the view that stood in for a name. Nobody else knows it, so it locks nothing that was there.
fn dropped(name: &QualifiedName) -> Step {
    Step {
        summary: format!("drop the view that is left of {name}"),
        sql: vec![format!("DROP VIEW {}", sql::qualified(name))],
        transactional: true,
        phase: Phase::Contract,
        locks: Vec::new(),
        hazards: Vec::new(),
        lock_wait: LockWait::Short,
        probe: None,
        backfill: None,
    }
}

fn summary(rename: &Rename) -> String {
    match &rename.of {
        Renamed::Relation { was, now } | Renamed::Type { was, now } => format!("call {was} {now}"),
        Renamed::Column { table, .. } => format!("call columns of {table} otherwise"),
        Renamed::Member { table } => format!("call constraints and indexes of {table} otherwise"),
        Renamed::Value { ty, was, now } => {
            format!(
                "call the value {} of {ty} {}",
                sql::literal(was),
                sql::literal(now)
            )
        }
        Renamed::Extension { name, namespace } => {
            format!("move the extension {name} to {namespace}")
        }
    }
}

/// The same with the reason why no column of the new name can stand beside one of the old name.
fn because(rename: &Rename, hazard: Hazard, from: &Database, to: &Database) -> Hazard {
    let (Hazard::Breaks { what }, Renamed::Column { table, was, now }) = (&hazard, &rename.of)
    else {
        return hazard;
    };
    let renamed = RenamedColumn {
        table: table.clone(),
        from: was.clone(),
        to: now.clone(),
    };
    // A table that has another name by then is not found under it.
    let is_there = from.tables.iter().any(|it| it.name == *table);
    let why = twin::why_not_copied(from, to, &[renamed]).pop().flatten();
    match why.filter(|_| is_there) {
        Some(why) => Hazard::Breaks {
            what: format!("{what}: no column can stand beside it, since {why}"),
        },
        None => hazard,
    }
}

/// What fails that knows the old name; nothing where nobody calls it.
fn breaks(rename: &Rename) -> Option<Hazard> {
    let what = match &rename.of {
        Renamed::Relation { was, .. } => format!("a release that reads or writes {was}"),
        Renamed::Column { table, was, .. } => {
            format!("a release that reads or writes the column {was} of {table}")
        }
        Renamed::Type { was, .. } => format!("a release that names the type {was}"),
        Renamed::Value { ty, was, now } => {
            let (was, now) = (sql::literal(was), sql::literal(now));
            format!(
                "a release that reads or writes the value {was} of {ty}: to spare it, add {now} beside {was}, write \
                 it into the rows that have {was}, and drop {was} when no release has it any more"
            )
        }
        Renamed::Extension { name, .. } => {
            format!("a release that names what the extension {name} has, with its namespace")
        }
        Renamed::Member { .. } => return None,
    };
    Some(Hazard::Breaks { what })
}
