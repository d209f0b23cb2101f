//! An enum that loses a value, or the order of its values: PostgreSQL cannot take one from a type that is there. So another
//! one comes to stand beside it, which has the values that stay, and beside each column of it a twin that is of that; at
//! last, the one gives its name to the other.

use super::called::{called, ty};
use super::choose::Refused;
use super::keeper;
use super::pair::{Pair, free, with_end};
use crate::change::{Change, Delta};
use crate::database::{Column, Database, EnumType, Filled, Object, OutsideKind, QualifiedName};
use crate::plan::Options;
use crate::plan::draft::Draft;
use crate::plan::lookup::{Lookup, beside as in_namespace, is_of_type};
use crate::plan::work::is_extended;
use crate::sql;

/// An enum that stands beside another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::plan) struct TypeTwin {
    /// The type whose place it takes, and whose name.
    pub(super) name: QualifiedName,
    /// What it is called until then.
    pub(super) beside: QualifiedName,
}

impl TypeTwin {
    /// Whether a column's type is it, or an array of it.
    pub(super) fn is_of(&self, ty: &str) -> bool {
        is_of_type(ty, &self.beside)
    }
}

/// The enums beside which another one comes to stand. Of those beside which none can, `refused` is told why, for each column
/// of them.
pub(in crate::plan) fn choose(
    from: &Database,
    to: &Database,
    changes: &[Change],
    options: &Options,
    refused: &mut Refused,
) -> Vec<TypeTwin> {
    let mut chosen = Vec::new();
    for change in changes {
        let Change::Enum(Delta::Altered { from: old, to: new }) = change else {
            continue;
        };
        if is_extended(&old.labels, &new.labels) {
            continue;
        }
        let columns = columns(from, &old.name);
        let is_renamed = |table: &QualifiedName, column: &Column| {
            let mut renamed = options.renamed.iter();
            renamed.any(|it| it.table == *table && it.from == column.name)
        };
        let is_empty = columns.iter().all(|(table, column)| {
            options.rows.get(table) == Some(&0) && !is_renamed(table, column)
        });
        let Some(name) = name_beside(from, to, new).filter(|_| !is_empty) else {
            continue;
        };
        let it = TypeTwin {
            name: old.name.clone(),
            beside: name,
        };
        match why_none(from, to, &it, &columns, options) {
            Ok(true) => chosen.push(it),
            Ok(false) => {}
            Err((of, why)) => {
                for (table, column) in columns {
                    let place = format!("{table}.{}", column.name);
                    let why = match &of {
                        Some(of) if *of != place => {
                            format!("{of} is of the type {} too, and {why}", old.name)
                        }
                        _ => why.clone(),
                    };
                    refused.insert((table, column.name), why);
                }
            }
        }
    }
    chosen
}

/// The columns of a type, or of arrays of it.
fn columns(database: &Database, name: &QualifiedName) -> Vec<(QualifiedName, Column)> {
    let tables = database.tables.iter();
    let all = tables.flat_map(|table| table.columns.iter().map(move |it| (table, it)));
    let of_it = all.filter(|(_, it)| is_of_type(&it.ty, name));
    of_it
        .map(|(table, it)| (table.name.clone(), it.clone()))
        .collect()
}

/// What the type that stands beside is called: as an earlier plan called it, or as nothing is.
fn name_beside(from: &Database, to: &Database, new: &EnumType) -> Option<QualifiedName> {
    let (old, target) = (Lookup::new(from), Lookup::new(to));
    let is_there = |it: &EnumType| {
        it.labels == new.labels
            && it.name.namespace == new.name.namespace
            && !target.types.contains_key(&it.name)
    };
    let name = free(&new.name.name, |tried| {
        let tried = in_namespace(&new.name, tried);
        let mut enums = from.enums.iter();
        let is_ours = enums.any(|it| it.name == tried && is_there(it));
        !is_ours && (is_taken(&old, &tried) || is_taken(&target, &tried))
    })?;
    Some(in_namespace(&new.name, &name))
}

fn is_taken(lookup: &Lookup<'_>, name: &QualifiedName) -> bool {
    lookup.types.contains_key(name)
        || lookup.tables.contains_key(name)
        || lookup.views.contains_key(name)
        || lookup.sequences.contains_key(name)
        || lookup.indexes.contains_key(name)
}

