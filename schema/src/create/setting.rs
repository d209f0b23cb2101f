//! What is said of objects that are there: `ALTER`.

use super::sequence;
use super::table::settings;
use crate::database::{
    Column, ConstraintKind, Database, Filled, Index, IndexElement, QualifiedName, ReplicaIdentity,
    Table,
};
use crate::{name, sql};

/// All that comes when everything is there.
pub(super) fn all(database: &Database) -> Vec<String> {
    let mut statements = Vec::new();
    statements.extend(database.sequences.iter().filter_map(sequence::owned));
    for table in &database.tables {
        statements.extend(of_columns(database, table));
        for index in &table.indexes {
            statements.extend(of_index(&table.name, index));
        }
        statements.extend(of_table(table));
    }
    for view in &database.views {
        for index in &view.indexes {
            statements.extend(of_index(&view.name, index));
            if index.clustered {
                let view = sql::qualified(&view.name);
                let index = sql::identifier(&index.name);
                statements.push(format!("ALTER MATERIALIZED VIEW {view} CLUSTER ON {index}"));
            }
        }
    }
    statements
}

fn of_columns(database: &Database, table: &Table) -> Vec<String> {
    let mut actions = Vec::new();
    for column in &table.columns {
        let mut action = |what: String| {
            actions.push(format!(
                "ALTER COLUMN {} {what}",
                sql::identifier(&column.name)
            ));
        };
        if !table.inherits.is_empty() {
            unlike_parents(database, table, column)
                .into_iter()
                .for_each(&mut action);
        }
        if let Some(storage) = &column.storage {
            action(format!("SET STORAGE {storage}"));
        }
        if let Some(compression) = &column.compression {
            action(format!("SET COMPRESSION {compression}"));
        }
        if let Some(statistics) = column.statistics {
            action(format!("SET STATISTICS {statistics}"));
        }
        if !column.options.is_empty() {
            action(format!("SET ({})", settings(&column.options)));
        }
    }
    if actions.is_empty() {
        return actions;
    }
    let name = sql::qualified(&table.name);
    vec![format!(
        "ALTER TABLE ONLY {name}\n    {}",
        actions.join(",\n    ")
    )]
}

/// How an inherited column differs from what it is made as.
fn unlike_parents(database: &Database, table: &Table, column: &Column) -> Vec<String> {
    let parents: Vec<&Column> = table
        .inherits
        .iter()
        .filter_map(|parent| database.tables.iter().find(|it| it.name == *parent))
        .filter_map(|parent| parent.columns.iter().find(|it| it.name == column.name))
        .collect();
    let mut actions = Vec::new();
    let inherited = parents.iter().find_map(|it| match &it.filled {
        Filled::Default(default) => Some(default),
        _ => None,
    });
    match &column.filled {
        Filled::Default(own) if !column.local && inherited != Some(own) => {
            actions.push(format!("SET DEFAULT {own}"));
        }
        Filled::No if inherited.is_some() => actions.push("DROP DEFAULT".to_owned()),
        _ => {}
    }
    let by_itself = match &column.not_null_constraint {
        Some(constraint) => constraint.local && constraint.valid,
        None => !parents.iter().any(|it| it.not_null) || !column.local,
    };
    if !column.local && column.not_null && by_itself && !parents.iter().any(|it| it.not_null) {
        actions.push("SET NOT NULL".to_owned());
    }
    actions
}

fn of_index(on: &QualifiedName, index: &Index) -> Vec<String> {
    let name = sql::qualified(&super::index::name(on, &index.name));
    let target = |(at, element): (usize, &IndexElement)| {
        let statistics = element.statistics?;
        let place = at + 1;
        Some(format!(
            "ALTER INDEX {name} ALTER COLUMN {place} SET STATISTICS {statistics}"
        ))
    };
    index
        .elements
        .iter()
        .enumerate()
        .filter_map(target)
        .collect()
}

fn of_table(table: &Table) -> Vec<String> {
    let mut actions = Vec::new();
    match &table.replica_identity {
        ReplicaIdentity::PrimaryKey => {}
        ReplicaIdentity::Nothing => actions.push("REPLICA IDENTITY NOTHING".to_owned()),
        ReplicaIdentity::Full => actions.push("REPLICA IDENTITY FULL".to_owned()),
        ReplicaIdentity::Index(index) => actions.push(format!(
            "REPLICA IDENTITY USING INDEX {}",
            sql::identifier(index)
        )),
    }
    if table.row_security.enabled {
        actions.push("ENABLE ROW LEVEL SECURITY".to_owned());
    }
    if table.row_security.forced {
        actions.push("FORCE ROW LEVEL SECURITY".to_owned());
    }
    if let Some(index) = clustered_on(table) {
        actions.push(format!("CLUSTER ON {}", sql::identifier(index)));
    }
    let table = sql::qualified(&table.name);
    actions
        .into_iter()
        .map(|action| format!("ALTER TABLE ONLY {table} {action}"))
        .collect()
}

fn clustered_on(table: &Table) -> Option<&String> {
    let of_constraints = table.constraints.iter().filter(|it| match &it.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => key.index.clustered,
        ConstraintKind::Exclusion(exclusion) => exclusion.index.clustered,
        ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) => false,
    });
    let indexes = table.indexes.iter().filter(|it| it.clustered);
    of_constraints
        .map(|it| &it.name)
        .chain(indexes.map(|it| &it.name))
        .next()
}

/// The name of the constraint that keeps a column from being NULL.
pub(super) fn not_null_name(table: &Table, column: &Column) -> String {
    column
        .not_null_constraint
        .as_ref()
        .and_then(|it| it.name.clone())
        .unwrap_or_else(|| name::postgres::make(&table.name.name, Some(&column.name), "not_null"))
}
