//! A table has a primary key.
//!
//! Without one a row cannot be named: not by a reference, not by an update, and not by replication.

use super::findings::{Findings, Place};
use crate::model::{Model, TableId};

const RULE: &str = "no_primary_key";

/// Reports tables without a primary key.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        if table.primary_key.is_some() || super::join_table_key::is_broken_by(table) {
            continue;
        }
        found
            .report(
                RULE,
                Place::Table(TableId(number)),
                table.span,
                format!("`{}` has no primary key", table.name),
            )
            .help("write `id: bigint primary key identity`");
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_table_has_a_key() {
        check(
            r#"
                table logs { line: text }
                table empties { }
                table imports {
                    line: text,
                    allow no_primary_key because "it is loaded and emptied",
                }
            "#,
            expect![[r#"
                error[no_primary_key]: `logs` has no primary key
                 --> schema.relata:2:23
                  |
                2 |                 table logs { line: text }
                  |                       ^^^^
                  |
                  = help: write `id: bigint primary key identity`
                error[no_primary_key]: `empties` has no primary key
                 --> schema.relata:3:23
                  |
                3 |                 table empties { }
                  |                       ^^^^^^^
                  |
                  = help: write `id: bigint primary key identity`
            "#]],
        );
    }
}
