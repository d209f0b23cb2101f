//! Constraints: keys and checks inside `CREATE TABLE`, foreign keys after all tables.

use super::index;
use crate::database::{
    Action, Constraint, ConstraintKind, Deferrable, Exclusion, ForeignKey, Key, Table,
};
use crate::sql;

/// The constraints that stand in `CREATE TABLE`.
pub(super) fn inside(table: &Table) -> impl Iterator<Item = String> {
    let repeated = repeated(table);
    table
        .constraints
        .iter()
        .enumerate()
        .filter(move |(at, constraint)| {
            !matches!(constraint.kind, ConstraintKind::ForeignKey(_)) && !repeated.contains(at)
        })
        .map(|(_, constraint)| named(constraint))
}

/// Keys that are added alone: in one `CREATE TABLE`, PostgreSQL merges equal keys into one.
pub(super) fn repeated_keys(table: &Table) -> impl Iterator<Item = String> {
    repeated(table)
        .into_iter()
        .map(|at| added(table, &table.constraints[at]))
}

/// The foreign keys of a table.
pub(super) fn foreign_keys(table: &Table) -> impl Iterator<Item = String> {
    table
        .constraints
        .iter()
        .filter(|constraint| matches!(constraint.kind, ConstraintKind::ForeignKey(_)))
        .map(|constraint| added(table, constraint))
}

/// The keys that equal an earlier one in all but the name.
fn repeated(table: &Table) -> Vec<usize> {
    let keys: Vec<(usize, &Key)> = table
        .constraints
        .iter()
        .enumerate()
        .filter_map(|(at, constraint)| match &constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => Some((at, key)),
            _ => None,
        })
        .collect();
    keys.iter()
        .filter(|(at, key)| {
            keys.iter()
                .any(|(earlier, other)| earlier < at && other == key)
        })
        .map(|(at, _)| *at)
        .collect()
}

fn added(table: &Table, constraint: &Constraint) -> String {
    format!(
        "ALTER TABLE {}\n    ADD {}",
        sql::qualified(&table.name),
        named(constraint)
    )
}

fn named(constraint: &Constraint) -> String {
    let what = match &constraint.kind {
        ConstraintKind::PrimaryKey(it) => format!("PRIMARY KEY{}", key(it)),
        ConstraintKind::Unique(it) if it.nulls_distinct => format!("UNIQUE{}", key(it)),
        ConstraintKind::Unique(it) => format!("UNIQUE NULLS NOT DISTINCT{}", key(it)),
        ConstraintKind::Exclusion(it) => exclusion(it),
        ConstraintKind::Check(it) => format!("CHECK ({})", it.condition),
        ConstraintKind::ForeignKey(it) => foreign_key(it),
    };
    format!("CONSTRAINT {} {what}", sql::identifier(&constraint.name))
}

fn key(key: &Key) -> String {
    format!(
        " ({}){}{}",
        sql::list(&key.columns),
        index::include(&key.include),
        deferrable(key.deferrable)
    )
}

fn exclusion(exclusion: &Exclusion) -> String {
    let elements: Vec<String> = exclusion
        .elements
        .iter()
        .map(|(element, operator)| format!("{} WITH {operator}", index::element(element)))
        .collect();
    let mut text = format!(
        "EXCLUDE USING {} ({})",
        sql::identifier(&exclusion.method),
        elements.join(", ")
    );
    if let Some(predicate) = &exclusion.predicate {
        text.push_str(&format!(" WHERE ({predicate})"));
    }
    text.push_str(deferrable(exclusion.deferrable));
    text
}

fn foreign_key(key: &ForeignKey) -> String {
    let mut text = format!(
        "FOREIGN KEY ({}) REFERENCES {} ({})",
        sql::list(&key.columns),
        sql::qualified(&key.target),
        sql::list(&key.target_columns)
    );
    if key.match_full {
        text.push_str(" MATCH FULL");
    }
    if let Some(action) = action(&key.on_delete) {
        text.push_str(&format!(" ON DELETE {action}"));
    }
    if let Some(action) = action(&key.on_update) {
        text.push_str(&format!(" ON UPDATE {action}"));
    }
    text.push_str(deferrable(key.deferrable));
    text
}

/// `None` for what PostgreSQL does anyway.
fn action(action: &Action) -> Option<String> {
    let of = |columns: &[String]| {
        if columns.is_empty() {
            String::new()
        } else {
            format!(" ({})", sql::list(columns))
        }
    };
    match action {
        Action::NoAction => None,
        Action::Restrict => Some("RESTRICT".to_owned()),
        Action::Cascade => Some("CASCADE".to_owned()),
        Action::SetNull(columns) => Some(format!("SET NULL{}", of(columns))),
        Action::SetDefault(columns) => Some(format!("SET DEFAULT{}", of(columns))),
    }
}

fn deferrable(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::No => "",
        Deferrable::InitiallyImmediate => " DEFERRABLE",
        Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    }
}
