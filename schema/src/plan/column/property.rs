//! How a column is stored and looked at.

use crate::database::{Column, QualifiedName};
use crate::plan::draft::Draft;
use crate::plan::table::options;
use crate::sql;

/// How a column is stored and looked at.
pub(in crate::plan) fn properties(
    table: &QualifiedName,
    old: Option<&Column>,
    new: &Column,
    draft: &mut Draft,
) {
    let name = sql::identifier(&new.name);
    let mut actions = Vec::new();
    // A new type has its own way to be stored.
    let is_same_type = old.is_none_or(|old| old.ty == new.ty);
    let storage = old
        .and_then(|it| it.storage.as_ref())
        .filter(|_| is_same_type);
    if storage != new.storage.as_ref() {
        let to = match &new.storage {
            Some(storage) => storage.clone(),
            None => usual_storage(&new.ty).to_owned(),
        };
        actions.push(format!("ALTER COLUMN {name} SET STORAGE {to}"));
    }
    if old.and_then(|it| it.compression.as_ref()) != new.compression.as_ref() {
        let to = new.compression.as_deref().unwrap_or("default");
        actions.push(format!("ALTER COLUMN {name} SET COMPRESSION {to}"));
    }
    if old.and_then(|it| it.statistics) != new.statistics {
        let to = new.statistics.unwrap_or(-1);
        actions.push(format!("ALTER COLUMN {name} SET STATISTICS {to}"));
    }
    let before = old.map_or(&[][..], |it| it.options.as_slice());
    for action in options(before, &new.options) {
        actions.push(format!("ALTER COLUMN {name} {action}"));
    }
    draft.alter(table, true, &actions);
}

/// How values of a type are stored where nothing is said: `typstorage`.
fn usual_storage(ty: &str) -> &'static str {
    let base = ty.split(['(', ' ']).next().unwrap_or(ty);
    if ty.ends_with("[]") {
        return "EXTENDED";
    }
    match base {
        "numeric" | "inet" | "cidr" => "MAIN",
        "smallint" | "integer" | "bigint" | "real" | "double" | "boolean" | "date" | "time"
        | "timestamp" | "interval" | "uuid" | "oid" | "money" | "point" | "macaddr"
        | "macaddr8" => "PLAIN",
        _ => "EXTENDED",
    }
}
