//! Money is `numeric`, and not `money`.
//!
//! What `money` accepts, and how many digits it keeps, is a setting of the server: a dump from one
//! cannot be read by another. It has no currency either, and divides into floating point.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     price: money,
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     price: numeric(12, 2),
//! }
//! ```

use super::columns::typed;
use super::findings::Findings;
use crate::model::{Model, Scalar};

const RULE: &str = "money_type";

/// Reports the columns and domains that are so.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for column in typed(model) {
        if matches!(column.ty.scalar, Scalar::Money) {
            found
                .report(
                    RULE,
                    column.place,
                    column.at,
                    "`money` depends on the server's locale",
                )
                .help("write `numeric(12, 2)`");
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn money_is_a_setting_of_the_server() {
        check(
            r#"
                table things { id: bigint primary key identity, price: money }
            "#,
            expect![[r#"
                error[money_type]: `money` depends on the server's locale
                 --> schema.relata:2:72
                  |
                2 |                 table things { id: bigint primary key identity, price: money }
                  |                                                                        ^^^^^
                  |
                  = help: write `numeric(12, 2)`
            "#]],
        );
    }
}
