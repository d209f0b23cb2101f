//! The database between two releases with the twins in it, and with all that is to hang on them.

use super::mapped::{self, Names, indexes, leads_to, touches, until};
use super::pair::free;
use super::{Twin, Twins};
use crate::database::{
    Column, Constraint, ConstraintKind, Database, Filled, Index, Object, QualifiedName, Table,
};
use crate::plan::hazard::gives_another_value;
use crate::plan::key::unique_index;
use crate::plan::lookup::{Lookup, beside, column, foreign_key};

/// Puts the twins into the database between, with what the target has on them: under its own name where that is free, and
/// aside otherwise.
pub(in crate::plan) fn widen(
    middle: &mut Database,
    from: &Database,
    to: &Database,
    columns: Vec<Twin>,
) -> Twins {
    let mut twins = Twins {
        columns,
        ..Twins::default()
    };
    let (old, new) = (Lookup::new(from), Lookup::new(to));
    let all: Vec<&Twin> = twins.columns.iter().collect();
    let mut aside = std::collections::BTreeMap::new();
    for table in &mut middle.tables {
        let Some(target) = new.table(&table.name) else {
            continue;
        };
        let mut there = There {
            old: &old,
            new: &new,
            table,
            aside: &mut aside,
        };
        there.columns(&all, target);
        there.constraints(&all, target);
        there.indexes(&all, target);
    }
    for twin in &twins.columns {
        let of = Object::Column(twin.table.clone(), twin.becomes.clone());
        let needs = to.dependencies.iter().filter(|it| it.of == of);
        let types = needs.filter(|it| matches!(it.on, Object::Type(_)));
        middle.dependencies.extend(types.map(|it| {
            let of = Object::Column(twin.table.clone(), twin.beside.clone());
            crate::database::Dependency { of, ..it.clone() }
        }));
    }
    middle.dependencies.sort();
    middle.dependencies.dedup();
    twins.aside = aside;
    twins
}

/// A table that is getting its twins.
struct There<'a> {
    old: &'a Lookup<'a>,
    new: &'a Lookup<'a>,
    table: &'a mut Table,
    aside: &'a mut std::collections::BTreeMap<Object, String>,
}

