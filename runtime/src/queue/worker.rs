//! Doing jobs until told to stop.

use std::fmt::Display;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};
use sqlx::{PgPool, Row as _};
use tokio::time::{Instant, sleep, sleep_until};

use super::statement::Text;
use super::{Failed, Job, Queue, QueueTable};
use crate::error::{Error, Result};
use crate::executor::{Executor as _, Source};
use crate::listen::{Listener, listen};
use crate::statement::{Take, pump};
use crate::transaction::{SendFn, call, jittered};

/// The pauses after the database could not be reached.
const AWAY: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(10));

/// Does the jobs of a queue.
#[must_use = "a worker does nothing until it is run"]
#[derive(Debug, Clone)]
pub struct Worker<T> {
    queue: Queue<T>,
    pool: PgPool,
    concurrency: u32,
    poll: Duration,
    grace: Duration,
}

impl<T: QueueTable> Worker<T> {
    pub(super) fn new(queue: Queue<T>, pool: &PgPool) -> Self {
        Self {
            queue,
            pool: pool.clone(),
            concurrency: 4,
            poll: Duration::from_secs(30),
            grace: Duration::from_secs(30),
        }
    }

    /// How many jobs are done at the same time; four, if not said. They share one task: what
    /// computes for long belongs into `tokio::task::spawn_blocking`.
    pub fn concurrency(mut self, jobs: u32) -> Self {
        self.concurrency = jobs.max(1);
        self
    }

    /// How long an idle worker waits at most before it looks by itself; half a minute, if not said.
    pub fn poll(mut self, poll: Duration) -> Self {
        self.poll = poll;
        self
    }

