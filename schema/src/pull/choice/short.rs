//! What goes without saying: names that PostgreSQL gives anyway, and indexes that a reference gets.

use super::Choices;
use crate::database::{ConstraintKind, Database, IndexTerm, QualifiedName};
use crate::lower;
use crate::model::{self, Model};
use crate::name::postgres;
use crate::pull::{Part, Subject};

impl Choices {
    /// Leaves out the indexes that a reference would get and that are not there, and puts back those that no reference
    /// gets.
    pub(in crate::pull) fn no_more_indexes(&mut self, database: &Database, said: &Database) {
        for table in &said.tables {
            let Some(held) = database.tables.iter().find(|it| it.name == table.name) else {
                continue;
            };
            let missing: Vec<Subject> = self
                .automatic
                .iter()
                .filter(|(of, part)| {
                    let is_there = table
                        .indexes
                        .iter()
                        .any(|it| *part == Part::Index(it.name.clone()));
                    *of == table.name && !is_there
                })
                .cloned()
                .collect();
            for subject in missing {
                self.automatic.remove(&subject);
                self.refused.insert((subject, "redundant_index".to_owned()));
            }
            for index in &table.indexes {
                if held.indexes.iter().any(|it| it.name == index.name) {
                    continue;
                }
                for constraint in &held.constraints {
                    let ConstraintKind::ForeignKey(key) = &constraint.kind else {
                        continue;
                    };
                    let columns = index.elements.iter().filter_map(|it| match &it.term {
                        IndexTerm::Column(column) => Some(column),
                        IndexTerm::Expression(_) => None,
                    });
                    if columns.eq(key.columns.iter()) {
                        let place = (
                            table.name.clone(),
                            Part::Constraint(constraint.name.clone()),
                        );
                        let rules = self.allows.entry(place).or_default();
                        rules.insert("unindexed_reference".to_owned());
                    }
                }
            }
        }
    }

    /// Leaves out the names that PostgreSQL gives anyway, and puts to a column what is about it alone.
    pub(in crate::pull) fn shorten(&mut self, database: &Database, model: &Model) {
        for table in &model.tables {
            let name = lower::name(&table.name);
            if !database.tables.iter().any(|it| it.name == name) {
                continue;
            }
            let mut usual = |part: Part, is_usual: bool| {
                if is_usual {
                    self.unnamed.insert((name.clone(), part));
                }
            };
            if let Some(key) = &table.primary_key {
                usual(
                    Part::Constraint(key.name.text.clone()),
                    key.name.text == postgres::primary_key(&table.name.name),
                );
            }
            for it in &table.uniques {
                let usual_name = postgres::unique(table, &it.columns);
                usual(
                    Part::Constraint(it.name.text.clone()),
                    it.name.text == usual_name,
                );
            }
            for it in &table.references {
                let usual_name = postgres::foreign_key(table, &it.columns);
                usual(
                    Part::Constraint(it.constraint.text.clone()),
                    it.constraint.text == usual_name,
                );
            }
            for it in &table.checks {
                let is_usual = it.name.text == postgres::check(table, &it.condition);
                usual(Part::Constraint(it.name.text.clone()), is_usual);
            }
            for it in &table.exclusions {
                let elements = it.elements.iter().map(|(element, _)| element);
                let is_usual = it.name.text == postgres::exclusion(model, table, elements);
                usual(Part::Constraint(it.name.text.clone()), is_usual);
            }
            let columns = table.column_names();
            for it in table.indexes.iter().filter(|it| it.automatic.is_none()) {
                let usual_name = postgres::index(model, &table.name.name, &columns, it);
                usual(
                    Part::Index(it.name.text.clone()),
                    it.name.text == usual_name,
                );
            }
            self.at_columns(table, &name);
        }
    }

    fn at_columns(&mut self, table: &model::Table, name: &QualifiedName) {
        for it in &table.checks {
            let mut read = it.condition.columns();
            read.sort_unstable();
            read.dedup();
            if let &[column] = read.as_slice() {
                let check = (name.clone(), Part::Constraint(it.name.text.clone()));
                self.at_column
                    .insert(check, table.column(column).name.clone());
            }
        }
    }
}
