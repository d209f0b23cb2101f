//! The database between two releases.

mod member;
mod settled;
mod taken;

pub(super) use settled::settled;

use super::partition::is_absorbed;
use crate::change::{Change, Delta};
use crate::database::{
    Constraint, ConstraintKind, Database, Dependency, Filled, IndexTerm, Object, QualifiedName,
    ReplicaIdentity, Table,
};
use crate::plan::lookup::{Lookup, beside, constraint_columns, foreign_key, key_index};
use crate::plan::twin::{self, Twin};
use crate::plan::work::{
    composite_in_place, index_in_place, is_extended, mentions, same_links, same_types,
    view_in_place,
};
use std::collections::BTreeSet;

/// The database that both releases can live with: `from`, with all of `to` that takes nothing away.
pub(super) fn between(
    from: &Database,
    to: &Database,
    changes: &[Change],
    twins: &[Twin],
) -> Database {
    let mut middle = Middle {
        twins,
        old: Lookup::new(from),
        new: Lookup::new(to),
        late: BTreeSet::new(),
        unlinked: unlinked(changes),
    };
    // What waits makes what needs it wait, and so on.
    loop {
        let before = middle.late.len();
        for change in changes {
            if middle.waits(change) {
                middle.late.extend(objects(change));
            }
        }
        if middle.late.len() == before {
            break;
        }
    }
    let mut database = from.clone();
    for change in changes {
        if middle.is_twin(change) {
            continue;
        }
        if middle.waits(change) {
            middle.relax(change, &mut database);
        } else if let Some(change) = middle.softened(change) {
            change.apply(&mut database);
        }
    }
    for table in &mut database.tables {
        let old = middle.old.table(&table.name);
        if let Some(old) = old
            && !is_identified(table)
        {
            table.replica_identity.clone_from(&old.replica_identity);
        }
    }
    database.dependencies = middle.dependencies(&database);
    database
}

/// Whether the columns by which the replicas of a table know its rows are there and never NULL.
fn is_identified(table: &Table) -> bool {
    let Some(columns) = identity(table) else {
        return true;
    };
    let is_there = |name: &String| {
        let mut all = table.columns.iter();
        all.any(|it| it.name == *name && it.not_null)
    };
    !columns.is_empty() && columns.iter().all(is_there)
}

/// The columns of the index by which the replicas of a table know its rows, where it is not the primary key.
fn identity(table: &Table) -> Option<Vec<String>> {
    let ReplicaIdentity::Index(name) = &table.replica_identity else {
        return None;
    };
    let key = table.constraints.iter().find(|it| it.name == *name);
    let index = table.indexes.iter().find(|it| it.name == *name);
    let of_key = key.into_iter().flat_map(constraint_columns);
    let of_index = index.into_iter().flat_map(|it| &it.elements);
    let of_index = of_index.filter_map(|it| match &it.term {
        IndexTerm::Column(column) => Some(column.clone()),
        IndexTerm::Expression(_) => None,
    });
    Some(of_key.map(str::to_owned).chain(of_index).collect())
}

struct Middle<'a> {
    /// The columns that come to stand beside others.
    twins: &'a [Twin],
    old: Lookup<'a>,
    new: Lookup<'a>,
    /// What stays as it is until the second half.
    late: BTreeSet<Object>,
    /// The tables that leave their parents.
    unlinked: BTreeSet<QualifiedName>,
}

/// The tables that leave what they are a partition of or inherit from, or come to inherit.
fn unlinked(changes: &[Change]) -> BTreeSet<QualifiedName> {
    let leaves = |from: &Table, to: &Table| {
        !same_links(from, to) && (from.inherits != to.inherits || from.part_of.is_some())
    };
    let names = changes.iter().filter_map(|it| match it {
        Change::Table(Delta::Altered { from, to }) if leaves(from, to) => Some(to.name.clone()),
        _ => None,
    });
    names.collect()
}

/// What a change is about.
fn objects(change: &Change) -> Vec<Object> {
    fn of<T>(delta: &Delta<T>, object: impl Fn(&T) -> Object) -> Vec<Object> {
        delta
            .to()
            .or(delta.from())
            .map(object)
            .into_iter()
            .collect()
    }
    match change {
        Change::Extension(_)
        | Change::Namespace(_)
        | Change::Script(_)
        | Change::Trigger { .. }
        | Change::ColumnOrder { .. } => Vec::new(),
        Change::Enum(it) => of(it, |it| Object::Type(it.name.clone())),
        Change::Composite(it) => of(it, |it| Object::Type(it.name.clone())),
        Change::Domain(it) => of(it, |it| Object::Type(it.name.clone())),
        Change::Sequence(it) => of(it, |it| Object::Sequence(it.name.clone())),
        Change::Table(it) => of(it, |it| Object::Table(it.name.clone())),
        Change::View(it) => of(it, |it| Object::View(it.name.clone())),
        Change::Column { table, change } => {
            let mut found = of(change, |it| Object::Column(table.clone(), it.name.clone()));
            found.extend(of(change, |it| {
                Object::Default(table.clone(), it.name.clone())
            }));
            found
        }
        Change::Constraint { table, change } => of(change, |it| {
            Object::Constraint(table.clone(), it.name.clone())
        }),
        Change::Index { on, change } => of(change, |it| Object::Index(beside(on, &it.name))),
    }
}

