//! `numeric` says its digits.
//!
//! Without them a column takes 131,072 digits, and `rust_decimal::Decimal` 28. A column whose type in
//! Rust is the application's own (`as`) can have any.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     ratio: numeric,
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     ratio: numeric(6, 4),
//! }
//! ```

use super::columns::typed;
use super::findings::Findings;
use crate::model::{Model, Scalar};

const RULE: &str = "unbounded_numeric";

/// Reports `numeric` without digits.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for column in typed(model) {
        if column.ty.scalar == Scalar::Numeric(None) && column.rust.is_none() {
            found
                .report(
                    RULE,
                    column.place,
                    column.at,
                    "`numeric` does not say its digits",
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
    fn digits_are_said() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    size: numeric,
                    own: numeric as crate::Big,
                }
            "#,
            expect![[r#"
                error[unbounded_numeric]: `numeric` does not say its digits
                 --> schema.relata:4:27
                  |
                4 |                     size: numeric,
                  |                           ^^^^^^^
                  |
                  = help: write `numeric(12, 2)`
            "#]],
        );
    }
}
