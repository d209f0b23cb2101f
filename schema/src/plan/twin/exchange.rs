//! Foreign keys of twins and to them, which take the places of the others before the columns do: dropping one locks both of
//! its tables, so each is a transaction of its own.

use super::mapped::{leads_to, touches, until};
use super::widen::in_middle;
use super::{Twin, Twins};
use crate::database::{Action, Constraint, Database, ForeignKey, Object, QualifiedName};
use crate::plan::Phase;
use crate::plan::draft::Draft;
use crate::plan::lookup::{Lookup, foreign_key};
use crate::sql;

/// Exchanges the foreign keys that can be exchanged alone; the others go with their columns. Gives the database after it.
pub(in crate::plan) fn exchange(
    middle: &Database,
    to: &Database,
    twins: &Twins,
    draft: &mut Draft,
) -> Database {
    let mut database = middle.clone();
    let all: Vec<&Twin> = twins.columns.iter().collect();
    let new = Lookup::new(to);
    let mut exchanged = Vec::new();
    for table in &mut database.tables {
        let name = table.name.clone();
        let own = until(&all, &name);
        let mut kept = Vec::new();
        for it in std::mem::take(&mut table.constraints) {
            let is_old = foreign_key(&it).is_some_and(|key| is_of_columns(&it, key, &name, twins));
            let is_aside = foreign_key(&it).is_some()
                && twins.aside.iter().any(|(object, aside)| {
                    matches!(object, Object::Constraint(on, _) if *on == name) && *aside == it.name
                });
            if is_aside || !is_old || !can_go_first(&it, &name, twins) {
                kept.push(it);
                continue;
            }
            drop(&name, &it, draft);
            exchanged.push(Object::Constraint(name.clone(), it.name.clone()));
            let object = Object::Constraint(name.clone(), it.name.clone());
            let final_one = new.constraint(&name, &it.name);
            if let (Some(aside), Some(_)) = (twins.aside.get(&object), final_one) {
                rename(&name, aside, &it.name, draft);
            }
        }
        table.constraints = kept;
        // Those whose names are free by now have them.
        let names: Vec<String> = table.constraints.iter().map(|it| it.name.clone()).collect();
        for it in &mut table.constraints {
            let own_name = twins.aside.iter().find_map(|(object, aside)| match object {
                Object::Constraint(on, named) if *on == name && *aside == it.name => Some(named),
                _ => None,
            });
            if let Some(named) = own_name
                && foreign_key(it).is_some()
                && !names.contains(named)
                && let Some(wanted) = new.constraint(&name, named)
            {
                *it = in_middle(wanted, &all, &own);
                it.comment = None;
            }
        }
    }
    // What the one needed, the other does not.
    database
        .dependencies
        .retain(|it| !exchanged.contains(&it.of));
    database
}

/// Whether a foreign key is of a column that goes, or leads to one.
fn is_of_columns(it: &Constraint, key: &ForeignKey, on: &QualifiedName, twins: &Twins) -> bool {
    let own: Vec<&str> = twins.of_table(on).map(|it| it.of.as_str()).collect();
    let target: Vec<&str> = twins
        .of_table(&key.target)
        .map(|it| it.of.as_str())
        .collect();
    touches(it, &own) || leads_to(it, &key.target, &target)
}

/// Whether nothing is missed when only the other foreign key is there. What one does to the twin alone would not reach the
/// column that the release that is running reads.
pub(super) fn can_go_first(it: &Constraint, on: &QualifiedName, twins: &Twins) -> bool {
    let Some(key) = foreign_key(it) else {
        return false;
    };
    let columns: Vec<&str> = twins
        .of_table(on)
        .filter(|it| !it.is_rename())
        .map(|it| it.of.as_str())
        .collect();
    !touches(it, &columns) || !writes(key)
}

/// Whether a foreign key writes its columns.
pub(super) fn writes(key: &ForeignKey) -> bool {
    let is_quiet = |it: &Action| matches!(it, Action::NoAction | Action::Restrict);
    let deletes = matches!(key.on_delete, Action::Cascade);
    !(is_quiet(&key.on_update) && (is_quiet(&key.on_delete) || deletes))
}

fn drop(table: &QualifiedName, it: &Constraint, draft: &mut Draft) {
    let statement = draft.take(format!(
        "ALTER TABLE {}\n    DROP CONSTRAINT {}",
        sql::qualified(table),
        sql::identifier(&it.name)
    ));
    statement.phase = Phase::Contract;
    statement.joins = true;
    statement.begins = Some(format!("drop the foreign key {} of {table}", it.name));
}

fn rename(table: &QualifiedName, aside: &str, name: &str, draft: &mut Draft) {
    if let Some(last) = draft.statements.last_mut() {
        last.begins = Some(format!(
            "put a foreign key of {table} in the place of {name}"
        ));
    }
    let statement = draft.take(format!(
        "ALTER TABLE {}\n    RENAME CONSTRAINT {} TO {}",
        sql::qualified(table),
        sql::identifier(aside),
        sql::identifier(name)
    ));
    statement.joins = true;
}
