//! Names and rows that something of the first database has until it goes.

use super::Middle;
use crate::database::{Filled, Object, QualifiedName, Table};
use crate::plan::lookup::{Indexed, beside, constraint_columns, index_columns, key_index};
use crate::sql;
use std::collections::BTreeSet;

/// What a table becomes a part of that it was not.
fn becomes_part_of<'a>(from: Option<&Table>, to: &'a Table) -> Option<&'a QualifiedName> {
    let was = from.and_then(|it| it.part_of.as_ref()).map(|it| &it.parent);
    let whole = to.part_of.as_ref().map(|it| &it.parent);
    whole.filter(|_| whole != was)
}

impl Middle<'_> {
    /// Whether something else of the first database has a table's name until it is dropped.
    pub(super) fn is_in_the_way(&self, table: &Table) -> bool {
        !self.old.tables.contains_key(&table.name)
            && (self.old.views.contains_key(&table.name)
                || self.old.types.contains_key(&table.name)
                || self.old.sequences.contains_key(&table.name)
                || self.is_taken(&table.name)
                || table
                    .constraints
                    .iter()
                    .filter(|it| key_index(it).is_some())
                    .map(|it| &it.name)
                    .chain(table.indexes.iter().map(|it| &it.name))
                    .any(|it| self.is_taken(&beside(&table.name, it))))
    }

    /// Whether a new index or key cannot have its name yet.
    pub(super) fn is_taken(&self, name: &QualifiedName) -> bool {
        self.old.indexes.contains_key(name)
            || self.old.tables.contains_key(name)
            || self.old.views.contains_key(name)
            || self.old.sequences.contains_key(name)
            || self.counts(name)
    }

    pub(super) fn is_relation(&self, name: Option<&QualifiedName>) -> bool {
        name.is_some_and(|name| {
            !self.old.types.contains_key(name)
                && (self.old.tables.contains_key(name) || self.old.views.contains_key(name))
        })
    }

    /// Whether a partition leaves, so that another one may take over its rows only then.
    pub(super) fn loses_part(&self, parent: &QualifiedName) -> bool {
        self.old
            .children(parent)
            .iter()
            .any(|it| self.unlinked.contains(&it.name) || self.new.table(&it.name).is_none())
    }

    /// Whether a partition leaves, at whatever level: without an index of its own for one of the whole, PostgreSQL takes
    /// that for unfinished, also when the partition is gone.
    pub(super) fn loses_part_below(&self, table: &QualifiedName) -> bool {
        let mut parts = self.old.children(table).iter();
        let is_partitioned = self
            .old
            .table(table)
            .is_some_and(|it| it.partition.is_some());
        is_partitioned
            && (self.loses_part(table) || parts.any(|it| self.loses_part_below(&it.name)))
    }

    /// Whether a table that becomes a part of another one waits for what that, or one above, loses: an index or a key which
    /// PostgreSQL would make of its rows too, or refuse, where rows are divided by columns that are not in it.
    pub(super) fn is_kept_out(&self, from: Option<&Table>, to: &Table) -> bool {
        let Some(whole) = becomes_part_of(from, to) else {
            return false;
        };
        let has_all = |columns: &BTreeSet<&str>| {
            let mut by = to.partition.iter().flat_map(|it| &it.by);
            by.all(|it| columns.iter().any(|name| sql::identifier(name) == *it))
        };
        let is_late = |table: &Table| {
            let keys = table
                .constraints
                .iter()
                .filter(|it| key_index(it).is_some());
            let keys = keys.map(|it| {
                let object = Object::Constraint(table.name.clone(), it.name.clone());
                (object, true, constraint_columns(it))
            });
            let indexes = table.indexes.iter().map(|it| {
                let object = Object::Index(beside(&table.name, &it.name));
                (object, it.unique, index_columns(it))
            });
            keys.chain(indexes).any(|(object, is_unique, columns)| {
                self.late.contains(&object) && (from.is_some() || is_unique && !has_all(&columns))
            })
        };
        let mut above = self.old.table(whole);
        while let Some(table) = above {
            if is_late(table) {
                return true;
            }
            let part_of = table.part_of.as_ref();
            above = part_of.and_then(|it| self.old.table(&it.parent));
        }
        false
    }

    /// Whether a table becomes a part of another one, for which it has columns and checks only in the second half.
    pub(super) fn is_unready(&self, from: Option<&Table>, to: &Table) -> bool {
        let is_late_check = |it: &Object| {
            matches!(it, Object::Constraint(of, name) if *of == to.name
                && self.new.constraint(of, name).is_some_and(|it| !it.local))
        };
        becomes_part_of(from, to).is_some()
            && (self
                .late_columns(&to.name)
                .any(|it| self.new.column(&to.name, it).is_some())
                || self.late.iter().any(is_late_check))
    }

    /// Whether a table becomes a part of one that has, until the second half, a column that this one lacks.
    pub(super) fn lacks_column(&self, from: Option<&Table>, to: &Table) -> bool {
        let Some(whole) = becomes_part_of(from, to) else {
            return false;
        };
        let (Some(old), Some(new)) = (self.old.table(whole), self.new.table(whole)) else {
            return false;
        };
        let stays = |name: &str| new.columns.iter().any(|it| it.name == name);
        !old.columns.iter().all(|it| stays(&it.name))
    }

    /// Whether a table leaves one that has its foreign keys, at whatever level: it would keep them.
    pub(super) fn unlinks_below(&self, table: &QualifiedName) -> bool {
        let mut parts = self.old.children(table).iter();
        parts.any(|it| self.unlinked.contains(&it.name) || self.unlinks_below(&it.name))
    }

    /// Whether a table has an index already that is a part of another one.
    pub(super) fn has_part(&self, table: &QualifiedName, whole: &QualifiedName) -> bool {
        let Some(table) = self.old.table(table) else {
            return false;
        };
        let keys = table.constraints.iter().filter_map(key_index);
        let mut parts = keys
            .map(|it| &it.part_of)
            .chain(table.indexes.iter().map(|it| &it.part_of));
        parts.any(|it| it.as_ref() == Some(whole))
    }

    /// Whether the index of which another one is a part waits.
    pub(super) fn is_late_index(&self, whole: &QualifiedName) -> bool {
        [&self.old, &self.new]
            .iter()
            .any(|it| match it.indexes.get(whole) {
                Some(Indexed::Constraint(table, it)) => self
                    .late
                    .contains(&Object::Constraint(table.name.clone(), it.name.clone())),
                Some(Indexed::Index(..)) => self.late.contains(&Object::Index(whole.clone())),
                None => false,
            })
    }

    /// Whether an identity column of the first database has this sequence.
    pub(super) fn counts(&self, name: &QualifiedName) -> bool {
        self.old.database.tables.iter().any(|table| {
            table.name.namespace == name.namespace
                && table.columns.iter().any(
                    |it| matches!(&it.filled, Filled::Identity(it) if it.sequence == name.name),
                )
        })
    }
}
