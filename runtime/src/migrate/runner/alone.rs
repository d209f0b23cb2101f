//! A step outside of a transaction. The ledger says `started` before, and after a crash the catalogue says how far it got.
//!
//! Mostly it is one statement with a probe. A file that was written by hand may have several: after each, the ledger says
//! how many are done. Where the file begins and ends transactions itself, that is written in them, and so is right too.

use super::{Attempts, Refusal, Runner, at, refused};
use crate::migrate::duplicates;
use crate::migrate::error::{Error, Result, code, is_broken};
use crate::migrate::event::{Blocker, Event};
use crate::migrate::ledger::{self, Row, number};
use crate::migrate::migration::{Migration, Probe};
use crate::migrate::probe::{self, Found, Then, begins};
use crate::migrate::session::{self, settle};

/// Runs it, or goes on with it.
pub(super) async fn run(
    runner: &mut Runner<'_>,
    migration: &Migration,
    index: usize,
    row: Option<&Row>,
) -> Result<()> {
    let statements = &*migration.steps[index].statements;
    let mut next = match row {
        Some(row) => match go_on(runner, migration, index, row).await? {
            Some(next) => next,
            None => statements.len(),
        },
        None => {
            is_free(runner, migration, index).await?;
            0
        }
    };
    set(runner, migration, index, next).await?;
    let mut attempts = Attempts::new();
    let mut is_started = row.is_some();
    while next < statements.len() {
        if !is_started {
            let on = &mut runner.session.work;
            let started = ledger::start(on, migration, index).await;
            started.map_err(Error::sql("write to the table `relata_migrations`"))?;
            is_started = true;
        }
        let mut seen: Vec<Blocker> = Vec::new();
        match runner
            .send(migration, index, &statements[next], &mut seen)
            .await
        {
            Ok(()) => {
                next += 1;
                if next < statements.len() {
                    advance(runner, migration, index, next).await?;
                }
            }
            Err(refusal) if is_broken(&refusal.source) => {
                return Err(refused(migration, index, refusal, None));
            }
            Err(refusal) => {
                let help = clean(runner, migration, index, next, &refusal).await?;
                next = kept(runner, migration, index).await?;
                is_started = next > 0;
                if help.is_some() {
                    return Err(refused(migration, index, refusal, help));
                }
                attempts
                    .again(runner, migration, index, refusal, seen)
                    .await?;
                set(runner, migration, index, next).await?;
            }
        }
    }
    let on = &mut runner.session.work;
    // The step may have begun a transaction and not ended it, or become another role.
    let finished = async {
        session::run(on, "RESET SESSION AUTHORIZATION; RESET ROLE").await?;
        ledger::finish(on, migration, index).await
    };
    finished
        .await
        .map_err(Error::sql("write to the table `relata_migrations`"))
}

/// Sends again what the statements that are done already have set.
async fn set(
    runner: &mut Runner<'_>,
    migration: &Migration,
    index: usize,
    next: usize,
) -> Result<()> {
    let done = migration.steps[index].statements.iter().take(next);
    for statement in done.filter(|it| begins(it, "set")) {
        let sent = runner
            .send(migration, index, statement, &mut Vec::new())
            .await;
        sent.map_err(|refusal| refused(migration, index, refusal, None))?;
    }
    Ok(())
}

/// How many statements stay done after a refusal, which is all but those of a transaction that the file itself began.
/// If there are none, that the step was begun is forgotten.
async fn kept(runner: &mut Runner<'_>, migration: &Migration, index: usize) -> Result<usize> {
    let on = &mut runner.session.work;
    let asked = async {
        let position = ledger::position(on, migration, index).await?;
        let next = position
            .and_then(|it| it.first()?.parse().ok())
            .unwrap_or(0);
        if next == 0 {
            ledger::forget(on, migration.number, number(index)).await?;
        }
        Ok(next)
    };
    asked
        .await
        .map_err(Error::sql("write to the table `relata_migrations`"))
}

