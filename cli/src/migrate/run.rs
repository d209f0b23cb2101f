//! `relata migrate run`

mod progress;

use super::runner;
use crate::Answer;
use crate::arguments::Run;
use crate::output::{self, Failure};
use progress::Progress;
use relata::migrate::{Migration, Planned};

/// Runs what has not been run.
pub(crate) async fn run(call: &Run) -> Result<Answer, Failure> {
    let migrations = runner::migrations(&call.folder)?;
    if let Some(to) = call.to
        && !migrations.iter().any(|it| it.number == to)
    {
        return Err(Failure(format!(
            "there is no migration with the number {to}"
        )));
    }
    let pool = runner::pool(&call.database)?;
    let mut run = relata::migrate::run(&pool, &migrations)
        .lock_timeout(call.lock_timeout)
        .patience(call.patience);
    if call.contract {
        run = run.contract();
    }
    if call.out_of_order {
        run = run.out_of_order();
    }
    if let Some(to) = call.to {
        run = run.to(to);
    }
    if let Some(limit) = call.statement_timeout {
        run = run.statement_timeout(limit);
    }
    if call.dry_run {
        return match run.planned().await {
            Ok(planned) => {
                output::print_verbatim(&planned.iter().map(printed).collect::<String>())?;
                Ok(Answer::Yes)
            }
            Err(error) => runner::stopped(&error),
        };
    }
    let progress = Progress::default();
    let told = progress.clone();
    let ran = run.on_event(move |event| told.event(event)).await;
    progress.end();
    match ran {
        Ok(ran) => {
            if ran.steps == 0 {
                output::note("there is nothing to run");
            }
            for migration in migrations
                .iter()
                .filter(|it| ran.waiting.contains(&it.number))
            {
                output::note(&waits(migration));
            }
            Ok(Answer::Yes)
        }
        Err(error) => runner::stopped(&error),
    }
}

fn waits(migration: &Migration) -> String {
    format!(
        "{} waits: it takes away what an older release may still use; `relata migrate run --contract` runs it",
        migration.file()
    )
}

/// What would be run, as SQL.
fn printed(planned: &Planned<'_>) -> String {
    let migration = planned.migration;
    let mut text = format!("-- {}\n", migration.file());
    for index in &planned.steps {
        let step = &migration.steps[*index];
        if !step.does.is_empty() {
            text.push_str(&format!(
                "\n-- step {}: {}\n",
                index + 1,
                step.does.replace('\n', " ")
            ));
        }
        for statement in &*step.statements {
            text.push_str(&format!("{statement};\n"));
        }
    }
    text.push('\n');
    text
}
