//! A statement of a plan that is being written, and how statements become steps.

use super::{Backfill, Hazard, Lock, LockWait, Options, Phase, Probe, Step};

/// One statement.
pub(super) struct Statement {
    pub(super) sql: String,
    pub(super) transactional: bool,
    /// Whether it is a transaction of its own in any plan.
    pub(super) apart: bool,
    pub(super) phase: Phase,
    pub(super) locks: Vec<Lock>,
    pub(super) hazards: Vec<Hazard>,
    pub(super) lock_wait: LockWait,
    pub(super) probe: Option<Probe>,
    pub(super) backfill: Option<Backfill>,
    summary: Option<String>,
}

impl Statement {
    pub(super) fn new(sql: String, transactional: bool, phase: Phase) -> Self {
        Self {
            sql,
            transactional,
            apart: false,
            phase,
            locks: Vec::new(),
            hazards: Vec::new(),
            lock_wait: LockWait::Short,
            probe: None,
            backfill: None,
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
pub(super) fn steps(statements: Vec<Statement>, options: &Options) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut joins = false;
    for statement in statements {
        let can_join = statement.transactional && !statement.apart;
        if joins
            && can_join
            && let Some(last) = steps
                .last_mut()
                .filter(|it| !options.safe && it.transactional)
        {
            join(last, statement);
            continue;
        }
        joins = can_join;
        let mut step = step(statement);
        if !options.safe {
            step.lock_wait = LockWait::Unlimited;
        }
        steps.push(step);
    }
    steps
}

fn step(it: Statement) -> Step {
    Step {
        summary: it.summary.unwrap_or_else(|| first_line(&it.sql)),
        sql: vec![it.sql],
        transactional: it.transactional,
        phase: it.phase,
        locks: it.locks,
        hazards: it.hazards,
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

fn join(step: &mut Step, statement: Statement) {
    step.sql.push(statement.sql);
    step.summary = "make the changes".to_owned();
    step.phase = step.phase.max(statement.phase);
    for lock in statement.locks {
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
    for hazard in statement.hazards {
        if !step.hazards.contains(&hazard) {
            step.hazards.push(hazard);
        }
    }
}