impl There<'_> {
    fn columns(&mut self, twins: &[&Twin], target: &Table) {
        for twin in twins.iter().filter(|it| it.table == self.table.name) {
            let Some(to) = column(target, &twin.becomes) else {
                continue;
            };
            let stands = Column {
                name: twin.beside.clone(),
                filled: default_beside(twin, to),
                not_null_constraint: to.not_null_constraint.clone().filter(|_| twin.is_rename()),
                comment: None,
                ..to.clone()
            };
            self.table.columns.retain(|it| it.name != stands.name);
            self.table.columns.push(stands);
        }
    }

    fn constraints(&mut self, twins: &[&Twin], target: &Table) {
        let name = &target.name.clone();
        let own = until(twins, name);
        let own_columns: Vec<&str> = own.iter().map(|(name, _)| *name).collect();
        for it in &target.constraints {
            let leads = foreign_key(it).is_some_and(|key| {
                let columns = until(twins, &key.target);
                let columns: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
                leads_to(it, &key.target, &columns)
            });
            if !leads && !touches(it, &own_columns) {
                continue;
            }
            let wanted = plain(in_middle(it, twins, &own));
            let mut others = self.table.constraints.iter();
            if others.any(|old| plain(old.clone()) == wanted) {
                continue;
            }
            let has_primary = |table: &Table| {
                let mut keys = table.constraints.iter();
                keys.any(|it| matches!(it.kind, ConstraintKind::PrimaryKey(_)))
            };
            let is_primary = matches!(it.kind, ConstraintKind::PrimaryKey(_));
            let has_name = self.is_taken(it);
            let in_the_way = is_primary && self.old.table(name).is_some_and(has_primary);
            if !has_name && !in_the_way {
                self.table.constraints.retain(|old| old.name != it.name);
                self.table.constraints.push(wanted);
                continue;
            }
            let index = unique_index(&wanted).filter(|_| is_primary);
            let is_it = |name: &str| match &index {
                Some(index) => self.has_index(name, index),
                None => self.has_constraint(name, &wanted),
            };
            let Some(tried) = free(&it.name, |name| self.is_used(name) && !is_it(name)) else {
                continue;
            };
            match index {
                Some(index) => self.put_index(&tried, index),
                None => self.put_constraint(&tried, wanted),
            }
            self.aside
                .insert(Object::Constraint(name.clone(), it.name.clone()), tried);
        }
    }

    fn indexes(&mut self, twins: &[&Twin], target: &Table) {
        let own = until(twins, &target.name);
        let columns: Vec<&str> = own.iter().map(|(name, _)| *name).collect();
        for it in target.indexes.iter().filter(|it| indexes(it, &columns)) {
            let wanted = Index {
                comment: None,
                clustered: false,
                ..mapped::index(it, &own)
            };
            if self
                .table
                .indexes
                .iter()
                .any(|old| plain_index(old) == wanted)
            {
                continue;
            }
            if !self.has_relation(&it.name) {
                self.table.indexes.retain(|old| old.name != it.name);
                self.table.indexes.push(wanted);
                continue;
            }
            let is_it = |name: &str| self.has_index(name, &wanted);
            let Some(tried) = free(&it.name, |name| self.is_used(name) && !is_it(name)) else {
                continue;
            };
            self.put_index(&tried, wanted);
            self.aside
                .insert(Object::Index(beside(&target.name, &it.name)), tried);
        }
    }

    /// Whether something of the first database has a constraint's name.
    fn is_taken(&self, it: &Constraint) -> bool {
        let has_index = matches!(
            it.kind,
            ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_)
        );
        self.old.constraint(&self.table.name, &it.name).is_some()
            || (has_index && self.has_relation(&it.name))
    }

    fn has_relation(&self, name: &str) -> bool {
        is_relation(self.old, &beside(&self.table.name, name))
    }

    fn is_used(&self, name: &str) -> bool {
        let full = beside(&self.table.name, name);
        is_relation(self.old, &full)
            || is_relation(self.new, &full)
            || self.old.constraint(&self.table.name, name).is_some()
            || self.new.constraint(&self.table.name, name).is_some()
            || self.table.constraints.iter().any(|it| it.name == name)
            || self.table.indexes.iter().any(|it| it.name == name)
    }

    /// Whether an index is there from an earlier plan.
    fn has_index(&self, name: &str, wanted: &Index) -> bool {
        let mut indexes = self.table.indexes.iter();
        indexes.any(|it| {
            let it_as = Index {
                name: name.to_owned(),
                ..wanted.clone()
            };
            it.name == name && plain_index(it) == it_as
        })
    }

    /// Whether a constraint is there from an earlier plan, if only not validated.
    fn has_constraint(&self, name: &str, wanted: &Constraint) -> bool {
        let mut constraints = self.table.constraints.iter();
        constraints.any(|it| {
            let wanted = Constraint {
                name: name.to_owned(),
                valid: it.valid,
                ..wanted.clone()
            };
            it.name == name && plain(it.clone()) == wanted
        })
    }

    fn put_index(&mut self, name: &str, index: Index) {
        self.table.indexes.retain(|it| it.name != name);
        self.table.indexes.push(Index {
            name: name.to_owned(),
            ..index
        });
    }

    fn put_constraint(&mut self, name: &str, constraint: Constraint) {
        self.table.constraints.retain(|it| it.name != name);
        self.table.constraints.push(Constraint {
            name: name.to_owned(),
            ..constraint
        });
    }
}

fn is_relation(lookup: &Lookup<'_>, name: &QualifiedName) -> bool {
    lookup.indexes.contains_key(name)
        || lookup.tables.contains_key(name)
        || lookup.views.contains_key(name)
        || lookup.sequences.contains_key(name)
}

/// A constraint of the target while these twins stand beside.
pub(super) fn in_middle(it: &Constraint, twins: &[&Twin], own: &Names<'_>) -> Constraint {
    match foreign_key(it) {
        Some(key) => mapped::constraint(it, own, &until(twins, &key.target)),
        None => mapped::constraint(it, own, &Vec::new()),
    }
}

/// A constraint without what is said of it when it has its place.
pub(super) fn plain(mut it: Constraint) -> Constraint {
    it.comment = None;
    if let ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) = &mut it.kind {
        key.index.comment = None;
        key.index.clustered = false;
    }
    it
}

/// An index without what is said of it when it has its place.
pub(super) fn plain_index(it: &Index) -> Index {
    Index {
        comment: None,
        clustered: false,
        ..it.clone()
    }
}

/// What fills a twin in rows of the next release. Where a default differs from row to row, only the other column has it:
/// what two of them give could not be told from what somebody wrote.
fn default_beside(twin: &Twin, to: &Column) -> Filled {
    match &to.filled {
        Filled::Default(text) if twin.is_rename() && !gives_another_value(text) => {
            to.filled.clone()
        }
        _ => Filled::No,
    }
}
