//! `COMMENT ON`

use crate::database::{Database, QualifiedName};
use crate::sql;

/// The comments on all objects, in the order in which those were created.
pub(super) fn all(database: &Database) -> Vec<String> {
    let mut comments = Vec::new();
    for namespace in &database.namespaces {
        let name = sql::identifier(&namespace.name);
        comments.extend(on("SCHEMA", &name, namespace.comment.as_ref()));
    }
    for enum_ in &database.enums {
        let name = sql::qualified(&enum_.name);
        comments.extend(on("TYPE", &name, enum_.comment.as_ref()));
    }
    for domain in &database.domains {
        let name = sql::qualified(&domain.name);
        comments.extend(on("DOMAIN", &name, domain.comment.as_ref()));
    }
    for table in &database.tables {
        let name = sql::qualified(&table.name);
        comments.extend(on("TABLE", &name, table.comment.as_ref()));
        for column in &table.columns {
            let name = member(&table.name, &column.name);
            comments.extend(on("COLUMN", &name, column.comment.as_ref()));
        }
    }
    for view in &database.views {
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
    }
    comments
}

fn on(kind: &str, name: &str, comment: Option<&String>) -> Option<String> {
    let comment = sql::literal(comment?);
    Some(format!("COMMENT ON {kind} {name} IS {comment}"))
}

fn member(of: &QualifiedName, column: &str) -> String {
    format!("{}.{}", sql::qualified(of), sql::identifier(column))
}