    /// How long jobs may go on after the worker was told to stop; half a minute, if not said. Then
    /// they are dropped, and given back to the queue.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// Does jobs until `stop` is ready; then ends those that it has begun, and returns.
    ///
    /// `Ok` completes a job, `Err` and a panic fail it. Heartbeats are sent while it goes on; when
    /// one finds that another worker has the job, the closure's future is dropped. The closure may
    /// complete the job itself, in a transaction of its own, as the last thing that it does. Its
    /// futures are polled in turn, so it should not block; what the database refuses or can't be asked is tried again, after pauses
    /// that grow to ten seconds.
    ///
    /// Dropped before its end, it leaves the jobs to their leases.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] if the pool is closed, or the queue's table is not there or not as the
    /// schema says.
    pub fn run<'a, F, E>(
        self,
        stop: impl Future<Output = ()> + Send + 'a,
        work: F,
    ) -> impl Future<Output = Result<()>> + Send + 'a
    where
        T: 'a,
        F: AsyncFn(&Job<T>) -> Result<(), E> + Send + Sync + 'a,
        F: for<'j> SendFn<&'j Job<T>, Result<(), E>, Fut: Send>,
        E: Display + Send + 'a,
    {
        Box::pin(async move {
            let mut stop = pin!(stop);
            let mut state = State::default();
            let mut taking: Option<Taking<'_, T>> = None;
            let mut running = FuturesUnordered::new();
            loop {
                let free = self.concurrency - u32::try_from(running.len()).unwrap_or(u32::MAX);
                if taking.is_none() && free > 0 && state.until.is_none() {
                    taking = Some(Box::pin(self.take(state.listener.take(), free)));
                }
                // All of it at the same time: a claim that waits for a connection may wait for
                // the one that a job is about to give back.
                tokio::select! {
                    biased;
                    () = &mut stop => break,
                    Some(ended) = running.next() => state.ended(ended),
                    taken = when(&mut taking) => {
                        taking = None;
                        for job in self.taken(taken, &mut state)? {
                            let job = Arc::new(job);
                            state.begun.push(Arc::clone(&job));
                            running.push(self.one(job, &work));
                        }
                    }
                    () = state.woken() => state.until = None,
                }
            }

            let mut grace = pin!(sleep(self.grace));
            while taking.is_some() || !running.is_empty() {
                tokio::select! {
                    biased;
                    Some(ended) = running.next() => state.ended(ended),
                    taken = when(&mut taking) => {
                        taking = None;
                        let jobs = self.taken(taken, &mut state)?;
                        state.begun.extend(jobs.into_iter().map(Arc::new));
                    }
                    () = &mut grace => break,
                }
            }
            drop(running);
            for job in &state.begun {
                report(job.id, "release", job.release(&self.pool).await);
            }
            Ok(())
        })
    }

    /// Claims jobs. The listener goes with it, and comes back.
    async fn take(&self, listener: Option<Listener>, free: u32) -> Taken<T> {
        let listener = match listener {
            // Before the claim: what comes between the two is heard of.
            None => match listen(&self.pool, [self.queue.channel()]).await {
                Ok(listener) => listener,
                Err(error) => return (None, Err(error)),
            },
            Some(listener) => listener,
        };
        let jobs = match self.queue.claim(&self.pool, free).await {
            Ok(jobs) => jobs,
            Err(error) => return (Some(listener), Err(error)),
        };
        if jobs.len() == free as usize {
            return (Some(listener), Ok((jobs, None)));
        }
        // Jobs that were claimed are done, whatever this says.
        let idle = self.next().await.unwrap_or(AWAY.0);
        (Some(listener), Ok((jobs, Some(idle))))
    }

    /// The jobs of a claim, and in the state what follows from it.
    fn taken(&self, (listener, taken): Taken<T>, state: &mut State<T>) -> Result<Vec<Job<T>>> {
        state.listener = listener;
        match taken {
            Ok((jobs, idle)) => {
                state.failures = 0;
                state.until = idle.map(|idle| Instant::now() + idle);
                Ok(jobs)
            }
            Err(error) if self.pool.is_closed() || is_for_ever(&error) => Err(error),
            Err(error) => {
                tracing::warn!(target: "relata", %error, "a worker can't claim jobs");
                state.until = Some(Instant::now() + jittered(AWAY.0, AWAY.1, state.failures));
                state.failures += 1;
                Ok(Vec::new())
            }
        }
    }

    /// How long until the next job is due.
    async fn next(&self) -> Result<Duration> {
        let text = Text::new::<T>(
            "wait for jobs",
            "SELECT extract(epoch FROM min(run_at) - clock_timestamp())::double precision \
             FROM {table} WHERE done_at IS NULL AND dead_at IS NULL",
        );
        let mut seconds: Option<f64> = None;
        let mut sink = |row: &sqlx::postgres::PgRow| {
            seconds = row
                .try_get(0)
                .map_err(Error::database("queue", "wait for jobs"))?;
            Ok(())
        };
        let source: Source<'_> = (&self.pool).source();
        pump(source, text.statement()?, Take::First, &mut sink).await?;
        // What is due and was not claimed is locked: not asked for again at once.
        let due = seconds.map(|seconds| Duration::try_from_secs_f64(seconds).unwrap_or_default());
        let soonest = Duration::from_millis(50);
        Ok(due.map_or(self.poll, |due| due.max(soonest).min(self.poll)))
    }

    /// Does one job.
    fn one<'w, F, E>(&'w self, job: Arc<Job<T>>, work: &'w F) -> Doing<'w>
    where
        F: for<'j> SendFn<&'j Job<T>, Result<(), E>, Fut: Send> + Sync,
        E: Display + Send,
    {
        Box::pin(async move {
            let again = match self.with_heartbeats(&job, call(work, &*job)).await {
                None => {
                    tracing::warn!(target: "relata", job = job.id, "another worker has the job");
                    false
                }
                Some(Ok(Ok(()))) => {
                    self.completed(&job).await;
                    false
                }
                Some(Ok(Err(error))) => self.failed(&job, error.to_string()).await,
                Some(Err(panic)) => {
                    let words = panic
                        .downcast_ref::<&str>()
                        .map(|words| (*words).to_owned());
                    let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
                    let words = words.unwrap_or_else(|| "without words".to_owned());
                    self.failed(&job, format!("panicked: {words}")).await
                }
            };
            (job.id, again)
        })
    }

    /// What the work gives, or its panic; `None` if another worker has the job.
    async fn with_heartbeats<R>(
        &self,
        job: &Job<T>,
        work: impl Future<Output = R> + Send,
    ) -> Option<std::thread::Result<R>> {
        let mut work = pin!(AssertUnwindSafe(work).catch_unwind());
        loop {
            tokio::select! {
                biased;
                outcome = &mut work => return Some(outcome),
                () = sleep(self.queue.lease / 3) => {}
            }
            // The work goes on meanwhile.
            let mut beat = job.extend(&self.pool);
            let extended = tokio::select! {
                biased;
                outcome = &mut work => return Some(outcome),
                extended = &mut beat => extended,
            };
            match extended {
                Err(Error::LeaseLost { .. }) => return None,
                Err(error) => {
                    tracing::warn!(target: "relata", job = job.id, %error, "a heartbeat failed");
                }
                Ok(()) => {}
            }
        }
    }

    /// Says so a few times: it must not be lost to a connection that broke.
    async fn completed(&self, job: &Job<T>) {
        let mut completed = job.complete(&self.pool).await;
        for attempt in 0..3 {
            if !matches!(completed, Err(Error::Database { .. })) || self.pool.is_closed() {
                break;
            }
            sleep(jittered(AWAY.0, AWAY.1, attempt)).await;
            completed = job.complete(&self.pool).await;
        }
        report(job.id, "complete", completed);
    }

    /// Whether it is to be done again.
    async fn failed(&self, job: &Job<T>, why: String) -> bool {
        let failed = job.fail(&self.pool, &why).await;
        let again = matches!(failed, Ok(Failed::Again));
        report(job.id, "fail", failed.map(drop));
        again
    }
}

