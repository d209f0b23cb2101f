//! Money is counted exactly.
//!
//! A `real` or `double` has no 0.10: sums of prices in it are a little off, and differ with the order
//! of the rows. What is money is told by the last word of the name.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     price: real,
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

const RULE: &str = "float_money";

const MONEY: &[&str] = &[
    "price", "amount", "cost", "fee", "balance", "tax", "total", "salary", "wage", "refund",
    "freight", "revenue",
];

/// Reports money in floating point.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for column in typed(model) {
        let last = column.name.rsplit('_').next().unwrap_or(column.name);
        if matches!(column.ty.scalar, Scalar::Real | Scalar::Double)
            && MONEY.contains(&last.to_ascii_lowercase().as_str())
        {
            let word = column.ty.scalar.word();
            let message = format!(
                "`{}` is money, and `{word}` does not count exactly",
                column.name
            );
            found
                .report(RULE, column.place, column.at, message)
                .help("write `numeric(12, 2)`");
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn prices_are_exact() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    unit_price: real,
                    total: double,
                    tax_rate: real,
                    price_index: double,
                    discount: real,
                }
            "#,
            expect![[r#"
                error[float_money]: `unit_price` is money, and `real` does not count exactly
                 --> schema.relata:4:33
                  |
                4 |                     unit_price: real,
                  |                                 ^^^^
                  |
                  = help: write `numeric(12, 2)`
                error[float_money]: `total` is money, and `double` does not count exactly
                 --> schema.relata:5:28
                  |
                5 |                     total: double,
                  |                            ^^^^^^
                  |
                  = help: write `numeric(12, 2)`
            "#]],
        );
    }
}
