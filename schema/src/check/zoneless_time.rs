//! A point in time is `timestamptz`.
//!
//! A `timestamp` is a calendar and a clock on the wall without the place where they hang: two of them
//! cannot be compared, and an hour of the year is there twice.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     at: timestamp,
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     at: timestamptz,
//! }
//! ```

use super::columns::typed;
use super::findings::Findings;
use crate::model::{Model, Scalar};

const RULE: &str = "zoneless_time";

/// Reports the columns and domains that are so.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for column in typed(model) {
        if matches!(column.ty.scalar, Scalar::Timestamp(_)) {
            found
                .report(
                    RULE,
                    column.place,
                    column.at,
                    "`timestamp` is not a point in time",
                )
                .help("write `timestamptz`");
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_timestamp_has_no_place() {
        check(
            r#"
                table things { id: bigint primary key identity, at: timestamp }
            "#,
            expect![[r#"
                error[zoneless_time]: `timestamp` is not a point in time
                 --> schema.relata:2:69
                  |
                2 |                 table things { id: bigint primary key identity, at: timestamp }
                  |                                                                     ^^^^^^^^^
                  |
                  = help: write `timestamptz`
            "#]],
        );
    }

    #[test]
    fn it_can_be_allowed() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    opens_at: timestamp allow zoneless_time because "it is the shop's own clock",
                }
            "#,
            expect![[""]],
        );
    }
}