/// Whether a type can stand beside, and a column is of it then; or why none can, and because of which column.
fn why_none(
    from: &Database,
    to: &Database,
    twin: &TypeTwin,
    columns: &[(QualifiedName, Column)],
    options: &Options,
) -> Result<bool, (Option<String>, String)> {
    let target = beside(from, to, std::slice::from_ref(twin));
    let pair = Pair::new(from, &target);
    let names = [(twin.name.clone(), twin.beside.clone())];
    let mut any = false;
    for (table, column) in columns {
        let mut renamed = options.renamed.iter();
        let becomes = renamed.find(|it| it.table == *table && it.from == column.name);
        let becomes = becomes.map_or(&column.name, |it| &it.to);
        // It goes, or becomes another one.
        let Some(to) = pair.new.column(table, becomes) else {
            continue;
        };
        if to.ty != ty(&column.ty, &names) {
            continue;
        }
        if let Some(why) = pair.why_none(table, column, to) {
            return Err((Some(format!("{table}.{}", column.name)), why));
        }
        any = true;
    }
    let is_of_column = |it: &Object| {
        columns.iter().any(|(table, column)| {
            let column = Object::Column(table.clone(), column.name.clone());
            pair.old.needs(it).contains(&&column)
        })
    };
    for it in pair.old.dependents(&Object::Type(twin.name.clone())) {
        let reads = match it {
            Object::Type(of) => format!("{of} is made of the type {}", twin.name),
            Object::Column(of, _) | Object::Constraint(of, _)
                if pair.old.types.contains_key(of) =>
            {
                format!("{of} is made of the type {}", twin.name)
            }
            Object::Column(table, column)
                if !pair.old.is_of_type(table, column, &twin.name)
                    && pair.old.tables.contains_key(table) =>
            {
                format!(
                    "{table}.{column} needs the type {}, with which it was computed",
                    twin.name
                )
            }
            Object::Default(table, column) => match pair.old.column(table, column) {
                Some(it) if matches!(it.filled, Filled::Generated(_) | Filled::Virtual(_)) => {
                    format!("{table}.{column} is computed with the type {}", twin.name)
                }
                _ => continue,
            },
            Object::View(view) => match pair.old.view(view) {
                Some(it) if it.materialized => {
                    format!("the materialized view {view} names the type {}", twin.name)
                }
                _ => continue,
            },
            Object::Outside(kind, _, name)
                if !keeper::is_keeper(name) && (is_needed(*kind) || !is_of_column(it)) =>
            {
                format!("the {kind} {name} names the type {}", twin.name)
            }
            _ => continue,
        };
        let why = format!(
            "{reads}; write other values into the rows that have those that go, and leave those in the type"
        );
        return Err((None, why));
    }
    Ok(any)
}

/// Whether something can only be dropped by somebody who knows it.
fn is_needed(kind: OutsideKind) -> bool {
    !matches!(
        kind,
        OutsideKind::Policy
            | OutsideKind::Trigger
            | OutsideKind::Rule
            | OutsideKind::Statistics
            | OutsideKind::Grant
    )
}

/// The target while these types stand beside others: all that is of them is so by the names that they have until then. The
/// others already have the values that come.
pub(in crate::plan) fn beside(from: &Database, to: &Database, types: &[TypeTwin]) -> Database {
    if types.is_empty() {
        return to.clone();
    }
    let names: Vec<_> = types
        .iter()
        .map(|it| (it.name.clone(), it.beside.clone()))
        .collect();
    let mut target = called(to, &names);
    for it in types {
        let old = from.enums.iter().find(|old| old.name == it.name);
        let new = to.enums.iter().find(|new| new.name == it.name);
        if let (Some(old), Some(new)) = (old, new) {
            target.enums.push(EnumType {
                labels: both(&old.labels, &new.labels),
                ..old.clone()
            });
        }
    }
    target
}

/// The values of a type with those that another one has beside them, each behind the one behind which it stands there.
fn both(old: &[String], new: &[String]) -> Vec<String> {
    let mut all = old.to_vec();
    let mut place = 0;
    for label in new {
        match all.iter().position(|it| it == label) {
            Some(at) => place = at + 1,
            None => {
                all.insert(place, label.clone());
                place += 1;
            }
        }
    }
    all
}

/// Lets the types that stand beside others have their names, and notes what those are called until they are dropped. Gives
/// the database after it.
pub(in crate::plan) fn take_names(
    database: &Database,
    to: &Database,
    types: &[TypeTwin],
    asides: &mut Vec<QualifiedName>,
    draft: &mut Draft,
) -> Database {
    if types.is_empty() {
        return database.clone();
    }
    let (there, target) = (Lookup::new(database), Lookup::new(to));
    let mut names = Vec::new();
    for it in types {
        let aside = with_end(&it.name.name, "_old", |tried| {
            let tried = in_namespace(&it.name, tried);
            is_taken(&there, &tried) || is_taken(&target, &tried)
        });
        let Some(aside) = aside.map(|aside| in_namespace(&it.name, &aside)) else {
            continue;
        };
        for (was, now) in [(&it.name, &aside), (&it.beside, &it.name)] {
            draft.run(format!(
                "ALTER TYPE {} RENAME TO {}",
                sql::user_type(was),
                sql::identifier(&now.name)
            ));
        }
        asides.push(aside.clone());
        names.push((it.name.clone(), aside));
        names.push((it.beside.clone(), it.name.clone()));
    }
    called(database, &names)
}

/// The one of these types that a column is of.
pub(super) fn of_column<'a>(types: &'a [TypeTwin], column: &Column) -> Option<&'a TypeTwin> {
    types.iter().find(|it| it.is_of(&column.ty))
}

#[cfg(test)]
mod tests {
    use super::both;

    #[test]
    fn values_that_come_stand_where_they_are_to() {
        let all = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        for (old, new, expected) in [
            ("a b c", "a c", "a b c"),
            ("a b c", "x a c y", "x a b c y"),
            ("a b", "b x a", "a b x"),
            ("a b", "c", "c a b"),
        ] {
            assert_eq!(both(&all(old), &all(new)), all(expected));
        }
    }
}
