//! A condition can be true and can be false.
//!
//! What is always true checks nothing, what is always false refuses every row; both were meant otherwise.
//! Bounds in the wrong order and `or` for `and` are the most frequent reasons.
//!
//! ```relata,breaks
//! table users { id: bigint primary key identity, name: text check (length(name) between 80 and 1) }
//! ```
//!
//! ```relata
//! table users { id: bigint primary key identity, name: text check (length(name) between 1 and 80) }
//! ```

use super::conditions::{self, Use};
use super::findings::Findings;
use crate::model::{Column, Expr, ExprKind, Model, Scalar};

const RULE: &str = "constant_condition";

/// Reports parts of checks and predicates whose answer is known.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for condition in conditions::all(model) {
        if !matches!(condition.used, Use::Check | Use::Predicate) {
            continue;
        }
        let mut waiting = vec![condition.expr];
        while let Some(expr) = waiting.pop() {
            if let Some((answer, help)) = answer(expr, condition.columns) {
                let message = format!("this is always {answer}");
                found
                    .report(RULE, condition.place, expr.span, message)
                    .help(help);
                continue;
            }
            match &expr.kind {
                ExprKind::And(left, right) | ExprKind::Or(left, right) => {
                    waiting.extend([&**right, &**left]);
                }
                ExprKind::Not(inner) | ExprKind::Parenthesized(inner) => waiting.push(inner),
                _ => {}
            }
        }
    }
}

fn answer(expr: &Expr, columns: &[Column]) -> Option<(bool, String)> {
    match &expr.kind {
        ExprKind::Word(word) if matches!(word.as_str(), "true" | "false") => {
            Some((word == "true", "remove it".to_owned()))
        }
        ExprKind::Between {
            negated, low, high, ..
        } => {
            let (low, high) = (number(low)?, number(high)?);
            (low > high).then(|| (*negated, format!("write `between {high} and {low}`")))
        }
        ExprKind::Binary {
            left,
            operator,
            right,
        } => compared(left, operator, right),
        ExprKind::And(..) => {
            let mut parts = Vec::new();
            flatten(expr, true, &mut parts);
            contradicts(&parts, columns).then(|| (false, "write `or`, or other values".to_owned()))
        }
        ExprKind::Or(..) => {
            let mut parts = Vec::new();
            flatten(expr, false, &mut parts);
            excludes_nothing(&parts, columns)
                .then(|| (true, "write `and`, or `not in (…)`".to_owned()))
        }
        _ => None,
    }
}

fn compared(left: &Expr, operator: &str, right: &Expr) -> Option<(bool, String)> {
    let (left, right) = (left.unparenthesized(), right.unparenthesized());
    let help = || "compare it with something else".to_owned();
    if let (Some(left), Some(right)) = (number(left), number(right)) {
        let holds = match operator {
            "=" => left == right,
            "<>" | "!=" => left != right,
            "<" => left < right,
            ">" => left > right,
            "<=" => left <= right,
            ">=" => left >= right,
            _ => return None,
        };
        return Some((holds, help()));
    }
    if left == right && is_steady(left) {
        return match operator {
            "=" | "<=" | ">=" => Some((true, help())),
            "<>" | "!=" | "<" | ">" => Some((false, help())),
            _ => None,
        };
    }
    // A length is never below 0.
    let (count, operator, bound) = match (number(left), number(right)) {
        (None, Some(bound)) => (left, operator, bound),
        (Some(bound), None) => (right, turned(operator), bound),
        _ => return None,
    };
    if !is_count(count) {
        return None;
    }
    let help = "write `> 0`".to_owned();
    match operator {
        ">=" if bound <= 0.0 => Some((true, help)),
        ">" if bound < 0.0 => Some((true, help)),
        "<" if bound <= 0.0 => Some((false, help)),
        "<=" if bound < 0.0 => Some((false, help)),
        _ => None,
    }
}

/// The parts of a chain of `and` or `or`.
fn flatten<'e>(expr: &'e Expr, is_and: bool, parts: &mut Vec<&'e Expr>) {
    let mut waiting = vec![expr];
    while let Some(expr) = waiting.pop() {
        match &expr.unparenthesized().kind {
            ExprKind::And(left, right) if is_and => waiting.extend([&**right, &**left]),
            ExprKind::Or(left, right) if !is_and => waiting.extend([&**right, &**left]),
            _ => parts.push(expr.unparenthesized()),
        }
    }
}

