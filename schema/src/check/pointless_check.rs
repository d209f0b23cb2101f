//! A check can fail.
//!
//! A column without `?` is never NULL: to check that again says nothing, and hides what the check is there for.
//!
//! ```relata,breaks
//! table users { id: bigint primary key identity, name: text check (name is not null) }
//! ```
//!
//! ```relata
//! table users { id: bigint primary key identity, name: text }
//! ```

use super::conditions::{self, Use};
use super::findings::Findings;
use crate::model::expression::IsWhat;
use crate::model::{Column, Expr, ExprKind, Model};

const RULE: &str = "pointless_check";

/// Reports checks that ask whether a required column has a value.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for condition in conditions::all(model) {
        if condition.used != Use::Check {
            continue;
        }
        let mut waiting = vec![condition.expr];
        while let Some(expr) = waiting.pop() {
            if let ExprKind::And(left, right) = &expr.unparenthesized().kind {
                waiting.extend([&**right, &**left]);
            } else if let Some(column) = is_not_null(expr, condition.columns)
                && !column.nullable
            {
                let message = format!("`{}` has no `?`: it is never NULL", column.name);
                found
                    .report(RULE, condition.place, expr.span, message)
                    .because(column.span, format!("`{}` is declared here", column.name))
                    .help("remove this");
            }
        }
    }
}

fn is_not_null<'a>(expr: &Expr, columns: &'a [Column]) -> Option<&'a Column> {
    match &expr.unparenthesized().kind {
        ExprKind::Is {
            operand,
            negated: true,
            what: IsWhat::Null,
        } => match operand.unparenthesized().kind {
            ExprKind::Column(id) => columns.get(id.0),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_required_column_has_a_value() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    a: text check (a is not null),
                    b: text? check (b is not null or a = "x"),
                    c: integer check (c > 1 and c is not null),
                    d: integer check (c is null or d > 1),
                }
            "#,
            expect![[r#"
                warning[pointless_check]: `a` has no `?`: it is never NULL
                 --> schema.relata:4:36
                  |
                4 |                     a: text check (a is not null),
                  |                     -              ^^^^^^^^^^^^^
                  |                     |
                  |                     `a` is declared here
                  |
                  = help: remove this
                warning[pointless_check]: `c` has no `?`: it is never NULL
                 --> schema.relata:6:49
                  |
                6 |                     c: integer check (c > 1 and c is not null),
                  |                     - `c` is declared here      ^^^^^^^^^^^^^
                  |
                  = help: remove this
                error[name_taken]: this check would also be called `things_check`
                 --> schema.relata:7:32
                  |
                5 |                     b: text? check (b is not null or a = "x"),
                  |                              -------------------------------- `things_check` is here
                6 |                     c: integer check (c > 1 and c is not null),
                7 |                     d: integer check (c is null or d > 1),
                  |                                ^^^^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = help: name it: `check things_2_check (…)`
            "#]],
        );
    }
}