impl Middle<'_> {
    /// Whether a change is that of a column which has a twin, or is one.
    fn is_twin(&self, change: &Change) -> bool {
        let Change::Column { table, change } = change else {
            return false;
        };
        self.twins.iter().filter(|it| it.table == *table).any(|it| {
            change.from().is_some_and(|from| from.name == it.of)
                || change.from().is_some_and(|from| from.name == it.beside)
                || change.to().is_some_and(|to| to.name == it.becomes)
        })
    }

    /// Whether something is on a column that the release that is running uses until the second half.
    fn is_on_twin(&self, change: &Change) -> bool {
        let of = |table: &QualifiedName| -> Vec<&str> {
            let twins = self.twins.iter().filter(|it| it.table == *table);
            twins.map(|it| it.of.as_str()).collect()
        };
        match change {
            Change::Constraint { table, change } => {
                let from = change.from();
                from.is_some_and(|from| twin::is_on(from, table, of))
            }
            Change::Index { on, change } => {
                let from = change.from();
                from.is_some_and(|from| twin::is_index_on(from, &of(on)))
            }
            _ => false,
        }
    }

    /// Whether a change is of the second half: it takes something that the release that is running may use, or needs
    /// something that waits.
    fn waits(&self, change: &Change) -> bool {
        if let Change::Constraint {
            table,
            change: Delta::Dropped(it),
        } = change
            && is_absorbed(&self.old, &self.new, table, it)
        {
            return false;
        }
        if objects(change).iter().any(|it| self.late.contains(it)) || self.is_on_twin(change) {
            return true;
        }
        let waits = match change {
            Change::Extension(it) => it.to().is_none(),
            Change::Namespace(it) => it.to().is_none(),
            Change::Script(it) => it.to().is_none(),
            Change::Sequence(it) => match it {
                Delta::Created(it) => self.is_taken(&it.name),
                Delta::Dropped(_) => true,
                Delta::Altered { .. } => false,
            },
            Change::Trigger { table, change } => {
                change.to().is_none() || self.unlinked.contains(table)
            }
            Change::ColumnOrder { .. } => true,
            Change::Enum(it) => {
                waits_unless(it, |from, to| is_extended(&from.labels, &to.labels))
                    || self.is_relation(it.to().map(|it| &it.name))
            }
            Change::Composite(it) => waits_unless(it, |from, to| {
                composite_in_place(from, to)
                    && same_types(from, to)
                    && from.attributes.len() <= to.attributes.len()
            }),
            Change::Domain(it) => waits_unless(it, |from, to| {
                from.base == to.base && from.collation == to.collation
            }),
            Change::Table(it) => {
                waits_unless(it, |_, to| !self.unlinked.contains(&to.name))
                    || it.to().is_some_and(|it| {
                        self.is_in_the_way(it)
                            || it
                                .part_of
                                .as_ref()
                                .is_some_and(|it| self.loses_part(&it.parent))
                    })
            }
            Change::View(it) => {
                waits_unless(it, view_in_place)
                    || matches!(it, Delta::Altered { from, to } if from.populated && !to.populated)
                    || matches!(it, Delta::Created(it) if self.is_taken(&it.name)
                        || self.old.types.contains_key(&it.name))
            }
            Change::Column { table, change } => self.column_waits(table, change),
            Change::Constraint { table, change } => self.constraint_waits(table, change),
            Change::Index { on, change } => {
                let whole = |it: Option<&crate::database::Index>| {
                    it.and_then(|it| it.part_of.as_ref())
                        .is_some_and(|it| self.is_late_index(it))
                };
                self.unlinked.contains(on)
                    || self.late.contains(&Object::View(on.clone()))
                    || whole(change.from())
                    || whole(change.to())
                    || match change {
                        Delta::Dropped(_) => true,
                        Delta::Created(it) => self.is_taken(&beside(on, &it.name)),
                        Delta::Altered { from, to } => {
                            let is_partition = self
                                .old
                                .table(on)
                                .is_some_and(|it| it.partition.is_some() || it.part_of.is_some());
                            let is_view = self.old.view(on).is_some();
                            !index_in_place(from, to) && (from.unique || is_partition || is_view)
                        }
                    }
            }
        };
        waits || self.needs_late(change)
    }

    /// Whether what a change makes needs something that waits.
    fn needs_late(&self, change: &Change) -> bool {
        let is_late = |object: &Object| {
            self.new
                .needs(object)
                .iter()
                .any(|need| self.late.contains(need) || self.is_of_late_view(need))
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
                }) || table
                    .part_of
                    .as_ref()
                    .is_some_and(|it| self.late.contains(&Object::Table(it.parent.clone())))
                    || table
                        .inherits
                        .iter()
                        .any(|it| self.late.contains(&Object::Table(it.clone())))
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
                        key.target_columns.iter().any(|it| late(&key.target, it))
                            || self.lacks_key(&key.target, &key.target_columns)
                    })
            }
            _ => false,
        }
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

    /// Whether an expression may read a column that waits.
    fn reads_late(&self, table: &QualifiedName, expression: &str) -> bool {
        self.late.iter().any(
            |it| matches!(it, Object::Column(of, name) if of == table && mentions(expression, name)),
        )
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

    /// What a release that does not know a column or a default any more needs of what waits.
    fn relax(&self, change: &Change, database: &mut Database) {
        let Change::Column {
            table,
            change: Delta::Dropped(column),
        } = change
        else {
            return;
        };
        let has_children = !self.old.children(table).is_empty();
        let is_in_key = self.old.table(table).is_some_and(|it| {
            it.part_of.is_some()
                || !it.inherits.is_empty()
                || has_children
                || Self::is_in_key(&self.old, table, &column.name)
                || identity(it).is_some_and(|it| it.contains(&column.name))
        });
        if !column.not_null || column.filled != Filled::No || is_in_key {
            return;
        }
        let it = database.tables.iter_mut().find(|it| it.name == *table);
        let columns = it.into_iter().flat_map(|it| &mut it.columns);
        for it in columns.filter(|it| it.name == column.name) {
            it.not_null = false;
            it.not_null_constraint = None;
        }
    }

    /// A change as far as it is of the first half.
    fn softened(&self, change: &Change) -> Option<Change> {
        let Change::Column {
            table,
            change: delta,
        } = change
        else {
            return Some(change.clone());
        };
        match delta {
            Delta::Altered { from, to } => {
                let mut to = to.clone();
                // Whoever does not know that the default goes relies on it.
                if matches!(from.filled, Filled::Default(_))
                    && to.filled == Filled::No
                    && to.not_null
                {
                    to.filled.clone_from(&from.filled);
                }
                // The primary key goes later, and so does what else identifies rows.
                let identifies = self.old.table(table).and_then(identity);
                if !to.not_null
                    && (Self::is_in_key(&self.old, table, &from.name)
                        || identifies.is_some_and(|it| it.contains(&from.name)))
                {
                    to.not_null = from.not_null;
                    to.not_null_constraint.clone_from(&from.not_null_constraint);
                }
                let from = from.clone();
                (from != to).then(|| Change::Column {
                    table: table.clone(),
                    change: Delta::Altered { from, to },
                })
            }
            // A release that does not know the column gives it no value.
            Delta::Created(column)
                if column.not_null
                    && column.filled == Filled::No
                    && !Self::is_in_key(&self.new, table, &column.name) =>
            {
                let mut column = column.clone();
                column.not_null = false;
                column.not_null_constraint = None;
                Some(Change::Column {
                    table: table.clone(),
                    change: Delta::Created(column),
                })
            }
            _ => Some(change.clone()),
        }
    }

    /// Whether a column is of its table's primary key.
    fn is_in_key(database: &Lookup<'_>, table: &QualifiedName, column: &str) -> bool {
        database.table(table).is_some_and(|it| {
            it.constraints.iter().any(|it| {
                matches!(&it.kind, ConstraintKind::PrimaryKey(key)
                    if key.columns.iter().any(|it| it == column))
            })
        })
    }

    /// What needs what in the middle: of what waits, what it needed; of all else, what it is to need.
    fn dependencies(&self, database: &Database) -> Vec<Dependency> {
        let there = Lookup::new(database);
        let is_there = |it: &&Dependency| has(&there, &it.of);
        let old = self.old.database.dependencies.iter();
        let new = self.new.database.dependencies.iter();
        let is_old = |it: &&Dependency| {
            self.late.contains(&it.of)
                || !has(&self.new, &it.of)
                || matches!(it.of, Object::Outside(..))
        };
        let mut found: Vec<Dependency> = old
            .filter(is_old)
            .chain(new.filter(|it| !is_old(it)))
            .filter(is_there)
            .cloned()
            .collect();
        found.sort();
        found.dedup();
        found
    }
}

/// Whether a database has what needs something; a part of a type is not told from the whole.
fn has(database: &Lookup<'_>, object: &Object) -> bool {
    match object {
        Object::Outside(..) => true,
        Object::Column(of, _) | Object::Default(of, _) | Object::Constraint(of, _)
            if !database.tables.contains_key(of) =>
        {
            database.types.contains_key(of) || database.views.contains_key(of)
        }
        other => database.has(other),
    }
}

fn waits_unless<T>(delta: &Delta<T>, in_place: impl Fn(&T, &T) -> bool) -> bool {
    match delta {
        Delta::Created(_) => false,
        Delta::Dropped(_) => true,
        Delta::Altered { from, to } => !in_place(from, to),
    }
}
