//! What goes with a column, a constraint, an index or a view: its parts, and what PostgreSQL's dependencies do not say.

use super::in_place::{is_plain_index, is_plain_key};
use super::mention::{exclusion_mentions, mentions};
use crate::database::{Column, ConstraintKind, Filled, IndexTerm, Object, QualifiedName};
use crate::plan::lookup::{
    Indexed, beside, constraint_columns, foreign_key, index_columns, key_index,
};
use crate::plan::work::Work;
use std::collections::BTreeSet;

impl<'a> Work<'a> {
    pub(super) fn column_goes(&mut self, table: &QualifiedName, name: &str) {
        let object = Object::Column(table.clone(), name.to_owned());
        let gone = self.is_gone(&object);
        let Some(it) = self.old.table(table) else {
            return;
        };
        for constraint in &it.constraints {
            let names = constraint_columns(constraint).contains(name);
            let reads = matches!(&constraint.kind, ConstraintKind::Check(check) if mentions(&check.condition, name))
                || matches!(&constraint.kind, ConstraintKind::Exclusion(it) if exclusion_mentions(it, name));
            if reads || (names && (gone || !is_plain_key(constraint))) {
                self.rebuild(Object::Constraint(table.clone(), constraint.name.clone()));
            }
        }
        for index in &it.indexes {
            let names = index_columns(index).contains(name);
            let reads = index
                .predicate
                .as_ref()
                .is_some_and(|it| mentions(it, name))
                || index.elements.iter().any(
                    |it| matches!(&it.term, IndexTerm::Expression(expr) if mentions(expr, name)),
                );
            if reads || (names && (gone || !is_plain_index(index))) {
                self.rebuild(Object::Index(beside(table, &index.name)));
            }
        }
        for (child, constraint) in self.old.references(table).to_vec() {
            if foreign_key(constraint)
                .is_some_and(|key| key.target_columns.iter().any(|it| it == name))
            {
                self.rebuild(Object::Constraint(
                    child.name.clone(),
                    constraint.name.clone(),
                ));
            }
        }
        for column in &it.columns {
            if let Filled::Generated(expr) | Filled::Virtual(expr) = &column.filled
                && column.name != name
                && mentions(expr, name)
                && !self.is_set_free(table, &column.name)
            {
                self.rebuild(Object::Column(table.clone(), column.name.clone()));
            }
        }
    }

    /// Whether a column that is computed keeps its values and no longer is: it lets go what it reads before that goes.
    pub(super) fn is_set_free(&self, table: &QualifiedName, name: &str) -> bool {
        let filled = |it: Option<&'a Column>| it.map(|it| &it.filled);
        matches!(
            filled(self.old.column(table, name)),
            Some(Filled::Generated(_))
        ) && matches!(
            filled(self.new.column(table, name)),
            Some(Filled::No | Filled::Default(_) | Filled::Identity(_))
        )
    }

    pub(super) fn constraint_goes(&mut self, table: &QualifiedName, name: &str) {
        let Some(constraint) = self.old.constraint(table, name) else {
            return;
        };
        if let ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) = &constraint.kind {
            self.key_goes(table, &key.columns);
        }
        if key_index(constraint).is_some() {
            self.parts_go(&beside(table, name));
        }
        // What a table has from its parent can only be dropped there.
        if let ConstraintKind::Check(_) = &constraint.kind {
            for parent in self.linked(table) {
                let inherited = self.old.constraint(&parent.name, name).is_some_and(
                    |it| matches!(&it.kind, ConstraintKind::Check(check) if !check.no_inherit),
                );
                if inherited {
                    self.rebuild(Object::Constraint(parent.name.clone(), name.to_owned()));
                }
            }
            if self.new.constraint(table, name).is_some() {
                for child in self.old.children(table).to_vec() {
                    if self.stays(&child.name) && self.old.constraint(&child.name, name).is_some() {
                        self.rebuild(Object::Constraint(child.name.clone(), name.to_owned()));
                    }
                }
            }
        }
    }

    pub(super) fn index_goes(&mut self, name: &QualifiedName) {
        let Some((on, index)) = self.old.index(name) else {
            return;
        };
        if index.unique {
            let columns: Vec<String> = index_columns(index)
                .iter()
                .map(|it| (*it).to_owned())
                .collect();
            self.key_goes(on, &columns);
        }
        self.parts_go(name);
    }

    /// The foreign keys that lead to a key go with it.
    fn key_goes(&mut self, table: &QualifiedName, columns: &[String]) {
        let columns: BTreeSet<&String> = columns.iter().collect();
        for (child, constraint) in self.old.references(table).to_vec() {
            let leads_to = foreign_key(constraint)
                .is_some_and(|key| key.target_columns.iter().all(|it| columns.contains(it)));
            if leads_to {
                self.rebuild(Object::Constraint(
                    child.name.clone(),
                    constraint.name.clone(),
                ));
            }
        }
    }

    /// The parts of a partitioned index go with it, and a part cannot go alone.
    fn parts_go(&mut self, name: &QualifiedName) {
        let part_of = |indexed: &Indexed<'a>| match indexed {
            Indexed::Constraint(_, it) => key_index(it).and_then(|it| it.part_of.as_ref()),
            Indexed::Index(_, it) => it.part_of.as_ref(),
        };
        let parts: Vec<Object> = self
            .old
            .indexes
            .iter()
            .filter(|(_, it)| part_of(it) == Some(name))
            .map(|(name, it)| indexed_object(name, it))
            .collect();
        for part in parts {
            self.rebuild(part);
        }
        let Some(own) = self.old.indexes.get(name).copied() else {
            return;
        };
        let table = match own {
            Indexed::Constraint(table, _) => &table.name,
            Indexed::Index(on, _) => on,
        };
        if let Some(whole) = part_of(&own)
            && !self.linked(table).is_empty()
            && let Some(parent) = self.old.indexes.get(whole).copied()
        {
            self.rebuild(indexed_object(whole, &parent));
        }
    }

    pub(super) fn view_goes(&mut self, name: &QualifiedName) {
        if let Some(view) = self.old.view(name) {
            for index in &view.indexes {
                self.gone.insert(Object::Index(beside(name, &index.name)));
            }
            // Other views read its columns.
            for column in &view.columns {
                self.take_down(Object::Column(name.clone(), column.name.clone()));
            }
        }
        if let Some(view) = self.new.view(name) {
            for index in &view.indexes {
                self.put_up(Object::Index(beside(name, &index.name)));
            }
        }
        self.members_go(name);
    }
}

fn indexed_object(name: &QualifiedName, indexed: &Indexed<'_>) -> Object {
    match indexed {
        Indexed::Constraint(table, it) => Object::Constraint(table.name.clone(), it.name.clone()),
        Indexed::Index(..) => Object::Index(name.clone()),
    }
}
