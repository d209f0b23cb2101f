//! A runner that has its turn: its connections, and one step after the other.

mod alone;
mod backfill;
mod transaction;

use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection};

use super::error::{Error, Refused, Result, code, is_broken};
use super::event::{At, Blocker, Event};
use super::ledger::{self, Row, number};
use super::migration::{LockWait, Migration};
use super::past::{self, Past};
use super::session::{self, settle};
use super::{turn, watch};
use crate::transaction::jittered;

/// Who is told what happens.
pub(super) type Listener = Arc<dyn Fn(&Event<'_>) + Send + Sync>;

/// How a runner works.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) lock_timeout: Duration,
    pub(super) statement_timeout: Option<Duration>,
    /// How long a step tries to get its locks.
    pub(super) patience: Duration,
    /// How long a batch of rows is to take.
    pub(super) batch: Duration,
    pub(super) listener: Option<Listener>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lock_timeout: Duration::from_millis(700),
            statement_timeout: None,
            patience: Duration::from_secs(10 * 60),
            batch: Duration::from_millis(150),
            listener: None,
        }
    }
}

impl Settings {
    pub(super) fn tell(&self, event: &Event<'_>) {
        match event {
            Event::Waiting { .. }
            | Event::Blocked { .. }
            | Event::Retries { .. }
            | Event::Repairs { .. } => {
                tracing::warn!(target: "relata", "{event}");
            }
            Event::Filled { .. } => tracing::debug!(target: "relata", "{event}"),
            Event::Begins(_) | Event::Done { .. } => tracing::info!(target: "relata", "{event}"),
        }
        if let Some(listener) = &self.listener {
            listener(event);
        }
    }
}

/// Two connections to the database itself, of which nothing is locked yet.
pub(super) struct Session {
    /// Holds the lock, and watches.
    watch: PgConnection,
    /// Sends the statements.
    work: PgConnection,
    /// sqlx's table, if there is one.
    past: Option<String>,
}

impl Session {
    /// Connects, and refuses a proxy.
    pub(super) async fn begin(options: &PgConnectOptions) -> Result<Self> {
        let mut watch = session::connect(options, "relata migrate, lock").await?;
        let mut work = session::connect(options, "relata migrate").await?;
        session::direct(&mut watch, &mut work).await?;
        let past = past::table(&mut watch).await?;
        session::stay(&mut watch).await?;
        Ok(Self { watch, work, past })
    }

    /// What was run in this database.
    pub(super) async fn history(&mut self) -> Result<(Vec<Row>, Vec<Past>)> {
        let rows = ledger::read(&mut self.watch).await?;
        let past = past::read(&mut self.watch, self.past.as_deref()).await?;
        Ok((rows, past))
    }

    /// Who is at work.
    pub(super) async fn holder(&mut self) -> Result<Option<super::Holder>> {
        turn::holder(&mut self.watch, turn::turn()).await
    }

    /// Takes the turn, for which it waits as long as this, else for ever; and makes the ledger if there is none.
    pub(super) async fn take(
        self,
        settings: &Settings,
        limit: Option<Duration>,
    ) -> Result<Runner<'_>> {
        let mut runner = self.take_as_is(settings, limit).await?;
        ledger::ensure(&mut runner.session.work).await?;
        Ok(runner)
    }

    /// The same, with or without a ledger.
    pub(super) async fn take_as_is(
        mut self,
        settings: &Settings,
        limit: Option<Duration>,
    ) -> Result<Runner<'_>> {
        session::writable(&mut self.watch).await?;
        let tell = |event: &Event<'_>| settings.tell(event);
        turn::take(&mut self.watch, turn::turn(), limit, &tell).await?;
        turn::take(&mut self.work, turn::work(), limit, &tell).await?;
        settle(&mut self.work, None, None).await?;
        let pid = watch::pid(&mut self.work)
            .await
            .map_err(Error::sql("ask for the process at the server"))?;
        Ok(Runner {
            settings,
            session: self,
            pid,
        })
    }

    /// Says goodbye, which the server can do without; and with it the locks end.
    pub(super) async fn end(self) {
        let _ = self.work.close().await;
        let _ = self.watch.close().await;
    }
}

/// A runner that has its turn.
pub(super) struct Runner<'a> {
    settings: &'a Settings,
    session: Session,
    /// The process of the connection that works.
    pid: i32,
}

/// A statement that was refused.
struct Refusal {
    statement: String,
    source: sqlx::Error,
}

