//! What a change by itself takes down and puts up.

use super::in_place::{
    composite_in_place, constraint_in_place, domain_in_place, filled_in_place, index_in_place,
    is_extended, same_types, view_in_place,
};
use crate::change::{Change, Delta};
use crate::database::{
    Column, CompositeType, Constraint, Domain, EnumType, Filled, Index, Object, QualifiedName,
    Table, View,
};
use crate::plan::lookup::{Type, beside};
use crate::plan::work::Work;
use crate::sql;

impl<'a> Work<'a> {
    pub(super) fn start(&mut self, change: &'a Change) {
        match change {
            Change::Extension(_)
            | Change::Namespace(_)
            | Change::Script(_)
            | Change::Trigger { .. } => {}
            Change::Enum(delta) => {
                let object = |it: &EnumType| Object::Type(it.name.clone());
                let in_place =
                    |from: &EnumType, to: &EnumType| is_extended(&from.labels, &to.labels);
                self.whole(delta, object, in_place);
            }
            Change::Composite(delta) => {
                let in_place =
                    |from: &CompositeType, to: &CompositeType| composite_in_place(from, to);
                let object = |it: &CompositeType| Object::Type(it.name.clone());
                // An attribute's type cannot change while a column is of the composite type.
                let used = delta.from().is_some_and(|it| {
                    let object = Object::Type(it.name.clone());
                    !self.old.dependents(&object).is_empty()
                });
                self.whole(delta, object, |from, to| {
                    in_place(from, to) && (!used || same_types(from, to))
                });
            }
            Change::Domain(delta) => {
                let contained = delta.from().is_some_and(|it| self.is_contained(&it.name));
                let object = |it: &Domain| Object::Type(it.name.clone());
                self.whole(delta, object, |from, to| {
                    domain_in_place(from, to, contained)
                });
            }
            Change::Sequence(delta) => {
                self.whole(delta, |it| Object::Sequence(it.name.clone()), |_, _| true);
            }
            Change::Table(Delta::Created(table)) => {
                self.put_up(Object::Table(table.name.clone()));
                self.raise(&table.name);
            }
            Change::Table(Delta::Dropped(table)) => {
                self.take_down(Object::Table(table.name.clone()));
                self.fell(&table.name);
                self.own_references_go(table);
            }
            Change::Table(Delta::Altered { from, to }) => {
                self.table(from, to);
                self.alike_go(&to.name);
            }
            Change::Column { table, change } => self.column(table, change),
            Change::ColumnOrder { .. } => {}
            Change::Constraint { table, change } => {
                let object = |it: &Constraint| Object::Constraint(table.clone(), it.name.clone());
                let partitioned = self
                    .new
                    .table(table)
                    .is_some_and(|it| it.partition.is_some());
                self.whole(change, object, |from, to| {
                    constraint_in_place(from, to, partitioned)
                });
            }
            Change::Index { on, change } => {
                let object = |it: &Index| Object::Index(beside(on, &it.name));
                // How the parts of an index are stored can be altered, and not how all of it is.
                let is_divided = self.new.table(on).is_some_and(|it| it.partition.is_some());
                self.whole(change, object, |from, to| {
                    index_in_place(from, to) && (!is_divided || from.options == to.options)
                });
            }
            Change::View(delta) => {
                if let Delta::Created(view) = delta {
                    for index in &view.indexes {
                        self.put_up(Object::Index(beside(&view.name, &index.name)));
                    }
                }
                let object = |it: &View| Object::View(it.name.clone());
                self.whole(delta, object, view_in_place);
            }
        }
    }

    /// The foreign keys within what a partition is a part of: its rows may refer to each other, and go together.
    fn own_references_go(&mut self, part: &Table) {
        let mut above = Vec::new();
        let mut table = Some(part);
        while let Some(it) = table.and_then(|it| it.part_of.as_ref()) {
            above.push(&it.parent);
            table = self.old.table(&it.parent);
        }
        for name in &above {
            for (table, constraint) in self.old.references(name).to_vec() {
                if above.contains(&&table.name) {
                    let constraint = constraint.name.clone();
                    self.rebuild(Object::Constraint(table.name.clone(), constraint));
                }
            }
        }
    }

