//! What is a table's own and can be altered.

use crate::change::{Change, Delta};
use crate::create::table::{setting, settings};
use crate::database::{Object, ReplicaIdentity, Table};
use crate::plan::draft::Draft;
use crate::plan::lookup::beside;
use crate::plan::work::Work;
use crate::sql;

/// What is a table's own and can be altered.
pub(in crate::plan) fn alter(work: &Work<'_>, draft: &mut Draft) {
    for change in work.changes {
        if let Change::Table(Delta::Altered { from, to }) = change
            && work.stays(&to.name)
        {
            own(from, to, draft);
        }
    }
}

/// Tables that are of a type and let it go, for good or while it changes: they are altered by themselves.
pub(in crate::plan) fn untype(work: &Work<'_>, draft: &mut Draft) {
    for table in &work.old.database.tables {
        let is_there = work.stays(&table.name) || work.remade.contains(&table.name);
        if is_there && work.loses_type(table) {
            draft.alter(&table.name, false, &["NOT OF".to_owned()]);
        }
    }
}

/// Tables that get a type, or have it again, when they have its columns.
pub(in crate::plan) fn retype(work: &Work<'_>, draft: &mut Draft) {
    for table in &work.new.database.tables {
        let Some(ty) = &table.of_type else { continue };
        let old = work.old.table(&table.name);
        let is_without = |old: &&Table| old.of_type.is_none() || work.loses_type(old);
        if work.stays(&table.name) && old.as_ref().is_some_and(is_without) {
            draft.alter(&table.name, false, &[format!("OF {}", sql::user_type(ty))]);
        }
    }
}

fn own(from: &Table, to: &Table, draft: &mut Draft) {
    let mut actions = Vec::new();
    if from.unlogged != to.unlogged {
        actions.push(
            if to.unlogged {
                "SET UNLOGGED"
            } else {
                "SET LOGGED"
            }
            .to_owned(),
        );
    }
    if from.access_method != to.access_method {
        let method = to.access_method.as_deref().unwrap_or("heap");
        actions.push(format!("SET ACCESS METHOD {}", sql::identifier(method)));
    }
    if from.tablespace != to.tablespace {
        let space = to.tablespace.as_deref().unwrap_or("pg_default");
        actions.push(format!("SET TABLESPACE {}", sql::identifier(space)));
    }
    actions.extend(options(&from.options, &to.options));
    draft.alter(&to.name, false, &actions);
}

/// `SET (…)` and `RESET (…)`, as far as storage parameters differ.
pub(in crate::plan) fn options(from: &[(String, String)], to: &[(String, String)]) -> Vec<String> {
    let mut actions = Vec::new();
    // What is set again stands at the end: the first ones stay as far as they stand in the target's order.
    let stay = from.iter().filter(|it| to.contains(it));
    let kept = stay.zip(to).take_while(|(a, b)| a == b).count();
    let set: Vec<(String, String)> = to[kept..].to_vec();
    let reset: Vec<String> = from
        .iter()
        .filter(|(name, _)| !to.iter().any(|(other, _)| other == name))
        .map(|(name, _)| setting(name))
        .collect();
    if !reset.is_empty() {
        actions.push(format!("RESET ({})", reset.join(", ")));
    }
    if !set.is_empty() {
        actions.push(format!("SET ({})", settings(&set)));
    }
    actions
}

/// Row security and replica identity, when the indexes are there.
pub(in crate::plan) fn identity(work: &Work<'_>, draft: &mut Draft) {
    for table in &work.new.database.tables {
        let old = work
            .old
            .table(&table.name)
            .filter(|_| work.stays(&table.name));
        let mut actions = Vec::new();
        let before = old.map_or_else(Default::default, |it| it.row_security);
        let after = table.row_security;
        if before.enabled != after.enabled {
            let what = if after.enabled { "ENABLE" } else { "DISABLE" };
            actions.push(format!("{what} ROW LEVEL SECURITY"));
        }
        if before.forced != after.forced {
            let what = if after.forced { "FORCE" } else { "NO FORCE" };
            actions.push(format!("{what} ROW LEVEL SECURITY"));
        }
        let identity = old.map_or_else(ReplicaIdentity::default, |it| it.replica_identity.clone());
        let is_rebuilt = matches!(&table.replica_identity, ReplicaIdentity::Index(index)
            if is_index_made(work, table, index, draft));
        if identity != table.replica_identity || is_rebuilt {
            actions.push(match &table.replica_identity {
                ReplicaIdentity::PrimaryKey => "REPLICA IDENTITY DEFAULT".to_owned(),
                ReplicaIdentity::Nothing => "REPLICA IDENTITY NOTHING".to_owned(),
                ReplicaIdentity::Full => "REPLICA IDENTITY FULL".to_owned(),
                ReplicaIdentity::Index(index) => {
                    format!("REPLICA IDENTITY USING INDEX {}", sql::identifier(index))
                }
            });
        }
        draft.alter(&table.name, true, &actions);
    }
}

/// Whether a table gets this index now. One that was replaced in steps took its place before.
fn is_index_made(work: &Work<'_>, table: &Table, index: &str, draft: &Draft) -> bool {
    let name = beside(&table.name, index);
    let is_replaced = draft.ahead.indexes.get(&name) == Some(&name);
    work.is_made(&Object::Constraint(table.name.clone(), index.to_owned()))
        || work.is_made(&Object::Index(name)) && !is_replaced
}
