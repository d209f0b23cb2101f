//! The names of the constraints that keep columns from being NULL, which PostgreSQL (from 18 on) gives where none is said.

use crate::create::setting::not_null_name;
use crate::database::{Column, Database, QualifiedName, Table};
use crate::plan::lookup::{Lookup, beside};
use crate::plan::table::own_not_null;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The target with those names said that PostgreSQL would not give by itself: it gives none that another constraint of
/// the namespace has, such as that of a table that goes later, or has been renamed since.
pub(in crate::plan) fn said<'a>(from: &Database, to: &'a Database) -> Cow<'a, Database> {
    let old = Lookup::new(from);
    let is_usual = |table: &Table, it: &Column| {
        let constraint = it.not_null_constraint.as_ref();
        let comes_alone = it.local && table.part_of.is_none();
        it.not_null && comes_alone && constraint.is_none_or(|it| it.name.is_none() && it.local)
    };
    let comes = |table: &Table, it: &Column| {
        is_usual(table, it)
            && !old
                .column(&table.name, &it.name)
                .is_some_and(|it| it.not_null)
    };
    let mut all = to.tables.iter();
    if !all.any(|table| table.columns.iter().any(|it| comes(table, it))) {
        return Cow::Borrowed(to);
    }
    let taken = taken(from, to);
    let is_taken = |table: &Table, name: &str| {
        let of = taken.get(&beside(&table.name, name));
        of.is_some_and(|of| of.iter().any(|it| **it != table.name))
    };
    let mut named = Cow::Borrowed(to);
    for (at, table) in to.tables.iter().enumerate() {
        for (place, column) in table.columns.iter().enumerate() {
            let name = not_null_name(table, column);
            if !comes(table, column) || !is_taken(table, &name) {
                continue;
            }
            let column = own_not_null(table, column);
            named.to_mut().tables[at].columns[place].not_null_constraint = column;
        }
    }
    named
}

/// The names of constraints that are there or are said, with the tables and domains that have them.
fn taken<'a>(
    from: &'a Database,
    to: &'a Database,
) -> BTreeMap<QualifiedName, BTreeSet<&'a QualifiedName>> {
    let mut taken: BTreeMap<QualifiedName, BTreeSet<&QualifiedName>> = BTreeMap::new();
    let mut take = |of: &'a QualifiedName, name: &str| {
        taken.entry(beside(of, name)).or_default().insert(of);
    };
    for database in [from, to] {
        for table in &database.tables {
            for it in &table.constraints {
                take(&table.name, &it.name);
            }
            for it in &table.columns {
                let said = it.not_null_constraint.as_ref();
                if it.not_null && (std::ptr::eq(database, from) || said.is_some()) {
                    take(&table.name, &not_null_name(table, it));
                }
            }
        }
        for domain in &database.domains {
            for it in &domain.checks {
                take(&domain.name, &it.name);
            }
        }
    }
    taken
}
