//! `CREATE INDEX`

use super::table::{settings, with};
use crate::database::{Index, IndexElement, IndexTerm, QualifiedName, Table, View};
use crate::sql;

/// The method that PostgreSQL takes where none is named.
const BTREE: &str = "btree";

/// The indexes of a table.
pub(super) fn of_table(table: &Table) -> impl Iterator<Item = String> {
    table.indexes.iter().map(|index| create(&table.name, index))
}

/// The indexes of a materialized view.
pub(super) fn of_view(view: &View) -> impl Iterator<Item = String> {
    view.indexes.iter().map(|index| create(&view.name, index))
}

fn create(on: &QualifiedName, index: &Index) -> String {
    statement(on, index, Build::default())
}

/// How an index is built.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Build {
    /// While others write.
    pub(crate) concurrently: bool,
    /// Of a partitioned table, without its partitions.
    pub(crate) only: bool,
}

/// `CREATE INDEX …`
pub(crate) fn statement(on: &QualifiedName, index: &Index, build: Build) -> String {
    let elements: Vec<String> = index.elements.iter().map(element).collect();
    let mut text = format!(
        "CREATE {}{} {} ON {}{}{} ({})",
        if index.unique {
            "UNIQUE INDEX"
        } else {
            "INDEX"
        },
        if build.concurrently {
            " CONCURRENTLY"
        } else {
            ""
        },
        sql::identifier(&index.name),
        if build.only { "ONLY " } else { "" },
        sql::qualified(on),
        if index.method == BTREE {
            String::new()
        } else {
            format!(" USING {}", sql::identifier(&index.method))
        },
        elements.join(", ")
    );
    text.push_str(&include(&index.include));
    if !index.nulls_distinct {
        text.push_str(" NULLS NOT DISTINCT");
    }
    text.push_str(&with(&index.options));
    if let Some(tablespace) = &index.tablespace {
        text.push_str(&format!(" TABLESPACE {}", sql::identifier(tablespace)));
    }
    if let Some(predicate) = &index.predicate {
        text.push_str(&format!(" WHERE {predicate}"));
    }
    text
}

/// ` INCLUDE (a, b)`, or nothing.
pub(super) fn include(columns: &[String]) -> String {
    if columns.is_empty() {
        return String::new();
    }
    format!(" INCLUDE ({})", sql::list(columns))
}

/// One element: the term, then its collation, operator class and order where they are not the usual ones.
pub(super) fn element(element: &IndexElement) -> String {
    let mut text = match &element.term {
        IndexTerm::Column(column) => sql::identifier(column),
        IndexTerm::Expression(expr) => expr.clone(),
    };
    if let Some(collation) = &element.collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some((class, options)) = &element.class {
        text.push_str(&format!(" {class}"));
        if !options.is_empty() {
            text.push_str(&format!(" ({})", settings(options)));
        }
    }
    if element.descending {
        text.push_str(" DESC");
    }
    match (element.descending, element.nulls_first) {
        (false, true) => text.push_str(" NULLS FIRST"),
        (true, false) => text.push_str(" NULLS LAST"),
        _ => {}
    }
    text
}
