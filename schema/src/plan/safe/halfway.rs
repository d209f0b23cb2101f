//! A database on the way from one to another: what a change is about, and what needs what there.

use crate::change::{Change, Delta};
use crate::database::{ConstraintKind, Database, Dependency, Object, QualifiedName};
use crate::plan::lookup::{Lookup, beside, parents};

/// What a change is about.
pub(super) fn objects(change: &Change) -> Vec<Object> {
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

/// Checks that come from above are looked at where those above are: there, `diff` leaves it to them.
pub(super) fn check_as_above(database: &mut Database, new: &Lookup<'_>) {
    let snapshot = database.clone();
    let there = Lookup::new(&snapshot);
    for table in &mut database.tables {
        let name = table.name.clone();
        let inherited = table.constraints.iter_mut().filter(|it| !it.local);
        for it in inherited.filter(|it| matches!(it.kind, ConstraintKind::Check(_))) {
            if let Some(after) = new.constraint(&name, &it.name)
                && after.kind == it.kind
                && is_as_above(&there, new, &name, &it.name)
            {
                it.valid = after.valid;
            }
        }
    }
}

/// Whether all tables from which one has a check have it as they are to.
fn is_as_above(there: &Lookup<'_>, new: &Lookup<'_>, table: &QualifiedName, check: &str) -> bool {
    let above = new.table(table).into_iter().flat_map(parents);
    let mut with_it = above.filter_map(|it| Some((it, new.constraint(it, check)?)));
    with_it.all(|(parent, after)| match after.local {
        true => there
            .constraint(parent, check)
            .is_some_and(|it| it == after),
        false => is_as_above(there, new, parent, check),
    })
}

/// What needs what halfway: what is as it was needs what it needed, and all else what it is to need.
pub(super) fn dependencies(
    database: &Database,
    old: &Lookup<'_>,
    new: &Lookup<'_>,
    is_as_it_was: impl Fn(&Object) -> bool,
) -> Vec<Dependency> {
    let there = Lookup::new(database);
    let is_old = |it: &&Dependency| {
        is_as_it_was(&whole(old, new, &it.of))
            || !has(new, &it.of)
            || matches!(it.of, Object::Outside(..))
    };
    // Up to 14, what a column was computed with.
    let is_left = |it: &Dependency| {
        matches!((&it.of, &it.on), (Object::Column(table, name), Object::Type(ty))
            if old.column(table, name).is_some() && !old.is_of_type(table, name, ty))
    };
    let (before, after) = (&old.database.dependencies, &new.database.dependencies);
    let mut found: Vec<Dependency> = before
        .iter()
        .filter(|it| is_old(it) || is_left(it))
        .chain(after.iter().filter(|it| !is_old(it)))
        .filter(|it| has(&there, &it.of))
        .cloned()
        .collect();
    found.sort();
    found.dedup();
    found
}

/// The object that comes and goes as a whole: a view with its columns, a type with its attributes and checks.
pub(super) fn whole(old: &Lookup<'_>, new: &Lookup<'_>, object: &Object) -> Object {
    let (Object::Column(of, _) | Object::Default(of, _) | Object::Constraint(of, _)) = object
    else {
        return object.clone();
    };
    let sides = [old, new];
    if sides.iter().any(|it| it.tables.contains_key(of)) {
        object.clone()
    } else if sides.iter().any(|it| it.views.contains_key(of)) {
        Object::View(of.clone())
    } else {
        Object::Type(of.clone())
    }
}

/// Whether a database has what needs something; a part of a type is not told from the whole.
pub(in crate::plan) fn has(database: &Lookup<'_>, object: &Object) -> bool {
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
