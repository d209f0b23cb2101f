//! A check depends on the row alone.
//!
//! A check is looked at when a row is written and never again: with a clock in it, rows that pass today
//! fail tomorrow, and a dump of them cannot be restored.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     ends_at: timestamptz check (ends_at > now()),
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     created_at: timestamptz = now(),
//!     ends_at: timestamptz,
//!     check (ends_at > created_at),
//! }
//! ```

use super::conditions::Use;
use super::findings::Findings;
use crate::model::{Expr, ExprKind};

const RULE: &str = "clock_in_check";

/// Reports clocks in checks.
pub(super) fn check(found: &mut Findings<'_>) {
    for condition in found.conditions().iter() {
        if condition.used != Use::Check {
            continue;
        }
        let clock = condition
            .parts()
            .iter()
            .copied()
            .find_map(|expr| Some((expr, clock(expr)?)));
        if let Some((expr, clock)) = clock {
            let message = format!("`{clock}` moves on: rows that pass today fail tomorrow");
            found
                .report(RULE, condition.place, expr.span, message)
                .help("check it when writing, or compare with a column such as `created_at`");
        }
    }
}

fn clock(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Call {
            function,
            arguments,
            ..
        } => {
            let is_clock = match function.as_str() {
                "now"
                | "clock_timestamp"
                | "statement_timestamp"
                | "transaction_timestamp"
                | "timeofday" => true,
                // With one argument it counts from today.
                "age" => arguments.len() == 1,
                _ => false,
            };
            is_clock.then_some(function)
        }
        ExprKind::Word(word) => matches!(
            word.as_str(),
            "current_date" | "current_time" | "current_timestamp" | "localtime" | "localtimestamp"
        )
        .then_some(word),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_check_has_no_clock() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    until: timestamptz check (until > now()),
                    day: date check (day <= current_date),
                    since: timestamptz = now() check (since > "2020-01-01"),
                }
            "#,
            expect![[r#"
                error[clock_in_check]: `now` moves on: rows that pass today fail tomorrow
                 --> schema.relata:4:55
                  |
                4 |                     until: timestamptz check (until > now()),
                  |                                                       ^^^^^
                  |
                  = help: check it when writing, or compare with a column such as `created_at`
                error[clock_in_check]: `current_date` moves on: rows that pass today fail tomorrow
                 --> schema.relata:5:45
                  |
                5 |                     day: date check (day <= current_date),
                  |                                             ^^^^^^^^^^^^
                  |
                  = help: check it when writing, or compare with a column such as `created_at`
            "#]],
        );
    }
}