/// The statement with which a step goes on that was begun; none, if it is done.
async fn go_on(
    runner: &mut Runner<'_>,
    migration: &Migration,
    index: usize,
    row: &Row,
) -> Result<Option<usize>> {
    let step = &migration.steps[index];
    let position = row
        .position
        .as_ref()
        .and_then(|it| it.first()?.parse().ok());
    let next: usize = position.unwrap_or(0);
    let Some(statement) = step.statements.get(next) else {
        return Ok(None);
    };
    if let Some(probe) = &step.probe {
        return Ok(
            match look(runner, migration, index, probe, statement).await? {
                Then::Done => Some(next + 1).filter(|next| *next < step.statements.len()),
                Then::Run => Some(next),
            },
        );
    }
    // What is done again has done nothing yet, or does the same.
    let again = [
        "begin", "start", "commit", "end", "rollback", "set", "vacuum", "analyze",
    ];
    if again.iter().any(|word| begins(statement, word)) {
        return Ok(Some(next));
    }
    Err(Error::HalfDone {
        number: migration.number,
        name: migration.name.to_string(),
        step: number(index),
        statement: crate::migrate::error::cut(statement.lines().next().unwrap_or_default(), 120),
    })
}

/// Asks how far a statement got, and repairs what is half done.
async fn look(
    runner: &mut Runner<'_>,
    migration: &Migration,
    index: usize,
    probe: &Probe,
    statement: &str,
) -> Result<Then> {
    match probe::ask(&mut runner.session.work, probe, statement).await? {
        Found::All => Ok(Then::Done),
        Found::Nothing => Ok(Then::Run),
        Found::Part(repairs, then) => {
            settle(&mut runner.session.work, None, None).await?;
            for repair in repairs {
                let (at, what) = (at(migration, index), repair.does.as_str());
                runner.settings.tell(&Event::Repairs { at, what });
                let sent = runner
                    .send(migration, index, &repair.sql, &mut Vec::new())
                    .await;
                sent.map_err(|refusal| refused(migration, index, refusal, None))?;
            }
            Ok(then)
        }
    }
}

/// Refuses to begin a step that makes what is there already: after a crash it would be taken for done.
async fn is_free(runner: &mut Runner<'_>, migration: &Migration, index: usize) -> Result<()> {
    let step = &migration.steps[index];
    let (Some(probe @ Probe::Index(_)), Some(statement)) = (&step.probe, step.statements.first())
    else {
        return Ok(());
    };
    if !begins(statement, "create") {
        return Ok(());
    }
    match probe::ask(&mut runner.session.work, probe, statement).await? {
        Found::Nothing => Ok(()),
        Found::All | Found::Part(..) => Err(Error::Exists {
            number: migration.number,
            name: migration.name.to_string(),
            step: number(index),
            what: probe::thing(probe),
        }),
    }
}

/// After a refusal, takes away what the statement left. Gives what is to be said of the refusal.
async fn clean(
    runner: &mut Runner<'_>,
    migration: &Migration,
    index: usize,
    next: usize,
    refusal: &Refusal,
) -> Result<Option<String>> {
    let step = &migration.steps[index];
    // If the file began a transaction, it is refused as a whole.
    let _ = session::run(&mut runner.session.work, "ROLLBACK").await;
    let mut help = None;
    if let (Some(probe), Some(statement)) = (&step.probe, step.statements.get(next)) {
        if let (Probe::Index(name), Some("23505")) = (probe, code(&refusal.source).as_deref()) {
            help = duplicates::explain(&mut runner.session.work, name).await;
        }
        let makes = begins(statement, "create") || begins(statement, "reindex");
        if makes {
            look(runner, migration, index, probe, statement).await?;
        }
    }
    Ok(help)
}

async fn advance(
    runner: &mut Runner<'_>,
    migration: &Migration,
    index: usize,
    next: usize,
) -> Result<()> {
    let on = &mut runner.session.work;
    let position = [next.to_string()];
    let advanced = ledger::advance(on, migration, index, &position, 0).await;
    advanced.map_err(Error::sql("write to the table `relata_migrations`"))
}
