//! The names that a table's handles have: columns, references and collections share one space.

use std::collections::BTreeMap;

use crate::model::{Collection, Link, Model, Reference, Table, TableId};
use crate::source::Span;

/// A collection whose name is not its own, or has to be given.
pub(super) struct Clash<'a> {
    /// The table that would have the collection.
    pub(super) owner: &'a Table,
    pub(super) collection: &'a Collection,
    /// What has the name already; none where a name has to be given anyway.
    pub(super) taken: Option<Taken>,
}

/// What has a name.
#[derive(Clone)]
pub(super) struct Taken {
    pub(super) span: Span,
    pub(super) what: String,
}

/// The names of the columns and references of a table.
pub(super) fn own(table: &Table) -> BTreeMap<&str, Taken> {
    let mut names = BTreeMap::new();
    for column in &table.columns {
        let taken = Taken {
            span: column.span,
            what: "a column".to_owned(),
        };
        names.insert(column.name.as_str(), taken);
    }
    for reference in &table.references {
        if let Some(name) = &reference.name {
            names.entry(name).or_insert_with(|| Taken {
                span: reference.span,
                what: "a reference".to_owned(),
            });
        }
    }
    names
}

/// The collections that need another name: written names stand before those that follow from tables.
pub(super) fn clashes(model: &Model) -> Vec<Clash<'_>> {
    let mut clashes = Vec::new();
    for (number, owner) in model.tables.iter().enumerate() {
        let mut names = own(owner);
        for through in [false, true] {
            for written in [true, false] {
                for collection in &owner.collections {
                    let is_through = matches!(collection.link, Link::Through { .. });
                    if is_through != through || is_written(model, collection) != written {
                        continue;
                    }
                    let taken = names.get(collection.name.as_str()).cloned();
                    if taken.is_some() || !written && has_to_be(model, number, collection) {
                        clashes.push(Clash {
                            owner,
                            collection,
                            taken,
                        });
                    } else {
                        let taken = Taken {
                            span: reference(model, collection).1.span,
                            what: format!("the collection of `{}`", words(model, collection)),
                        };
                        names.insert(&collection.name, taken);
                    }
                }
            }
        }
    }
    clashes
}

/// The reference that names a collection, and its table.
pub(super) fn reference<'a>(model: &'a Model, collection: &Collection) -> (TableId, &'a Reference) {
    let (table, reference) = match collection.link {
        Link::Direct { table, reference } => (table, reference),
        Link::Through { join, far, .. } => (join, far),
    };
    (table, model.table(table).reference(reference))
}

/// `posts.author_id`: the reference that names a collection.
pub(super) fn words(model: &Model, collection: &Collection) -> String {
    let (table, reference) = reference(model, collection);
    let table = model.table(table);
    let names: Vec<&str> = reference
        .columns
        .iter()
        .map(|&column| table.column(column).name.as_str())
        .collect();
    // The column that the reference stands at, where it stands at one.
    let at = table
        .columns
        .iter()
        .find(|column| column.span == reference.span);
    match at {
        Some(column) => format!("{}.{}", table.name, column.name),
        None => format!("{}.({})", table.name, names.join(", ")),
    }
}

fn is_written(model: &Model, collection: &Collection) -> bool {
    let (_, reference) = reference(model, collection);
    match collection.link {
        Link::Direct { .. } => reference.inverse.is_some(),
        Link::Through { .. } => reference.many.is_some(),
    }
}

/// Whether the table's name alone would say nothing: the rows are of the same table.
fn has_to_be(model: &Model, owner: usize, collection: &Collection) -> bool {
    let (table, reference) = reference(model, collection);
    match collection.link {
        Link::Direct { .. } => table.0 == owner,
        Link::Through { .. } => reference.target.0 == owner,
    }
}
