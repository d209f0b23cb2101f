//! The columns of tables that stay.

mod add;
mod fill;
mod identity;
mod not_null;
mod not_null_name;
mod property;
mod remove;
mod retype;

pub(super) use not_null::{not_null_goes, require, say_again, unvalidated_not_null};
pub(super) use not_null_name::said as with_not_null_names;
pub(super) use property::{from_parent, properties};
pub(super) use remove::remove;

use crate::change::Change;
use crate::database::{Object, QualifiedName, Table};
use crate::plan::draft::Draft;
use crate::plan::lookup::parents;
use crate::plan::order::sorted;
use crate::plan::work::Work;
use add::add;
use fill::fill;
use retype::retype;
use std::collections::BTreeSet;

/// Types, new columns, and what fills the columns and keeps them from being NULL.
pub(super) fn change(work: &Work<'_>, draft: &mut Draft) {
    for name in touched(work) {
        if work.stays(&name)
            && let Some(table) = work.new.table(&name)
        {
            retype(work, table, draft);
            add(work, table, draft);
            fill(work, table, draft);
        }
    }
}

/// The tables that stay and whose columns change in some way, parents first.
fn touched(work: &Work<'_>) -> Vec<QualifiedName> {
    let mut names: BTreeSet<&QualifiedName> = BTreeSet::new();
    for change in work.changes {
        if let Change::Column { table, .. } = change {
            names.insert(table);
        }
    }
    for object in work.gone.iter().chain(&work.made) {
        if let Object::Column(table, _) | Object::Default(table, _) = object {
            names.insert(table);
        }
    }
    names.extend(work.retyped.iter().map(|(table, _)| table));
    // A child may have to say again what a change of its parent overrides.
    let mut all = names.clone();
    let mut news: Vec<&QualifiedName> = names.into_iter().collect();
    while let Some(name) = news.pop() {
        for child in work.new.children(name) {
            if all.insert(&child.name) {
                news.push(&child.name);
            }
        }
    }
    let tables: Vec<&Table> = all
        .iter()
        .filter(|name| work.stays(name) || work.remade.contains(**name))
        .filter_map(|name| work.new.table(name))
        .collect();
    let ordered = sorted(
        &tables,
        |it| it.name.clone(),
        |it| parents(it).cloned().collect(),
    );
    ordered.into_iter().map(|it| it.name.clone()).collect()
}

/// Whether a column is a linked parent's too, with whose it changes.
fn is_inherited(work: &Work<'_>, table: &QualifiedName, column: &str) -> bool {
    work.linked(table).iter().any(|parent| {
        let is_own = || work.old.column(table, column).is_some_and(|it| it.local);
        let goes = || work.is_gone(&Object::Column(parent.name.clone(), column.to_owned()));
        // What it declares itself stays when its parent's goes.
        work.old.column(&parent.name, column).is_some()
            && (!is_own() || work.new.column(&parent.name, column).is_some() && !goes())
    })
}
