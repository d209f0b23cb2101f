//! A statement of a plan that is being written, and how statements become steps.

use super::hazard::Judge;
use super::{Backfill, Effort, Hazard, Lock, LockWait, Options, Phase, Probe, Step};
use crate::database::{ConstraintKind, Database, Deferrable, Outside, OutsideKind, QualifiedName};
use crate::sql;
use std::collections::BTreeSet;

/// One statement.
pub(super) struct Statement {
    pub(super) sql: String,
    pub(super) transactional: bool,
    /// Whether it is a transaction of its own in any plan.
    pub(super) apart: bool,
    /// Whether it is one transaction with the one before it, if that joins too.
    pub(super) joins: bool,
    /// Whether it joins nothing before it.
    pub(super) is_first: bool,
    /// Whether a transaction begins with it, and what that does as a whole.
    pub(super) begins: Option<String>,
    pub(super) phase: Phase,
    pub(super) hazards: Vec<Hazard>,
    pub(super) lock_wait: LockWait,
    pub(super) probe: Option<Probe>,
    pub(super) backfill: Option<Backfill>,
    /// The tables that have a check which spares them being read now.
    pub(super) proves: Vec<QualifiedName>,
    summary: Option<String>,
}

impl Statement {
    pub(super) fn new(sql: String, transactional: bool, phase: Phase) -> Self {
        Self {
            sql,
            transactional,
            apart: false,
            joins: false,
            is_first: false,
            begins: None,
            phase,
            hazards: Vec::new(),
            lock_wait: LockWait::Short,
            probe: None,
            backfill: None,
            proves: Vec::new(),
            summary: None,
        }
    }

    pub(super) fn with(&mut self, hazard: Hazard) -> &mut Self {
        if !self.hazards.contains(&hazard) {
            self.hazards.push(hazard);
        }
        self
    }

    /// Says what it does.
    pub(super) fn called(&mut self, summary: impl Into<String>) -> &mut Self {
        self.summary = Some(summary.into());
        self
    }

    /// Lets it wait for as long as it takes, and says how to see what it came to.
    pub(super) fn patient(&mut self, probe: Option<Probe>) -> &mut Self {
        self.lock_wait = LockWait::Unlimited;
        self.probe = probe;
        self
    }
}

/// The statements as steps: by themselves where others use the database, and in as few transactions as there can be
/// otherwise.
pub(super) fn steps(
    statements: Vec<Statement>,
    from: &Database,
    to: &Database,
    options: &Options,
) -> Vec<Step> {
    let mut judge = Judge::new(from);
    let mut steps: Vec<Step> = Vec::new();
    let mut joins = false;
    let mut is_named = false;
    for mut statement in statements {
        let can_join = if options.safe {
            statement.joins
        } else {
            statement.transactional && !statement.apart
        };
        let (begins, is_first) = (statement.begins.take(), statement.is_first);
        let mut step = step(statement, &mut judge);
        if !options.safe {
            step.lock_wait = LockWait::Unlimited;
        }
        match steps.last_mut() {
            Some(last)
                if last.transactional
                    && begins.is_none()
                    && !is_first
                    && (joins && can_join || is_small(last, &step, options)) =>
            {
                let summary = last.summary.clone();
                join(last, step);
                if is_named {
                    last.summary = summary;
                }
            }
            _ => {
                is_named = begins.is_some();
                step.summary = begins.unwrap_or(step.summary);
                steps.push(step);
            }
        }
        joins = can_join;
    }
    let is_deferred = has_deferred(from) || has_deferred(to);
    for step in &mut steps {
        if is_deferred && step.backfill.is_none() {
            check_at_once(&mut step.sql);
        }
        let (instead, mut hazards): (Vec<Hazard>, Vec<Hazard>) = std::mem::take(&mut step.hazards)
            .into_iter()
            .partition(|it| matches!(it, Hazard::Instead { .. }));
        let waits: Vec<Hazard> = step
            .locks
            .iter()
            .filter_map(|it| hazard(it, options))
            .chain(meanwhile(step, from, options))
            .collect();
        let is_scan = |it: &Hazard| matches!(it, Hazard::Scans { .. });
        let blocks = !waits.iter().all(is_scan);
        hazards.extend(waits);
        hazards.extend(instead.into_iter().filter(|_| blocks));
        step.hazards = hazards;
    }
    steps
}

/// Whether something is looked at only when a transaction ends.
fn has_deferred(database: &Database) -> bool {
    let deferred = |it: &ConstraintKind| match it {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => key.deferrable,
        ConstraintKind::Exclusion(it) => it.deferrable,
        ConstraintKind::ForeignKey(key) => key.deferrable,
        ConstraintKind::Check(_) => Deferrable::No,
    };
    let mut constraints = database.tables.iter().flat_map(|it| &it.constraints);
    let is_trigger = |it: &Outside| {
        let definition = it.definition.as_deref().unwrap_or_default();
        it.kind == OutsideKind::Trigger && definition.starts_with("CREATE CONSTRAINT TRIGGER")
    };
    constraints.any(|it| deferred(&it.kind) == Deferrable::InitiallyDeferred)
        || database.outside.iter().any(is_trigger)
}