/// Whether no value is in all of the bounds: `a > 5 and a < 3`, `a = 1 and a = 2`.
fn contradicts(parts: &[&Expr], columns: &[Column]) -> bool {
    let comparisons: Vec<_> = parts.iter().filter_map(|part| comparison(part)).collect();
    comparisons.iter().enumerate().any(|(at, one)| {
        comparisons[at + 1..].iter().any(|other| {
            one.0 == other.0
                && (one.1 == "=" && other.1 == "=" && differ(one.0, one.2, other.2, columns)
                    || are_apart((one.1, one.2), (other.1, other.2))
                    || are_apart((other.1, other.2), (one.1, one.2)))
        })
    })
}

/// Whether a lower bound is above an upper one.
fn are_apart(lower: (&str, &Expr), upper: (&str, &Expr)) -> bool {
    let (Some(low), Some(high)) = (number(lower.1), number(upper.1)) else {
        return false;
    };
    matches!(lower.0, ">" | ">=" | "=")
        && matches!(upper.0, "<" | "<=" | "=")
        && (low > high || low == high && (lower.0 == ">" || upper.0 == "<"))
}

/// Whether every value passes: `a <> 1 or a <> 2`.
fn excludes_nothing(parts: &[&Expr], columns: &[Column]) -> bool {
    let comparisons: Vec<_> = parts
        .iter()
        .filter_map(|part| comparison(part))
        .filter(|(_, operator, _)| matches!(*operator, "<>" | "!="))
        .collect();
    comparisons.iter().enumerate().any(|(at, one)| {
        comparisons[at + 1..]
            .iter()
            .any(|other| one.0 == other.0 && differ(one.0, one.2, other.2, columns))
    })
}

/// What is compared, how, and with which value.
fn comparison(expr: &Expr) -> Option<(&Expr, &str, &Expr)> {
    let ExprKind::Binary {
        left,
        operator,
        right,
    } = &expr.kind
    else {
        return None;
    };
    let (left, right) = (left.unparenthesized(), right.unparenthesized());
    if is_value(right) && is_steady(left) {
        Some((left, operator, right))
    } else if is_value(left) && is_steady(right) {
        Some((right, turned(operator), left))
    } else {
        None
    }
}

/// Whether two values are two also as what they are compared with: `"1"` and `"1.0"` need not be.
fn differ(what: &Expr, one: &Expr, other: &Expr, columns: &[Column]) -> bool {
    if let (Some(one), Some(other)) = (number(one), number(other)) {
        return one != other;
    }
    match (&one.kind, &other.kind) {
        (ExprKind::Value(_, one), ExprKind::Value(_, other)) => one != other,
        (ExprKind::Text(one), ExprKind::Text(other)) => {
            let is_text = match what.kind {
                ExprKind::Column(id) => columns.get(id.0).is_some_and(|column| {
                    matches!(column.ty.scalar, Scalar::Text | Scalar::Varchar(_))
                        && column.ty.array.is_none()
                        && column.collation.is_none()
                }),
                _ => false,
            };
            is_text && one != other
        }
        _ => false,
    }
}

fn is_value(expr: &Expr) -> bool {
    number(expr).is_some() || matches!(expr.kind, ExprKind::Text(_) | ExprKind::Value(..))
}

/// Whether it gives the same each time it is asked: no function, and nothing that is passed through.
fn is_steady(expr: &Expr) -> bool {
    expr.all().into_iter().all(|part| match &part.kind {
        ExprKind::Sql(_) => false,
        ExprKind::Call { function, .. } => matches!(
            function.as_str(),
            "length" | "char_length" | "cardinality" | "lower" | "upper" | "trim" | "abs"
        ),
        _ => true,
    })
}

fn is_count(expr: &Expr) -> bool {
    matches!(
        &expr.kind,
        ExprKind::Call { namespace: None, function, .. } if matches!(
            function.as_str(),
            "length" | "char_length" | "octet_length" | "cardinality" | "jsonb_array_length"
                | "num_nulls" | "num_nonnulls"
        )
    )
}

/// The number that an expression is.
fn number(expr: &Expr) -> Option<f64> {
    match &expr.unparenthesized().kind {
        ExprKind::Number(digits) => digits.parse().ok(),
        ExprKind::Unary { operator, operand } if operator == "-" => number(operand).map(|it| -it),
        _ => None,
    }
}

