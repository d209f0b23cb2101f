//! A plan that is being written.

use super::safe::Ahead;
use super::statement::Statement;
use super::{AllowLoss, Phase, Refusal};
use crate::database::QualifiedName;
use crate::{name, sql};
use std::collections::{BTreeMap, BTreeSet};

/// The statements so far, and what they would lose.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) statements: Vec<Statement>,
    pub(super) refusals: Vec<Refusal>,
    losses: Vec<Refusal>,
    /// What was put aside, by what it was called, and what it is called until it is dropped.
    pub(super) aside: BTreeMap<QualifiedName, QualifiedName>,
    /// What is ready before the rest.
    pub(super) ahead: Ahead,
    taken: BTreeSet<QualifiedName>,
    functions: usize,
    /// The trigger that functions are for, which outlive the session then.
    pub(super) functions_of: Option<QualifiedName>,
    /// Such functions, each with the trigger that it is for.
    pub(super) left: Vec<(QualifiedName, QualifiedName)>,
}

impl Draft {
    /// A statement that takes nothing away.
    pub(super) fn run(&mut self, sql: impl Into<String>) -> &mut Statement {
        self.step(sql.into(), true, Phase::Expand)
    }

    /// A statement that takes something away.
    pub(super) fn take(&mut self, sql: impl Into<String>) -> &mut Statement {
        self.step(sql.into(), true, Phase::Contract)
    }

    /// A statement that cannot run in a transaction.
    pub(super) fn alone(&mut self, sql: impl Into<String>) -> &mut Statement {
        self.step(sql.into(), false, Phase::Expand)
    }

    /// A statement that must be committed before the next one.
    pub(super) fn apart(&mut self, sql: impl Into<String>) -> &mut Statement {
        let statement = self.step(sql.into(), true, Phase::Expand);
        statement.apart = true;
        statement
    }

    fn step(&mut self, sql: String, transactional: bool, phase: Phase) -> &mut Statement {
        let at = self.statements.len();
        self.statements
            .push(Statement::new(sql, transactional, phase));
        &mut self.statements[at]
    }

    /// `ALTER TABLE …` with all of these actions, if there are any.
    pub(super) fn alter(
        &mut self,
        table: &QualifiedName,
        only: bool,
        actions: &[String],
    ) -> Option<&mut Statement> {
        if actions.is_empty() {
            return None;
        }
        let only = if only { "ONLY " } else { "" };
        let table = sql::qualified(table);
        Some(self.run(format!(
            "ALTER TABLE {only}{table}\n    {}",
            actions.join(",\n    ")
        )))
    }

    /// Notes that the plan loses something.
    pub(super) fn loses(&mut self, object: String, reason: impl Into<String>) {
        let loss = Refusal {
            object,
            reason: reason.into(),
        };
        if !self.losses.contains(&loss) {
            self.losses.push(loss);
        }
    }

    pub(super) fn losses_but(&self, allowed: &AllowLoss) -> Vec<Refusal> {
        let may_not = |it: &&Refusal| !allowed.allows(&it.object);
        self.losses.iter().filter(may_not).cloned().collect()
    }

    /// A name that nothing has, for what stands aside for a while.
    pub(super) fn aside(
        &mut self,
        name: &QualifiedName,
        is_taken: impl Fn(&QualifiedName) -> bool,
    ) -> QualifiedName {
        let mut number = 1_u32;
        loop {
            let end = if number == 1 {
                "_old".to_owned()
            } else {
                format!("_old{number}")
            };
            let start = name::postgres::clip(&name.name, name::postgres::LONGEST - end.len());
            let tried = QualifiedName {
                namespace: name.namespace.clone(),
                name: format!("{start}{end}"),
            };
            if !is_taken(&tried) && self.taken.insert(tried.clone()) {
                return tried;
            }
            number += 1;
        }
    }

    /// Makes one transaction of all statements from here on.
    pub(super) fn together(&mut self, start: usize, summary: impl Into<String>) {
        for statement in self.statements.iter_mut().skip(start) {
            statement.joins = true;
        }
        if let Some(first) = self.statements.get_mut(start) {
            first.begins = Some(summary.into());
        }
    }

    /// Makes one transaction of all statements from here on, apart from whatever comes before.
    pub(super) fn whole(&mut self, start: usize) {
        for statement in self.statements.iter_mut().skip(start) {
            statement.joins = true;
        }
        if let Some(first) = self.statements.get_mut(start) {
            first.is_first = true;
        }
    }

    /// A name for a function that the plan needs for itself, and drops with [`Self::forget_functions`], or when a trigger
    /// goes.
    pub(super) fn next_function(&mut self) -> String {
        if let Some(trigger) = self.functions_of.clone() {
            let end = format!("_{}", self.left.len() + 1);
            let start = name::postgres::clip(&trigger.name, name::postgres::LONGEST - end.len());
            let function = QualifiedName {
                namespace: trigger.namespace.clone(),
                name: format!("{start}{end}"),
            };
            let called = sql::qualified(&function);
            self.left.push((trigger, function));
            return called;
        }
        self.functions += 1;
        format!("pg_temp.relata_convert_{}", self.functions)
    }

    /// Drops the functions that the plan needed for itself: types of what they took may be dropped next.
    pub(super) fn forget_functions(&mut self) {
        for number in 1..=self.functions {
            self.run(format!("DROP FUNCTION pg_temp.relata_convert_{number}"));
        }
    }
}
