//! What a plan has to take down and to put up: the changes, and whatever stands in their way.
//!
//! PostgreSQL alters some things in place, and others only when nothing needs them. So what cannot be altered is dropped
//! and created, and with it everything that needs it, up to the views; a table that cannot be altered is made
//! anew beside the old one, and gets its rows.

mod follow;
mod in_place;
mod lift;
mod mention;
mod need;
mod remake;
mod spread;
mod start;

pub(super) use in_place::{
    composite_in_place, constraint_in_place, filled_in_place, index_in_place, is_extended,
    same_types, view_in_place,
};
pub(super) use mention::{exclusion_mentions, mentions};

use crate::change::{Change, Delta};
use crate::database::{Column, Database, Object, QualifiedName, Table};
use crate::plan::lookup::{Lookup, beside, parents};
use crate::plan::twin::Twins;
use crate::plan::{Options, Refusal};
use std::collections::{BTreeMap, BTreeSet};

/// What to take down and to put up.
pub(super) struct Work<'a> {
    pub(super) old: Lookup<'a>,
    pub(super) new: Lookup<'a>,
    pub(super) changes: &'a [Change],
    pub(super) options: &'a Options,
    /// The columns that come to stand beside others, or take their places.
    pub(super) twins: &'a Twins,
    /// What is dropped, or put aside until nothing needs it any more.
    pub(super) gone: BTreeSet<Object>,
    /// What is created.
    pub(super) made: BTreeSet<Object>,
    /// Columns whose type changes, or is made anew under the same name.
    pub(super) retyped: BTreeSet<(QualifiedName, String)>,
    /// Tables that are made anew.
    pub(super) remade: BTreeSet<QualifiedName>,
    /// Partitions that let their parent go for a while.
    pub(super) loosened: BTreeSet<QualifiedName>,
    /// What is not modelled, has to go for a while, and can be created again as it was.
    pub(super) lifted: BTreeSet<Object>,
    pub(super) refusals: Vec<Refusal>,
    /// What was just added and may have something that needs it.
    news: Vec<Object>,
}

impl<'a> Work<'a> {
    pub(super) fn new(
        from: &'a Database,
        to: &'a Database,
        changes: &'a [Change],
        options: &'a Options,
        twins: &'a Twins,
    ) -> Self {
        let mut work = Self {
            old: Lookup::new(from),
            new: Lookup::new(to),
            changes,
            options,
            twins,
            gone: BTreeSet::new(),
            made: BTreeSet::new(),
            retyped: BTreeSet::new(),
            remade: BTreeSet::new(),
            loosened: BTreeSet::new(),
            lifted: BTreeSet::new(),
            refusals: Vec::new(),
            news: Vec::new(),
        };
        for change in changes {
            work.start(change);
        }
        work.spread();
        // What is made anew for its columns' order can make another generated column go, and so on.
        while work.remake() {
            work.spread();
        }
        work.check_needs();
        work.check_namespaces();
        work.refusals.sort();
        work.refusals.dedup();
        work
    }

    pub(super) fn is_gone(&self, object: &Object) -> bool {
        self.gone.contains(object)
    }

    pub(super) fn is_made(&self, object: &Object) -> bool {
        self.made.contains(object)
    }

    /// Whether a table that both have stays the one that it is.
    pub(super) fn stays(&self, table: &QualifiedName) -> bool {
        self.old.tables.contains_key(table)
            && self.new.tables.contains_key(table)
            && !self.remade.contains(table)
    }

    /// Whether a table is dropped, for good or to be made anew.
    pub(super) fn falls(&self, table: &QualifiedName) -> bool {
        self.old.tables.contains_key(table) && !self.stays(table)
    }

    /// Whether a table is created.
    pub(super) fn rises(&self, table: &QualifiedName) -> bool {
        self.new.tables.contains_key(table) && !self.stays(table)
    }

