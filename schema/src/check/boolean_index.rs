//! An index tells rows apart.
//!
//! Half of the rows have the same boolean: it is faster to read the table. The few rows that are wanted
//! are found by a predicate on the index that finds them.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     done: boolean,
//!     at: timestamptz,
//!     index (done),
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     done: boolean,
//!     at: timestamptz,
//!     index (at) where not done,
//! }
//! ```

use super::findings::{Findings, Place};
use crate::model::{Model, Scalar, TableId};

const RULE: &str = "boolean_index";

/// Reports indexes of a boolean alone.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        for (id, index) in table.indexes.iter().enumerate() {
            let [element] = index.elements.as_slice() else {
                continue;
            };
            let Some(column) = element.column().map(|column| table.column(column)) else {
                continue;
            };
            let is_boolean = column.ty.scalar == Scalar::Boolean && column.ty.array.is_none();
            if is_boolean && index.predicate.is_none() && !index.unique {
                found
                    .report(
                        RULE,
                        Place::Index(TableId(number), id),
                        index.span,
                        format!(
                            "an index on the boolean `{}` alone is not used",
                            column.name
                        ),
                    )
                    .help(format!(
                        "write `where {}` at the index you need",
                        column.name
                    ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_boolean_tells_little() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    archived: boolean = false,
                    made_at: timestamptz,
                    index (archived),
                    index (made_at) where archived,
                }
            "#,
            expect![[r#"
                warning[boolean_index]: an index on the boolean `archived` alone is not used
                 --> schema.relata:6:21
                  |
                6 |                     index (archived),
                  |                     ^^^^^^^^^^^^^^^^
                  |
                  = help: write `where archived` at the index you need
            "#]],
        );
    }
}
