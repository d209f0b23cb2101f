//! A join table holds a pair once.
//!
//! A table whose columns are all references says which rows belong together. Without a key the same
//! pair can stand there twice, and then counts and lists come out too long.
//!
//! ```relata,breaks
//! table tags { id: bigint primary key identity }
//! table posts { id: bigint primary key identity }
//! table post_tags {
//!     post_id: references posts on delete cascade,
//!     tag_id: references tags on delete cascade,
//! }
//! ```
//!
//! ```relata
//! table tags { id: bigint primary key identity }
//! table posts { id: bigint primary key identity }
//! table post_tags {
//!     post_id: references posts on delete cascade,
//!     tag_id: references tags on delete cascade,
//!     primary key (post_id, tag_id),
//! }
//! ```

use super::findings::{Findings, Place};
use crate::model::{Model, Table, TableId};

const RULE: &str = "join_table_key";

/// Reports tables of references alone in which a pair can repeat.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        if !is_broken_by(table) {
            continue;
        }
        let names = table.column_names().join(", ");
        found
            .report(
                RULE,
                Place::Table(TableId(number)),
                table.span,
                format!(
                    "the columns of `{}` are all references, and nothing keeps them from repeating",
                    table.name
                ),
            )
            .help(format!("add `primary key ({names})`"));
    }
}

/// Whether the table is one of references alone, and has neither a key nor a unique.
pub(super) fn is_broken_by(table: &Table) -> bool {
    let is_reference = |column: usize| {
        table
            .references
            .iter()
            .any(|reference| reference.columns.iter().any(|held| held.0 == column))
    };
    table.references.len() > 1
        && table.unique_keys().is_empty()
        && (0..table.columns.len()).all(is_reference)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_pair_stands_once() {
        check(
            r#"
                table a { id: bigint primary key identity }
                table b { id: bigint primary key identity }
                table pairs {
                    a_id: references a on delete cascade,
                    b_id: references b on delete cascade,
                }
            "#,
            expect![[r#"
                error[join_table_key]: the columns of `pairs` are all references, and nothing keeps them from repeating
                 --> schema.relata:4:23
                  |
                4 |                 table pairs {
                  |                       ^^^^^
                  |
                  = help: add `primary key (a_id, b_id)`
            "#]],
        );
    }
}
