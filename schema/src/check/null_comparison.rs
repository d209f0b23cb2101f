//! NULL is asked for with `is null`.
//!
//! A comparison with NULL is neither true nor false but NULL: `= null` finds nothing, and neither does
//! `<> null`; as a check, both let everything pass.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     name: text?,
//!     index (name) where name <> null,
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     name: text?,
//!     index (name) where name is not null,
//! }
//! ```

use super::findings::Findings;
use crate::model::{Expr, ExprKind};

const RULE: &str = "null_comparison";

/// Reports comparisons with NULL.
pub(super) fn check(found: &mut Findings<'_>) {
    for condition in found.conditions().iter() {
        for &expr in condition.parts() {
            if let Some((message, help)) = never(expr) {
                found
                    .report(RULE, condition.place, expr.span, message)
                    .help(help);
            }
        }
    }
}

fn never(expr: &Expr) -> Option<(String, &'static str)> {
    match &expr.kind {
        ExprKind::Binary {
            left,
            operator,
            right,
        } if is_null(left) || is_null(right) => match operator.as_str() {
            "=" => Some(("`= null` is never true".to_owned(), "write `is null`")),
            "<>" | "!=" => Some((
                format!("`{operator} null` is never true"),
                "write `is not null`",
            )),
            "<" | ">" | "<=" | ">=" => Some((
                format!("`{operator}` with NULL is never true"),
                "write `is null` or `is not null`",
            )),
            _ => None,
        },
        ExprKind::In { list, negated, .. } if list.iter().any(is_null) => Some(if *negated {
            (
                "`not in` with NULL in the list is never true".to_owned(),
                "take it out of the list, and write `and … is not null`",
            )
        } else {
            (
                "NULL in the list is never found".to_owned(),
                "take it out of the list, and write `or … is null`",
            )
        }),
        _ => None,
    }
}

fn is_null(expr: &Expr) -> bool {
    matches!(&expr.unparenthesized().kind, ExprKind::Word(word) if word == "null")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_comparison_with_null_is_null() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    a: integer? check (a = null or a > 1),
                    b: integer? check (b not in (1, null)),
                    index (a) where b <> null,
                }
            "#,
            expect![[r#"
                error[null_comparison]: `= null` is never true
                 --> schema.relata:4:40
                  |
                4 |                     a: integer? check (a = null or a > 1),
                  |                                        ^^^^^^^^
                  |
                  = help: write `is null`
                error[null_comparison]: `not in` with NULL in the list is never true
                 --> schema.relata:5:40
                  |
                5 |                     b: integer? check (b not in (1, null)),
                  |                                        ^^^^^^^^^^^^^^^^^^
                  |
                  = help: take it out of the list, and write `and … is not null`
                error[null_comparison]: `<> null` is never true
                 --> schema.relata:6:37
                  |
                6 |                     index (a) where b <> null,
                  |                                     ^^^^^^^^^
                  |
                  = help: write `is not null`
            "#]],
        );
    }
}
