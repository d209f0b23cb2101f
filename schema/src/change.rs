//! What differs between two databases: plain data that says what, and nothing of how to get there.

use crate::database::{
    Column, CompositeType, Constraint, Database, Domain, EnumType, Extension, Index, Namespace,
    QualifiedName, Script, Sequence, Table, Trigger, View,
};

/// One difference between the database that is and the one that is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// An extension.
    Extension(Delta<Extension>),
    /// A namespace.
    Namespace(Delta<Namespace>),
    /// A native enum.
    Enum(Delta<EnumType>),
    /// A composite type.
    Composite(Delta<CompositeType>),
    /// A domain.
    Domain(Delta<Domain>),
    /// A sequence that is not that of an identity column.
    Sequence(Delta<Sequence>),
    /// A table: with all of its members where it is created or dropped; where it is altered, what is its own, and its
    /// columns, constraints, indexes and triggers are changes of their own.
    Table(Delta<Table>),
    /// A column of a table that both have.
    Column {
        /// The table.
        table: QualifiedName,
        /// The column.
        change: Delta<Column>,
    },
    /// The order of a table's columns, where adding the new ones at the end would not give it.
    ColumnOrder {
        /// The table.
        table: QualifiedName,
        /// The names of all of its columns, in order.
        order: Vec<String>,
    },
    /// A constraint of a table that both have.
    Constraint {
        /// The table.
        table: QualifiedName,
        /// The constraint.
        change: Delta<Constraint>,
    },
    /// An index that no constraint made, of a table or materialized view that both have.
    Index {
        /// The table or view.
        on: QualifiedName,
        /// The index.
        change: Delta<Index>,
    },
    /// A trigger of a table that both have, with its function.
    Trigger {
        /// The table.
        table: QualifiedName,
        /// The trigger.
        change: Delta<Trigger>,
    },
    /// A view: with its indexes where it is created or dropped; where it is altered, these are changes of their own.
    View(Delta<View>),
    /// SQL that is run as it stands.
    Script(Delta<Script>),
}

/// What became of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delta<T> {
    /// Only the target has it.
    Created(Box<T>),
    /// Only the target lacks it.
    Dropped(Box<T>),
    /// Both have one of this name, and they differ.
    Altered {
        /// As it is.
        from: Box<T>,
        /// As it is to be.
        to: Box<T>,
    },
}

impl<T> Delta<T> {
    /// The object as it is, unless it is created.
    #[must_use]
    pub fn from(&self) -> Option<&T> {
        match self {
            Self::Created(_) => None,
            Self::Dropped(it) => Some(it),
            Self::Altered { from, .. } => Some(from),
        }
    }

    /// The object as it is to be, unless it is dropped.
    #[must_use]
    pub fn to(&self) -> Option<&T> {
        match self {
            Self::Created(it) => Some(it),
            Self::Dropped(_) => None,
            Self::Altered { to, .. } => Some(to),
        }
    }
}

impl<T: Clone> Delta<T> {
    fn apply(&self, list: &mut Vec<T>, same: impl Fn(&T, &T) -> bool) {
        if let Some(from) = self.from() {
            list.retain(|it| !same(it, from));
        }
        list.extend(self.to().cloned());
    }

    /// The same, where the object keeps members that are changes of their own.
    fn apply_around(
        &self,
        list: &mut Vec<T>,
        same: impl Fn(&T, &T) -> bool,
        keep: impl Fn(&mut T, T),
    ) {
        let Self::Altered { from, to } = self else {
            return self.apply(list, same);
        };
        for it in list.iter_mut().filter(|it| same(it, from)) {
            let before = std::mem::replace(it, T::clone(to));
            keep(it, before);
        }
    }
}

impl Change {
    /// Makes the change in a database. All changes that [`diff`](crate::diff()) found, in their order, make one database
    /// of the other, but for the order of what has none.
    pub fn apply(&self, database: &mut Database) {
        match self {
            Self::Extension(it) => it.apply(&mut database.extensions, |a, b| a.name == b.name),
            Self::Namespace(it) => it.apply(&mut database.namespaces, |a, b| a.name == b.name),
            Self::Enum(it) => it.apply(&mut database.enums, |a, b| a.name == b.name),
            Self::Composite(it) => it.apply(&mut database.composites, |a, b| a.name == b.name),
            Self::Domain(it) => it.apply(&mut database.domains, |a, b| a.name == b.name),
            Self::Sequence(it) => it.apply(&mut database.sequences, |a, b| a.name == b.name),
            Self::Script(it) => it.apply(&mut database.scripts, |a, b| a.name == b.name),
            Self::View(it) => it.apply_around(
                &mut database.views,
                |a, b| a.name == b.name,
                |it, before| it.indexes = before.indexes,
            ),
            Self::Table(it) => it.apply_around(
                &mut database.tables,
                |a, b| a.name == b.name,
                |it, before| {
                    it.columns = before.columns;
                    it.constraints = before.constraints;
                    it.indexes = before.indexes;
                    it.triggers = before.triggers;
                },
            ),
            Self::Column { table, change } => {
                let Some(table) = named(database, table) else {
                    return;
                };
                match change {
                    // In its place.
                    Delta::Altered { to, .. } => {
                        for column in &mut table.columns {
                            if column.name == to.name {
                                *column = Column::clone(to);
                            }
                        }
                    }
                    _ => change.apply(&mut table.columns, |a, b| a.name == b.name),
                }
            }
            Self::ColumnOrder { table, order } => {
                if let Some(table) = named(database, table) {
                    table
                        .columns
                        .sort_by_key(|column| order.iter().position(|it| *it == column.name));
                }
            }
            Self::Constraint { table, change } => {
                if let Some(table) = named(database, table) {
                    change.apply(&mut table.constraints, |a, b| a.name == b.name);
                }
            }
            Self::Trigger { table, change } => {
                if let Some(table) = named(database, table) {
                    change.apply(&mut table.triggers, |a, b| a.name == b.name);
                }
            }
            Self::Index { on, change } => {
                let table = database.tables.iter_mut().find(|it| it.name == *on);
                let indexes = match table {
                    Some(table) => Some(&mut table.indexes),
                    None => {
                        let view = database.views.iter_mut().find(|it| it.name == *on);
                        view.map(|view| &mut view.indexes)
                    }
                };
                if let Some(indexes) = indexes {
                    change.apply(indexes, |a, b| a.name == b.name);
                }
            }
        }
    }
}

fn named<'a>(database: &'a mut Database, name: &QualifiedName) -> Option<&'a mut Table> {
    database.tables.iter_mut().find(|it| it.name == *name)
}
