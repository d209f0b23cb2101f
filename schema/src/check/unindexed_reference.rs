//! A reference has an index, which is made by itself.
//!
//! Deleting a row looks for the rows that refer to it, and so does a join from the other side. Where
//! the target has a handful of rows an index finds nothing; `allow unindexed_reference` leaves it out.
//! Nothing is ever reported: this only finds what is allowed.
//!
//! ```relata
//! table currencies { code: text primary key }
//! table entries {
//!     id: bigint primary key identity,
//!     currency_code: references currencies on delete restrict
//!         allow unindexed_reference because "there are a dozen",
//! }
//! ```

use super::findings::{Findings, Place};
use crate::model::{Model, ReferenceId, TableId};

const RULE: &str = "unindexed_reference";

/// Finds the references for which no index is made.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        for (id, reference) in table.references.iter().enumerate() {
            if !table.serves(&reference.columns) {
                found.report(
                    RULE,
                    Place::Reference(TableId(number), ReferenceId(id)),
                    reference.span,
                    "this reference has no index",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn it_can_be_left_out() {
        check(
            r#"
                table currencies { id: bigint primary key identity }
                table prices {
                    id: bigint primary key identity,
                    currency_id: references currencies on delete restrict allow unindexed_reference because "there are five",
                }
            "#,
            expect![[""]],
        );
    }

    #[test]
    fn an_index_that_is_there_is_not_left_out() {
        check(
            r#"
                table currencies { id: bigint primary key identity }
                table prices {
                    id: bigint primary key identity,
                    currency_id: references currencies on delete restrict allow unindexed_reference because "there are five",
                    index (currency_id, id),
                }
            "#,
            expect![[r#"
                error[unneeded_allow]: nothing here breaks `unindexed_reference`
                 --> schema.relata:5:81
                  |
                5 |                     currency_id: references currencies on delete restrict allow unindexed_reference because "there are five",
                  |                                                                                 ^^^^^^^^^^^^^^^^^^^
                  |
                  = help: remove this
            "#]],
        );
    }
}
