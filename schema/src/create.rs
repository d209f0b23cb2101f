//! From a database to the statements that create it on an empty server, in one transaction.

mod comment;
mod constraint;
mod index;
mod table;

use crate::database::{Database, Domain, EnumType, Extension, Namespace, Script, View};
use crate::sql;

/// The statements that create a database, separated by blank lines; empty for an empty database.
///
/// Indexes come before foreign keys, which may need a unique one; foreign keys come after all tables, so that tables
/// can refer to each other.
#[must_use]
pub fn create(database: &Database) -> String {
    let mut statements = Vec::new();
    statements.extend(database.extensions.iter().map(extension));
    statements.extend(database.namespaces.iter().map(namespace));
    statements.extend(database.enums.iter().map(enum_type));
    statements.extend(database.domains.iter().map(domain));
    statements.extend(scripts(database, true));
    statements.extend(database.tables.iter().map(table::create));
    for table in &database.tables {
        statements.extend(constraint::repeated_keys(table));
        statements.extend(index::of_table(table));
    }
    for table in &database.tables {
        statements.extend(constraint::foreign_keys(table));
    }
    for table in &database.tables {
        statements.extend(table::triggers(table));
    }
    for it in &database.views {
        statements.push(view(it));
        statements.extend(index::of_view(it));
    }
    statements.extend(comment::all(database));
    statements.extend(scripts(database, false));

    let mut text = statements.join(";\n\n");
    if !text.is_empty() {
        text.push_str(";\n");
    }
    text
}

fn extension(extension: &Extension) -> String {
    format!(
        "CREATE EXTENSION IF NOT EXISTS {}",
        sql::identifier(&extension.name)
    )
}

fn namespace(namespace: &Namespace) -> String {
    format!("CREATE SCHEMA {}", sql::identifier(&namespace.name))
}

fn enum_type(enum_: &EnumType) -> String {
    let labels: Vec<String> = enum_
        .labels
        .iter()
        .map(|label| sql::literal(label))
        .collect();
    format!(
        "CREATE TYPE {} AS ENUM ({})",
        sql::qualified(&enum_.name),
        labels.join(", ")
    )
}

fn domain(domain: &Domain) -> String {
    let mut text = format!(
        "CREATE DOMAIN {} AS {}",
        sql::qualified(&domain.name),
        domain.base
    );
    if let Some(collation) = &domain.collation {
        text.push_str(&format!(" COLLATE {}", sql::qualified(collation)));
    }
    if let Some(default) = &domain.default {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    if domain.not_null {
        text.push_str(" NOT NULL");
    }
    for check in &domain.checks {
        text.push_str(&format!(
            "\n    CONSTRAINT {} CHECK ({})",
            sql::identifier(&check.name),
            check.condition
        ));
    }
    text
}

fn view(view: &View) -> String {
    let columns: Vec<&String> = view.columns.iter().map(|column| &column.name).collect();
    format!(
        "CREATE {} {} ({}) AS\n{}",
        if view.materialized {
            "MATERIALIZED VIEW"
        } else {
            "VIEW"
        },
        sql::qualified(&view.name),
        sql::list(columns),
        view.query
    )
}

fn scripts(database: &Database, before_tables: bool) -> impl Iterator<Item = String> {
    database
        .scripts
        .iter()
        .filter(move |script| script.before_tables == before_tables)
        .map(script)
}

/// One or more statements of the author's, without the last `;`.
fn script(script: &Script) -> String {
    script
        .create
        .trim()
        .trim_end_matches(';')
        .trim_end()
        .to_owned()
}
