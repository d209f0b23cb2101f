//! What is locked with a table: its partitions and inheriting tables, the one for all other rows, and whose it is.

use super::{Judge, Locks};
use crate::database::{Object, QualifiedName};
use crate::plan::lock::Effort;
use crate::plan::lock::LockMode::{self, AccessExclusive};
use crate::plan::lookup::{Indexed, foreign_key};
use std::collections::BTreeSet;

impl Judge<'_> {
    /// A table with its partitions and inheriting tables.
    pub(super) fn family(
        &self,
        table: &QualifiedName,
        mode: LockMode,
        work: Effort,
        found: &mut Locks,
    ) {
        let real = self.renamed.get(table).unwrap_or(table);
        for child in self.children(real) {
            self.family(&child, mode, work, found);
        }
        found.add(table.clone(), mode, work);
    }

    /// A column that cannot be NULL comes from above: an heir that declares it too, and has said nothing of that, is read
    /// (from 18 on).
    pub(super) fn merged(&self, table: &QualifiedName, column: &str, found: &mut Locks) {
        let real = self.renamed.get(table).unwrap_or(table);
        for child in self.children(real) {
            let known = self.lookup.column(&child, column);
            let is_added = self.added.contains(&(child.clone(), column.to_owned()));
            if is_added || known.is_some_and(|it| !it.not_null) {
                self.family(&child, AccessExclusive, Effort::Scan, found);
            }
        }
    }

    /// The partitions and inheriting tables that a table has by now.
    pub(super) fn children(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        let there = self.lookup.children(table).iter().map(|it| &it.name);
        let there = there.filter(|it| !self.detached.contains(it));
        let new = self.attached.get(table).into_iter().flatten();
        there.chain(new).cloned().collect()
    }

    /// The partition for all other rows, whose bounds change with those of the others.
    pub(super) fn default_partition(
        &self,
        parent: &QualifiedName,
        work: Effort,
        found: &mut Locks,
    ) {
        for child in self.lookup.children(parent) {
            let is_default = child
                .part_of
                .as_ref()
                .is_some_and(|it| it.bound.eq_ignore_ascii_case("default"));
            if is_default {
                let is_proven = self.has_proven_bounds(&child.name);
                let work = if is_proven { Effort::Instant } else { work };
                self.family(&child.name, AccessExclusive, work, found);
            }
        }
    }

    /// A table has a check that says what its rows have to be for the next partition.
    pub(in crate::plan) fn proves_bounds(&mut self, table: &QualifiedName) {
        self.proven.insert((table.clone(), String::new()));
    }

    pub(super) fn has_proven_bounds(&self, table: &QualifiedName) -> bool {
        self.proven.contains(&(table.clone(), String::new()))
    }

    /// The tables that hold the rows of a table.
    pub(super) fn leaves(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        let children = self.children(table);
        if children.is_empty() {
            return vec![table.clone()];
        }
        children.iter().flat_map(|it| self.leaves(it)).collect()
    }

    /// A table, and what it is a partition of, up to the whole.
    pub(super) fn with_ancestors(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        let part_of = |table: &QualifiedName| self.lookup.table(table)?.part_of.as_ref();
        let mut found = vec![table.clone()];
        while let Some(part) = found.last().and_then(part_of) {
            found.push(part.parent.clone());
        }
        found
    }

    pub(super) fn index_table(&self, index: &QualifiedName) -> Option<QualifiedName> {
        match self.lookup.indexes.get(index)? {
            Indexed::Constraint(table, _) => Some(table.name.clone()),
            Indexed::Index(on, _) => Some((*on).clone()),
        }
    }

    /// The tables that have a column of a type, or of one made of it.
    pub(super) fn tables_of(&self, ty: &QualifiedName) -> BTreeSet<QualifiedName> {
        let mut found = BTreeSet::new();
        let mut types = vec![ty.clone()];
        let mut seen = BTreeSet::new();
        while let Some(ty) = types.pop() {
            if !seen.insert(ty.clone()) {
                continue;
            }
            for dependent in self.lookup.dependents(&Object::Type(ty)) {
                match dependent {
                    Object::Column(table, _) if self.lookup.tables.contains_key(table) => {
                        found.insert(table.clone());
                    }
                    Object::Column(other, _) | Object::Type(other) => types.push(other.clone()),
                    _ => {}
                }
            }
        }
        found
    }

    /// The foreign keys of a table, with what they lead to; also those that it has from what it is a partition of.
    pub(super) fn foreign_keys(&self, table: &QualifiedName) -> Vec<(String, QualifiedName)> {
        let own = |table: &QualifiedName| -> Vec<(String, QualifiedName)> {
            let made = self.keys.iter().filter(|((of, _), _)| of == table);
            let made = made.map(|((_, name), target)| (name.clone(), target.clone()));
            let there = self.lookup.table(table).into_iter().flat_map(|it| {
                it.constraints.iter().filter_map(|it| {
                    let key = foreign_key(it)?;
                    Some((it.name.clone(), key.target.clone()))
                })
            });
            made.chain(there).collect()
        };
        let mut found = own(table);
        for above in self.with_ancestors(table).iter().skip(1) {
            found.extend(own(above));
        }
        // It may call them otherwise.
        let part_of = self.lookup.table(table).and_then(|it| it.part_of.as_ref());
        for name in part_of.map_or(&[][..], |it| &it.foreign_keys) {
            if !found.iter().any(|(other, _)| other == name) {
                let targets: Vec<QualifiedName> = found.iter().map(|it| it.1.clone()).collect();
                found.extend(targets.into_iter().map(|it| (name.clone(), it)));
            }
        }
        found
    }
}
