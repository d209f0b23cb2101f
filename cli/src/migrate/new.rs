//! `relata migrate new`

use super::disk::OnDisk;
use super::{prove, replay, verify};
use crate::Answer;
use crate::arguments::{Format, New, Safe};
use crate::diff::side::{Read, canonical};
use crate::diff::{allow_loss, planned};
use crate::output::{self, Failure};
use relata_schema::create;
use relata_schema::database::Database;
use relata_schema::migration::{
    Difference, Id, LOCK_FILE, Lock, Migration, Phase, Step, check_name, of_plan,
};
use relata_schema::plan::{self, Options};
use serde::Serialize;
use std::collections::BTreeMap;

/// The server from which on plans differ from those that run on all.
const NOT_NULL_IS_A_CONSTRAINT: u32 = 18;

/// What a file begins with that is to be written by hand.
const EMPTY: &str = "\
-- What it does, in SQL. It runs in one transaction; a line `-- step: what it does` above a statement
-- begins a step, which has a transaction of its own. `-- no-transaction` as the first line means none.
";

/// Writes the migrations that lead to the schema.
pub(super) async fn run(call: &New) -> Result<Answer, Failure> {
    check_name(&call.name).map_err(|what| Failure(format!("`{}`: {what}", call.name)))?;
    let disk = OnDisk::read(&call.folder)?;
    if call.empty {
        return empty(&disk, &call.name);
    }
    let Some(schema) = Read::of_settled(&call.schema.argument()).await? else {
        return Ok(Answer::No);
    };
    let (from, is_noted) = reached(&disk).await?;
    let new = match disk.folder.migrations.is_empty() {
        true => first(&schema, &call.name),
        false => following(call, &disk, from.clone(), &schema).await?,
    };
    if new.is_empty() && is_noted {
        output::note("nothing to do: the migrations lead to the schema");
        return Ok(Answer::Yes);
    }

    let ddl = create(&from);
    let reached = replay::on_top(&disk, &ddl, &new).await?.database;
    let left = verify::difference(reached.clone(), &schema).await?;
    if !left.steps.is_empty() {
        return Err(Failure(format!(
            "this is a mistake of relata's: the plan does not lead to the schema, and nothing was written; what is left \
             is\n{}",
            plan::print(&left)
        )));
    }
    let new = after_contract(&disk, new, &reached).await?;
    if call.prove {
        let proof = prove::prove(&disk, &ddl, &new, &schema).await?;
        for it in &proof.notes {
            output::note(it);
        }
        if !proof.against.is_empty() {
            for it in &proof.against {
                output::note(&format!("not proven: {it}"));
            }
            output::note("nothing was written");
            return Ok(Answer::No);
        }
    }
    let all: Vec<Migration> = disk.folder.migrations.iter().chain(&new).cloned().collect();
    disk.write(&new, &Lock::new(&all, &create(&reached)))?;
    if new.is_empty() {
        output::note(&format!(
            "{}: noted what is new in the folder; beyond that there is nothing to do",
            disk.shown(LOCK_FILE)
        ));
    }
    tell(&disk, &new, call.format)?;
    Ok(Answer::Yes)
}

/// A file for SQL by hand.
fn empty(disk: &OnDisk, name: &str) -> Result<Answer, Failure> {
    let id = Id {
        number: disk.folder.next_number(),
        name: name.to_owned(),
    };
    disk.write_texts([(id.file(), EMPTY.to_owned())])?;
    output::print_verbatim(&format!("{}\n", disk.shown(&id.file())))?;
    Ok(Answer::Yes)
}

/// What the migrations lead to, and whether the lock file knows it.
async fn reached(disk: &OnDisk) -> Result<(Database, bool), Failure> {
    let migrations = &disk.folder.migrations;
    let Some(lock) = disk.lock().map_err(Failure)? else {
        if !migrations.is_empty() {
            let path = disk.shown(LOCK_FILE);
            output::note(&format!(
                "`{path}` is not there: all migrations are run on a throw-away database"
            ));
        }
        let reached = replay::replay(disk, migrations).await?;
        return Ok((reached.database, migrations.is_empty()));
    };
    let differences = disk.folder.differences(&lock);
    let is_new = |it: &Difference| matches!(it, Difference::Unlisted(_));
    if let Some(wrong) = differences.iter().find(|it| !is_new(it)) {
        return Err(Failure(format!(
            "{}; bring the file back as it was, or, if it was applied nowhere, say with `relata migrate lock` that this \
             is meant",
            disk.shown(&wrong.to_string())
        )));
    }
    if differences.is_empty() {
        return Ok((canonical(&lock.schema).await?.database, true));
    }
    for it in &differences {
        output::note(&format!(
            "{}: it is run on a throw-away database",
            disk.shown(&it.to_string())
        ));
    }
    let reached = replay::replay(disk, migrations).await?;
    Ok((reached.database, false))
}

