//! A computed column reads no computed column.
//!
//! PostgreSQL computes them all from what was written, in no order.
//!
//! ```relata,breaks
//! table orders {
//!     id: bigint primary key identity,
//!     net: numeric(12, 2),
//!     tax: numeric(12, 2) generated (net * 0.19),
//!     gross: numeric(12, 2) generated (net + tax),
//! }
//! ```
//!
//! ```relata
//! table orders {
//!     id: bigint primary key identity,
//!     net: numeric(12, 2),
//!     tax: numeric(12, 2) generated (net * 0.19),
//!     gross: numeric(12, 2) generated (net + net * 0.19),
//! }
//! ```

use super::conditions::{self, Use};
use super::findings::Findings;
use crate::model::{ExprKind, Filled, Model};

const RULE: &str = "generated_reads_generated";

/// Reports generated columns in what generates a column.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for condition in conditions::all(model) {
        if condition.used != Use::Generated {
            continue;
        }
        for expr in condition.expr.all() {
            let ExprKind::Column(id) = expr.kind else {
                continue;
            };
            let Some(column) = condition.columns.get(id.0) else {
                continue;
            };
            if matches!(column.filled, Filled::Generated(_)) {
                let message = format!("`{}` is generated too", column.name);
                found
                    .report(RULE, condition.place, expr.span, message)
                    .because(column.span, format!("`{}` is declared here", column.name))
                    .help("repeat its expression");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn all_are_computed_at_once() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    a: integer,
                    b: integer generated (a + 1),
                    c: integer generated (a + b),
                    check (c > b),
                }
            "#,
            expect![[r#"
                error[generated_reads_generated]: `b` is generated too
                 --> schema.relata:6:47
                  |
                5 |                     b: integer generated (a + 1),
                  |                     - `b` is declared here
                6 |                     c: integer generated (a + b),
                  |                                               ^
                  |
                  = help: repeat its expression
            "#]],
        );
    }
}
