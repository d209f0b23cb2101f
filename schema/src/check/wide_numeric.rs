//! `numeric` fits `rust_decimal::Decimal`, which keeps 28 digits.
//!
//! A column whose type in Rust is the application's own (`as`) can have more.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     ratio: numeric(40, 2),
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     ratio: numeric(28, 2),
//! }
//! ```

use super::columns::typed;
use super::findings::Findings;
use crate::model::{Model, Scalar};

const RULE: &str = "wide_numeric";

const DIGITS: u16 = 28;

/// Reports `numeric` of more digits than `Decimal` keeps.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for column in typed(model) {
        let Scalar::Numeric(Some((precision, scale))) = column.ty.scalar else {
            continue;
        };
        // The digits before the point and those after it, where one of them is negative.
        let digits = precision.max(scale.unsigned_abs());
        if digits > DIGITS && column.rust.is_none() {
            let message = format!("this has {digits} digits, and `Decimal` keeps {DIGITS}");
            found
                .report(RULE, column.place, column.at, message)
                .help("write `numeric(28, 10)`, or a type of your own: `as crate::Wide`");
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn decimal_keeps_28() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    fits: numeric(28, 10),
                    wide: numeric(38, 10),
                    own: numeric(38, 10) as crate::Wide,
                }
            "#,
            expect![[r#"
                error[wide_numeric]: this has 38 digits, and `Decimal` keeps 28
                 --> schema.relata:5:27
                  |
                5 |                     wide: numeric(38, 10),
                  |                           ^^^^^^^^^^^^^^^
                  |
                  = help: write `numeric(28, 10)`, or a type of your own: `as crate::Wide`
            "#]],
        );
    }
}
