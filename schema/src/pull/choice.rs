//! What is said how: found out before the text is written, and from what its check finds.

mod answer;
mod name;
mod order;
mod short;

use super::{Part, Subject, sayable, word};
use crate::database::{Constraint, ConstraintKind, Database, Object, QualifiedName};
use std::collections::{BTreeMap, BTreeSet};

/// What is said how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Choices {
    /// The major version of the server.
    pub(super) version: u32,
    /// Whether the schema uses what PostgreSQL 14 lacks.
    pub(super) needs_version: bool,
    /// The tables, views and types that are written as SQL.
    pub(super) raw: BTreeSet<QualifiedName>,
    /// What was found of something before it was written as SQL.
    pub(super) reasons: BTreeMap<QualifiedName, String>,
    /// The constraints, indexes and defaults that are written as SQL, after their tables.
    pub(super) apart: BTreeSet<Subject>,
    /// What has its expressions passed through.
    pub(super) passed: BTreeSet<Subject>,
    /// The rules that are let pass, by where.
    pub(super) allows: BTreeMap<Subject, BTreeSet<String>>,
    /// The rules that are let pass everywhere.
    pub(super) for_all: BTreeSet<String>,
    /// Where an `allow` had no effect.
    refused: BTreeSet<(Subject, String)>,
    /// The names in Rust that are not the usual.
    pub(super) rust: BTreeMap<QualifiedName, String>,
    /// The enums whose labels have numbers for names in Rust.
    pub(super) numbered: BTreeSet<QualifiedName>,
    /// The names of references.
    pub(super) names: BTreeMap<Subject, String>,
    /// The names of collections.
    pub(super) inverses: BTreeMap<Subject, String>,
    /// The names of collections through join tables.
    pub(super) many: BTreeMap<Subject, String>,
    /// The constraints and indexes whose name is the usual.
    pub(super) unnamed: BTreeSet<Subject>,
    /// The checks that stand at a column.
    pub(super) at_column: BTreeMap<Subject, String>,
    /// The indexes that a reference gets by itself.
    pub(super) automatic: BTreeSet<Subject>,
    /// The foreign keys that stand after the columns in any case.
    pub(super) after_columns: BTreeSet<Subject>,
}

impl Choices {
    pub(super) fn new(database: &Database, version: u32) -> Self {
        let mut choices = Self {
            version,
            ..Self::default()
        };
        choices
            .raw
            .extend(database.composites.iter().map(|it| it.name.clone()));
        let unsayable = database.enums.iter().map(|it| &it.name);
        let unsayable: Vec<_> = unsayable
            .filter(|it| word::qualified(it).is_none())
            .cloned()
            .collect();
        choices.raw.extend(unsayable);
        loop {
            let before = choices.clone();
            choices.settle(database);
            if choices == before {
                return choices;
            }
        }
    }

    /// The names of the types that the schema declares: as PostgreSQL writes them, and as the schema does.
    pub(super) fn declared(&self, database: &Database) -> Vec<(String, String)> {
        let enums = database.enums.iter().map(|it| &it.name);
        let domains = database.domains.iter().map(|it| &it.name);
        enums
            .chain(domains)
            .filter(|it| !self.raw.contains(*it))
            .filter_map(|it| Some((crate::sql::user_type(it), word::qualified(it)?)))
            .collect()
    }

    /// Moves to SQL what follows from what is there already.
    fn settle(&mut self, database: &Database) {
        let declared = self.declared(database);
        let raw = |choices: &mut Self, name: &QualifiedName, is_sayable: bool| {
            if !is_sayable {
                choices.raw.insert(name.clone());
            }
        };
        for it in &database.domains {
            raw(self, &it.name, sayable::domain(it, &declared).is_none());
        }
        for it in &database.tables {
            raw(self, &it.name, sayable::table(it, &declared).is_none());
        }
        for it in &database.views {
            raw(self, &it.name, sayable::view(it, &declared).is_none());
        }
        for table in &database.tables {
            for it in &table.constraints {
                if !sayable::is_constraint(it) || self.leads_to_raw(it) {
                    self.apart
                        .insert((table.name.clone(), Part::Constraint(it.name.clone())));
                }
            }
            for it in table.indexes.iter().filter(|it| !sayable::is_index(it)) {
                self.apart
                    .insert((table.name.clone(), Part::Index(it.name.clone())));
            }
        }
        let late = self.late(database);
        for it in &database.dependencies {
            if late.contains(&it.on) {
                self.postpone(database, &it.of);
            }
            // Types come first of all.
            if let (Object::Type(name) | Object::Constraint(name, _), false) =
                (&it.of, self.is_native(&it.on))
                && database.domains.iter().any(|it| it.name == *name)
            {
                self.raw.insert(name.clone());
            }
        }
    }

    fn leads_to_raw(&self, constraint: &Constraint) -> bool {
        matches!(&constraint.kind, ConstraintKind::ForeignKey(key) if self.raw.contains(&key.target))
    }
}
