//! Collections: references seen from the other side, one by one and through join tables.

use crate::model::{
    Collection, ColumnId, Link, Model, ObjectName, Reference, ReferenceId, Table, TableId,
};
use crate::name::rust;

/// Finds the join tables, and what each table is referred to by.
///
/// Every name is the written one or the one that follows from the tables; whether a table has two
/// of one name is for the check to say.
pub(super) fn resolve(model: &mut Model) {
    let Model { tables, views, .. } = model;
    for table in &mut *tables {
        mark_unique(table);
        table.join = join(table);
    }

    let mut collections: Vec<Vec<Collection>> = vec![Vec::new(); tables.len()];
    for (number, table) in tables.iter().enumerate() {
        for (reference_number, reference) in table.references.iter().enumerate() {
            collections[reference.target.0].push(Collection {
                name: inverse(reference, &table.row, &table.name),
                link: Link::Direct {
                    table: TableId(number),
                    reference: ReferenceId(reference_number),
                },
                one: reference.unique,
            });
        }
    }
    for (number, table) in tables.iter().enumerate() {
        let Some((first, second)) = table.join else {
            continue;
        };
        for (near, far) in [(first, second), (second, first)] {
            let leads_to = table.reference(far);
            let name = match &leads_to.many {
                Some(name) => name.clone(),
                None => tables[leads_to.target.0].name.name.clone(),
            };
            collections[table.reference(near).target.0].push(Collection {
                name,
                link: Link::Through {
                    join: TableId(number),
                    near,
                    far,
                },
                one: false,
            });
        }
    }
    for (number, view) in views.iter().enumerate() {
        for (reference_number, reference) in view.references.iter().enumerate() {
            collections[reference.target.0].push(Collection {
                name: inverse(reference, &view.row, &view.name),
                link: Link::View {
                    view: number,
                    reference: ReferenceId(reference_number),
                },
                one: reference.unique,
            });
        }
    }
    for (table, collections) in tables.iter_mut().zip(collections) {
        table.collections = collections;
    }
}

/// Finds the references whose columns are a key, so that one row at most leads to each row.
pub(super) fn mark_unique(table: &mut Table) {
    let keys = table.unique_columns();
    for reference in &mut table.references {
        let columns = &reference.columns;
        reference.unique = keys
            .iter()
            .any(|key| key.iter().all(|column| columns.contains(column)));
    }
}

/// What the other side of a reference is called.
fn inverse(reference: &Reference, row: &str, name: &ObjectName) -> String {
    match &reference.inverse {
        Some(name) => name.clone(),
        None if reference.unique => rust::one(row),
        None => name.name.clone(),
    }
}

/// The two references whose columns together are the table's key, neither holding the other.
fn join(table: &Table) -> Option<(ReferenceId, ReferenceId)> {
    let key = match &table.primary_key {
        Some(key) => key.columns.as_slice(),
        None => match table.uniques.as_slice() {
            [only] => only.columns.as_slice(),
            _ => return None,
        },
    };
    let candidates: Vec<(ReferenceId, &[ColumnId])> = table
        .references
        .iter()
        .enumerate()
        .filter(|(_, reference)| !reference.nullable && within(&reference.columns, key))
        .map(|(number, reference)| (ReferenceId(number), reference.columns.as_slice()))
        .collect();
    // A key has at most 32 columns: more references than that within it are no join table's.
    if candidates.len() > 32 {
        return None;
    }
    for (position, &(first, left)) in candidates.iter().enumerate() {
        for &(second, right) in &candidates[position + 1..] {
            let whole = key
                .iter()
                .all(|column| left.contains(column) || right.contains(column));
            if whole && !within(left, right) && !within(right, left) {
                return Some((first, second));
            }
        }
    }
    None
}

fn within(columns: &[ColumnId], key: &[ColumnId]) -> bool {
    columns.iter().all(|column| key.contains(column))
}