/// The migration that a project begins with: all of the DDL, as the schema has it.
fn first(schema: &Read, name: &str) -> Vec<Migration> {
    let ddl = schema.ddl();
    if ddl.is_empty() {
        return Vec::new();
    }
    let id = Id {
        number: 1,
        name: name.to_owned(),
    };
    let step = Step {
        summary: "create the schema".to_owned(),
        sql: ddl,
        ..Step::default()
    };
    vec![Migration::new(id, Phase::Expand, true, vec![step])]
}

/// The migrations that follow those that are there.
async fn following(
    call: &New,
    disk: &OnDisk,
    from: Database,
    schema: &Read,
) -> Result<Vec<Migration>, Failure> {
    let options = Options {
        safe: call.safe == Safe::Yes,
        // The files may run on any server that the schema admits.
        version: schema
            .oldest()
            .filter(|it| *it >= NOT_NULL_IS_A_CONSTRAINT)
            .unwrap_or(0),
        rows: BTreeMap::new(),
        column_order: false,
        allow_loss: allow_loss(&call.allow_loss),
        renamed: Vec::new(),
    };
    let plan = planned(Read::of(from), schema, None, &options).await?;
    Ok(of_plan(&plan, &call.name, disk.folder.next_number()))
}

/// The new migrations; those that cannot run before the contract migrations that stand last in the folder wait as well.
/// Whether they can is tried, by running them before.
async fn after_contract(
    disk: &OnDisk,
    new: Vec<Migration>,
    reached: &Database,
) -> Result<Vec<Migration>, Failure> {
    let there = &disk.folder.migrations;
    let waits = |it: &Migration| it.phase == Phase::Contract;
    let Some(last) = there.iter().rposition(waits) else {
        return Ok(new);
    };
    if new.iter().all(waits) {
        return Ok(new);
    }
    let first = there[..last]
        .iter()
        .rposition(|it| !waits(it))
        .map_or(0, |it| it + 1);
    let (now, later): (Vec<&Migration>, Vec<&Migration>) = new.iter().partition(|it| !waits(it));
    let order = there[..first]
        .iter()
        .chain(&there[last + 1..])
        .chain(now)
        .chain(&there[first..=last])
        .chain(later);
    let order: Vec<Migration> = order.cloned().collect();
    let can_run_before = match replay::replay(disk, &order).await {
        Ok(other) => verify::are_equal(&other.database, reached),
        Err(_) => false,
    };
    if can_run_before {
        return Ok(new);
    }
    output::note(&format!(
        "{} has to run before what is new, which therefore waits for `relata migrate run --contract` as well",
        disk.shown(&there[last].file)
    ));
    Ok(new.into_iter().map(Migration::waiting).collect())
}

/// A migration as programs read it.
#[derive(Serialize)]
struct Written<'a> {
    file: String,
    phase: &'static str,
    transactional: bool,
    steps: Vec<WrittenStep<'a>>,
}

#[derive(Serialize)]
struct WrittenStep<'a> {
    summary: &'a str,
    sql: &'a str,
    hazards: &'a [String],
}

/// Prints what was written.
fn tell(disk: &OnDisk, new: &[Migration], format: Format) -> Result<(), Failure> {
    if format == Format::Json {
        let written: Vec<Written<'_>> = new.iter().map(|it| written(disk, it)).collect();
        let text = serde_json::to_string_pretty(&written)
            .map_err(|error| Failure(format!("the result cannot be written: {error}")))?;
        return output::print_verbatim(&(text + "\n"));
    }
    let mut text = String::new();
    for it in new {
        let when = match it.phase {
            Phase::Expand => "",
            Phase::Backfill => " (fills rows, a batch after the other)",
            Phase::Contract => " (waits for `relata migrate run --contract`)",
        };
        text.push_str(&format!("{}{when}\n", disk.shown(&it.file)));
        for step in &it.steps {
            text.push_str(&format!("  {}\n", step.summary));
            for hazard in &step.hazards {
                text.push_str(&format!("    {hazard}\n"));
            }
        }
    }
    output::print_verbatim(&text)
}

fn written<'a>(disk: &OnDisk, migration: &'a Migration) -> Written<'a> {
    let steps = migration.steps.iter().map(|it| WrittenStep {
        summary: &it.summary,
        sql: &it.sql,
        hazards: &it.hazards,
    });
    Written {
        file: disk.shown(&migration.file),
        phase: match migration.phase {
            Phase::Expand => "expand",
            Phase::Backfill => "backfill",
            Phase::Contract => "contract",
        },
        transactional: migration.transactional,
        steps: steps.collect(),
    }
}
