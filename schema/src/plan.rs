//! How to make one database of another: statements in their order, and what each does to a system in use.
//!
//! [`diff`](crate::diff()) says what is to change; a plan says how, which needs both databases as a whole: whatever reads
//! a column that cannot be altered under it is dropped first and created again afterwards.

mod column;
mod comment;
mod convert;
mod draft;
mod hazard;
mod key;
mod lock;
mod lookup;
mod namespace;
mod order;
mod print;
mod renamed;
mod safe;
mod script;
mod sequence;
mod statement;
mod step;
mod table;
mod trigger;
mod twin;
mod types;
mod view;
mod work;

pub use lock::{Effort, Lock, LockMode};
pub use print::print;
pub use renamed::after_renames;
pub use step::{Backfill, LockWait, Phase, Probe, Step};
pub(crate) use twin::is_kept;

use crate::change::Change;
use crate::database::{Database, QualifiedName};
use draft::Draft;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use work::Work;

/// The way from one database to another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// What to run, in this order: what expands and fills first, and what contracts last.
    pub steps: Vec<Step>,
}

/// What a step does beside its purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hazard {
    /// Others wait while each row of a table is read or written anew: the time grows with the table.
    Blocks {
        /// The table.
        table: QualifiedName,
        /// Who waits.
        mode: LockMode,
        /// What is done meanwhile.
        work: Effort,
        /// About how many rows it has, where that is known.
        rows: Option<u64>,
    },
    /// Others wait while each row of another table is read or written anew, in the same transaction.
    BlocksMeanwhile {
        /// The table or materialized view that nobody gets at.
        table: QualifiedName,
        /// Who waits.
        mode: LockMode,
        /// The table whose rows take the time.
        of: QualifiedName,
        /// What is done with them.
        work: Effort,
        /// About how many rows it has, where that is known.
        rows: Option<u64>,
    },
    /// Reads or writes every row, and nobody waits: the time grows with the table.
    Scans {
        /// The table.
        table: QualifiedName,
        /// About how many rows it has, where that is known.
        rows: Option<u64>,
    },
    /// These values are gone afterwards.
    Loses {
        /// What is lost.
        what: String,
    },
    /// Fails if the rows that are there do not fit.
    MayFail {
        /// What must be true of them.
        unless: String,
    },
    /// Writes into rows what nobody said.
    Invents {
        /// What is written where.
        what: String,
    },
    /// A release that is running fails from then on.
    Breaks {
        /// What of it fails.
        what: String,
    },
    /// What others wait for can be had otherwise.
    Instead {
        /// How, in a sentence.
        what: String,
    },
}

impl fmt::Display for Hazard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blocks {
                table,
                mode,
                work,
                rows,
            } => {
                write!(
                    f,
                    "nobody can {} {table} while each row is {}{}",
                    hindered(*mode),
                    done(*work),
                    about(*rows)
                )
            }
            Self::BlocksMeanwhile {
                table,
                mode,
                of,
                work,
                rows,
            } => write!(
                f,
                "nobody can {} {table} while each row of {of} is {}{}",
                hindered(*mode),
                done(*work),
                about(*rows)
            ),
            Self::Scans { table, rows } => {
                write!(f, "reads or writes every row of {table}{}", about(*rows))
            }
            Self::Loses { what } => write!(f, "loses {what}"),
            Self::MayFail { unless } => write!(f, "fails unless {unless}"),
            Self::Invents { what } => f.write_str(what),
            Self::Breaks { what } => write!(f, "breaks {what}"),
            Self::Instead { what } => f.write_str(what),
        }
    }
}

/// What nobody can do.
fn hindered(mode: LockMode) -> &'static str {
    if mode.blocks_readers() {
        "use"
    } else {
        "write to"
    }
}

/// What is done with each row.
fn done(work: Effort) -> &'static str {
    if work == Effort::Rewrite {
        "written anew"
    } else {
        "read"
    }
}

/// How many rows there are.
fn about(rows: Option<u64>) -> String {
    match rows {
        None => String::new(),
        Some(rows) if rows < SMALL => format!(" (only about {rows}: it takes no time)"),
        Some(rows) => format!(" (about {rows})"),
    }
}

/// Fewer rows than these are read or written within the time that any lock takes.
const SMALL: u64 = 10_000;

/// What a plan may do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// Whether others use the database while the plan runs: indexes are built concurrently, and constraints are
    /// validated in a transaction of their own. Otherwise the plan is the shortest.
    pub safe: bool,
    /// The major version of the server that the plan is for: 14 to 18. Zero where it is not known; the plan then runs on
    /// all of them.
    pub version: u32,
    /// About how many rows the tables have, as far as that is known; zero for those that are known to be empty.
    pub rows: BTreeMap<QualifiedName, u64>,
    /// Whether the columns have to come to stand in the target's order, for which a table may be made anew.
    pub column_order: bool,
    /// What may be lost.
    pub allow_loss: AllowLoss,
    /// The columns that have another name in the target, and can be read and written by both until the second half. Those
    /// of [`copied`], which only a safe plan can have.
    pub renamed: Vec<RenamedColumn>,
}

