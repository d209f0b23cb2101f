//! A default of now is read at each insert.
//!
//! The string `"now"` is turned into a time when the table is created, and every row then has that one.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     created_at: timestamptz = "now",
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     created_at: timestamptz = now(),
//! }
//! ```

use super::conditions::Use;
use super::findings::Findings;
use crate::model::expression::CastType;
use crate::model::{Expr, ExprKind, Scalar, Type};

const RULE: &str = "frozen_default";

/// Reports defaults that are a word for now.
pub(super) fn check(found: &mut Findings<'_>) {
    for condition in found.conditions().iter() {
        if !matches!(condition.used, Use::Default | Use::OnUpdate) {
            continue;
        }
        if let Some(word) = frozen(
            condition.expr,
            condition.ty.filter(|ty| is_time(*ty)).is_some(),
        ) {
            let now = match condition.ty.map(|ty| ty.scalar) {
                Some(Scalar::Date) => "current_date",
                Some(Scalar::Time(_)) => "localtime",
                _ => "now()",
            };
            let message = format!("\"{word}\" is read once, when the table is created");
            found
                .report(RULE, condition.place, condition.expr.span, message)
                .help(format!("write `= {now}`"));
        }
    }
}

fn frozen(expr: &Expr, is_time: bool) -> Option<&str> {
    match &expr.unparenthesized().kind {
        ExprKind::Text(text) if is_time => word(text),
        ExprKind::Typed(ty, text) if is_time_word(ty) => word(text),
        ExprKind::Cast(inner, CastType::Known(ty)) if self::is_time(*ty) => frozen(inner, true),
        _ => None,
    }
}

fn word(text: &str) -> Option<&str> {
    let trimmed = text.trim();
    ["now", "today", "tomorrow", "yesterday"]
        .iter()
        .any(|word| trimmed.eq_ignore_ascii_case(word))
        .then_some(text)
}

fn is_time(ty: Type) -> bool {
    is_time_word(ty.scalar.word())
}

fn is_time_word(word: &str) -> bool {
    matches!(
        word,
        "timestamptz" | "timestamp" | "date" | "time" | "timetz"
    )
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn now_is_read_once() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    at: timestamptz = "now",
                    day: date = "today"::date,
                    time: time = time "now",
                    word: text = "now",
                    good: timestamptz = now(),
                }
            "#,
            expect![[r#"
                error[frozen_default]: "now" is read once, when the table is created
                 --> schema.relata:4:39
                  |
                4 |                     at: timestamptz = "now",
                  |                                       ^^^^^
                  |
                  = help: write `= now()`
                error[frozen_default]: "today" is read once, when the table is created
                 --> schema.relata:5:33
                  |
                5 |                     day: date = "today"::date,
                  |                                 ^^^^^^^^^^^^^
                  |
                  = help: write `= current_date`
                error[frozen_default]: "now" is read once, when the table is created
                 --> schema.relata:6:34
                  |
                6 |                     time: time = time "now",
                  |                                  ^^^^^^^^^^
                  |
                  = help: write `= localtime`
            "#]],
        );
    }
}
