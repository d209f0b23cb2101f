//! `relata diff`

mod refusal;
pub(crate) mod side;

use crate::Answer;
use crate::arguments::{Diff, Format, Safe};
use crate::output::{self, Failure};
use relata_schema::change::Change;
use relata_schema::database::Database;
use relata_schema::diff::{likenesses, outside, renamed_columns};
use relata_schema::plan::{self, AllowLoss, Options, Phase, Plan};
use serde::Serialize;
use side::{Read, Side};

/// Prints how to make one database of another.
pub(crate) fn run(call: &Diff) -> Result<Answer, Failure> {
    let from = Side::told(&call.from)?;
    let to = Side::told(&call.to)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure(format!("no thread can wait for the server: {error}")))?;
    let plan = runtime.block_on(async {
        let Some((mut old, mut new)) = side::both(&from, &to).await? else {
            return Ok(None);
        };
        let only_old = old.database.take_histories(&new.database);
        let only_new = new.database.take_histories(&old.database);
        for (histories, side) in [(only_old, "--from"), (only_new, "--to")] {
            for it in histories {
                output::note(&format!("left as it is: {it}, which only {side} has"));
            }
        }
        let options = Options {
            safe: call.safe == Safe::Yes,
            version: old.version,
            rows: old.rows.clone(),
            // A schema says nothing of the order in which columns came to be, and a table in use is not made anew for it.
            column_order: !to.is_schema() && call.safe == Safe::No,
            allow_loss: allow_loss(&call.allow_loss),
            renamed: Vec::new(),
        };
        planned(old, &new, Some(["--from", "--to"]), &options)
            .await
            .map(Some)
    })?;
    let Some(plan) = plan else {
        return Ok(Answer::No);
    };
    print(&plan, call.format)?;
    Ok(if plan.steps.is_empty() {
        Answer::Yes
    } else {
        Answer::No
    })
}

/// Says on stderr what is not modelled and only one side has.
fn tell_outside(old: &Database, new: &Database, called: [&str; 2]) {
    for it in outside(old, new) {
        let place = it
            .on
            .as_ref()
            .map_or(String::new(), |on| format!(" on {on}"));
        let side = called[usize::from(new.outside.contains(it))];
        output::note(&format!(
            "not modelled and left as it is: the {} {}{place}, which only {side} has",
            it.kind, it.name
        ));
    }
}

/// The plan from one side to the other, with the renames that the other declares. Where it is said what the sides are
/// called, what is not modelled goes to stderr.
pub(crate) async fn planned(
    old: Read,
    new: &Read,
    called: Option<[&str; 2]>,
    options: &Options,
) -> Result<Plan, Failure> {
    // Only a plan for a database in use lets both names be used for a while.
    let copied = match &new.schema {
        Some((_, model)) if options.safe => {
            let renamed = renamed_columns(model, &old.database);
            plan::copied(&old.database, &new.database, &renamed)
        }
        _ => Vec::new(),
    };
    let (renames, renamed) = side::renamed(&old, new, &copied).await?;
    let before = old.database;
    let (schema, new) = (&new.schema, &new.database);
    let old = renamed.unwrap_or_else(|| before.clone());
    if let Some(called) = called {
        tell_outside(&old, new, called);
    }
    let mut changes = relata_schema::diff(&old, new);
    if !options.column_order {
        changes.retain(|it| match it {
            Change::ColumnOrder { table, .. } => {
                if schema.is_none() && called.is_some() {
                    output::note(&format!(
                        "left as it is: the order of the columns of {table}, for which --safe=no makes the table anew"
                    ));
                }
                false
            }
            _ => true,
        });
    }
    if let Some((source, model)) = schema {
        let mut alike = likenesses(&changes, &old, new, source, model);
        let is_copied = |it: &str| {
            let mut names = copied.iter().map(|it| format!("{}.{}", it.table, it.from));
            names.any(|name| name == it)
        };
        alike.retain(|it| !options.allow_loss.allows(&it.dropped) && !is_copied(&it.dropped));
        if !alike.is_empty() {
            return Err(Failure(refusal::likenesses(&alike, source)));
        }
    }
    let options = &Options {
        renamed: copied,
        ..options.clone()
    };
    let plan = relata_schema::plan(&old, new, &changes, options);
    let plan = plan.map_err(|no_plan| Failure(refusal::no_plan(&no_plan)))?;
    Ok(plan::after_renames(plan, &renames, &before, new, options))
}

pub(crate) fn allow_loss(objects: &[String]) -> AllowLoss {
    if objects.iter().any(|it| it == "all") {
        return AllowLoss::All;
    }
    let objects = objects.iter().flat_map(|it| it.split(','));
    AllowLoss::Objects(objects.map(|it| it.trim().to_owned()).collect())
}

/// A step as programs read it.
#[derive(Serialize)]
pub(crate) struct Step {
    sql: String,
    transactional: bool,
    phase: &'static str,
    hazards: Vec<String>,
}

/// A plan as programs read it.
pub(crate) fn as_json(plan: &Plan) -> Vec<Step> {
    let steps = plan.steps.iter().map(|it| Step {
        sql: it.sql.join(";\n"),
        transactional: it.transactional,
        phase: match it.phase {
            Phase::Expand => "expand",
            Phase::Backfill => "backfill",
            Phase::Contract => "contract",
        },
        hazards: it.hazards.iter().map(ToString::to_string).collect(),
    });
    steps.collect()
}

fn print(plan: &Plan, format: Format) -> Result<(), Failure> {
    let text = match format {
        Format::Text => plan::print(plan),
        Format::Json if plan.steps.is_empty() => return Ok(()),
        Format::Json => {
            let text = serde_json::to_string_pretty(&as_json(plan))
                .map_err(|error| Failure(format!("the plan cannot be written: {error}")))?;
            text + "\n"
        }
    };
    output::print_verbatim(&text)
}
