//! What needs something that goes, goes too.

use super::in_place::{is_plain_index, is_plain_key};
use crate::database::{Filled, Object};
use crate::plan::work::Work;

impl<'a> Work<'a> {
    /// Everything that needs what goes, goes too.
    pub(super) fn spread(&mut self) {
        while let Some(object) = self.news.pop() {
            for dependent in self.old.dependents(&object).to_vec() {
                self.disturb(dependent, &object);
            }
            match &object {
                Object::Column(table, name) => self.column_goes(table, name),
                Object::Constraint(table, name) => self.constraint_goes(table, name),
                Object::Index(name) => self.index_goes(name),
                Object::View(name) => self.view_goes(name),
                Object::Table(name) => self.members_go(name),
                _ => {}
            }
        }
    }

    /// An object needs another one, which goes or changes its type.
    fn disturb(&mut self, dependent: &Object, on: &Object) {
        if self.is_gone(dependent) {
            return;
        }
        match dependent {
            Object::View(_) => self.rebuild(dependent.clone()),
            Object::Constraint(table, name) => {
                if self.old.types.contains_key(table) {
                    return self.rebuild(Object::Type(table.clone()));
                }
                if !self.survives(on, || {
                    self.old.constraint(table, name).is_some_and(is_plain_key)
                }) {
                    self.rebuild(dependent.clone());
                }
            }
            Object::Index(name) => {
                if !self.survives(on, || {
                    self.old
                        .index(name)
                        .is_some_and(|(_, it)| is_plain_index(it))
                }) {
                    self.rebuild(dependent.clone());
                }
            }
            Object::Default(table, name) => {
                let filled = self.old.column(table, name).map(|it| &it.filled);
                match filled {
                    // What is generated has no default that could be dropped.
                    Some(Filled::Generated(_) | Filled::Virtual(_)) => {
                        // Its own column is what it stands in.
                        if *on != Object::Column(table.clone(), name.clone())
                            && !self.is_set_free(table, name)
                        {
                            self.rebuild(Object::Column(table.clone(), name.clone()));
                        }
                    }
                    _ => self.rebuild(dependent.clone()),
                }
            }
            Object::Column(table, name) => match on {
                Object::Type(_) if self.old.types.contains_key(table) => {
                    // An attribute of a composite type.
                    self.rebuild(Object::Type(table.clone()));
                }
                Object::Type(ty) => {
                    let generated = self.old.column(table, name).is_some_and(|it| {
                        matches!(it.filled, Filled::Generated(_) | Filled::Virtual(_))
                    });
                    // Up to 14, a column keeps needing the types that were in its expression: it would go with them, unasked.
                    let keeps = self.options.version < 15;
                    let lets_go = !keeps && self.is_set_free(table, name);
                    let was_generated = keeps && !self.old.is_of_type(table, name, ty);
                    if was_generated || (generated && !lets_go) {
                        self.rebuild(Object::Column(table.clone(), name.clone()));
                    } else if self.new.column(table, name).is_some() {
                        self.retype(table, name);
                    }
                }
                Object::Table(row) | Object::View(row)
                    if self.new.tables.contains_key(row) || self.new.views.contains_key(row) =>
                {
                    let column = self.new.column(table, name);
                    if column.is_some_and(|it| {
                        self.old
                            .column(table, name)
                            .is_some_and(|old| old.ty == it.ty)
                    }) {
                        self.refuse(
                            row.to_string(),
                            format!("it has to be made anew, and the column `{name}` of `{table}` is of its row type"),
                        );
                    }
                }
                _ => {}
            },
            Object::Type(name) => {
                if matches!(on, Object::Type(_)) && self.old.types.contains_key(name) {
                    self.rebuild(dependent.clone());
                }
            }
            // A table of a type lets it go for a while.
            Object::Table(_) | Object::Sequence(_) => {}
            Object::Outside(kind, of, name) => self.lift(*kind, of.as_ref(), name, on),
        }
    }

    /// Whether an object outlives that a column of it changes its type: PostgreSQL builds it anew by itself.
    fn survives(&self, on: &Object, is_plain: impl Fn() -> bool) -> bool {
        match on {
            Object::Column(table, name) => {
                !self.is_gone(on)
                    && self.retyped.contains(&(table.clone(), name.clone()))
                    && is_plain()
            }
            Object::Type(_) => is_plain(),
            _ => false,
        }
    }
}
