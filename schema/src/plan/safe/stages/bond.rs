//! What hangs together of what is taken down, put up or changed.

use crate::change::Change;
use crate::database::{
    Column, Constraint, ConstraintKind, Filled, Index, IndexTerm, Object, OutsideKind,
    QualifiedName, ReplicaIdentity, Table,
};
use crate::plan::lookup::{
    Lookup, beside, constraint_columns, foreign_key, index_columns, key_index, parents,
};
use crate::plan::safe::halfway::{objects, whole};
use crate::plan::work::{Work, mentions};
use std::collections::{BTreeMap, BTreeSet};

/// What hangs together, each object with another one of the same part.
pub(super) struct Bonds<'a> {
    work: &'a Work<'a>,
    /// What the plan touches.
    touched: BTreeSet<Object>,
    above: BTreeMap<Object, Object>,
}

impl<'a> Bonds<'a> {
    pub(super) fn of(work: &'a Work<'a>) -> Self {
        let mut bonds = Self {
            work,
            touched: BTreeSet::new(),
            above: BTreeMap::new(),
        };
        bonds.touch();
        for lookup in [&work.old, &work.new] {
            for it in &lookup.database.dependencies {
                bonds.tie(&it.of, &it.on);
            }
            for table in &lookup.database.tables {
                bonds.table(lookup, table);
            }
            for view in &lookup.database.views {
                for index in &view.indexes {
                    let index = Object::Index(beside(&view.name, &index.name));
                    bonds.tie(&index, &Object::View(view.name.clone()));
                }
            }
            for sequence in &lookup.database.sequences {
                if let Some((table, column)) = &sequence.owned_by {
                    let column = Object::Column(table.clone(), column.clone());
                    bonds.tie(&Object::Sequence(sequence.name.clone()), &column);
                }
            }
        }
        for it in &work.lifted {
            if let Object::Outside(_, Some(on), _) = it {
                bonds.tie(it, &Object::View(on.clone()));
                bonds.tie(it, &Object::Table(on.clone()));
            }
        }
        bonds.names();
        bonds.rewritten();
        bonds
    }

    /// What stands for all that an object hangs together with.
    pub(super) fn root(&self, object: &Object) -> Object {
        let mut object = self.whole(object);
        while let Some(above) = self.above.get(&object) {
            object = above.clone();
        }
        object
    }

    /// The same, of what a change is about.
    pub(super) fn of_change(&self, change: &Change) -> Object {
        self.root(&subject(change))
    }

    fn touch(&mut self) {
        let work = self.work;
        let retyped = work.retyped.iter();
        let retyped = retyped.map(|(table, name)| Object::Column(table.clone(), name.clone()));
        let tables = work.remade.iter().chain(&work.loosened);
        let all = work.gone.iter().chain(&work.made).chain(&work.lifted);
        let mut touched: BTreeSet<Object> = all.map(|it| self.whole(it)).collect();
        touched.extend(retyped);
        touched.extend(tables.cloned().map(Object::Table));
        for change in work.changes {
            touched.insert(self.whole(&subject(change)));
            touched.extend(objects(change).iter().map(|it| self.whole(it)));
        }
        self.touched = touched;
    }

    /// The object that comes and goes as a whole, a column with its default.
    fn whole(&self, object: &Object) -> Object {
        match whole(&self.work.old, &self.work.new, object) {
            Object::Default(table, name) => Object::Column(table, name),
            other => other,
        }
    }

    /// Ties two objects to each other, if both are touched.
    fn tie(&mut self, one: &Object, other: &Object) {
        let (one, other) = (self.whole(one), self.whole(other));
        if self.touched.contains(&one) && self.touched.contains(&other) {
            self.bind(&one, &other);
        }
    }

    fn bind(&mut self, one: &Object, other: &Object) {
        let (one, other) = (self.root(one), self.root(other));
        if one != other {
            self.above.insert(other, one);
        }
    }

    fn table(&mut self, lookup: &Lookup<'a>, table: &Table) {
        let own = Object::Table(table.name.clone());
        let is_whole = self.touched.contains(&own) && !self.work.stays(&table.name)
            || !lookup.children(&table.name).is_empty()
            || parents(table).next().is_some()
            || table.of_type.is_some();
        for parent in parents(table) {
            self.bind(&own, &Object::Table(parent.clone()));
        }
        if let Some(ty) = &table.of_type
            && self.touched.contains(&Object::Type(ty.clone()))
        {
            self.bind(&own, &Object::Type(ty.clone()));
        }
        let columns: Vec<&Column> = table.columns.iter().collect();
        let members = columns
            .iter()
            .map(|it| column(table, it))
            .chain(table.constraints.iter().map(|it| constraint(table, it)))
            .chain(table.indexes.iter().map(|it| index(table, it)))
            .chain(table.triggers.iter().map(|it| trigger(table, &it.name)));
        for member in members {
            if is_whole && self.touched.contains(&member) {
                self.bind(&own, &member);
            }
        }
        for name in &columns {
            self.readers(lookup, table, name);
        }
        for it in &table.constraints {
            self.foreign_key(lookup, table, it);
        }
        if let ReplicaIdentity::Index(name) = &table.replica_identity {
            self.tie(&own, &Object::Index(beside(&table.name, name)));
            self.tie(&own, &Object::Constraint(table.name.clone(), name.clone()));
        }
    }

