//! What of the second half comes before the rest of it.

use crate::database::{Database, Filled, QualifiedName, Table};
use crate::plan::lookup::{Lookup, foreign_key};
use std::collections::BTreeSet;

/// What of the second half can be done before the rest of it, each for itself: foreign keys that only go, since their
/// going locks what they lead to, and what may no longer be NULL, since all rows are read for that.
pub(in crate::plan::safe) fn settled(middle: &Database, to: &Database) -> Database {
    let mut database = middle.clone();
    let new = Lookup::new(to);
    let stands_alone =
        |it: &Table| it.partition.is_none() && it.part_of.is_none() && it.inherits.is_empty();
    let parents: BTreeSet<QualifiedName> = middle
        .tables
        .iter()
        .flat_map(|it| it.inherits.iter().cloned())
        .collect();
    for table in &mut database.tables {
        if !stands_alone(table) || parents.contains(&table.name) {
            continue;
        }
        let name = table.name.clone();
        table
            .constraints
            .retain(|it| foreign_key(it).is_none() || new.constraint(&name, &it.name).is_some());
        if !new.table(&name).is_some_and(stands_alone) {
            continue;
        }
        for column in &mut table.columns {
            if let Some(after) = new.column(&name, &column.name)
                && after.ty == column.ty
                && after.not_null
                && !column.not_null
                && column.not_null_constraint.is_none()
                && !matches!(after.filled, Filled::Identity(_))
            {
                column.not_null = true;
                column
                    .not_null_constraint
                    .clone_from(&after.not_null_constraint);
            }
        }
    }
    database
}
