//! A database by name: where an object is, and what needs it.

use crate::database::{
    Column, CompositeType, Constraint, ConstraintKind, Database, Domain, EnumType, ForeignKey,
    Index, IndexElement, IndexTerm, Object, QualifiedName, Sequence, Table, View,
};
use crate::sql;
use std::collections::{BTreeMap, BTreeSet};

/// A user-defined type.
#[derive(Clone, Copy)]
pub(super) enum Type<'a> {
    Enum(&'a EnumType),
    Composite(&'a CompositeType),
    Domain(&'a Domain),
}

/// An index, of whatever made it.
#[derive(Clone, Copy)]
pub(super) enum Indexed<'a> {
    /// A key or an exclusion of this table.
    Constraint(&'a Table, &'a Constraint),
    /// An index of this table or view.
    Index(&'a QualifiedName, &'a Index),
}

pub(super) struct Lookup<'a> {
    pub(super) database: &'a Database,
    pub(super) tables: BTreeMap<&'a QualifiedName, &'a Table>,
    pub(super) views: BTreeMap<&'a QualifiedName, &'a View>,
    pub(super) sequences: BTreeMap<&'a QualifiedName, &'a Sequence>,
    pub(super) types: BTreeMap<&'a QualifiedName, Type<'a>>,
    pub(super) indexes: BTreeMap<QualifiedName, Indexed<'a>>,
    /// The partitions and inheriting tables of a table.
    pub(super) children: BTreeMap<&'a QualifiedName, Vec<&'a Table>>,
    /// The foreign keys that lead to a table.
    pub(super) references: BTreeMap<&'a QualifiedName, Vec<(&'a Table, &'a Constraint)>>,
    /// What needs an object.
    dependents: BTreeMap<&'a Object, Vec<&'a Object>>,
    /// What an object needs.
    needs: BTreeMap<&'a Object, Vec<&'a Object>>,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(database: &'a Database) -> Self {
        let mut it = Self {
            database,
            tables: database.tables.iter().map(|it| (&it.name, it)).collect(),
            views: database.views.iter().map(|it| (&it.name, it)).collect(),
            sequences: database.sequences.iter().map(|it| (&it.name, it)).collect(),
            types: BTreeMap::new(),
            indexes: BTreeMap::new(),
            children: BTreeMap::new(),
            references: BTreeMap::new(),
            dependents: BTreeMap::new(),
            needs: BTreeMap::new(),
        };
        for enum_ in &database.enums {
            it.types.insert(&enum_.name, Type::Enum(enum_));
        }
        for composite in &database.composites {
            it.types.insert(&composite.name, Type::Composite(composite));
        }
        for domain in &database.domains {
            it.types.insert(&domain.name, Type::Domain(domain));
        }
        for table in &database.tables {
            for parent in parents(table) {
                it.children.entry(parent).or_default().push(table);
            }
            for constraint in &table.constraints {
                if let ConstraintKind::ForeignKey(key) = &constraint.kind {
                    let references = it.references.entry(&key.target).or_default();
                    references.push((table, constraint));
                }
                if key_index(constraint).is_some() {
                    let name = beside(&table.name, &constraint.name);
                    it.indexes
                        .insert(name, Indexed::Constraint(table, constraint));
                }
            }
            for index in &table.indexes {
                let name = beside(&table.name, &index.name);
                it.indexes.insert(name, Indexed::Index(&table.name, index));
            }
        }
        for view in &database.views {
            for index in &view.indexes {
                let name = beside(&view.name, &index.name);
                it.indexes.insert(name, Indexed::Index(&view.name, index));
            }
        }
        for dependency in &database.dependencies {
            let (of, on) = (&dependency.of, &dependency.on);
            it.dependents.entry(on).or_default().push(of);
            it.needs.entry(of).or_default().push(on);
        }
        it
    }

    /// What needs an object and is no part of it, as the server knows it.
    pub(super) fn dependents(&self, object: &Object) -> &[&'a Object] {
        self.dependents.get(object).map_or(&[], Vec::as_slice)
    }

    /// What an object needs.
    pub(super) fn needs(&self, object: &Object) -> &[&'a Object] {
        self.needs.get(object).map_or(&[], Vec::as_slice)
    }

    pub(super) fn table(&self, name: &QualifiedName) -> Option<&'a Table> {
        self.tables.get(name).copied()
    }

    pub(super) fn view(&self, name: &QualifiedName) -> Option<&'a View> {
        self.views.get(name).copied()
    }

    pub(super) fn column(&self, table: &QualifiedName, name: &str) -> Option<&'a Column> {
        column(self.table(table)?, name)
    }

    /// The type that a column's type is, or is an array of, where it is a user-defined one.
    pub(super) fn type_of(&self, table: &QualifiedName, column: &str) -> Option<Type<'a>> {
        let object = Object::Column(table.clone(), column.to_owned());
        self.needs(&object).iter().find_map(|need| match need {
            Object::Type(name) if self.is_of_type(table, column, name) => {
                self.types.get(name).copied()
            }
            _ => None,
        })
    }

    /// Whether a column is of a user-defined type or of an array of it. Up to 14, a column also needs the types that its
    /// expression names, even when it no longer has one.
    pub(super) fn is_of_type(
        &self,
        table: &QualifiedName,
        column: &str,
        ty: &QualifiedName,
    ) -> bool {
        self.column(table, column)
            .is_some_and(|it| is_of_type(&it.ty, ty))
    }

    pub(super) fn constraint(&self, table: &QualifiedName, name: &str) -> Option<&'a Constraint> {
        let table = self.table(table)?;
        table.constraints.iter().find(|it| it.name == name)
    }

    pub(super) fn index(&self, name: &QualifiedName) -> Option<(&'a QualifiedName, &'a Index)> {
        match self.indexes.get(name) {
            Some(Indexed::Index(on, index)) => Some((on, index)),
            _ => None,
        }
    }

    pub(super) fn children(&self, name: &QualifiedName) -> &[&'a Table] {
        self.children.get(name).map_or(&[], Vec::as_slice)
    }

    pub(super) fn references(&self, name: &QualifiedName) -> &[(&'a Table, &'a Constraint)] {
        self.references.get(name).map_or(&[], Vec::as_slice)
    }

    pub(super) fn has(&self, object: &Object) -> bool {
        match object {
            Object::Type(name) => self.types.contains_key(name),
            Object::Sequence(name) => self.sequences.contains_key(name),
            Object::Table(name) => self.tables.contains_key(name),
            Object::View(name) => self.views.contains_key(name),
            Object::Column(table, name) => self.column(table, name).is_some(),
            Object::Default(table, name) => self
                .column(table, name)
                .is_some_and(|it| it.filled != crate::database::Filled::No),
            Object::Constraint(table, name) => {
                self.constraint(table, name).is_some()
                    || matches!(self.types.get(table), Some(Type::Domain(it))
                        if it.checks.iter().any(|check| check.name == *name))
            }
            Object::Index(name) => self.index(name).is_some(),
            Object::Outside(kind, of, name) => self
                .database
                .outside
                .iter()
                .any(|it| it.kind == *kind && it.on == *of && it.name == *name),
        }
    }
}

