//! What differs between two databases. Objects are the same where their kind and name are: a rename is declared,
//! never guessed.
//!
//! Not compared is what follows from something else or is no part of a definition: the version of an extension, the
//! condition and the foreign keys that a partition has from its parent, and what is not modelled (see [`outside`]).

mod likeness;
mod rename;

pub use likeness::{Like, Likeness, likenesses};
pub use rename::{Rename, Renamed, follow, moves, renamed_columns, renames};

use crate::change::{Change, Delta};
use crate::database::{
    Column, Constraint, ConstraintKind, Database, Extension, Index, NotNull, Outside, Part,
    QualifiedName, Table, View,
};
use std::collections::BTreeMap;

/// What there is to change in a database for it to become another: first what is dropped or altered, in the order of
/// the first, then what is created, in the order of the second; kind by kind. Empty where they are equal.
#[must_use]
pub fn diff(from: &Database, to: &Database) -> Vec<Change> {
    let mut found = Vec::new();
    let name = |it: &Extension| it.name.clone();
    each(&from.extensions, &to.extensions, name, &mut |delta| {
        if let Some(delta) = without_version(delta) {
            found.push(Change::Extension(delta));
        }
    });
    let name = |it: &crate::database::Namespace| it.name.clone();
    each(&from.namespaces, &to.namespaces, name, &mut |it| {
        found.push(Change::Namespace(it));
    });
    each(&from.enums, &to.enums, |it| &it.name, &mut |it| {
        found.push(Change::Enum(it));
    });
    each(&from.composites, &to.composites, |it| &it.name, &mut |it| {
        found.push(Change::Composite(it));
    });
    each(&from.domains, &to.domains, |it| &it.name, &mut |it| {
        found.push(Change::Domain(it));
    });
    each(&from.sequences, &to.sequences, |it| &it.name, &mut |it| {
        found.push(Change::Sequence(it));
    });
    each(&from.scripts, &to.scripts, |it| &it.name, &mut |it| {
        found.push(Change::Script(it));
    });
    each(
        &from.tables,
        &to.tables,
        |it| &it.name,
        &mut |it| match it {
            Delta::Altered { from: old, to: new } => table((from, &old), (to, &new), &mut found),
            whole => found.push(Change::Table(whole)),
        },
    );
    each(&from.views, &to.views, |it| &it.name, &mut |it| match it {
        Delta::Altered { from, to } if from.materialized == to.materialized => {
            view(&from, &to, &mut found);
        }
        // A view of the other kind is another object.
        Delta::Altered { from, to } => {
            found.push(Change::View(Delta::Dropped(from)));
            found.push(Change::View(Delta::Created(to)));
        }
        whole => found.push(Change::View(whole)),
    });
    found
}

/// What is not modelled and only one of two databases has; no plan changes it, but for what plans have left themselves.
#[must_use]
pub fn outside<'a>(from: &'a Database, to: &'a Database) -> Vec<&'a Outside> {
    let lacks = |database: &Database, it: &Outside| !database.outside.contains(it);
    let is_other = |it: &&Outside| !crate::plan::is_kept(it);
    let gone = from.outside.iter().filter(|it| lacks(to, it));
    let new = to.outside.iter().filter(|it| lacks(from, it));
    gone.chain(new).filter(is_other).collect()
}

/// Calls with each object that is in one alone, or different in both.
fn each<'a, T: Clone + PartialEq, K: Ord>(
    from: &'a [T],
    to: &'a [T],
    key: impl Fn(&'a T) -> K,
    found: &mut dyn FnMut(Delta<T>),
) {
    let old: BTreeMap<K, &T> = from.iter().map(|it| (key(it), it)).collect();
    let new: BTreeMap<K, &T> = to.iter().map(|it| (key(it), it)).collect();
    for it in from {
        match new.get(&key(it)) {
            None => found(Delta::Dropped(Box::new(it.clone()))),
            Some(other) if *other != it => found(Delta::Altered {
                from: Box::new(it.clone()),
                to: Box::new((*other).clone()),
            }),
            Some(_) => {}
        }
    }
    for it in to {
        if !old.contains_key(&key(it)) {
            found(Delta::Created(Box::new(it.clone())));
        }
    }
}

fn without_version(delta: Delta<Extension>) -> Option<Delta<Extension>> {
    match &delta {
        Delta::Altered { from, to }
            if from.namespace == to.namespace && from.comment == to.comment =>
        {
            None
        }
        _ => Some(delta),
    }
}

