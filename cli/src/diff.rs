//! `relata diff`

mod refusal;
mod side;

use crate::Answer;
use crate::arguments::{Diff, Format, Safe};
use crate::output::{self, Failure};
use relata_schema::change::Change;
use relata_schema::diff::{likenesses, outside};
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
    let found = runtime.block_on(async {
        let Some((old, new)) = side::both(&from, &to).await? else {
            return Ok(None);
        };
        let (renames, renamed) = side::renamed(&old, &new).await?;
        Ok(Some((renames, renamed.unwrap_or(old.database), new)))
    })?;
    let Some((
        renames,
        old,
        Read {
            database: new,
            schema,
        },
    )) = found
    else {
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
    // A schema says nothing of the order in which columns came to be.
    let column_order = !to.is_schema();
    if !column_order {
        changes.retain(|it| !matches!(it, Change::ColumnOrder { .. }));
    }
    let options = Options {
        safe: call.safe == Safe::Yes,
        column_order,
        allow_loss: allow_loss(&call.allow_loss),
    };
    if let Some((source, model)) = &schema {
        let mut alike = likenesses(&changes, &old, &new, source, model);
        alike.retain(|it| !options.allow_loss.allows(&it.dropped));
        if !alike.is_empty() {
            return Err(Failure(refusal::likenesses(&alike, source)));
        }
    }
    match relata_schema::plan(&old, &new, &changes, &options) {
        Ok(mut plan) => {
            plan.steps.splice(0..0, renames.into_iter().map(rename));
            print(&plan, call.format)?;
            Ok(if plan.steps.is_empty() {
                Answer::Yes
            } else {
                Answer::No
            })
        }
        Err(no_plan) => Err(Failure(refusal::no_plan(&no_plan))),
    }
}

/// A rename, which whatever runs with the old name notices.
fn rename(sql: String) -> plan::Step {
    plan::Step {
        sql,
        transactional: true,
        phase: Phase::Contract,
        hazards: Vec::new(),
    }
}

fn allow_loss(objects: &[String]) -> AllowLoss {
    if objects.iter().any(|it| it == "all") {
        return AllowLoss::All;
    }
    let objects = objects.iter().flat_map(|it| it.split(','));
    AllowLoss::Objects(objects.map(|it| it.trim().to_owned()).collect())
}

/// A step as programs read it.
#[derive(Serialize)]
struct Step<'a> {
    sql: &'a str,
    transactional: bool,
    phase: &'static str,
    hazards: Vec<String>,
}

fn print(plan: &Plan, format: Format) -> Result<(), Failure> {
    let text = match format {
        Format::Text => plan::print(plan),
        Format::Json => {
            let steps: Vec<Step<'_>> = plan
                .steps
                .iter()
                .map(|it| Step {
                    sql: &it.sql,
                    transactional: it.transactional,
                    phase: match it.phase {
                        Phase::Expand => "expand",
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