/// A job that is being done: its number, and whether it is to be done again.
type Doing<'w> = Pin<Box<dyn Future<Output = (i64, bool)> + Send + 'w>>;

/// A claim under way.
type Taking<'w, T> = Pin<Box<dyn Future<Output = Taken<T>> + Send + 'w>>;

/// What a claim gives: jobs, and how long nothing will be due, if there were fewer than could be
/// done.
type Taken<T> = (Option<Listener>, Result<(Vec<Job<T>>, Option<Duration>)>);

async fn when<F: Future + Unpin>(future: &mut Option<F>) -> F::Output {
    match future {
        Some(future) => future.await,
        None => std::future::pending().await,
    }
}

/// Where a worker stands.
struct State<T: QueueTable> {
    listener: Option<Listener>,
    /// When it looks again, if it found fewer jobs than it could do.
    until: Option<Instant>,
    /// How often in a row it could not look.
    failures: u32,
    /// The jobs whose end has not been said.
    begun: Vec<Arc<Job<T>>>,
}

impl<T: QueueTable> Default for State<T> {
    fn default() -> Self {
        Self {
            listener: None,
            until: None,
            failures: 0,
            begun: Vec::new(),
        }
    }
}

impl<T: QueueTable> State<T> {
    fn ended(&mut self, (ended, again): (i64, bool)) {
        self.begun.retain(|job| job.id != ended);
        // When the next is due is another moment now.
        if again && self.failures == 0 {
            self.until = None;
        }
    }

    /// Waits until it is time to look again, or something was heard.
    async fn woken(&mut self) {
        let Some(until) = self.until else {
            return std::future::pending().await;
        };
        let heard = async {
            match &mut self.listener {
                Some(listener) if self.failures == 0 => {
                    // Its own errors show when jobs are claimed.
                    if listener.recv().await.is_err() {
                        std::future::pending::<()>().await;
                    }
                }
                _ => std::future::pending().await,
            }
        };
        tokio::select! {
            () = heard => {}
            () = sleep_until(until) => {}
        }
    }
}

/// A job whose end could not be said is done again when its lease ends.
fn report(job: i64, doing: &str, said: Result<()>) {
    match said {
        Ok(()) => {}
        // It was completed by the closure, or another has it.
        Err(Error::LeaseLost { .. }) => {
            tracing::debug!(target: "relata", job, doing, "the job is no longer this worker's");
        }
        Err(error) => {
            tracing::warn!(target: "relata", job, doing, %error, "a job's end is not known");
        }
    }
}

/// The queue's table or a column of it is not there: `42P01`, `42703`.
fn is_for_ever(error: &Error) -> bool {
    matches!(error.sqlstate().as_deref(), Some("42P01" | "42703"))
}
