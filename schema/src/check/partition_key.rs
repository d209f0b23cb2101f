//! A partitioned table's keys hold the partition's columns.
//!
//! Each partition keeps its own rows unique, and no index knows the others: so what has to be unique in all of
//! them has to say in which one it is.
//!
//! ```relata,breaks
//! table events partition by range (at) {
//!     id: uuid primary key,
//!     at: timestamptz,
//! }
//! ```
//!
//! ```relata
//! table events partition by range (at) {
//!     id: uuid,
//!     at: timestamptz,
//!     primary key (id, at),
//! }
//! ```

use super::findings::{Findings, Place};
use crate::model::{ColumnId, ExprKind, IndexElement, Model, Partition, Table, TableId};
use crate::source::Span;

const RULE: &str = "partition_key";

/// Reports keys and uniques that PostgreSQL cannot keep over all partitions.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        let Some(partition) = &table.partition else {
            continue;
        };
        let id = TableId(number);
        if let Some(key) = &table.primary_key {
            let lists = ("the primary key", "primary key", key.columns.as_slice());
            of_columns(table, partition, Place::Table(id), key.span, lists, found);
        }
        for (at, unique) in table.uniques.iter().enumerate() {
            let place = Place::Unique(id, at);
            let lists = ("this unique", "unique", unique.columns.as_slice());
            of_columns(table, partition, place, unique.span, lists, found);
        }
        for (at, index) in table.indexes.iter().enumerate().filter(|(_, it)| it.unique) {
            let place = Place::Index(id, at);
            let columns: Vec<ColumnId> = index
                .elements
                .iter()
                .filter_map(IndexElement::column)
                .collect();
            let lists = ("this unique index", "unique index", columns.as_slice());
            of_columns(table, partition, place, index.span, lists, found);
        }
    }
}

fn of_columns(
    table: &Table,
    partition: &Partition,
    place: Place,
    at: Span,
    (what, words, columns): (&str, &str, &[ColumnId]),
    found: &mut Findings<'_>,
) {
    for by in &partition.by {
        let ExprKind::Column(column) = by.unparenthesized().kind else {
            found
                .report(
                    RULE,
                    place,
                    at,
                    format!("{what} cannot be kept: the table is partitioned by an expression"),
                )
                .because(partition.span, "partitioned here")
                .help("partition by a column, or remove this");
            return;
        };
        if columns.contains(&column) {
            continue;
        }
        let missing = &table.column(column).name;
        found
            .report(
                RULE,
                place,
                at,
                format!("{what} lacks the partition's column `{missing}`"),
            )
            .because(partition.span, "partitioned here")
            .help(format!("write `{words} (…, {missing})`"));
        return;
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_key_says_which_partition() {
        check(
            r#"
                table events partition by range (at) {
                    id: uuid,
                    at: timestamptz,
                    number: bigint unique,
                    primary key (id, at),
                    unique index (lower(id::text), at),
                }
                table days partition by range ((at at time zone "utc")::date) {
                    id: uuid primary key,
                    at: timestamptz,
                }
            "#,
            expect![[r#"
                error[partition_key]: this unique lacks the partition's column `at`
                 --> schema.relata:5:36
                  |
                2 |                 table events partition by range (at) {
                  |                              ----------------------- partitioned here
                ...
                5 |                     number: bigint unique,
                  |                                    ^^^^^^
                  |
                  = help: write `unique (…, at)`
                error[partition_key]: the primary key cannot be kept: the table is partitioned by an expression
                  --> schema.relata:10:30
                   |
                 9 |                 table days partition by range ((at at time zone "utc")::date) {
                   |                            -------------------------------------------------- partitioned here
                10 |                     id: uuid primary key,
                   |                              ^^^^^^^^^^^
                   |
                   = help: partition by a column, or remove this
            "#]],
        );
    }
}
