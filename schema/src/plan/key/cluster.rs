//! By which index a table is sorted.

use crate::database::{Object, Table};
use crate::plan::draft::Draft;
use crate::plan::lookup::{beside, key_index};
use crate::plan::work::Work;
use crate::sql;

/// Sorts tables by the index that the target has for it.
pub(in crate::plan) fn cluster(work: &Work<'_>, draft: &mut Draft) {
    for table in &work.new.database.tables {
        cluster_one(work, table, draft);
    }
}

fn cluster_one(work: &Work<'_>, table: &Table, draft: &mut Draft) {
    let by = |table: &Table| -> Option<String> {
        let keys = table
            .constraints
            .iter()
            .filter(|it| key_index(it).is_some_and(|it| it.clustered));
        let indexes = table.indexes.iter().filter(|it| it.clustered);
        keys.map(|it| it.name.clone())
            .chain(indexes.map(|it| it.name.clone()))
            .next()
    };
    let old = work
        .old
        .table(&table.name)
        .filter(|_| work.stays(&table.name));
    let (from, to) = (old.and_then(by), by(table));
    let is_made = to.as_ref().is_some_and(|name| {
        work.is_made(&Object::Index(beside(&table.name, name)))
            || work.is_made(&Object::Constraint(table.name.clone(), name.clone()))
    });
    if from == to && !is_made {
        return;
    }
    let action = match &to {
        Some(index) => format!("CLUSTER ON {}", sql::identifier(index)),
        None => "SET WITHOUT CLUSTER".to_owned(),
    };
    draft.alter(&table.name, false, &[action]);
}
