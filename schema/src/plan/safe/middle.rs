//! The database between two releases.

mod member;
mod needs;
mod settled;
mod softened;
mod taken;
mod waits;

pub(super) use settled::settled;

use super::halfway::{check_as_above, dependencies, objects};
use crate::change::{Change, Delta};
use crate::database::{Constraint, ConstraintKind, Database, Filled, Object, QualifiedName, Table};
use crate::plan::lookup::{Lookup, parents};
use crate::plan::twin::Twin;
use crate::plan::work::same_links;
use softened::is_identified;
use std::collections::BTreeSet;

/// The database that both releases can live with: `from`, with all of `to` that takes nothing away.
pub(super) fn between(
    from: &Database,
    to: &Database,
    changes: &[Change],
    twins: &[Twin],
) -> Database {
    let mut middle = Middle {
        twins,
        old: Lookup::new(from),
        new: Lookup::new(to),
        late: BTreeSet::new(),
        unlinked: unlinked(changes),
    };
    // What waits makes what needs it wait, and so on.
    loop {
        let before = middle.late.len();
        for change in changes {
            if middle.waits(change) {
                middle.late.extend(objects(change));
            }
        }
        if middle.late.len() == before {
            break;
        }
    }
    let mut database = from.clone();
    for change in changes {
        if middle.is_twin(change) {
            continue;
        }
        if middle.waits(change) {
            middle.relax(change, &mut database);
        } else if let Some(change) = middle.softened(change) {
            change.apply(&mut database);
        }
    }
    middle.inherit(&mut database);
    check_as_above(&mut database, &middle.new);
    for table in &mut database.tables {
        let old = middle.old.table(&table.name);
        if let Some(old) = old
            && !is_identified(table)
        {
            table.replica_identity.clone_from(&old.replica_identity);
        }
    }
    database.dependencies = dependencies(&database, &middle.old, &middle.new, |it| {
        middle.late.contains(it)
    });
    database
}

struct Middle<'a> {
    /// The columns that come to stand beside others.
    twins: &'a [Twin],
    old: Lookup<'a>,
    new: Lookup<'a>,
    /// What stays as it is until the second half.
    late: BTreeSet<Object>,
    /// The tables that leave their parents.
    unlinked: BTreeSet<QualifiedName>,
}

/// The tables that leave what they are a partition of or inherit from, or come to inherit.
fn unlinked(changes: &[Change]) -> BTreeSet<QualifiedName> {
    let leaves = |from: &Table, to: &Table| {
        !same_links(from, to) && (from.inherits != to.inherits || from.part_of.is_some())
    };
    let names = changes.iter().filter_map(|it| match it {
        Change::Table(Delta::Altered { from, to }) if leaves(from, to) => Some(to.name.clone()),
        _ => None,
    });
    names.collect()
}

/// Whether heirs and parts have a check with the table that says it.
fn inherits(it: &Constraint) -> bool {
    matches!(&it.kind, ConstraintKind::Check(check) if !check.no_inherit)
}

impl Middle<'_> {
    /// A table that leaves its parent in the second half has until then what the parent gets in the first, and lacks what
    /// the parent loses.
    fn inherit(&self, database: &mut Database) {
        if self.unlinked.is_empty() {
            return;
        }
        let snapshot = database.clone();
        for table in &mut database.tables {
            let Some(old) = self.old.table(&table.name) else {
                continue;
            };
            if !self.unlinked.contains(&table.name) {
                continue;
            }
            let still = parents(old).filter(|it| parents(table).any(|now| now == *it));
            let still: Vec<&Table> = still
                .filter_map(|name| snapshot.tables.iter().find(|it| it.name == *name))
                .collect();
            for parent in &still {
                self.inherit_columns(table, parent);
                self.inherit_checks(table, parent);
            }
            table.constraints.retain(|it| {
                let is_check = matches!(it.kind, ConstraintKind::Check(_));
                let has = |parent: &&Table| {
                    let mut all = parent.constraints.iter();
                    all.any(|its| its.name == it.name && inherits(its))
                };
                it.local || !is_check || still.iter().any(has)
            });
        }
    }

    fn inherit_columns(&self, table: &mut Table, parent: &Table) {
        for it in &parent.columns {
            let is_there = table.columns.iter().any(|own| own.name == it.name);
            if is_there || self.old.column(&parent.name, &it.name).is_some() {
                continue;
            }
            let mut column = it.clone();
            if matches!(column.filled, Filled::Identity(_)) {
                column.filled = Filled::No;
            }
            column.local = false;
            table.columns.push(column);
        }
    }

    fn inherit_checks(&self, table: &mut Table, parent: &Table) {
        for it in &parent.constraints {
            let is_there = table.constraints.iter().any(|own| own.name == it.name);
            if !inherits(it) || is_there || self.old.constraint(&parent.name, &it.name).is_some() {
                continue;
            }
            table.constraints.push(Constraint {
                local: false,
                comment: None,
                ..it.clone()
            });
        }
    }

    /// Whether a change is that of a column which has a twin, or is one.
    fn is_twin(&self, change: &Change) -> bool {
        let Change::Column { table, change } = change else {
            return false;
        };
        self.twins.iter().filter(|it| it.table == *table).any(|it| {
            change.from().is_some_and(|from| from.name == it.of)
                || change.from().is_some_and(|from| from.name == it.beside)
                || change.to().is_some_and(|to| to.name == it.becomes)
        })
    }
}