impl Runner<'_> {
    pub(super) async fn history(&mut self) -> Result<(Vec<Row>, Vec<Past>)> {
        self.session.history().await
    }

    /// Runs one step, of which the ledger may have a row of a runner that ended in the middle.
    pub(super) async fn step(
        &mut self,
        migration: &Migration,
        index: usize,
        row: Option<&Row>,
    ) -> Result<()> {
        let begun = Instant::now();
        let step = &migration.steps[index];
        self.check().await?;
        self.settings.tell(&Event::Begins(at(migration, index)));
        let lock = match step.locks {
            LockWait::Short => Some(self.settings.lock_timeout),
            LockWait::Unlimited => None,
        };
        settle(
            &mut self.session.work,
            lock,
            self.settings.statement_timeout,
        )
        .await?;
        match (&step.backfill, step.transactional) {
            (Some(backfill), _) => backfill::run(self, migration, index, backfill, row).await?,
            (None, true) => transaction::run(self, migration, index, row).await?,
            (None, false) => alone::run(self, migration, index, row).await?,
        }
        self.settings.tell(&Event::Done {
            at: at(migration, index),
            took: begun.elapsed(),
        });
        Ok(())
    }

    /// Says that a step is done, or forgets that it was begun.
    pub(super) async fn resolve(
        &mut self,
        migration: &Migration,
        index: usize,
        is_done: bool,
    ) -> Result<()> {
        let on = &mut self.session.work;
        let resolved = if is_done {
            ledger::record(on, migration, index).await
        } else {
            ledger::forget(on, migration.number, number(index)).await
        };
        resolved.map_err(Error::sql("write to the table `relata_migrations`"))
    }

    /// Says that a migration is done, in a database that has no history.
    pub(super) async fn adopt(&mut self, migration: &Migration) -> Result<()> {
        let on = &mut self.session.work;
        session::run(on, "BEGIN")
            .await
            .map_err(Error::sql("begin a transaction"))?;
        ledger::ensure(on).await?;
        for index in 0..migration.steps.len() {
            ledger::record(on, migration, index)
                .await
                .map_err(Error::sql("write to the table `relata_migrations`"))?;
        }
        session::run(on, "COMMIT")
            .await
            .map_err(Error::sql("note what is adopted"))
    }

    /// Whether the turn is still this runner's.
    async fn check(&mut self) -> Result<()> {
        turn::check(&mut self.session.watch, turn::turn()).await
    }

    /// Sends a statement, and names who keeps it waiting.
    async fn send(
        &mut self,
        migration: &Migration,
        index: usize,
        statement: &str,
        seen: &mut Vec<Blocker>,
    ) -> Result<(), Refusal> {
        let settings = self.settings;
        let tell = |by: &[Blocker], waited| {
            let at = at(migration, index);
            settings.tell(&Event::Blocked { at, by, waited });
        };
        let Session { work, watch, .. } = &mut self.session;
        let sent = session::run(work, statement);
        let sent = watch::watched(sent, self.pid, watch, seen, &tell).await;
        sent.map_err(|source| Refusal {
            statement: statement.to_owned(),
            source,
        })
    }

    pub(super) async fn end(self) {
        self.session.end().await;
    }
}

/// How often a step has tried to get its locks, and since when.
struct Attempts {
    begun: Instant,
    made: u32,
}

impl Attempts {
    fn new() -> Self {
        Self {
            begun: Instant::now(),
            made: 0,
        }
    }

    /// After a refusal of which nothing is left: waits, if it was for want of locks and the patience is not used up;
    /// otherwise it is the error.
    async fn again(
        &mut self,
        runner: &mut Runner<'_>,
        migration: &Migration,
        index: usize,
        refusal: Refusal,
        by: Vec<Blocker>,
    ) -> Result<()> {
        self.made += 1;
        if !is_for_locks(&refusal.source) {
            return Err(refused(migration, index, refusal, None));
        }
        let waited = self.begun.elapsed();
        if waited >= runner.settings.patience {
            return Err(Error::Blocked {
                number: migration.number,
                name: migration.name.to_string(),
                step: number(index),
                attempts: self.made,
                waited,
                by,
            });
        }
        let (base, limit) = (Duration::from_millis(100), Duration::from_secs(5));
        let pause = jittered(base, limit, self.made - 1);
        runner.settings.tell(&Event::Retries {
            at: at(migration, index),
            attempts: self.made,
            by: &by,
            pause,
        });
        tokio::time::sleep(pause).await;
        runner.check().await
    }
}

/// Whether the same may succeed in a moment: a lock was not to be had, or a deadlock was ended.
fn is_for_locks(error: &sqlx::Error) -> bool {
    matches!(code(error).as_deref(), Some("55P03" | "40P01" | "40001"))
}

/// A step's place, for who listens.
fn at(migration: &Migration, index: usize) -> At<'_> {
    At {
        number: migration.number,
        name: &migration.name,
        step: number(index),
        steps: number(migration.steps.len()) - 1,
        does: &migration.steps[index].does,
    }
}

/// A refusal as an error, with what is known of it beyond PostgreSQL's words.
fn refused(migration: &Migration, index: usize, refusal: Refusal, help: Option<String>) -> Error {
    let at = at(migration, index);
    let help = help.or_else(|| {
        if is_broken(&refusal.source) {
            let help = "the connection to the server was lost: when it is there again, run again; what was done is known";
            return Some(help.to_owned());
        }
        let help = match code(&refusal.source).as_deref()? {
            "25001" => {
                "it can't run in a transaction: let it stand alone in a file that begins with `-- no-transaction`"
            }
            "57014" => "it took longer than the statement timeout",
            _ => return None,
        };
        Some(help.to_owned())
    });
    Error::Refused(Box::new(Refused {
        number: at.number,
        name: at.name.to_owned(),
        step: at.step,
        steps: at.steps,
        does: at.does.to_owned(),
        statement: refusal.statement,
        source: refusal.source,
        help,
    }))
}
