//! Constraints: keys and checks inside `CREATE TABLE`, foreign keys after all tables.

use super::index;
use super::table::with;
use crate::database::{
    Action, Constraint, ConstraintKind, Deferrable, Exclusion, ForeignKey, Key, KeyIndex,
    QualifiedName, Table,
};
use crate::sql;

/// The constraints that stand in `CREATE TABLE`.
pub(crate) fn inside(table: &Table) -> impl Iterator<Item = &Constraint> {
    let repeated = repeated(table);
    table
        .constraints
        .iter()
        .enumerate()
        .filter(move |(at, constraint)| {
            !matches!(constraint.kind, ConstraintKind::ForeignKey(_)) && !repeated.contains(at)
        })
        .map(|(_, constraint)| constraint)
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
    add(&table.name, constraint, false)
}

/// `ALTER TABLE … ADD CONSTRAINT …`; of `only` a partitioned table, and not of its partitions.
pub(crate) fn add(table: &QualifiedName, constraint: &Constraint, only: bool) -> String {
    format!(
        "ALTER TABLE {}{}\n    ADD {}",
        if only { "ONLY " } else { "" },
        sql::qualified(table),
        named(constraint)
    )
}

/// `CONSTRAINT name …`, as `CREATE TABLE` and `ALTER TABLE … ADD` take it.
pub(crate) fn named(constraint: &Constraint) -> String {
    let what = match &constraint.kind {
        ConstraintKind::PrimaryKey(it) => format!("PRIMARY KEY{}", key(it)),
        ConstraintKind::Unique(it) if it.nulls_distinct => format!("UNIQUE{}", key(it)),
        ConstraintKind::Unique(it) => format!("UNIQUE NULLS NOT DISTINCT{}", key(it)),
        ConstraintKind::Exclusion(it) => exclusion(it),
        ConstraintKind::Check(it) if it.no_inherit => {
            format!("CHECK ({}) NO INHERIT", it.condition)
        }
        ConstraintKind::Check(it) => format!("CHECK ({})", it.condition),
        ConstraintKind::ForeignKey(it) => foreign_key(it),
    };
    let validity = match (constraint.enforced, constraint.valid) {
        (false, _) => " NOT ENFORCED",
        (true, false) => " NOT VALID",
        (true, true) => "",
    };
    format!(
        "CONSTRAINT {} {what}{validity}",
        sql::identifier(&constraint.name)
    )
}

fn key(key: &Key) -> String {
    format!(
        " ({}{}){}{}{}",
        sql::list(&key.columns),
        if key.without_overlaps {
            " WITHOUT OVERLAPS"
        } else {
            ""
        },
        index::include(&key.include),
        stored(&key.index),
        deferrable(key.deferrable)
    )
}

/// How the index of a constraint is stored.
fn stored(index: &KeyIndex) -> String {
    let mut text = with(&index.options);
    if let Some(tablespace) = &index.tablespace {
        text.push_str(&format!(
            " USING INDEX TABLESPACE {}",
            sql::identifier(tablespace)
        ));
    }
    text
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
    text.push_str(&index::include(&exclusion.include));
    text.push_str(&stored(&exclusion.index));
    if let Some(predicate) = &exclusion.predicate {
        text.push_str(&format!(" WHERE ({predicate})"));
    }
    text.push_str(deferrable(exclusion.deferrable));
    text
}

fn foreign_key(key: &ForeignKey) -> String {
    let columns = |columns: &[String]| {
        let period = if key.period { columns.split_last() } else { None };
        match period {
            Some((last, [])) => format!("PERIOD {}", sql::identifier(last)),
            Some((last, rest)) => {
                format!("{}, PERIOD {}", sql::list(rest), sql::identifier(last))
            }
            None => sql::list(columns),
        }
    };
    let mut text = format!(
        "FOREIGN KEY ({}) REFERENCES {} ({})",
        columns(&key.columns),
        sql::qualified(&key.target),
        columns(&key.target_columns)
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

pub(crate) fn deferrable(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::No => "",
        Deferrable::InitiallyImmediate => " DEFERRABLE",
        Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    }
}
