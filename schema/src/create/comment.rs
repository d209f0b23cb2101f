//! `COMMENT ON`

use super::{constraint, setting};
use crate::database::{Database, Index, Outside, OutsideKind, QualifiedName, Table, View};
use crate::sql;

/// The comments on all objects, in the order in which those were created.
pub(crate) fn all(database: &Database) -> Vec<String> {
    let mut comments = Vec::new();
    for extension in &database.extensions {
        let name = sql::identifier(&extension.name);
        comments.extend(on("EXTENSION", &name, extension.comment.as_ref()));
    }
    for namespace in &database.namespaces {
        let name = sql::identifier(&namespace.name);
        comments.extend(on("SCHEMA", &name, namespace.comment.as_ref()));
    }
    of_types(database, &mut comments);
    for sequence in &database.sequences {
        let name = sql::qualified(&sequence.name);
        comments.extend(on("SEQUENCE", &name, sequence.comment.as_ref()));
    }
    for table in &database.tables {
        of_table(table, &mut comments);
    }
    for view in &database.views {
        of_view(view, &mut comments);
    }
    comments.extend(database.outside.iter().filter_map(of_outside));
    comments
}

fn of_types(database: &Database, comments: &mut Vec<String>) {
    for enum_ in &database.enums {
        let name = sql::user_type(&enum_.name);
        comments.extend(on("TYPE", &name, enum_.comment.as_ref()));
    }
    for composite in &database.composites {
        let name = sql::user_type(&composite.name);
        comments.extend(on("TYPE", &name, composite.comment.as_ref()));
        for attribute in &composite.attributes {
            let name = member(&composite.name, &attribute.name);
            comments.extend(on("COLUMN", &name, attribute.comment.as_ref()));
        }
    }
    for domain in &database.domains {
        let name = sql::user_type(&domain.name);
        comments.extend(on("DOMAIN", &name, domain.comment.as_ref()));
        for check in &domain.checks {
            let name = format!("{} ON DOMAIN {name}", sql::identifier(&check.name));
            comments.extend(on("CONSTRAINT", &name, check.comment.as_ref()));
        }
    }
}

fn of_table(table: &Table, comments: &mut Vec<String>) {
    let name = sql::qualified(&table.name);
    comments.extend(on("TABLE", &name, table.comment.as_ref()));
    for column in &table.columns {
        let name = member(&table.name, &column.name);
        comments.extend(on("COLUMN", &name, column.comment.as_ref()));
    }
    let of_constraint = |constraint: &str| format!("{} ON {name}", sql::identifier(constraint));
    for column in &table.columns {
        let constraint = column.not_null_constraint.as_ref();
        let comment = constraint.and_then(|it| it.comment.as_ref());
        let name = of_constraint(&setting::not_null_name(table, column));
        comments.extend(on("CONSTRAINT", &name, comment));
    }
    for constraint in &table.constraints {
        let name = of_constraint(&constraint.name);
        comments.extend(on("CONSTRAINT", &name, constraint.comment.as_ref()));
        let name = sql::qualified(&super::index::name(&table.name, &constraint.name));
        let index = constraint::index_of(constraint);
        comments.extend(on("INDEX", &name, index.and_then(|it| it.comment.as_ref())));
    }
    of_indexes(&table.name, &table.indexes, comments);
}

fn of_indexes(of: &QualifiedName, indexes: &[Index], comments: &mut Vec<String>) {
    for index in indexes {
        let name = sql::qualified(&super::index::name(of, &index.name));
        comments.extend(on("INDEX", &name, index.comment.as_ref()));
    }
}

fn of_view(view: &View, comments: &mut Vec<String>) {
    let kind = if view.materialized {
        "MATERIALIZED VIEW"
    } else {
        "VIEW"
    };
    let name = sql::qualified(&view.name);
    comments.extend(on(kind, &name, view.comment.as_ref()));
    for column in &view.columns {
        let name = member(&view.name, &column.name);
        comments.extend(on("COLUMN", &name, column.comment.as_ref()));
    }
    of_indexes(&view.name, &view.indexes, comments);
}

/// Of what is created.
fn of_outside(outside: &Outside) -> Option<String> {
    outside.definition.as_ref()?;
    if outside.kind == OutsideKind::Grant {
        return None;
    }
    let kind = outside.kind.to_string().to_ascii_uppercase();
    let name = match &outside.on {
        Some(table) if outside.kind != OutsideKind::Statistics => {
            format!("{} ON {}", outside.name, sql::qualified(table))
        }
        _ => outside.name.clone(),
    };
    on(&kind, &name, outside.comment.as_ref())
}

fn on(kind: &str, name: &str, comment: Option<&String>) -> Option<String> {
    let comment = sql::literal(comment?);
    Some(format!("COMMENT ON {kind} {name} IS {comment}"))
}

fn member(of: &QualifiedName, column: &str) -> String {
    format!("{}.{}", sql::qualified(of), sql::identifier(column))
}
