//! Names and rows that something of the first database has until it goes.

use super::Middle;
use crate::database::{Filled, Object, QualifiedName, Table};
use crate::plan::lookup::{Indexed, beside, key_index};

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

    /// Whether a table becomes a part of one that has, until the second half, a column that this one lacks.
    pub(super) fn lacks_column(&self, from: Option<&Table>, to: Option<&Table>) -> bool {
        let parent = |it: Option<&Table>| Some(it?.part_of.as_ref()?.parent.clone());
        let Some(whole) = parent(to).filter(|_| parent(from) != parent(to)) else {
            return false;
        };
        let (Some(old), Some(new)) = (self.old.table(&whole), self.new.table(&whole)) else {
            return false;
        };
        let stays = |name: &str| new.columns.iter().any(|it| it.name == name);
        !old.columns.iter().all(|it| stays(&it.name))
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
