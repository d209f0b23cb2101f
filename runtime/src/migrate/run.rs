//! `relata::migrate::run`: what is to be run, one step after the other.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;

use super::error::{Error, Result, Wrong};
use super::event::Event;
use super::ledger::{Row, number};
use super::migration::Migration;
use super::runner::{Runner, Session, Settings};
use super::standing::{State, compare};

/// Runs the migrations that have not been run; see [the module](super) for how.
///
/// ```no_run
/// # async fn f(pool: &sqlx::PgPool, migrations: &[relata::migrate::Migration]) -> relata::migrate::Result<()> {
/// relata::migrate::run(pool, migrations).await?;
/// # Ok(())
/// # }
/// ```
///
/// It makes two connections of its own, as those of the pool are made; the pool's `after_connect` is not run on them.
pub fn run<'a>(pool: &'a PgPool, migrations: &'a [Migration]) -> Run<'a> {
    Run {
        pool,
        migrations,
        contract: false,
        to: None,
        out_of_order: false,
        settings: Settings::default(),
    }
}

/// Migrations that are to be run, when it is awaited; see [`run`].
#[must_use = "nothing is run before it is awaited"]
#[derive(Clone)]
pub struct Run<'a> {
    pool: &'a PgPool,
    migrations: &'a [Migration],
    contract: bool,
    to: Option<i64>,
    out_of_order: bool,
    settings: Settings,
}

/// What a run has done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Ran {
    /// The numbers of the migrations of which it ran steps.
    pub migrations: Vec<i64>,
    /// How many steps it ran.
    pub steps: usize,
    /// The numbers of the migrations that wait to be asked for; see [`Run::contract`].
    pub waiting: Vec<i64>,
}

/// A migration that will be run, and the steps of it that will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned<'a> {
    /// The migration.
    pub migration: &'a Migration,
    /// The indexes of the steps, from 0. Those before the first are done.
    pub steps: Vec<usize>,
}

impl<'a> Run<'a> {
    /// Runs those that take something away too, which otherwise wait. Others go on without them.
    pub fn contract(mut self) -> Self {
        self.contract = true;
        self
    }

    /// Runs none with a higher number.
    pub fn to(mut self, number: i64) -> Self {
        self.to = Some(number);
        self
    }

    /// Runs those too that have not been run while later ones have, as when two branches were merged. Otherwise
    /// they are an error.
    pub fn out_of_order(mut self) -> Self {
        self.out_of_order = true;
        self
    }

    /// How long a statement waits for a lock before the step gives up all that it has, and tries again after a pause: by
    /// default 700 ms. Everybody who wants the table waits behind it meanwhile.
    pub fn lock_timeout(mut self, limit: Duration) -> Self {
        // Zero would be no limit.
        self.settings.lock_timeout = limit.max(Duration::from_millis(1));
        self
    }

    /// How long a step tries to get its locks: by default 10 minutes.
    pub fn patience(mut self, limit: Duration) -> Self {
        self.settings.patience = limit;
        self
    }

    /// A statement that takes longer is ended, and the run with it. By default there is no limit.
    pub fn statement_timeout(mut self, limit: Duration) -> Self {
        self.settings.statement_timeout = Some(limit);
        self
    }

    /// How long a batch of rows that are filled is to take, by which its size is chosen: by default 150 ms.
    pub fn batch_time(mut self, wanted: Duration) -> Self {
        self.settings.batch = wanted;
        self
    }

    /// Tells what happens, beside the events of `tracing`.
    pub fn on_event(mut self, listener: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Self {
        self.settings.listener = Some(Arc::new(listener));
        self
    }

    /// What would be run, of which nothing is. Sends queries alone, and takes no lock.
    ///
    /// # Errors
    ///
    /// Those of the run that can be known before: [`Error::History`], [`Error::Twice`], and those of the connection.
    pub async fn planned(&self) -> Result<Vec<Planned<'a>>> {
        unique(self.migrations)?;
        let mut session = Session::begin(&self.pool.connect_options()).await?;
        let (rows, past) = session.history().await?;
        session.end().await;
        Ok(self.compared(&rows, &past)?.0)
    }

