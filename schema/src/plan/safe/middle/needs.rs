//! What is made needs something that waits, and so waits too.

use super::Middle;
use crate::change::{Change, Delta};
use crate::database::{Column, Constraint, ConstraintKind, ForeignKey, Object, QualifiedName};
use crate::plan::lookup::{
    Lookup, constraint_columns, foreign_key, is_of_type, key_index, parents,
};
use crate::plan::safe::halfway::objects;
use crate::plan::work::mentions;

impl Middle<'_> {
    /// Whether what a change makes needs something that waits.
    pub(super) fn needs_late(&self, change: &Change) -> bool {
        let is_late = |object: &Object| {
            let mut needs = self.new.needs(object).iter();
            needs.any(|it| {
                self.late.contains(it) || self.is_of_late_view(it) || self.is_of_new_table(it)
            })
        };
        if objects(change).iter().any(is_late) {
            return true;
        }
        match change {
            Change::Sequence(Delta::Created(it) | Delta::Altered { to: it, .. }) => {
                it.owned_by.as_ref().is_some_and(|(table, column)| {
                    self.late.contains(&Object::Table(table.clone()))
                        || self
                            .late
                            .contains(&Object::Column(table.clone(), column.clone()))
                })
            }
            Change::Table(Delta::Created(table)) => {
                table.columns.iter().any(|column| {
                    let name = || (table.name.clone(), column.name.clone());
                    let (a, b) = (name(), name());
                    is_late(&Object::Column(a.0, a.1)) || is_late(&Object::Default(b.0, b.1))
                }) || parents(table).any(|it| {
                    self.late.contains(&Object::Table(it.clone())) || self.gets_late_columns(it)
                })
            }
            Change::Constraint {
                table,
                change: Delta::Created(it) | Delta::Altered { to: it, .. },
            } => {
                let late = |table: &QualifiedName, name: &str| {
                    self.late
                        .contains(&Object::Column(table.clone(), name.to_owned()))
                };
                let reads = match &it.kind {
                    ConstraintKind::Check(check) => self.reads_late(table, &check.condition),
                    _ => false,
                };
                reads
                    || constraint_columns(it).iter().any(|name| late(table, name))
                    || foreign_key(it).is_some_and(|key| {
                        self.leads_to_late(key)
                            || self.keeps_persistence(table)
                            || self.keeps_persistence(&key.target)
                    })
            }
            _ => false,
        }
    }

    /// Whether what a foreign key leads to waits.
    pub(super) fn leads_to_late(&self, key: &ForeignKey) -> bool {
        let column = |it: &String| Object::Column(key.target.clone(), it.clone());
        let mut columns = key.target_columns.iter();
        columns.any(|it| self.late.contains(&column(it)))
            || self.is_new_and_late(&key.target)
            || self.lacks_key(&key.target, &key.target_columns)
    }

    /// Whether something is of a table that is created in the second half.
    fn is_of_new_table(&self, object: &Object) -> bool {
        matches!(object, Object::Column(of, _) | Object::Default(of, _) | Object::Constraint(of, _)
            if self.is_new_and_late(of))
    }

    fn is_new_and_late(&self, table: &QualifiedName) -> bool {
        !self.old.tables.contains_key(table) && self.late.contains(&Object::Table(table.clone()))
    }

    /// Whether a table's columns get in the second half what another one's, that is a part or an heir of it, have from the
    /// start.
    fn gets_late_columns(&self, table: &QualifiedName) -> bool {
        let stays = |name: &str| self.new.column(table, name).is_some();
        self.old.tables.contains_key(table) && self.late_columns(table).any(stays)
    }

    /// Whether a column is one of a view that waits, of which it has another type until then.
    fn is_of_late_view(&self, object: &Object) -> bool {
        let Object::Column(view, name) = object else {
            return false;
        };
        let ty = |lookup: &Lookup<'_>| {
            let columns = &lookup.view(view)?.columns;
            columns
                .iter()
                .find(|it| it.name == *name)
                .map(|it| it.ty.clone())
        };
        self.late.contains(&Object::View(view.clone())) && ty(&self.old) != ty(&self.new)
    }

    /// Whether an expression may read a column that waits, or whose type does.
    pub(super) fn reads_late(&self, table: &QualifiedName, expression: &str) -> bool {
        let columns = self.old.table(table).map_or(&[][..], |it| &it.columns);
        let is_of_late_type = |column: &&Column| {
            let object = Object::Column(table.clone(), column.name.clone());
            let mut needs = self.old.needs(&object).iter();
            needs.any(|it| {
                self.late.contains(it)
                    && matches!(it, Object::Type(ty) if is_of_type(&column.ty, ty))
            })
        };
        let mut typed = columns.iter().filter(is_of_late_type);
        let mut late = self.late_columns(table);
        typed.any(|it| mentions(expression, &it.name)) || late.any(|it| mentions(expression, it))
    }

    /// Whether no key of these columns is there before the second half.
    fn lacks_key(&self, table: &QualifiedName, columns: &[String]) -> bool {
        let Some(it) = self.new.table(table) else {
            return false;
        };
        let is_key = |constraint: &&Constraint| {
            key_index(constraint).is_some()
                && constraint_columns(constraint)
                    .is_superset(&columns.iter().map(String::as_str).collect())
        };
        let mut keys = it.constraints.iter().filter(is_key).peekable();
        keys.peek().is_some()
            && keys.all(|it| {
                self.late
                    .contains(&Object::Constraint(table.clone(), it.name.clone()))
            })
    }
}
