//! Constraints: keys and checks inside `CREATE TABLE`, foreign keys after all tables.

use super::order::Step;
use super::table::with;
use super::{index, setting};
use crate::database::{
    Action, Constraint, ConstraintKind, Database, Deferrable, Exclusion, ForeignKey, Key, KeyIndex,
    Object, QualifiedName, Table,
};
use crate::sql;

/// The constraints that stand in `CREATE TABLE`; of a divided table, no checks.
pub(super) fn inside(table: &Table, divided: bool) -> impl Iterator<Item = String> {
    standing_inside(table)
        .filter(move |it| !(divided && is_check(it)))
        .map(named)
}

/// The constraints that can stand in `CREATE TABLE`.
pub(crate) fn standing_inside(table: &Table) -> impl Iterator<Item = &Constraint> {
    let repeated = repeated(table);
    let constraints = table.constraints.iter().enumerate();
    constraints
        .filter(move |(at, it)| is_inside(table, it) && !repeated.contains(at))
        .map(|(_, constraint)| constraint)
}

/// The checks that otherwise stand in `CREATE TABLE`.
pub(super) fn checks(table: &Table) -> impl Iterator<Item = Step> {
    let checks = table
        .constraints
        .iter()
        .filter(|it| is_check(it) && is_inside(table, it));
    checks.map(|it| added(table, it))
}

/// What is added to a table that is there: keys that PostgreSQL would merge into one in one `CREATE TABLE`, and what the
/// rows that are there need not pass.
pub(super) fn later(table: &Table) -> Vec<Step> {
    let mut steps: Vec<Step> = repeated(table)
        .into_iter()
        .map(|at| added(table, &table.constraints[at]))
        .collect();
    let constraints = table.constraints.iter();
    let unproven =
        constraints.filter(|it| is_check(it) && !is_inherited(table, it) && is_not_valid(it));
    steps.extend(unproven.map(|it| added(table, it)));
    for column in &table.columns {
        let Some(constraint) = &column.not_null_constraint else {
            continue;
        };
        if constraint.valid || (!constraint.local && table.part_of.is_none()) {
            continue;
        }
        let name = setting::not_null_name(table, column);
        let text = format!(
            "ALTER TABLE {}\n    ADD CONSTRAINT {} NOT NULL {}{} NOT VALID",
            sql::qualified(&table.name),
            sql::identifier(&name),
            sql::identifier(&column.name),
            if constraint.no_inherit {
                " NO INHERIT"
            } else {
                ""
            }
        );
        let object = Object::Constraint(table.name.clone(), name);
        steps.push(Step::new(object, text).needing([Object::Table(table.name.clone())]));
    }
    steps
}

/// The columns of heirs of which is proven what is not of a parent's, though it comes from there.
pub(super) fn proven(database: &Database) -> Vec<Step> {
    let mut steps = Vec::new();
    let heirs = database.tables.iter().filter(|it| !it.inherits.is_empty());
    for table in heirs {
        for column in table.columns.iter().filter(|it| it.not_null) {
            let own = column.not_null_constraint.as_ref();
            if own.is_some_and(|it| it.local || !it.valid) {
                continue;
            }
            let Some((parent, name)) = unproven_above(database, table, &column.name) else {
                continue;
            };
            let text = format!(
                "ALTER TABLE {}\n    VALIDATE CONSTRAINT {}",
                sql::qualified(&table.name),
                sql::identifier(&name)
            );
            let object = Object::Constraint(table.name.clone(), name.clone());
            let above = Object::Constraint(parent, name);
            let own = Object::Table(table.name.clone());
            steps.push(Step::new(object, text).needing([above, own]));
        }
    }
    steps
}

/// The table that says of a column that it has from there, to all its heirs, what is not proven of its own rows.
fn unproven_above(
    database: &Database,
    table: &Table,
    column: &str,
) -> Option<(QualifiedName, String)> {
    let tables = database.tables.iter();
    let mut above = tables.filter(|it| table.inherits.contains(&it.name));
    above.find_map(|parent| {
        let it = parent.columns.iter().find(|it| it.name == column)?;
        match &it.not_null_constraint {
            Some(constraint) if constraint.local && !constraint.valid && !constraint.no_inherit => {
                Some((parent.name.clone(), setting::not_null_name(parent, it)))
            }
            _ => unproven_above(database, parent, column),
        }
    })
}

