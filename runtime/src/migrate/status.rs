//! How a database stands to its migrations, and setting straight what the ledger can't know.

use std::time::Duration;

use sqlx::PgPool;

use super::error::{Error, Result};
use super::event::Holder;
use super::migration::{Migration, file};
use super::run::unique;
use super::runner::{Session, Settings};
use super::standing::{Standing, State, compare};

/// How long a runner that is at work is waited for before a resolution gives up.
const PATIENCE: Duration = Duration::from_secs(3);

/// How a database stands to its migrations.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// How each of them stands, in the order of the numbers: of the files, and of what was run without one.
    pub migrations: Vec<Standing>,
    /// Who is running them at this moment.
    pub running: Option<Holder>,
}

impl Status {
    /// Whether there is nothing to do: all were run, but those that wait to be asked for.
    #[must_use]
    pub fn is_done(&self) -> bool {
        let mut states = self.migrations.iter().map(|it| &it.state);
        states.all(|it| matches!(it, State::Done | State::Waits | State::Ahead))
    }
}

/// How a database stands to these migrations. Sends queries alone, and takes no lock.
///
/// # Errors
///
/// [`Error::Twice`], [`Error::Newer`], [`Error::Ledger`], [`Error::Rights`], and those of the connection.
pub async fn status(pool: &PgPool, migrations: &[Migration]) -> Result<Status> {
    unique(migrations)?;
    let mut session = Session::begin(&pool.connect_options()).await?;
    let (rows, past) = session.history().await?;
    let running = session.holder().await?;
    session.end().await;
    Ok(Status {
        migrations: compare(migrations, &rows, &past, false),
        running,
    })
}

/// What a person has found out or repaired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// It is done, as its file says now; whoever did it.
    Applied,
    /// Nothing of it is there: it is to run again.
    RolledBack,
}

/// Sets the ledger straight about a migration, or about one of its steps (from 1). Runs nothing of it.
///
/// # Errors
///
/// [`Error::Unknown`] if there is no such migration or step, [`Error::Busy`] if a runner is at work for longer than three
/// seconds, and those of [`status`].
pub async fn resolve(
    pool: &PgPool,
    migrations: &[Migration],
    number: i64,
    step: Option<i32>,
    resolution: Resolution,
) -> Result<()> {
    unique(migrations)?;
    let migration = migrations.iter().find(|it| it.number == number);
    let migration = migration
        .ok_or_else(|| Error::Unknown(format!("there is no migration with the number {number}")))?;
    let steps = match step {
        None => 0..migration.steps.len(),
        Some(step) => {
            let index = usize::try_from(step).ok().and_then(|it| it.checked_sub(1));
            let index = index.filter(|index| *index < migration.steps.len());
            let index = index.ok_or_else(|| {
                let name = file(migration.number, &migration.name);
                let count = migration.steps.len();
                Error::Unknown(format!(
                    "{name} has no step {step}: its steps are 1 to {count}"
                ))
            })?;
            index..index + 1
        }
    };
    let settings = Settings::default();
    let session = Session::begin(&pool.connect_options()).await?;
    let mut runner = session.take(&settings, Some(PATIENCE)).await?;
    for index in steps {
        let is_done = resolution == Resolution::Applied;
        runner.resolve(migration, index, is_done).await?;
    }
    runner.end().await;
    Ok(())
}