    /// What becomes a partition has for its parts of indexes those that PostgreSQL finds, the oldest first: an index that is
    /// to be no part, and is like one that is, comes after that.
    fn alike_go(&mut self, table: &QualifiedName) {
        let (Some(from), Some(to)) = (self.old.table(table), self.new.table(table)) else {
            return;
        };
        let parent = |it: &Table| it.part_of.as_ref().map(|it| it.parent.clone());
        if to.part_of.is_none() || parent(from) == parent(to) {
            return;
        }
        let is_alike = |one: &Index, other: &Index| {
            one.unique == other.unique
                && one.method == other.method
                && one.elements == other.elements
                && one.nulls_distinct == other.nulls_distinct
                && one.predicate == other.predicate
        };
        let (parts, others): (Vec<&Index>, Vec<&Index>) =
            to.indexes.iter().partition(|it| it.part_of.is_some());
        for it in others {
            let was_there = from.indexes.iter().any(|old| old.name == it.name);
            if was_there && parts.iter().any(|part| is_alike(part, it)) {
                self.rebuild(Object::Index(beside(&to.name, &it.name)));
            }
        }
    }

    /// Whether values of a domain stand in arrays or composite types, where PostgreSQL looks at none of them.
    fn is_contained(&self, domain: &QualifiedName) -> bool {
        let plain = sql::user_type(domain);
        let object = Object::Type(domain.clone());
        self.old.dependents(&object).iter().any(|it| match it {
            Object::Column(table, name) => {
                self.old.column(table, name).is_none_or(|it| it.ty != plain)
            }
            Object::Type(name) => match self.old.types.get(name) {
                Some(Type::Domain(it)) => it.base != plain || self.is_contained(name),
                _ => true,
            },
            _ => false,
        })
    }

    /// An object that is altered in place or dropped and created as a whole.
    fn whole<T>(
        &mut self,
        delta: &Delta<T>,
        object: impl Fn(&T) -> Object,
        in_place: impl Fn(&T, &T) -> bool,
    ) {
        match delta {
            Delta::Created(it) => self.put_up(object(it)),
            Delta::Dropped(it) => self.take_down(object(it)),
            Delta::Altered { from, to } if in_place(from, to) => {}
            Delta::Altered { from, .. } => self.rebuild(object(from)),
        }
    }

    pub(super) fn table(&mut self, from: &Table, to: &Table) {
        let name = to.name.to_string();
        match (&from.partition, &to.partition) {
            (Some(old), Some(new)) if old != new => {
                self.refuse(name, format!(
                    "its rows are divided by {} ({}), and the target divides them by {} ({}): PostgreSQL cannot change \
                     how a table is partitioned; create another table and move the rows",
                    old.method, old.by.join(", "), new.method, new.by.join(", ")
                ));
            }
            (None, Some(_)) => self.refuse(
                name,
                "PostgreSQL cannot make a partitioned table of one that is not; create another table and move the rows",
            ),
            (Some(_), None) => self.refuse(
                name,
                "PostgreSQL cannot make a plain table of a partitioned one; create another table and move the rows",
            ),
            _ => {}
        }
    }

    pub(super) fn column(&mut self, table: &QualifiedName, change: &Delta<Column>) {
        match change {
            Delta::Created(column) => {
                self.put_up(Object::Column(table.clone(), column.name.clone()));
            }
            Delta::Dropped(column) => {
                self.take_down(Object::Column(table.clone(), column.name.clone()));
            }
            Delta::Altered { from, to } => {
                let is_derived = matches!(to.filled, Filled::Generated(_) | Filled::Virtual(_));
                let is_other = from.ty != to.ty || from.collation != to.collation;
                // What is computed is computed anew; nobody can say how its values become others.
                if !filled_in_place(&from.filled, &to.filled) || (is_derived && is_other) {
                    return self.rebuild(Object::Column(table.clone(), to.name.clone()));
                }
                if self.twins.replacing(table, &from.name).is_some()
                    && self.twins.taking(table, &to.name).is_some()
                {
                    return self.rebuild(Object::Column(table.clone(), to.name.clone()));
                }
                if from.ty != to.ty || from.collation != to.collation {
                    self.retype(table, &to.name);
                }
            }
        }
    }
}