/// A column that has another name in the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenamedColumn {
    /// Its table, in both.
    pub table: QualifiedName,
    /// What it is called.
    pub from: String,
    /// What it is to be called.
    pub to: String,
}

/// Of the columns that have another name in the target, those that a safe plan can make a copy of that is kept like them, so
/// that both names can be used until the second half. The others are renamed before the plan: partitioned and inheriting
/// tables, and what a stored generated column, an exclusion constraint or a materialized view reads.
#[must_use]
pub fn copied(from: &Database, to: &Database, renamed: &[RenamedColumn]) -> Vec<RenamedColumn> {
    twin::can_be_copied(from, to, renamed)
}

/// What may be lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowLoss {
    /// Anything.
    All,
    /// These: `users`, `users.email`, `billing.invoices.total`.
    Objects(Vec<String>),
}

impl Default for AllowLoss {
    fn default() -> Self {
        Self::Objects(Vec::new())
    }
}

impl AllowLoss {
    /// Whether an object may be lost: `users.email` where it or all of `users` may.
    #[must_use]
    pub fn allows(&self, object: &str) -> bool {
        match self {
            Self::All => true,
            Self::Objects(objects) => objects.iter().any(|it| {
                let it = it.strip_prefix("public.").unwrap_or(it);
                it == object
                    || object
                        .strip_prefix(it)
                        .is_some_and(|rest| rest.starts_with('.'))
            }),
        }
    }
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoPlan {
    /// PostgreSQL cannot do it in place, or what relata does not model stands in the way.
    Impossible(Vec<Refusal>),
    /// It would lose data that nobody said may be lost.
    Loss(Vec<Refusal>),
}

/// An object, and why no plan changes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// What is to change: `users`, `users.email`.
    pub object: String,
    /// Why it cannot.
    pub reason: String,
}

/// The statements that make `from` into `to`, for the changes that [`diff`](crate::diff()) found between them.
///
/// # Errors
///
/// What cannot be done in place, and what would be lost and may not be; all of them, not only the first.
pub fn plan(
    from: &Database,
    to: &Database,
    changes: &[Change],
    options: &Options,
) -> Result<Plan, NoPlan> {
    if changes.is_empty() {
        return Ok(Plan::default());
    }
    if options.version >= 18
        && let Cow::Owned(to) = column::with_not_null_names(from, to)
    {
        let mut again = crate::diff(from, &to);
        again.retain(|it| !matches!(it, Change::ColumnOrder { .. }) || changes.contains(it));
        return plan_as_said(from, &to, &again, options);
    }
    plan_as_said(from, to, changes, options)
}

/// The same, where all names are said that PostgreSQL would not give.
fn plan_as_said(
    from: &Database,
    to: &Database,
    changes: &[Change],
    options: &Options,
) -> Result<Plan, NoPlan> {
    if options.safe {
        return safe::plan(from, to, changes, options);
    }
    let halfway: Vec<Refusal> = twin::found(from)
        .into_iter()
        .map(|it| Refusal {
            object: it.table.to_string(),
            reason: "a safe plan has run half: columns stand beside others whose places they are to take; compare without \
                     `--safe=no`, which goes on from there, or back"
                .to_owned(),
        })
        .collect();
    if !halfway.is_empty() {
        return Err(NoPlan::Impossible(halfway));
    }
    let work = Work::new(from, to, changes, options, &twin::NONE);
    if !work.refusals.is_empty() {
        return Err(NoPlan::Impossible(work.refusals));
    }
    let mut draft = Draft::default();
    write(&work, &mut draft);
    let lost = draft.losses_but(&options.allow_loss);
    if !draft.refusals.is_empty() {
        return Err(NoPlan::Impossible(draft.refusals));
    }
    if !lost.is_empty() {
        return Err(NoPlan::Loss(lost));
    }
    Ok(Plan {
        steps: statement::steps(draft.statements, from, to, options),
    })
}

/// All that there is to do, in an order in which it can be done.
fn write(work: &Work<'_>, draft: &mut Draft) {
    types::extend_all(work, draft);
    namespace::create_all(work, draft);
    script::run(work, draft, true);

    view::lift(work, draft);
    view::drop(work, draft);
    trigger::drop(work, draft);
    key::drop_foreign_keys(work, draft);
    table::unlink(work, draft);
    table::untype(work, draft);
    key::drop(work, draft);
    sequence::release(work, draft);
    column::remove(work, draft);
    types::put_aside(work, draft);
    table::put_aside(work, draft);
    table::drop(work, draft);
    sequence::drop(work, draft);

    types::make(work, draft);
    sequence::make(work, draft);
    table::make(work, draft, false);
    twin::fill_again(work, draft);
    column::change(work, draft);
    table::make(work, draft, true);
    column::say_again(work, draft);
    table::copy(work, draft);
    table::retype(work, draft);
    sequence::own(work, draft);
    types::drop(work, draft);
    table::alter(work, draft);

    key::make(work, draft);
    key::create_foreign_keys(work, draft);
    trigger::create(work, draft);
    view::make(work, draft);
    view::restore(work, draft);
    key::cluster(work, draft);
    table::identity(work, draft);
    comment::all(work, draft);
    script::run(work, draft, false);
    namespace::drop_all(work, draft);
}
