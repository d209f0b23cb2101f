//! `CREATE INDEX`

use super::order::Step;
use super::table::{settings, with};
use crate::database::{
    Database, Index, IndexElement, IndexTerm, Object, QualifiedName, Table, View,
};
use crate::sql;

/// The method that PostgreSQL takes where none is named.
const BTREE: &str = "btree";

/// The indexes of a table, but for those that lack a part in a partition, and those that are a partition's own.
pub(super) fn of_table(table: &Table) -> impl Iterator<Item = Step> {
    let indexes = table.indexes.iter();
    let early = indexes.filter(|it| !is_incomplete(table, it) && !is_of_partition(table, it));
    early.map(|it| step(&table.name, it, "").needing([Object::Table(table.name.clone())]))
}

/// The indexes of a partition that are its own: PostgreSQL could take them for those of its parent if they were there
/// when it becomes a partition.
pub(super) fn of_partition(table: &Table) -> impl Iterator<Item = Step> {
    let own = table
        .indexes
        .iter()
        .filter(|it| !is_incomplete(table, it) && is_of_partition(table, it));
    own.map(|it| step(&table.name, it, "").needing([Object::Table(table.name.clone())]))
}

fn is_of_partition(table: &Table, index: &Index) -> bool {
    table.part_of.is_some() && index.part_of.is_none()
}

/// The indexes of a partitioned table that lack a part, when all partitions are there; and the parts that they have.
pub(super) fn incomplete(database: &Database, table: &Table) -> Vec<Step> {
    let mut steps = Vec::new();
    for index in table.indexes.iter().filter(|it| is_incomplete(table, it)) {
        let parts = database
            .tables
            .iter()
            .flat_map(|it| it.indexes.iter().map(move |part| (it, part)));
        let own = name(&table.name, &index.name);
        let parts: Vec<QualifiedName> = parts
            .filter(|(_, part)| part.part_of.as_ref() == Some(&own))
            .map(|(of, part)| name(&of.name, &part.name))
            .collect();
        steps.push(step(&table.name, index, "ONLY ").needing([Object::Table(table.name.clone())]));
        for part in parts {
            let text = format!(
                "ALTER INDEX {} ATTACH PARTITION {}",
                sql::qualified(&own),
                sql::qualified(&part)
            );
            let needs = [Object::Index(own.clone()), Object::Index(part)];
            steps.push(Step::last(text).needing(needs));
        }
    }
    steps
}

fn is_incomplete(table: &Table, index: &Index) -> bool {
    table.partition.is_some() && !index.valid
}

/// The indexes of a materialized view.
pub(super) fn of_view(view: &View) -> impl Iterator<Item = Step> {
    view.indexes
        .iter()
        .map(|index| step(&view.name, index, "").needing([Object::View(view.name.clone())]))
}

/// The full name of an index.
pub(super) fn name(on: &QualifiedName, index: &str) -> QualifiedName {
    QualifiedName {
        namespace: on.namespace.clone(),
        name: index.to_owned(),
    }
}

/// An index of a table that is there, or of `ONLY` that table.
pub(crate) fn step(on: &QualifiedName, index: &Index, only: &str) -> Step {
    Step::new(
        Object::Index(name(on, &index.name)),
        create(on, index, only),
    )
}

/// `CREATE INDEX …`, while others write.
pub(crate) fn create_concurrently(on: &QualifiedName, index: &Index) -> String {
    create(on, index, "").replacen("INDEX ", "INDEX CONCURRENTLY ", 1)
}

/// `CREATE INDEX …`; with `ONLY `, on a partitioned table without its partitions.
pub(crate) fn create(on: &QualifiedName, index: &Index, only: &str) -> String {
    let elements: Vec<String> = index.elements.iter().map(element).collect();
    let mut text = format!(
        "CREATE {} {} ON {only}{}{} ({})",
        if index.unique {
            "UNIQUE INDEX"
        } else {
            "INDEX"
        },
        sql::identifier(&index.name),
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