/// Lets all be looked at when rows are written: a table cannot be altered while something is still to be looked at.
fn check_at_once(statements: &mut Vec<String>) {
    let is_write = |it: &String| it.starts_with("UPDATE ") || it.starts_with("INSERT ");
    let first = statements.iter().position(is_write);
    if let Some(first) = first
        && first + 1 < statements.len()
    {
        statements.insert(first, "SET CONSTRAINTS ALL IMMEDIATE".to_owned());
    }
}

/// Whether two steps are better one: both take no time, and lock no more than one relation.
fn is_small(last: &Step, next: &Step, options: &Options) -> bool {
    let is_quick = |it: &Step| {
        it.transactional
            && it.probe.is_none()
            && it.lock_wait == LockWait::Short
            && !it
                .sql
                .iter()
                .any(|it| it.starts_with("ALTER TYPE") && it.contains("ADD VALUE"))
            && it.locks.iter().all(|it| it.work == Effort::Instant)
    };
    let relations: BTreeSet<&QualifiedName> = last
        .locks
        .iter()
        .chain(&next.locks)
        .map(|it| &it.relation)
        .collect();
    options.safe
        && last.phase == next.phase
        && is_quick(last)
        && is_quick(next)
        && relations.len() <= 1
}

fn hazard(lock: &Lock, options: &Options) -> Option<Hazard> {
    let rows = options.rows.get(&lock.relation).copied();
    // Nobody waits long for what is not there.
    if lock.work == Effort::Instant || rows == Some(0) {
        return None;
    }
    let table = lock.relation.clone();
    if lock.mode.blocks_writers() {
        let (mode, work) = (lock.mode, lock.work);
        Some(Hazard::Blocks {
            table,
            mode,
            work,
            rows,
        })
    } else {
        Some(Hazard::Scans { table, rows })
    }
}

/// Who else waits while the rows of a table are read or written in the same transaction: whoever uses what it has
/// locked. A view keeps only those waiting who wait for its tables anyway.
fn meanwhile(step: &Step, from: &Database, options: &Options) -> Vec<Hazard> {
    let rows = |it: &Lock| options.rows.get(&it.relation).copied();
    let slow = step.locks.iter().filter(|it| it.work > Effort::Instant);
    let slowest = slow
        .filter(|it| rows(it) != Some(0))
        .max_by_key(|it| (it.work, rows(it)));
    let Some(slowest) = slowest.filter(|_| step.transactional) else {
        return Vec::new();
    };
    let is_stored = |name: &QualifiedName| {
        from.tables.iter().any(|it| it.name == *name)
            || from
                .views
                .iter()
                .any(|it| it.name == *name && it.materialized)
    };
    let waiting = step.locks.iter().filter(|it| {
        it.work == Effort::Instant && it.mode.blocks_writers() && is_stored(&it.relation)
    });
    let hazards = waiting.map(|it| Hazard::BlocksMeanwhile {
        table: it.relation.clone(),
        mode: it.mode,
        of: slowest.relation.clone(),
        work: slowest.work,
        rows: rows(slowest),
    });
    hazards.collect()
}

fn step(it: Statement, judge: &mut Judge<'_>) -> Step {
    for table in &it.proves {
        judge.proves_bounds(table);
    }
    let mut locks = judge.locks(&it.sql);
    if let Some(backfill) = &it.backfill {
        locks = judge.locks(&format!("UPDATE {}", sql::qualified(&backfill.table)));
    }
    let mut hazards = it.hazards;
    if locks.iter().any(|it| it.work > Effort::Instant)
        && let Some(what) = judge.instead(&it.sql)
    {
        let what = what.to_owned();
        hazards.push(Hazard::Instead { what });
    }
    Step {
        summary: it.summary.unwrap_or_else(|| first_line(&it.sql)),
        sql: vec![it.sql],
        transactional: it.transactional,
        phase: it.phase,
        locks,
        hazards,
        lock_wait: it.lock_wait,
        probe: it.probe,
        backfill: it.backfill,
    }
}

/// The statement itself, on one line.
fn first_line(sql: &str) -> String {
    let words: Vec<&str> = sql.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(96) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

fn join(step: &mut Step, mut next: Step) {
    step.sql.append(&mut next.sql);
    if step.summary != MANY {
        step.summary = MANY.to_owned();
    }
    step.phase = step.phase.max(next.phase);
    for lock in next.locks {
        match step
            .locks
            .iter_mut()
            .find(|it| it.relation == lock.relation)
        {
            Some(there) => {
                there.mode = there.mode.max(lock.mode);
                there.work = there.work.max(lock.work);
            }
            None => step.locks.push(lock),
        }
    }
    step.locks.sort();
    for hazard in next.hazards {
        if !step.hazards.contains(&hazard) {
            step.hazards.push(hazard);
        }
    }
}

/// What a step does that is made of several statements.
const MANY: &str = "make several changes at once";
