//! `relata diff`

mod side;

use crate::Answer;
use crate::arguments::{Diff, Format, Safe};
use crate::output::{self, Failure};
use relata_schema::change::Change;
use relata_schema::diff::outside;
use relata_schema::plan::{self, AllowLoss, NoPlan, Options, Phase, Plan, Refusal};
use serde::Serialize;
use side::Side;

/// Prints how to make one database of another.
pub(crate) fn run(call: &Diff) -> Result<Answer, Failure> {
    let from = Side::told(&call.from)?;
    let to = Side::told(&call.to)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure(format!("no thread can wait for the server: {error}")))?;
    let found = runtime.block_on(async {
        let Some((old, new)) = side::both(&from, &to).await? else {
            return Ok(None);
        };
        let (renames, renamed) = side::renamed(&old, &new).await?;
        Ok(Some((
            renames,
            (old.version, old.rows),
            renamed.unwrap_or(old.database),
            new.database,
        )))
    })?;
    let Some((renames, (version, rows), old, new)) = found else {
        return Ok(Answer::No);
    };

    for it in outside(&old, &new) {
        let place = it
            .on
            .as_ref()
            .map_or(String::new(), |on| format!(" on {on}"));
        let side = if new.outside.contains(it) {
            "--to"
        } else {
            "--from"
        };
        output::note(&format!(
            "not modelled and left as it is: the {} {}{place}, which only {side} has",
            it.kind, it.name
        ));
    }

    let mut changes = relata_schema::diff(&old, &new);
    // A schema says nothing of the order in which columns came to be, and a table in use is not made anew for it.
    let is_safe = call.safe == Safe::Yes;
    let column_order = !to.is_schema() && !is_safe;
    if !column_order {
        changes.retain(|it| match it {
            Change::ColumnOrder { table, .. } if !to.is_schema() => {
                output::note(&format!(
                    "left as it is: the order of the columns of {table}, for which --safe=no makes the table anew"
                ));
                false
            }
            Change::ColumnOrder { .. } => false,
            _ => true,
        });
    }
    let options = Options {
        safe: is_safe,
        version,
        rows,
        column_order,
        allow_loss: allow_loss(&call.allow_loss),
    };
    match relata_schema::plan(&old, &new, &changes, &options) {
        Ok(mut plan) => {
            if !renames.is_empty() {
                plan.steps.insert(0, plan::renaming(renames));
            }
            print(&plan, call.format)?;
            Ok(if plan.steps.is_empty() {
                Answer::Yes
            } else {
                Answer::No
            })
        }
        Err(no_plan) => Err(Failure(refused(&no_plan))),
    }
}

fn allow_loss(objects: &[String]) -> AllowLoss {
    if objects.iter().any(|it| it == "all") {
        return AllowLoss::All;
    }
    let objects = objects.iter().flat_map(|it| it.split(','));
    AllowLoss::Objects(objects.map(|it| it.trim().to_owned()).collect())
}

fn refused(no_plan: &NoPlan) -> String {
    let lines = |refusals: &[Refusal]| -> String {
        let lines = refusals.iter();
        lines
            .map(|it| format!("\n  {}: {}", it.object, it.reason))
            .collect()
    };
    match no_plan {
        NoPlan::Impossible(refusals) => format!(
            "there is no plan, because of what PostgreSQL cannot do in place or relata would break:{}",
            lines(refusals)
        ),
        NoPlan::Loss(refusals) => {
            let flags: Vec<String> = refusals
                .iter()
                .map(|it| format!("--allow-loss {}", shell(&it.object)))
                .collect();
            format!(
                "the plan would lose data:{}\nsay that it may: {}, or --allow-loss all",
                lines(refusals),
                flags.join(" ")
            )
        }
    }
}

/// A word as a shell reads it.
fn shell(word: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "_.-".contains(it);
    if word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A step as programs read it.
#[derive(Serialize)]
struct Step {
    sql: String,
    transactional: bool,
    phase: &'static str,
    hazards: Vec<String>,
}

fn print(plan: &Plan, format: Format) -> Result<(), Failure> {
    let text = match format {
        Format::Text => plan::print(plan),
        Format::Json => {
            let steps: Vec<Step> = plan
                .steps
                .iter()
                .map(|it| Step {
                    sql: it.sql.join(";\n"),
                    transactional: it.transactional,
                    phase: match it.phase {
                        Phase::Expand => "expand",
                        Phase::Backfill => "backfill",
                        Phase::Contract => "contract",
                    },
                    hazards: it.hazards.iter().map(ToString::to_string).collect(),
                })
                .collect();
            if steps.is_empty() {
                return Ok(());
            }
            let text = serde_json::to_string_pretty(&steps)
                .map_err(|error| Failure(format!("the plan cannot be written: {error}")))?;
            text + "\n"
        }
    };
    output::print_verbatim(&text)
}
