//! Indexes that come in another form under the names of what they were.

use super::drop::{can_go_first, drop_index};
use crate::database::{Index, Object, QualifiedName, ReplicaIdentity};
use crate::plan::draft::Draft;
use crate::plan::lookup::beside;
use crate::plan::safe::{build, can_be_built};
use crate::plan::work::Work;
use crate::sql;

/// Replaces the indexes that can be before anything else, while others read and write their tables. They are not gone any
/// more then, and have their names.
pub(in crate::plan) fn replace_indexes(work: &mut Work<'_>, draft: &mut Draft) {
    let tables = work.new.database.tables.iter();
    let views = work.new.database.views.iter();
    let all: Vec<(&QualifiedName, &Index)> = tables
        .flat_map(|it| it.indexes.iter().map(|index| (&it.name, index)))
        .chain(views.flat_map(|it| it.indexes.iter().map(|index| (&it.name, index))))
        .collect();
    for (on, index) in all {
        let name = beside(on, &index.name);
        let object = Object::Index(name.clone());
        let stands_alone = work
            .new
            .table(on)
            .is_none_or(|it| work.stays(on) && it.partition.is_none() && it.part_of.is_none());
        if work.is_gone(&object)
            && work.is_made(&object)
            && stands_alone
            && can_go(work, &name, draft)
            && can_be_built(work, on, index)
        {
            replace(work, on, index, draft);
            work.gone.remove(&object);
        }
    }
}

/// Whether nothing but its own table keeps an index, which stays.
fn can_go(work: &Work<'_>, name: &QualifiedName, draft: &Draft) -> bool {
    let Some((on, index)) = work.old.index(name) else {
        return false;
    };
    match work.old.table(on) {
        Some(table) => can_go_first(work, table, index, draft),
        None => !work.is_gone(&Object::View(on.clone())),
    }
}

/// Builds an index, and then drops the one that has its name: at all times one of them serves queries, and says which rows
/// are equal.
pub(super) fn replace(work: &Work<'_>, on: &QualifiedName, index: &Index, draft: &mut Draft) {
    let name = beside(on, &index.name);
    let Some((was_on, was)) = work.old.index(&name) else {
        return;
    };
    build(work, on, index, draft);
    let Some(ready) = draft.ahead.indexes.insert(name.clone(), name.clone()) else {
        return;
    };
    if identifies(work, on, &index.name) {
        draft.run(format!(
            "ALTER TABLE ONLY {}\n    REPLICA IDENTITY USING INDEX {}",
            sql::qualified(on),
            sql::identifier(&ready.name)
        ));
    }
    drop_index(work, was_on, was, draft);
    draft.run(format!(
        "ALTER INDEX {} RENAME TO {}",
        sql::qualified(&ready),
        sql::identifier(&name.name)
    ));
}

/// Whether the replicas of a table know its rows by an index, before and afterwards.
fn identifies(work: &Work<'_>, on: &QualifiedName, index: &str) -> bool {
    let by = ReplicaIdentity::Index(index.to_owned());
    let is_by =
        |table: Option<&crate::database::Table>| table.is_some_and(|it| it.replica_identity == by);
    is_by(work.old.table(on)) && is_by(work.new.table(on))
}
