//! A column with a default is not nullable too.
//!
//! With `?` and a default, a row has NULL only where somebody wrote NULL: most often nobody meant to, and all
//! who read the column have to think of it.
//!
//! ```relata,breaks
//! table posts { id: bigint primary key identity, votes: integer? = 0 }
//! ```
//!
//! ```relata
//! table posts { id: bigint primary key identity, votes: integer = 0 }
//! ```
//!
//! What `on delete set null` empties may have both; of a boolean, `nullable_boolean` says it.

use super::findings::{Findings, Place};
use crate::model::{Action, ColumnId, ExprKind, Filled, Model, Scalar, Table, TableId};

const RULE: &str = "nullable_default";

/// Reports nullable columns with a default.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        for (id, column) in table.columns.iter().enumerate() {
            let Filled::Default(default) = &column.filled else {
                continue;
            };
            let is_null =
                matches!(&default.unparenthesized().kind, ExprKind::Word(word) if word == "null");
            if column.nullable
                && !is_null
                && column.ty.scalar != Scalar::Boolean
                && !is_emptied(table, ColumnId(id))
            {
                let message = format!(
                    "`{}` has a default and a `?`: it is NULL only where NULL is written",
                    column.name
                );
                found
                    .report(
                        RULE,
                        Place::Column(TableId(number), ColumnId(id)),
                        column.span,
                        message,
                    )
                    .help("remove the `?`");
            }
        }
    }
}

/// Whether a reference sets it to NULL.
fn is_emptied(table: &Table, column: ColumnId) -> bool {
    table.references.iter().any(|reference| {
        reference.columns.contains(&column)
            && [&reference.on_delete, &reference.on_update]
                .iter()
                .any(|action| matches!(action, Some(Action::SetNull(_))))
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_default_is_instead_of_null() {
        check(
            r#"
                table users { id: bigint primary key identity }
                table things {
                    id: bigint primary key identity,
                    a: integer? = 1,
                    b: integer? = null,
                    c: integer?,
                    user_id: references users? = 1 on delete set null,
                }
            "#,
            expect![[r#"
                warning[nullable_default]: `a` has a default and a `?`: it is NULL only where NULL is written
                 --> schema.relata:5:21
                  |
                5 |                     a: integer? = 1,
                  |                     ^
                  |
                  = help: remove the `?`
            "#]],
        );
    }
}
