//! `relata migrate status`

use super::runner;
use crate::Answer;
use crate::arguments::{Format, Status};
use crate::output::{self, Failure};
use relata::migrate::{Holder, Phase, Standing, State};
use serde::Serialize;

/// Says how the database stands to the migrations.
pub(crate) async fn run(call: &Status) -> Result<Answer, Failure> {
    let migrations = runner::migrations(&call.folder)?;
    let pool = runner::pool(&call.database)?;
    let status = match relata::migrate::status(&pool, &migrations).await {
        Ok(status) => status,
        Err(error) => return runner::stopped(&error),
    };
    match call.format {
        Format::Text => {
            output::print(&table(&status.migrations))?;
            if let Some(holder) = &status.running {
                output::note(&format!("a runner is at work: {holder}"));
            }
        }
        Format::Json => {
            let all = Json {
                migrations: status.migrations.iter().map(row).collect(),
                running: status.running.as_ref().map(running),
            };
            let text = serde_json::to_string_pretty(&all)
                .map_err(|error| Failure(format!("the status cannot be written: {error}")))?;
            output::print(&format!("{text}\n"))?;
        }
    }
    Ok(if status.is_done() {
        Answer::Yes
    } else {
        Answer::No
    })
}

#[derive(Serialize)]
struct Json<'a> {
    migrations: Vec<Row<'a>>,
    running: Option<Running<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    number: i64,
    name: &'a str,
    state: &'static str,
    phase: Option<&'static str>,
    done: i32,
    steps: i32,
    started_at: Option<&'a str>,
    finished_at: Option<&'a str>,
    run_by: Option<&'a str>,
    reason: Option<String>,
}

#[derive(Serialize)]
struct Running<'a> {
    pid: i32,
    application: &'a str,
    user: &'a str,
    from: Option<&'a str>,
}

fn row(of: &Standing) -> Row<'_> {
    Row {
        number: of.number,
        name: &of.name,
        state: state(&of.state),
        phase: of.phase.map(|phase| match phase {
            Phase::Expand => "expand",
            Phase::Backfill => "backfill",
            Phase::Contract => "contract",
        }),
        done: of.done,
        steps: of.steps,
        started_at: of.started_at.as_deref(),
        finished_at: of.finished_at.as_deref(),
        run_by: of.run_by.as_deref(),
        reason: match &of.state {
            State::Wrong(wrong) => Some(wrong.to_string()),
            _ => None,
        },
    }
}

fn running(of: &Holder) -> Running<'_> {
    Running {
        pid: of.pid,
        application: &of.application,
        user: &of.user,
        from: of.from.as_deref(),
    }
}

fn state(of: &State) -> &'static str {
    match of {
        State::Done => "done",
        State::Pending => "pending",
        State::Waits => "waits",
        State::Half => "half",
        State::Ahead => "ahead",
        // What a newer runtime may know is no less a reason to look.
        _ => "wrong",
    }
}

/// A line for each.
fn table(all: &[Standing]) -> String {
    let name = |it: &Standing| format!("{:04}_{}", it.number, it.name);
    let width = all
        .iter()
        .map(|it| name(it).chars().count())
        .max()
        .unwrap_or_default();
    let line = |it: &Standing| {
        let by = it
            .run_by
            .as_ref()
            .map_or(String::new(), |by| format!(" by {by}"));
        let said = match &it.state {
            State::Done => format!(
                "done       {}{by}",
                it.finished_at.as_deref().unwrap_or_default()
            ),
            State::Pending => "pending".to_owned(),
            State::Waits => "waits      for `relata migrate run --contract`".to_owned(),
            State::Half => format!("half done  {} of {} steps", it.done, it.steps),
            State::Ahead => format!("ahead      its file is not here; a later release ran it{by}"),
            State::Wrong(wrong) => format!("wrong      {wrong}"),
            _ => "wrong".to_owned(),
        };
        format!("{:width$}  {said}\n", name(it))
    };
    all.iter().map(line).collect()
}
