//! The database between two releases.

mod member;
mod needs;
mod settled;
mod softened;
mod taken;
mod waits;

pub(super) use settled::settled;

use super::halfway::{dependencies, objects};
use crate::change::{Change, Delta};
use crate::database::{Database, Filled, Object, QualifiedName, Table};
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

impl Middle<'_> {
    /// A table that leaves its parent in the second half has until then what the parent gets in the first.
    fn inherit(&self, database: &mut Database) {
        let mut come = Vec::new();
        for table in database
            .tables
            .iter()
            .filter(|it| self.unlinked.contains(&it.name))
        {
            let Some(old) = self.old.table(&table.name) else {
                continue;
            };
            for parent in parents(old).filter(|it| parents(table).any(|now| now == *it)) {
                let now = database.tables.iter().find(|it| it.name == *parent);
                let new = now.into_iter().flat_map(|it| &it.columns).filter(|it| {
                    let there = |table: &Table| table.columns.iter().any(|own| own.name == it.name);
                    !there(table) && self.old.column(parent, &it.name).is_none()
                });
                come.extend(new.map(|it| (table.name.clone(), it.clone())));
            }
        }
        for (name, mut column) in come {
            if matches!(column.filled, Filled::Identity(_)) {
                column.filled = Filled::No;
            }
            column.local = false;
            if let Some(table) = database.tables.iter_mut().find(|it| it.name == name) {
                table.columns.push(column);
            }
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