/// Whether what `format_type` wrote is a user-defined type or an array of it.
pub(super) fn is_of_type(written: &str, ty: &QualifiedName) -> bool {
    written.strip_suffix("[]").unwrap_or(written) == sql::user_type(ty)
}

/// A name in the namespace of another.
pub(super) fn beside(of: &QualifiedName, name: &str) -> QualifiedName {
    QualifiedName {
        namespace: of.namespace.clone(),
        name: name.to_owned(),
    }
}

pub(super) fn column<'a>(table: &'a Table, name: &str) -> Option<&'a Column> {
    table.columns.iter().find(|it| it.name == name)
}

/// What a table is a partition of or inherits from.
pub(super) fn parents(table: &Table) -> impl Iterator<Item = &QualifiedName> {
    let part_of = table.part_of.iter().map(|it| &it.parent);
    part_of.chain(&table.inherits)
}

/// The index of a constraint that has one.
pub(super) fn key_index(constraint: &Constraint) -> Option<&crate::database::KeyIndex> {
    match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => Some(&key.index),
        ConstraintKind::Exclusion(it) => Some(&it.index),
        ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) => None,
    }
}

pub(super) fn foreign_key(constraint: &Constraint) -> Option<&ForeignKey> {
    match &constraint.kind {
        ConstraintKind::ForeignKey(key) => Some(key),
        _ => None,
    }
}

/// The columns that a constraint names, as far as it does not read them in an expression.
pub(super) fn constraint_columns(constraint: &Constraint) -> BTreeSet<&str> {
    match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => key
            .columns
            .iter()
            .chain(&key.include)
            .map(String::as_str)
            .collect(),
        ConstraintKind::Exclusion(it) => {
            let elements = it.elements.iter().map(|(element, _)| element);
            let mut columns = element_columns(elements);
            columns.extend(it.include.iter().map(String::as_str));
            columns
        }
        ConstraintKind::ForeignKey(key) => key.columns.iter().map(String::as_str).collect(),
        ConstraintKind::Check(_) => BTreeSet::new(),
    }
}

/// What foreign keys may lead to of a table, each with its columns.
pub(super) fn keys(table: &Table) -> impl Iterator<Item = (Object, BTreeSet<&str>)> {
    let constraints = table.constraints.iter().filter_map(|it| match &it.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            let object = Object::Constraint(table.name.clone(), it.name.clone());
            Some((object, key.columns.iter().map(String::as_str).collect()))
        }
        _ => None,
    });
    let indexes = table.indexes.iter().filter(|it| it.unique);
    let indexes = indexes.map(|it| {
        let object = Object::Index(beside(&table.name, &it.name));
        (object, element_columns(it.elements.iter()))
    });
    constraints.chain(indexes)
}

/// The columns that a foreign key leads to.
pub(super) fn target_columns(key: &ForeignKey) -> BTreeSet<&str> {
    key.target_columns.iter().map(String::as_str).collect()
}

/// The columns that an index names.
pub(super) fn index_columns(index: &Index) -> BTreeSet<&str> {
    let mut columns = element_columns(index.elements.iter());
    columns.extend(index.include.iter().map(String::as_str));
    columns
}

fn element_columns<'a>(elements: impl Iterator<Item = &'a IndexElement>) -> BTreeSet<&'a str> {
    elements
        .filter_map(|it| match &it.term {
            IndexTerm::Column(name) => Some(name.as_str()),
            IndexTerm::Expression(_) => None,
        })
        .collect()
}
