//! A step in a transaction: it is done together with its row in the ledger, or not at all.

use super::{Attempts, Refusal, Runner};
use crate::migrate::error::{Result, is_broken};
use crate::migrate::event::Blocker;
use crate::migrate::ledger::{self, Row};
use crate::migrate::migration::Migration;
use crate::migrate::session;

/// Runs it, again and again while its locks are not to be had.
pub(super) async fn run(
    runner: &mut Runner<'_>,
    migration: &Migration,
    index: usize,
    row: Option<&Row>,
) -> Result<()> {
    let mut attempts = Attempts::new();
    loop {
        let mut seen = Vec::new();
        match attempt(runner, migration, index, row, &mut seen).await {
            Ok(()) => return Ok(()),
            Err(refusal) => {
                roll_back(runner, &refusal).await;
                attempts
                    .again(runner, migration, index, refusal, seen)
                    .await?;
            }
        }
    }
}

async fn attempt(
    runner: &mut Runner<'_>,
    migration: &Migration,
    index: usize,
    row: Option<&Row>,
    seen: &mut Vec<Blocker>,
) -> Result<(), Refusal> {
    begin(runner).await?;
    let written = async {
        let on = &mut runner.session.work;
        if let Some(row) = row {
            // It was begun when it ran outside of a transaction.
            ledger::forget(on, row.number, row.step).await?;
        }
        ledger::start(on, migration, index).await
    };
    written.await.map_err(of_ledger)?;
    for statement in &*migration.steps[index].statements {
        runner.send(migration, index, statement, seen).await?;
    }
    let written = async {
        let on = &mut runner.session.work;
        // The step may have become a role that the ledger is nothing to.
        session::run(on, "RESET SESSION AUTHORIZATION; RESET ROLE").await?;
        ledger::finish(on, migration, index).await
    };
    written.await.map_err(of_ledger)?;
    runner.send(migration, index, "COMMIT", seen).await
}

/// Begins a transaction that writes, whatever the role's transactions are otherwise.
pub(super) async fn begin(runner: &mut Runner<'_>) -> Result<(), Refusal> {
    let sql = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
    let begun = session::run(&mut runner.session.work, sql).await;
    begun.map_err(|source| Refusal {
        statement: sql.to_owned(),
        source,
    })
}

/// Ends a transaction that was refused, if the connection is still there.
pub(super) async fn roll_back(runner: &mut Runner<'_>, refusal: &Refusal) {
    if !is_broken(&refusal.source) {
        // If it can't be ended, the next statement says so.
        let _ = session::run(&mut runner.session.work, "ROLLBACK").await;
    }
}

/// What the ledger refused.
pub(super) fn of_ledger(source: sqlx::Error) -> Refusal {
    Refusal {
        statement: "relata_migrations".to_owned(),
        source,
    }
}
