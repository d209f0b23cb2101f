//! The names that a table's handles have: columns, references and collections share one space.

use std::collections::BTreeMap;

use crate::model::{Collection, Column, Link, Model, ObjectName, Reference, Table};
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
                            span: Held::of(model, collection).reference.span,
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

/// The reference that names a collection, with the table or view that holds it.
pub(super) struct Held<'a> {
    pub(super) name: &'a ObjectName,
    pub(super) columns: &'a [Column],
    pub(super) reference: &'a Reference,
}

impl<'a> Held<'a> {
    pub(super) fn of(model: &'a Model, collection: &Collection) -> Self {
        let (table, reference) = match collection.link {
            Link::Direct { table, reference } => (table, reference),
            Link::Through { join, far, .. } => (join, far),
            Link::View { view, reference } => {
                let view = &model.views[view];
                return Self {
                    name: &view.name,
                    columns: &view.columns,
                    reference: &view.references[reference.0],
                };
            }
        };
        let table = model.table(table);
        Self {
            name: &table.name,
            columns: &table.columns,
            reference: table.reference(reference),
        }
    }
}

/// `posts.author_id`: the reference that names a collection.
pub(super) fn words(model: &Model, collection: &Collection) -> String {
    let Held {
        name,
        columns,
        reference,
    } = Held::of(model, collection);
    let names = reference.columns.iter();
    let names: Vec<&str> = names
        .map(|&column| columns[column.0].name.as_str())
        .collect();
    // The column that the reference stands at, where it stands at one.
    match columns.iter().find(|column| column.span == reference.span) {
        Some(column) => format!("{name}.{}", column.name),
        None => format!("{name}.({})", names.join(", ")),
    }
}

fn is_written(model: &Model, collection: &Collection) -> bool {
    let reference = Held::of(model, collection).reference;
    match collection.link {
        Link::Direct { .. } | Link::View { .. } => reference.inverse.is_some(),
        Link::Through { .. } => reference.many.is_some(),
    }
}

/// Whether the table's name alone would say nothing: the rows are of the same table.
fn has_to_be(model: &Model, owner: usize, collection: &Collection) -> bool {
    match collection.link {
        Link::Direct { table, .. } => table.0 == owner,
        Link::Through { .. } => Held::of(model, collection).reference.target.0 == owner,
        Link::View { .. } => false,
    }
}