/// The foreign keys of a table.
pub(super) fn foreign_keys(table: &Table) -> impl Iterator<Item = Step> {
    table
        .constraints
        .iter()
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::ForeignKey(key) => {
                Some(added(table, constraint).needing([Object::Table(key.target.clone())]))
            }
            _ => None,
        })
}

/// Whether it is a foreign key.
pub(crate) fn is_foreign(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::ForeignKey(_))
}

fn is_check(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::Check(_))
}

fn is_inside(table: &Table, constraint: &Constraint) -> bool {
    !is_foreign(constraint)
        && !is_inherited(table, constraint)
        && !is_not_valid(constraint)
        && !is_of_partition(table, constraint)
}

/// Whether a parent brings it; a partition has to have it before it is one.
fn is_inherited(table: &Table, constraint: &Constraint) -> bool {
    !constraint.local && table.part_of.is_none()
}

/// Whether it says `NOT VALID`, which `CREATE TABLE` does not listen to.
fn is_not_valid(constraint: &Constraint) -> bool {
    constraint.enforced && !constraint.valid
}

/// The keys that equal an earlier one in all but the name.
fn repeated(table: &Table) -> Vec<usize> {
    let keys: Vec<(usize, &Key)> = table
        .constraints
        .iter()
        .enumerate()
        .filter(|(_, it)| !is_of_partition(table, it))
        .filter_map(|(at, constraint)| match &constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => Some((at, key)),
            _ => None,
        })
        .collect();
    keys.iter()
        .filter(|(at, key)| {
            keys.iter()
                .any(|(earlier, other)| earlier < at && are_merged(key, other))
        })
        .map(|(at, _)| *at)
        .collect()
}

/// Whether PostgreSQL takes them for one: what is said of their indexes does not count.
fn are_merged(key: &Key, other: &Key) -> bool {
    let said = |it: &Key| {
        (
            it.columns.clone(),
            it.include.clone(),
            it.nulls_distinct,
            it.deferrable,
        )
    };
    said(key) == said(other)
}

/// The keys of a partition that are its own: PostgreSQL could take them for those of its parent if they were there
/// when it becomes a partition.
pub(super) fn of_partition(table: &Table) -> impl Iterator<Item = Step> {
    let own = table
        .constraints
        .iter()
        .filter(|it| is_of_partition(table, it));
    own.map(|it| added(table, it))
}

fn is_of_partition(table: &Table, constraint: &Constraint) -> bool {
    table.part_of.is_some() && index_of(constraint).is_some_and(|it| it.part_of.is_none())
}

/// The index of a key.
pub(super) fn index_of(constraint: &Constraint) -> Option<&KeyIndex> {
    match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => Some(&key.index),
        ConstraintKind::Exclusion(exclusion) => Some(&exclusion.index),
        ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) => None,
    }
}

/// A constraint of a table that is there.
pub(crate) fn added(table: &Table, constraint: &Constraint) -> Step {
    let object = Object::Constraint(table.name.clone(), constraint.name.clone());
    Step::new(object, add(&table.name, constraint, "")).needing([Object::Table(table.name.clone())])
}

/// `ALTER TABLE … ADD CONSTRAINT …`; with `ONLY `, of a partitioned table without its partitions.
pub(crate) fn add(table: &QualifiedName, constraint: &Constraint, only: &str) -> String {
    let mut text = format!(
        "ALTER TABLE {only}{}\n    ADD {}",
        sql::qualified(table),
        named(constraint)
    );
    if is_not_valid(constraint) {
        text.push_str(" NOT VALID");
    }
    text
}

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
    format!(
        "CONSTRAINT {} {what}{}",
        sql::identifier(&constraint.name),
        if constraint.enforced {
            ""
        } else {
            " NOT ENFORCED"
        }
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
        of_index(&key.index),
        deferrable(key.deferrable)
    )
}

/// ` WITH (…) USING INDEX TABLESPACE …`, or nothing.
fn of_index(index: &KeyIndex) -> String {
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
    text.push_str(&of_index(&exclusion.index));
    if let Some(predicate) = &exclusion.predicate {
        text.push_str(&format!(" WHERE ({predicate})"));
    }
    text.push_str(deferrable(exclusion.deferrable));
    text
}

fn foreign_key(key: &ForeignKey) -> String {
    let columns = |columns: &[String]| match columns.split_last() {
        Some((last, others)) if key.period => {
            let others: String = others.iter().map(|it| sql::identifier(it) + ", ").collect();
            format!("{others}PERIOD {}", sql::identifier(last))
        }
        _ => sql::list(columns),
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
