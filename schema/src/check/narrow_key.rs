//! A key that counts has room to count.
//!
//! An `integer` ends at 2,147,483,647: a busy table gets there, and to widen its key rewrites it and all
//! that refer to it. `bigint` costs four bytes.
//!
//! ```relata,breaks
//! table things { id: integer primary key identity }
//! ```
//!
//! ```relata
//! table things { id: bigint primary key identity }
//! ```

use super::findings::{Findings, Place};
use crate::model::{Filled, Model, Scalar, TableId};

const RULE: &str = "narrow_key";

/// Reports identity keys that are no `bigint`.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        let Some(&[id]) = table.primary_key.as_ref().map(|key| key.columns.as_slice()) else {
            continue;
        };
        let column = table.column(id);
        let end = match column.ty.scalar {
            Scalar::SmallInt => "32,767",
            Scalar::Integer => "2,147,483,647",
            _ => continue,
        };
        if matches!(column.filled, Filled::Identity { .. }) {
            let word = column.ty.scalar.word();
            found
                .report(
                    RULE,
                    Place::Column(TableId(number), id),
                    column.ty_span,
                    format!("a key that counts in `{word}` ends at {end}"),
                )
                .help("write `bigint`");
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn an_integer_ends() {
        check(
            r#"
                table a { id: integer primary key identity }
                table b { id: smallint primary key identity }
                table c { id: integer primary key }
            "#,
            expect![[r#"
                warning[narrow_key]: a key that counts in `integer` ends at 2,147,483,647
                 --> schema.relata:2:31
                  |
                2 |                 table a { id: integer primary key identity }
                  |                               ^^^^^^^
                  |
                  = help: write `bigint`
                warning[narrow_key]: a key that counts in `smallint` ends at 32,767
                 --> schema.relata:3:31
                  |
                3 |                 table b { id: smallint primary key identity }
                  |                               ^^^^^^^^
                  |
                  = help: write `bigint`
            "#]],
        );
    }
}
