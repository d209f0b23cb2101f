//! `relata migrate verify`

use super::disk::OnDisk;
use super::replay;
use crate::Answer;
use crate::arguments::{Format, Verify};
use crate::diff::side::{Read, canonical};
use crate::diff::{as_json, planned};
use crate::output::{self, Failure, count};
use relata_schema::change::Change;
use relata_schema::database::Database;
use relata_schema::migration::LOCK_FILE;
use relata_schema::plan::{self, AllowLoss, Options, Plan};
use std::collections::BTreeMap;

/// Compares what the migrations lead to with the schema and the lock file.
pub(super) async fn run(call: &Verify) -> Result<Answer, Failure> {
    let disk = OnDisk::read(&call.folder)?;
    let migrations = &disk.folder.migrations;
    if migrations.is_empty() {
        let path = disk.path.display();
        return Err(Failure(format!(
            "there are no migrations in `{path}`: `relata migrate new NAME` writes one"
        )));
    }
    let Some(schema) = Read::of_settled(&call.schema.argument()).await? else {
        return Ok(Answer::No);
    };
    let reached = replay::replay(&disk, migrations).await?.database;
    let mistakes = of_lock(&disk, &reached).await?;
    let plan = difference(reached, &schema).await?;
    let is_right = mistakes.is_empty() && plan.steps.is_empty();
    match call.format {
        Format::Json => {
            let text = serde_json::json!({ "mistakes": mistakes, "steps": as_json(&plan) });
            output::print_verbatim(&format!("{text:#}\n"))?;
        }
        Format::Text => {
            for it in &mistakes {
                output::note(it);
            }
            output::print_verbatim(&plan::print(&plan))?;
        }
    }
    if !plan.steps.is_empty() {
        output::note(&format!(
            "{}: the migrations do not lead to the schema; what is printed leads there",
            disk.path.display()
        ));
    } else if is_right {
        output::note(&format!(
            "{}: {}, which lead to the schema",
            disk.path.display(),
            count(migrations.len(), "migration")
        ));
    }
    Ok(if is_right { Answer::Yes } else { Answer::No })
}

/// What a schema has and a database does not, as the shortest plan.
pub(super) async fn difference(from: Database, schema: &Read) -> Result<Plan, Failure> {
    let options = Options {
        safe: false,
        version: 0,
        rows: BTreeMap::new(),
        column_order: false,
        allow_loss: AllowLoss::All,
        renamed: Vec::new(),
    };
    planned(Read::of(from), schema, None, &options).await
}

/// In what the lock file is wrong.
async fn of_lock(disk: &OnDisk, reached: &Database) -> Result<Vec<String>, Failure> {
    let anew = "`relata migrate lock` writes it anew";
    let lock = match disk.lock() {
        Ok(Some(lock)) => lock,
        Ok(None) => {
            return Ok(vec![format!(
                "{}: it is not there; {anew}",
                disk.shown(LOCK_FILE)
            )]);
        }
        Err(mistake) => return Ok(vec![mistake]),
    };
    let mut mistakes: Vec<String> = disk
        .folder
        .differences(&lock)
        .iter()
        .map(|it| disk.shown(&it.to_string()))
        .collect();
    if mistakes.is_empty() {
        let noted = canonical(&lock.schema).await?.database;
        if !are_equal(&noted, reached) {
            mistakes.push(format!(
                "{}: its schema is not what the migrations lead to; {anew}",
                disk.shown(LOCK_FILE)
            ));
        }
    }
    Ok(mistakes)
}

/// Whether two databases are the same but for the order of columns.
pub(super) fn are_equal(one: &Database, other: &Database) -> bool {
    relata_schema::diff(one, other)
        .iter()
        .all(|it| matches!(it, Change::ColumnOrder { .. }))
}
