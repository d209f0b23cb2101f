//! A time of day has no zone.
//!
//! `timetz` keeps an offset without the date that it belongs to, so nobody can say what it is in
//! summer. The standard has it; PostgreSQL's manual advises against it.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     opens: timetz,
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     opens: time,
//! }
//! ```

use super::columns::typed;
use super::findings::Findings;
use crate::model::{Model, Scalar};

const RULE: &str = "time_with_zone";

/// Reports the columns and domains that are so.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for column in typed(model) {
        if matches!(column.ty.scalar, Scalar::Timetz(_)) {
            found
                .report(
                    RULE,
                    column.place,
                    column.at,
                    "`timetz` has an offset without a date",
                )
                .help("write `time`, and keep the zone in a column of its own");
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_zone_needs_a_date() {
        check(
            r#"
                table things { id: bigint primary key identity, at: timetz }
            "#,
            expect![[r#"
                error[time_with_zone]: `timetz` has an offset without a date
                 --> schema.relata:2:69
                  |
                2 |                 table things { id: bigint primary key identity, at: timetz }
                  |                                                                     ^^^^^^
                  |
                  = help: write `time`, and keep the zone in a column of its own
            "#]],
        );
    }
}
