//! What is written as SQL before the tables, and what only after them.

use super::Choices;
use crate::create::outside::comes_before_tables;
use crate::database::{Database, Filled, Object};
use crate::pull::Part;
use std::collections::BTreeSet;

impl Choices {
    pub(super) fn is_native(&self, object: &Object) -> bool {
        match object {
            Object::Type(of)
            | Object::Table(of)
            | Object::View(of)
            | Object::Column(of, _)
            | Object::Default(of, _)
            | Object::Constraint(of, _) => !self.raw.contains(of),
            Object::Index(_) => true,
            Object::Sequence(_) | Object::Outside(..) => false,
        }
    }

    /// Whether an object is written as SQL that can come before the tables, as far as it needs nothing of them.
    fn can_come_early(&self, database: &Database, object: &Object) -> bool {
        match object {
            Object::Sequence(_) => true,
            Object::Type(_) => !self.is_native(object),
            Object::Outside(kind, ..) => comes_before_tables(*kind),
            Object::Column(of, _) | Object::Constraint(of, _) => {
                !self.is_native(object)
                    && !database.tables.iter().any(|it| it.name == *of)
                    && !database.views.iter().any(|it| it.name == *of)
            }
            _ => false,
        }
    }

    /// What is written as SQL after the tables: what is no type or function, and what needs a table.
    pub(in crate::pull) fn late(&self, database: &Database) -> BTreeSet<Object> {
        let mut late = BTreeSet::new();
        let objects = database.dependencies.iter().flat_map(|it| [&it.of, &it.on]);
        for object in objects {
            if !self.is_native(object) && !self.can_come_early(database, object) {
                late.insert(object.clone());
            }
        }
        loop {
            let before = late.len();
            for it in &database.dependencies {
                let is_of_table = match &it.on {
                    Object::Table(of) | Object::View(of) | Object::Column(of, _) => {
                        self.is_native(&it.on)
                            && !database.enums.iter().any(|it| it.name == *of)
                            && !database.domains.iter().any(|it| it.name == *of)
                    }
                    _ => false,
                };
                if !self.is_native(&it.of) && (is_of_table || late.contains(&it.on)) {
                    late.insert(it.of.clone());
                    if let Object::Column(of, _) | Object::Constraint(of, _) = &it.of {
                        late.insert(Object::Type(of.clone()));
                    }
                }
            }
            if late.len() == before {
                return late;
            }
        }
    }

    /// Writes what needs late SQL as SQL itself.
    pub(super) fn postpone(&mut self, database: &Database, object: &Object) {
        match object {
            Object::Default(of, column) => {
                let table = database.tables.iter().find(|it| it.name == *of);
                let filled = table.and_then(|it| it.columns.iter().find(|it| it.name == *column));
                match filled.map(|it| &it.filled) {
                    Some(Filled::Default(_)) => {
                        self.apart
                            .insert((of.clone(), Part::Column(column.clone())));
                    }
                    _ => {
                        self.raw.insert(of.clone());
                    }
                }
            }
            Object::Constraint(of, name) => {
                self.apart
                    .insert((of.clone(), Part::Constraint(name.clone())));
            }
            Object::Index(index) => {
                for table in database
                    .tables
                    .iter()
                    .filter(|it| it.name.namespace == index.namespace)
                {
                    if table.indexes.iter().any(|it| it.name == index.name) {
                        self.apart
                            .insert((table.name.clone(), Part::Index(index.name.clone())));
                    }
                }
            }
            Object::Type(of) | Object::Table(of) | Object::View(of) | Object::Column(of, _) => {
                self.raw.insert(of.clone());
            }
            Object::Sequence(_) | Object::Outside(..) => {}
        }
    }
}