    /// What is to be run, and what waits.
    fn compared(
        &self,
        rows: &[Row],
        past: &[super::past::Past],
    ) -> Result<(Vec<Planned<'a>>, Vec<i64>)> {
        let standings = compare(self.migrations, rows, past, self.out_of_order);
        let wrong: Vec<Wrong> = standings
            .iter()
            .filter_map(|it| match &it.state {
                State::Wrong(wrong) => Some(wrong.clone()),
                _ => None,
            })
            .collect();
        if !wrong.is_empty() {
            return Err(Error::History(wrong));
        }
        let mut planned = Vec::new();
        let mut waiting = Vec::new();
        for standing in standings {
            let is_within = self.to.is_none_or(|to| standing.number <= to);
            match standing.state {
                State::Waits if !self.contract => {
                    waiting.push(standing.number);
                    continue;
                }
                State::Waits | State::Pending | State::Half if is_within => {}
                _ => continue,
            }
            let number_of = standing.number;
            let Some(migration) = self.migrations.iter().find(|it| it.number == number_of) else {
                continue;
            };
            let is_done = |index: &usize| {
                let step = number(*index);
                rows.iter()
                    .any(|it| it.number == number_of && it.step == step && it.is_done)
            };
            let steps = (0..migration.steps.len())
                .filter(|index| !is_done(index))
                .collect();
            planned.push(Planned { migration, steps });
        }
        Ok((planned, waiting))
    }

    async fn run(self) -> Result<Ran> {
        unique(self.migrations)?;
        let mut session = Session::begin(&self.pool.connect_options()).await?;
        let (rows, past) = session.history().await?;
        let (planned, waiting) = self.compared(&rows, &past)?;
        if planned.is_empty() {
            // Whatever else another runner may be doing.
            session.end().await;
            return Ok(Ran {
                waiting,
                ..Ran::default()
            });
        }
        let mut runner = session.take(&self.settings, None).await?;
        let ran = self.all(&mut runner).await;
        runner.end().await;
        ran
    }

    async fn all(&self, runner: &mut Runner<'_>) -> Result<Ran> {
        // Others may have run some while this one waited for its turn.
        let (rows, past) = runner.history().await?;
        let (planned, waiting) = self.compared(&rows, &past)?;
        let mut ran = Ran {
            waiting,
            ..Ran::default()
        };
        for Planned { migration, steps } in planned {
            ran.migrations.push(migration.number);
            for index in steps {
                let (of, step) = (migration.number, number(index));
                let row = rows.iter().find(|it| it.number == of && it.step == step);
                let done = runner.step(migration, index, row).await;
                done.map_err(|error| self.hinted(error, migration.number, &ran.waiting))?;
                ran.steps += 1;
            }
        }
        Ok(ran)
    }

    /// A step that was refused may need what an earlier migration, which waits, would have taken away.
    fn hinted(&self, mut error: Error, number: i64, waiting: &[i64]) -> Error {
        if let (Error::Refused(refused), Some(earlier)) =
            (&mut error, waiting.iter().find(|it| **it < number))
            && refused.help.is_none()
        {
            refused.help = Some(format!(
                "migration {earlier}, which takes something away, has not been run: if this one needs it, run with \
                 `--contract` (`.contract()`)"
            ));
        }
        error
    }
}

impl<'a> IntoFuture for Run<'a> {
    type Output = Result<Ran>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<Ran>> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for Run<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("migrations", &self.migrations.len())
            .field("contract", &self.contract)
            .field("to", &self.to)
            .finish_non_exhaustive()
    }
}

/// Refuses two migrations of one number.
pub(super) fn unique(migrations: &[Migration]) -> Result<()> {
    for (at, one) in migrations.iter().enumerate() {
        if let Some(other) = migrations[at + 1..]
            .iter()
            .find(|it| it.number == one.number)
        {
            return Err(Error::Twice {
                one: one.file(),
                other: other.file(),
            });
        }
    }
    Ok(())
}
