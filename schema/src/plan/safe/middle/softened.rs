//! What a change is before the second half, where the release that is running would not live with all of it.

use super::Middle;
use crate::change::{Change, Delta};
use crate::database::{
    Constraint, ConstraintKind, Database, Filled, IndexTerm, Object, QualifiedName,
    ReplicaIdentity, Table,
};
use crate::plan::column::not_null_goes;
use crate::plan::lookup::{Lookup, constraint_columns, foreign_key, key_index, parents};

/// Whether the columns by which the replicas of a table know its rows are there and never NULL.
pub(super) fn is_identified(table: &Table) -> bool {
    let Some(columns) = identity(table) else {
        return true;
    };
    let is_there = |name: &String| {
        let mut all = table.columns.iter();
        all.any(|it| it.name == *name && it.not_null)
    };
    !columns.is_empty() && columns.iter().all(is_there)
}

/// The columns of the index by which the replicas of a table know its rows, where it is not the primary key.
fn identity(table: &Table) -> Option<Vec<String>> {
    let ReplicaIdentity::Index(name) = &table.replica_identity else {
        return None;
    };
    let key = table.constraints.iter().find(|it| it.name == *name);
    let index = table.indexes.iter().find(|it| it.name == *name);
    let of_key = key.into_iter().flat_map(constraint_columns);
    let of_index = index.into_iter().flat_map(|it| &it.elements);
    let of_index = of_index.filter_map(|it| match &it.term {
        IndexTerm::Column(column) => Some(column.clone()),
        IndexTerm::Expression(_) => None,
    });
    Some(of_key.map(str::to_owned).chain(of_index).collect())
}

impl Middle<'_> {
    /// What a release that does not know a column or a default any more needs of what waits.
    pub(super) fn relax(&self, change: &Change, database: &mut Database) {
        let Change::Column {
            table,
            change: Delta::Dropped(column),
        } = change
        else {
            return;
        };
        let has_children = !self.old.children(table).is_empty();
        let is_in_key = self.old.table(table).is_some_and(|it| {
            it.part_of.is_some()
                || !it.inherits.is_empty()
                || has_children
                || Self::is_in_key(&self.old, table, &column.name)
                || identity(it).is_some_and(|it| it.contains(&column.name))
        });
        if !column.not_null || column.filled != Filled::No || is_in_key {
            return;
        }
        let it = database.tables.iter_mut().find(|it| it.name == *table);
        let columns = it.into_iter().flat_map(|it| &mut it.columns);
        for it in columns.filter(|it| it.name == column.name) {
            it.not_null = false;
            it.not_null_constraint = None;
        }
    }

    /// A change as far as it is of the first half.
    pub(super) fn softened(&self, change: &Change) -> Option<Change> {
        if let Change::Table(Delta::Created(table)) = change {
            // Nobody has to wait for a table whose foreign keys have to.
            let mut table = table.clone();
            // Nor for one that becomes a part: what is to be a part of an index that waits does so too.
            let is_late =
                |part_of: Option<&QualifiedName>| part_of.is_some_and(|it| self.is_late_index(it));
            table.constraints.retain(|it| {
                let part_of = key_index(it).and_then(|it| it.part_of.as_ref());
                !is_late(part_of) && foreign_key(it).is_none_or(|key| !self.leads_to_late(key))
            });
            table.indexes.retain(|it| !is_late(it.part_of.as_ref()));
            return Some(Change::Table(Delta::Created(table)));
        }
        if let Change::Table(Delta::Altered { from, to }) = change
            && (self.has_late_columns(&to.name) || self.keeps_persistence(&to.name))
        {
            let mut to = to.clone();
            if self.keeps_persistence(&to.name) {
                to.unlogged = from.unlogged;
            }
            // PostgreSQL says nothing, and does nothing, where no column can have values that lie there.
            let of_toast = |(name, _): &&(String, String)| name.starts_with("toast.");
            if !from
                .options
                .iter()
                .filter(of_toast)
                .eq(to.options.iter().filter(of_toast))
            {
                to.options.retain(|it| !of_toast(&it));
                to.options
                    .extend(from.options.iter().filter(of_toast).cloned());
            }
            let from = from.clone();
            return (from != to).then_some(Change::Table(Delta::Altered { from, to }));
        }
        let Change::Column {
            table,
            change: delta,
        } = change
        else {
            return Some(change.clone());
        };
        match delta {
            Delta::Altered { from, to } => {
                let mut to = to.clone();
                // Whoever does not know that the default goes relies on it.
                if matches!(from.filled, Filled::Default(_))
                    && to.filled == Filled::No
                    && to.not_null
                {
                    to.filled.clone_from(&from.filled);
                }
                // The primary key goes later, and so does what else identifies rows.
                let identifies = self.old.table(table).and_then(identity);
                if not_null_goes(from, &to)
                    && (Self::is_in_key(&self.old, table, &from.name)
                        || identifies.is_some_and(|it| it.contains(&from.name)))
                {
                    to.not_null = from.not_null;
                    to.not_null_constraint.clone_from(&from.not_null_constraint);
                }
                let from = from.clone();
                (from != to).then(|| Change::Column {
                    table: table.clone(),
                    change: Delta::Altered { from, to },
                })
            }
            // A release that does not know the column gives it no value.
            Delta::Created(column)
                if column.not_null
                    && column.filled == Filled::No
                    && !self.is_kept_not_null(table, &column.name) =>
            {
                let mut column = column.clone();
                column.not_null = false;
                column.not_null_constraint = None;
                Some(Change::Column {
                    table: table.clone(),
                    change: Delta::Created(column),
                })
            }
            _ => Some(change.clone()),
        }
    }

    /// Whether a new column cannot be NULL from the start: it is of the primary key, its table's or that of one above, or
    /// one above has it and is never NULL there.
    fn is_kept_not_null(&self, table: &QualifiedName, column: &str) -> bool {
        let mut above = self.new.table(table).into_iter().flat_map(parents);
        Self::is_in_key(&self.new, table, column)
            || above.any(|it| {
                let was = self.old.column(it, column);
                let is = self.new.column(it, column).is_some_and(|it| it.not_null);
                is && (was.is_some_and(|it| it.not_null) || self.is_kept_not_null(it, column))
            })
    }

    /// Whether a table is logged or unlogged as it was, while it refers to another one, or that to it, until the second
    /// half: PostgreSQL lets no logged table refer to an unlogged one.
    pub(super) fn keeps_persistence(&self, table: &QualifiedName) -> bool {
        let (Some(old), Some(new)) = (self.old.table(table), self.new.table(table)) else {
            return false;
        };
        let is_late = |of: &Table, it: &Constraint| {
            let object = Object::Constraint(of.name.clone(), it.name.clone());
            foreign_key(it).is_some() && self.late.contains(&object)
        };
        old.unlogged != new.unlogged
            && (old.constraints.iter().any(|it| is_late(old, it))
                || self
                    .old
                    .references(table)
                    .iter()
                    .any(|(of, it)| is_late(of, it)))
    }

    /// Whether a column is of its table's primary key.
    fn is_in_key(database: &Lookup<'_>, table: &QualifiedName, column: &str) -> bool {
        database.table(table).is_some_and(|it| {
            it.constraints.iter().any(|it| {
                matches!(&it.kind, ConstraintKind::PrimaryKey(key)
                    if key.columns.iter().any(|it| it == column))
            })
        })
    }
}