    /// The parents that a table has all the time: what is done to them is done to it too.
    pub(super) fn linked(&self, child: &QualifiedName) -> Vec<&'a Table> {
        if !self.stays(child) {
            return Vec::new();
        }
        let (Some(old), Some(new)) = (self.old.table(child), self.new.table(child)) else {
            return Vec::new();
        };
        if !same_links(old, new) || self.loosened.contains(child) {
            return Vec::new();
        }
        parents(new)
            .filter(|parent| self.stays(parent))
            .filter_map(|parent| self.new.table(parent))
            .collect()
    }

    /// Whether a table loses the link to its parents, for good or for a while.
    pub(super) fn is_unlinked(&self, child: &Table) -> bool {
        let is_there = self.stays(&child.name) || self.remade.contains(&child.name);
        is_there
            && parents(child).next().is_some()
            && (self.remade.contains(&child.name)
                || self.loosened.contains(&child.name)
                || self
                    .new
                    .table(&child.name)
                    .is_none_or(|new| !same_links(child, new))
                || parents(child).any(|parent| !self.stays(parent)))
    }

    /// Whether a table gets a link to its parents that it did not have or lost.
    pub(super) fn is_relinked(&self, child: &Table) -> bool {
        parents(child).next().is_some()
            && (!self.stays(&child.name)
                || self.loosened.contains(&child.name)
                || self
                    .old
                    .table(&child.name)
                    .is_none_or(|old| !same_links(old, child))
                || parents(child).any(|parent| !self.stays(parent)))
    }

    /// Whether a table that is of a type lets it go, for good or while the type changes.
    pub(super) fn loses_type(&self, table: &Table) -> bool {
        let Some(ty) = &table.of_type else {
            return false;
        };
        let becomes = self.new.table(&table.name).map(|it| &it.of_type);
        becomes.is_some_and(|it| it != &table.of_type)
            || self.is_gone(&Object::Type(ty.clone()))
            || self.remade.contains(&table.name)
            || self.changes.iter().any(|it| {
                matches!(it, Change::Composite(Delta::Altered { from, to })
                    if to.name == *ty && from.attributes != to.attributes)
            })
    }

    /// The columns of a table that both have, with what is known of both, which stay and are not made anew.
    pub(super) fn kept_columns(&self, name: &QualifiedName) -> Vec<(&'a Column, &'a Column)> {
        let (Some(old), Some(new)) = (self.old.table(name), self.new.table(name)) else {
            return Vec::new();
        };
        let gone = |it: &&Column| self.is_gone(&Object::Column(name.clone(), it.name.clone()));
        let by_name: BTreeMap<&str, &'a Column> = old
            .columns
            .iter()
            .map(|it| (it.name.as_str(), it))
            .collect();
        new.columns
            .iter()
            .filter(|it| !gone(it))
            .filter_map(|it| Some((*by_name.get(it.name.as_str())?, it)))
            .collect()
    }

    fn refuse(&mut self, object: String, reason: impl Into<String>) {
        self.refusals.push(Refusal {
            object,
            reason: reason.into(),
        });
    }

    /// A column's type changes: what reads it in an expression goes for a while.
    fn retype(&mut self, table: &QualifiedName, name: &str) {
        if self.retyped.insert((table.clone(), name.to_owned())) {
            self.news
                .push(Object::Column(table.clone(), name.to_owned()));
        }
    }

    fn take_down(&mut self, object: Object) {
        if self.gone.insert(object.clone()) {
            self.news.push(object);
        }
    }

    fn put_up(&mut self, object: Object) {
        self.made.insert(object);
    }

    /// Takes an object down, and puts it up again if the target has it.
    fn rebuild(&mut self, object: Object) {
        // A table, and what lies on it, is created as a whole.
        if self.new.has(&object) {
            self.put_up(object.clone());
        }
        self.take_down(object);
    }

    /// All members of a table that is dropped go with it.
    fn fell(&mut self, name: &QualifiedName) {
        let Some(table) = self.old.table(name) else {
            return;
        };
        for column in &table.columns {
            self.take_down(Object::Column(name.clone(), column.name.clone()));
        }
        for constraint in &table.constraints {
            self.take_down(Object::Constraint(name.clone(), constraint.name.clone()));
        }
        for index in &table.indexes {
            self.take_down(Object::Index(beside(name, &index.name)));
        }
    }

    /// All members of a table that is created are created.
    fn raise(&mut self, name: &QualifiedName) {
        let Some(table) = self.new.table(name) else {
            return;
        };
        for column in &table.columns {
            self.put_up(Object::Column(name.clone(), column.name.clone()));
        }
        for constraint in &table.constraints {
            self.put_up(Object::Constraint(name.clone(), constraint.name.clone()));
        }
        for index in &table.indexes {
            self.put_up(Object::Index(beside(name, &index.name)));
        }
    }
}

/// Whether the links to the parents are the same.
pub(super) fn same_links(old: &Table, new: &Table) -> bool {
    let part = |table: &'_ Table| {
        let part = table.part_of.as_ref();
        part.map(|it| (it.parent.clone(), it.bound.clone()))
    };
    part(old) == part(new) && old.inherits == new.inherits
}

/// What to call an object in a message.
fn describe(object: &Object) -> String {
    match object {
        Object::Type(name)
        | Object::Sequence(name)
        | Object::Table(name)
        | Object::View(name)
        | Object::Index(name) => name.to_string(),
        Object::Column(table, name)
        | Object::Default(table, name)
        | Object::Constraint(table, name) => {
            format!("{table}.{name}")
        }
        Object::Outside(_, _, name) => name.clone(),
    }
}
