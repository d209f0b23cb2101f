//! What a runner tells while it works.

use std::fmt;
use std::time::Duration;

/// What happens while migrations run; see [`Run::on_event`](super::Run::on_event).
///
/// Each is also an event of `tracing`, target `relata`, whose message is what it displays: at the level info, and warn
/// where something stands in the way.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Another runner is at work; said when it is first met, and each ten seconds.
    Waiting {
        /// Who.
        holder: &'a Holder,
        /// For how long.
        waited: Duration,
    },
    /// A step begins.
    Begins(At<'a>),
    /// A step was begun by a runner that ended in the middle; this is what is done about it.
    Repairs {
        /// The step.
        at: At<'a>,
        /// What is done: "drops the index `x`, which is half built".
        what: &'a str,
    },
    /// Others keep a step from going on; said when they change, and each ten seconds.
    Blocked {
        /// The step.
        at: At<'a>,
        /// Who.
        by: &'a [Blocker],
        /// For how long it has waited, in this attempt.
        waited: Duration,
    },
    /// A step did not get its locks in time, gave up those that it had, and will try again.
    Retries {
        /// The step.
        at: At<'a>,
        /// How often it has tried.
        attempts: u32,
        /// Who was in the way when last seen.
        by: &'a [Blocker],
        /// When it tries again.
        pause: Duration,
    },
    /// A batch of rows was filled.
    Filled {
        /// The step.
        at: At<'a>,
        /// How many rows the step has looked at so far, in this run and before.
        rows: u64,
        /// How many rows the table has, by the server's estimate.
        of: Option<u64>,
    },
    /// A step is done.
    Done {
        /// The step.
        at: At<'a>,
        /// How long it took.
        took: Duration,
    },
}

/// A step of a migration.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// The migration's number.
    pub number: i64,
    /// The migration's name.
    pub name: &'a str,
    /// The step's number, from 1.
    pub step: i32,
    /// How many steps the migration has.
    pub steps: i32,
    /// What the step does; empty for a file that was written by hand.
    pub does: &'a str,
}

/// A session that holds what a runner waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    /// Its process at the server: what `pg_terminate_backend` takes.
    pub pid: i32,
    /// What it calls itself.
    pub application: String,
    /// Its role.
    pub user: String,
    /// What it is doing: `active`, `idle in transaction`.
    pub state: String,
    /// How long its transaction has been open.
    pub age: Option<Duration>,
    /// Its statement, or its last: the first 200 characters.
    pub query: String,
}

/// The runner that is at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its process at the server.
    pub pid: i32,
    /// What it calls itself.
    pub application: String,
    /// Its role.
    pub user: String,
    /// Where it connects from, if not by a socket.
    pub from: Option<String>,
    /// How long it has been connected.
    pub age: Option<Duration>,
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Waiting { holder, waited } => {
                write!(
                    f,
                    "another runner is at work: {holder}; waited for {}",
                    span(*waited)
                )
            }
            Self::Begins(at) => write!(f, "{at}"),
            Self::Repairs { at, what } => write!(f, "{at}: {what}"),
            Self::Blocked { at, by, waited } => {
                write!(
                    f,
                    "{at}: waits for {} now, because of {}",
                    span(*waited),
                    all(by)
                )
            }
            Self::Retries {
                at,
                attempts,
                by,
                pause,
            } => {
                let because = if by.is_empty() {
                    String::new()
                } else {
                    format!(", because of {}", all(by))
                };
                let times = if *attempts == 1 {
                    "once"
                } else {
                    &format!("{attempts} times")
                };
                write!(
                    f,
                    "{at}: did not get its locks in time{because}; tried {times}, again in {}",
                    span(*pause)
                )
            }
            Self::Filled { at, rows, of } => match of {
                Some(of) => write!(f, "{at}: {rows} of about {of} rows"),
                None => write!(f, "{at}: {rows} rows"),
            },
            Self::Done { at, took } => write!(f, "{at}: done in {}", span(*took)),
        }
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}_{}", self.number, self.name)?;
        if self.steps > 1 {
            write!(f, ", step {} of {}", self.step, self.steps)?;
        }
        if !self.does.is_empty() {
            write!(f, " ({})", self.does)?;
        }
        Ok(())
    }
}

impl fmt::Display for Blocker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        process(self.pid, &self.application, &self.user, f)?;
        if !self.state.is_empty() {
            write!(f, ", {}", self.state)?;
        }
        if let Some(age) = self.age {
            write!(f, ", in a transaction for {}", span(age))?;
        }
        if !self.query.is_empty() {
            write!(f, ": `{}`", self.query)?;
        }
        Ok(())
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        process(self.pid, &self.application, &self.user, f)?;
        if let Some(from) = &self.from {
            write!(f, " from {from}")?;
        }
        if let Some(age) = self.age {
            write!(f, ", connected for {}", span(age))?;
        }
        Ok(())
    }
}

/// A session: `process 4711 (report) of app`.
fn process(pid: i32, application: &str, user: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "process {pid}")?;
    if !application.is_empty() {
        write!(f, " ({application})")?;
    }
    if !user.is_empty() {
        write!(f, " of {user}")?;
    }
    Ok(())
}

/// All of them, with words between.
pub(super) fn all(by: &[Blocker]) -> String {
    let each: Vec<String> = by.iter().map(ToString::to_string).collect();
    each.join("; and ")
}

/// A time as people say it: `320 ms`, `4.2 s`, `12 min`, `3 h 20 min`.
pub(super) fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0 => format!("{} ms", time.as_millis()),
        1..60 => format!("{:.1} s", time.as_secs_f64()),
        60..3600 => format!("{} min", seconds / 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_as_people_say_them() {
        for (milliseconds, said) in [
            (320, "320 ms"),
            (4_200, "4.2 s"),
            (720_000, "12 min"),
            (12_000_000, "3 h 20 min"),
        ] {
            assert_eq!(span(Duration::from_millis(milliseconds)), said);
        }
    }

    #[test]
    fn a_step_is_named_as_its_file() {
        let mut at = At {
            number: 7,
            name: "votes",
            step: 2,
            steps: 3,
            does: "add the column",
        };
        assert_eq!(at.to_string(), "0007_votes, step 2 of 3 (add the column)");
        (at.steps, at.does) = (1, "");
        assert_eq!(at.to_string(), "0007_votes");
    }
}