/// The operator with its sides exchanged.
fn turned(operator: &str) -> &str {
    match operator {
        "<" => ">",
        ">" => "<",
        "<=" => ">=",
        ">=" => "<=",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn an_answer_is_not_known_before() {
        check(
            r#"
                enum mood { good, bad }
                table things {
                    id: bigint primary key identity,
                    a: integer,
                    b: text,
                    mood: mood,
                    check c1 (a between 80 and 1),
                    check c2 (a > 5 and b <> "x" and a < 3),
                    check c3 (a <> 1 or a <> 2),
                    check c4 (a = a),
                    check c5 (length(b) >= 0),
                    check c6 (1 = 1),
                    check c7 (a > 1 or true),
                    check c8 (mood = good and mood = bad),
                    check c9 (b <> "x" or b <> "y"),
                    check c10 (not (a between 5 and 4)),
                    index (a) where true,
                }
            "#,
            expect![[r#"
                error[constant_condition]: this is always false
                 --> schema.relata:8:31
                  |
                8 |                     check c1 (a between 80 and 1),
                  |                               ^^^^^^^^^^^^^^^^^^
                  |
                  = help: write `between 1 and 80`
                error[constant_condition]: this is always false
                 --> schema.relata:9:31
                  |
                9 |                     check c2 (a > 5 and b <> "x" and a < 3),
                  |                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = help: write `or`, or other values
                error[constant_condition]: this is always true
                  --> schema.relata:10:31
                   |
                10 |                     check c3 (a <> 1 or a <> 2),
                   |                               ^^^^^^^^^^^^^^^^
                   |
                   = help: write `and`, or `not in (…)`
                error[constant_condition]: this is always true
                  --> schema.relata:11:31
                   |
                11 |                     check c4 (a = a),
                   |                               ^^^^^
                   |
                   = help: compare it with something else
                error[constant_condition]: this is always true
                  --> schema.relata:12:31
                   |
                12 |                     check c5 (length(b) >= 0),
                   |                               ^^^^^^^^^^^^^^
                   |
                   = help: write `> 0`
                error[constant_condition]: this is always true
                  --> schema.relata:13:31
                   |
                13 |                     check c6 (1 = 1),
                   |                               ^^^^^
                   |
                   = help: compare it with something else
                error[constant_condition]: this is always true
                  --> schema.relata:14:40
                   |
                14 |                     check c7 (a > 1 or true),
                   |                                        ^^^^
                   |
                   = help: remove it
                error[constant_condition]: this is always false
                  --> schema.relata:15:31
                   |
                15 |                     check c8 (mood = good and mood = bad),
                   |                               ^^^^^^^^^^^^^^^^^^^^^^^^^^
                   |
                   = help: write `or`, or other values
                error[constant_condition]: this is always true
                  --> schema.relata:16:31
                   |
                16 |                     check c9 (b <> "x" or b <> "y"),
                   |                               ^^^^^^^^^^^^^^^^^^^^
                   |
                   = help: write `and`, or `not in (…)`
                error[constant_condition]: this is always false
                  --> schema.relata:17:37
                   |
                17 |                     check c10 (not (a between 5 and 4)),
                   |                                     ^^^^^^^^^^^^^^^^^
                   |
                   = help: write `between 4 and 5`
                error[constant_condition]: this is always true
                  --> schema.relata:18:37
                   |
                18 |                     index (a) where true,
                   |                                     ^^^^
                   |
                   = help: remove it
            "#]],
        );
    }

    #[test]
    fn an_answer_depends_on_the_row() {
        check(
            r#"
                extension citext;
                table things {
                    id: bigint primary key identity,
                    a: integer,
                    b: citext,
                    c: boolean,
                    n: numeric(3, 1),
                    check c1 (a between 1 and 1),
                    check c2 (a >= 3 and a <= 3),
                    check c3 (a < 3 or a > 5),
                    check c4 (b = "x" and b = "X"),
                    check c5 (a > 1 and n < 1),
                    check c6 (length(b) > 0),
                    check c7 (c = true or a <> 1 and a <> 2),
                    check c8 (n = "1" and n = "1.0"),
                    check c9 (a between -1 and 1),
                }
            "#,
            expect![[r#""#]],
        );
    }
}