    /// What reads a column of its own table.
    fn readers(&mut self, lookup: &Lookup<'a>, table: &Table, read: &Column) {
        let own = column(table, read);
        if !self.touched.contains(&own) {
            return;
        }
        for it in &table.constraints {
            let reads = constraint_columns(it).contains(&*read.name)
                || match &it.kind {
                    ConstraintKind::Check(check) => mentions(&check.condition, &read.name),
                    ConstraintKind::Exclusion(it) => {
                        let elements = it.elements.iter().map(|(it, _)| &it.term);
                        is_mentioned(it.predicate.as_ref(), elements, &read.name)
                    }
                    _ => false,
                };
            if reads {
                self.tie(&own, &constraint(table, it));
            }
        }
        for it in &table.indexes {
            let elements = it.elements.iter().map(|it| &it.term);
            if index_columns(it).contains(&*read.name)
                || is_mentioned(it.predicate.as_ref(), elements, &read.name)
            {
                self.tie(&own, &index(table, it));
            }
        }
        for it in &table.columns {
            if let Filled::Generated(expr) | Filled::Virtual(expr) = &it.filled
                && mentions(expr, &read.name)
            {
                self.tie(&own, &column(table, it));
            }
        }
        for it in &table.triggers {
            self.tie(&own, &trigger(table, &it.name));
        }
        for (child, key) in lookup.references(&table.name) {
            let leads_to =
                foreign_key(key).is_some_and(|it| it.target_columns.contains(&read.name));
            if leads_to {
                self.tie(&own, &constraint(child, key));
            }
        }
    }

    /// A foreign key hangs on the keys that it may lead to.
    fn foreign_key(&mut self, lookup: &Lookup<'a>, table: &Table, it: &Constraint) {
        let Some(key) = foreign_key(it) else {
            return;
        };
        let Some(target) = lookup.table(&key.target) else {
            return;
        };
        let own = constraint(table, it);
        let leads_to = |columns: &BTreeSet<&str>| {
            let mut all = key.target_columns.iter();
            all.all(|it| columns.contains(&**it))
        };
        for it in &target.constraints {
            if key_index(it).is_some() && leads_to(&constraint_columns(it)) {
                self.tie(&own, &constraint(target, it));
            }
        }
        for it in target.indexes.iter().filter(|it| it.unique) {
            if leads_to(&index_columns(it)) {
                self.tie(&own, &index(target, it));
            }
        }
    }

    /// What has a name goes before what gets it.
    fn names(&mut self) {
        let mut names: BTreeMap<QualifiedName, Object> = BTreeMap::new();
        for object in self.touched.clone() {
            for name in self.named(&object) {
                if let Some(other) = names.insert(name, object.clone()) {
                    self.bind(&other, &object);
                }
            }
        }
    }

    /// The names that an object takes from other relations and types.
    fn named(&self, object: &Object) -> Vec<QualifiedName> {
        match object {
            Object::Type(name)
            | Object::Sequence(name)
            | Object::Table(name)
            | Object::View(name)
            | Object::Index(name) => vec![name.clone()],
            Object::Constraint(table, name) => {
                let sides = [&self.work.old, &self.work.new];
                let has_index = sides.iter().any(|it| {
                    let it = it.constraint(table, name);
                    it.is_some_and(|it| key_index(it).is_some())
                });
                has_index.then(|| beside(table, name)).into_iter().collect()
            }
            Object::Column(table, name) => {
                let sides = [&self.work.old, &self.work.new];
                let columns = sides.iter().filter_map(|it| it.column(table, name));
                let sequences = columns.filter_map(|it| match &it.filled {
                    Filled::Identity(it) => Some(beside(table, &it.sequence)),
                    _ => None,
                });
                let found: BTreeSet<QualifiedName> = sequences.collect();
                found.into_iter().collect()
            }
            Object::Default(..) | Object::Outside(..) => Vec::new(),
        }
    }

    /// A table that is written anew is so once.
    fn rewritten(&mut self) {
        let work = self.work;
        let again = work.gone.iter().filter(|it| work.is_made(it));
        let again = again.filter_map(|it| match it {
            Object::Column(table, name) => Some((table, name)),
            _ => None,
        });
        let retyped = work.retyped.iter().map(|(table, name)| (table, name));
        let mut first: BTreeMap<&QualifiedName, Object> = BTreeMap::new();
        for (table, name) in again.chain(retyped) {
            let own = Object::Column(table.clone(), name.clone());
            match first.get(table) {
                Some(other) => self.tie(&other.clone(), &own),
                None => {
                    first.insert(table, own);
                }
            }
        }
    }
}

/// What a change is about as a whole; nothing that anything else is tied to, where that is no object.
fn subject(change: &Change) -> Object {
    match change {
        Change::Trigger { table, change } => {
            let it = change.to().or(change.from());
            let name = it.map_or("", |it| &*it.name);
            Object::Outside(OutsideKind::Trigger, Some(table.clone()), name.to_owned())
        }
        _ => objects(change).into_iter().next().unwrap_or_else(|| {
            let kind = OutsideKind::DefaultPrivileges;
            Object::Outside(kind, None, String::new())
        }),
    }
}

fn column(table: &Table, it: &Column) -> Object {
    Object::Column(table.name.clone(), it.name.clone())
}

fn constraint(table: &Table, it: &Constraint) -> Object {
    Object::Constraint(table.name.clone(), it.name.clone())
}

fn index(table: &Table, it: &Index) -> Object {
    Object::Index(beside(&table.name, &it.name))
}

fn trigger(table: &Table, name: &str) -> Object {
    Object::Outside(
        OutsideKind::Trigger,
        Some(table.name.clone()),
        name.to_owned(),
    )
}

fn is_mentioned<'a>(
    predicate: Option<&String>,
    mut terms: impl Iterator<Item = &'a IndexTerm>,
    column: &str,
) -> bool {
    predicate.is_some_and(|it| mentions(it, column))
        || terms.any(|it| matches!(it, IndexTerm::Expression(expr) if mentions(expr, column)))
}
