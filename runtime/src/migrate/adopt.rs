//! Beginning with a database that is there: its first migration counts as run.

use std::time::Duration;

use sqlx::PgPool;

use super::error::{Error, Result};
use super::ledger::{Row, number};
use super::migration::{Migration, file};
use super::runner::{Session, Settings};

/// How long a runner that is at work is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

/// Notes in a database that this migration is done, which is to be the first there, and by whatever means came what it
/// says. Runs nothing of it. What is noted so already stays as it is.
///
/// In one transaction, the table of the history too: without it, nothing is left.
///
/// # Errors
///
/// [`Error::Begun`] where the history says anything else, [`Error::Busy`] if a runner is at work for longer than three
/// seconds, and those of [`status`](super::status).
pub async fn adopt(pool: &PgPool, migration: &Migration) -> Result<()> {
    let settings = Settings::default();
    let session = Session::begin(&pool.connect_options()).await?;
    let mut runner = session.take_as_is(&settings, Some(PATIENCE)).await?;
    let (rows, _) = runner.history().await?;
    let adopted = match rows.last() {
        None => runner.adopt(migration).await,
        Some(_) if is_all(migration, &rows) => Ok(()),
        Some(last) => Err(Error::Begun {
            last: file(last.number, &last.name),
        }),
    };
    runner.end().await;
    adopted
}

/// Whether the rows are those of this migration, of all its steps and nothing beside them.
fn is_all(migration: &Migration, rows: &[Row]) -> bool {
    let is_its = |(index, row): (usize, &Row)| {
        row.is_done
            && (row.number, row.step) == (migration.number, number(index))
            && row.checksum == migration.checksum
    };
    rows.len() == migration.steps.len() && rows.iter().enumerate().all(is_its)
}