fn table(
    (old, from): (&Database, &Table),
    (new, to): (&Database, &Table),
    found: &mut Vec<Change>,
) {
    let name = &to.name;
    if comparable(own(from)) != comparable(own(to)) {
        found.push(Change::Table(Delta::Altered {
            from: Box::new(own(from)),
            to: Box::new(own(to)),
        }));
    }
    let key = |it: &Column| it.name.clone();
    each(&from.columns, &to.columns, key, &mut |change| {
        if let Delta::Altered { from: a, to: b } = &change
            && is_only_called_otherwise(a, b)
            && is_not_null_above(old, from, a)
            && is_not_null_above(new, to, b)
        {
            return;
        }
        let table = name.clone();
        found.push(Change::Column { table, change });
    });
    found.extend(column_order(from, to));

    let (old, new) = (constraints(from), constraints(to));
    let key = |it: &Constraint| it.name.clone();
    each(&old, &new, key, &mut |mut change| {
        if let Delta::Created(it) = &mut change {
            let as_it_is = to.constraints.iter().find(|other| other.name == it.name);
            it.valid = as_it_is.is_some_and(|other| other.valid);
        }
        let table = name.clone();
        found.push(Change::Constraint { table, change });
    });
    indexes(name, &from.indexes, &to.indexes, found);
    let key = |it: &crate::database::Trigger| it.name.clone();
    each(&from.triggers, &to.triggers, key, &mut |change| {
        let table = name.clone();
        found.push(Change::Trigger { table, change });
    });
}

fn view(from: &View, to: &View, found: &mut Vec<Change>) {
    let own = |view: &View| View {
        indexes: Vec::new(),
        ..view.clone()
    };
    if own(from) != own(to) {
        found.push(Change::View(Delta::Altered {
            from: Box::new(own(from)),
            to: Box::new(own(to)),
        }));
    }
    indexes(&to.name, &from.indexes, &to.indexes, found);
}

fn indexes(on: &QualifiedName, from: &[Index], to: &[Index], found: &mut Vec<Change>) {
    let key = |it: &Index| it.name.clone();
    each(from, to, key, &mut |change| {
        let on = on.clone();
        found.push(Change::Index { on, change });
    });
}

/// What is a table's own: no member is in it.
fn own(table: &Table) -> Table {
    Table {
        columns: Vec::new(),
        constraints: Vec::new(),
        indexes: Vec::new(),
        triggers: Vec::new(),
        ..table.clone()
    }
}

/// Without what follows from something else.
fn comparable(table: Table) -> Table {
    let part_of = table.part_of.map(|it| Part {
        condition: None,
        foreign_keys: Vec::new(),
        ..it
    });
    Table { part_of, ..table }
}

/// Whether a parent has a column that is never NULL: PostgreSQL then renames what says so of this table's column only with
/// that of the parent, and gives it the parent's name when the column gets another type.
fn is_not_null_above(database: &Database, table: &Table, column: &Column) -> bool {
    let part_of = table.part_of.as_ref().map(|it| &it.parent);
    let is_parent = |it: &&Table| part_of == Some(&it.name) || table.inherits.contains(&it.name);
    let mut parents = database.tables.iter().filter(is_parent);
    parents.any(|it| {
        let mut columns = it.columns.iter();
        columns.any(|it| it.name == column.name && it.not_null)
    })
}

/// Whether two columns differ only in what PostgreSQL calls that which keeps them from being NULL.
fn is_only_called_otherwise(from: &Column, to: &Column) -> bool {
    let usual = || NotNull {
        name: None,
        no_inherit: false,
        valid: true,
        local: true,
        comment: None,
    };
    let without_name = |it: &Column| {
        let constraint = it.not_null_constraint.clone().unwrap_or_else(usual);
        let not_null_constraint = Some(NotNull {
            name: None,
            ..constraint
        });
        Column {
            not_null_constraint,
            ..it.clone()
        }
    };
    without_name(from) == without_name(to)
}

/// The constraints. Whether a check that comes from a parent alone is validated depends on how its table came to be.
fn constraints(table: &Table) -> Vec<Constraint> {
    let comparable = |it: &Constraint| Constraint {
        valid: it.valid || (!it.local && matches!(it.kind, ConstraintKind::Check(_))),
        ..it.clone()
    };
    table.constraints.iter().map(comparable).collect()
}

/// The order of the columns, where it is not that of the ones that stay and then of the new ones.
pub(crate) fn column_order(from: &Table, to: &Table) -> Option<Change> {
    let has = |table: &Table, name: &str| table.columns.iter().any(|it| it.name == name);
    // Nobody sees where a column stands that a table has from its parents: a copy of it has it there first.
    let is_seen = |it: &&Column| it.local || to.inherits.is_empty();
    let stay = from.columns.iter().filter(|it| has(to, &it.name));
    let new = to.columns.iter().filter(|it| !has(from, &it.name));
    let usual = stay.chain(new).filter(is_seen).map(|it| &it.name);
    if usual.eq(to.columns.iter().filter(is_seen).map(|it| &it.name)) {
        return None;
    }
    Some(Change::ColumnOrder {
        table: to.name.clone(),
        order: to.columns.iter().map(|it| it.name.clone()).collect(),
    })
}

#[cfg(test)]
mod tests;
