//! Precedence, seen by parentheses.

use expect_test::expect;
use proptest::prelude::*;

use crate::syntax::expression::{Expr, ExprKind, IsWhat, LikeKind};
use crate::syntax::{EntryKind, ItemKind, ModifierKind};

use super::{check, parsed};

/// The expression with all parentheses.
fn tree(text: &str) -> String {
    let (file, report) = parsed(&format!("table t {{ a: x = {text} }}"));
    if !report.is_empty() {
        return report;
    }
    let ItemKind::Table(table) = &file.items[0].kind else {
        return "no table".to_owned();
    };
    let EntryKind::Column(column) = &table.entries[0].kind else {
        return "no column".to_owned();
    };
    let [modifier] = column.modifiers.as_slice() else {
        return format!("{:?}", column.modifiers);
    };
    let ModifierKind::Default(expr) = &modifier.kind else {
        return "no default".to_owned();
    };
    print(expr)
}

fn list(list: &[Expr]) -> String {
    list.iter().map(print).collect::<Vec<_>>().join(", ")
}

fn print(expr: &Expr) -> String {
    let not = |negated: bool| if negated { "not " } else { "" };
    match &expr.kind {
        ExprKind::Or(a, b) => format!("({} or {})", print(a), print(b)),
        ExprKind::And(a, b) => format!("({} and {})", print(a), print(b)),
        ExprKind::Not(a) => format!("(not {})", print(a)),
        ExprKind::Is {
            operand,
            negated,
            what,
        } => {
            let what = match what {
                IsWhat::Null => "null".to_owned(),
                IsWhat::True => "true".to_owned(),
                IsWhat::False => "false".to_owned(),
                IsWhat::Unknown => "unknown".to_owned(),
                IsWhat::DistinctFrom(b) => format!("distinct from {}", print(b)),
            };
            format!("({} is {}{what})", print(operand), not(*negated))
        }
        ExprKind::Between {
            operand,
            negated,
            low,
            high,
        } => format!(
            "({} {}between {} and {})",
            print(operand),
            not(*negated),
            print(low),
            print(high)
        ),
        ExprKind::In {
            operand,
            negated,
            list: of,
        } => {
            format!("({} {}in ({}))", print(operand), not(*negated), list(of))
        }
        ExprKind::Like {
            operand,
            negated,
            kind,
            pattern,
            escape,
        } => {
            let kind = match kind {
                LikeKind::Like => "like",
                LikeKind::ILike => "ilike",
                LikeKind::SimilarTo => "similar to",
            };
            let escape = escape
                .as_ref()
                .map(|escape| format!(" escape {}", print(escape)));
            format!(
                "({} {}{kind} {}{})",
                print(operand),
                not(*negated),
                print(pattern),
                escape.unwrap_or_default()
            )
        }
        ExprKind::Binary {
            left,
            operator,
            right,
        } => {
            format!("({} {} {})", print(left), operator.value, print(right))
        }
        ExprKind::Unary { operator, operand } => format!("({} {})", operator.value, print(operand)),
        ExprKind::AtTimeZone(a, b) => format!("({} at time zone {})", print(a), print(b)),
        ExprKind::Collate(a, b) => format!("({} collate {:?})", print(a), b.value),
        ExprKind::Cast(a, ty) => {
            let arguments: Vec<_> = ty.arguments.iter().map(ToString::to_string).collect();
            let arguments = if arguments.is_empty() {
                String::new()
            } else {
                format!("({})", arguments.join(", "))
            };
            format!(
                "({}::{}{arguments}{})",
                print(a),
                ty.name.name.text,
                if ty.array { "[]" } else { "" }
            )
        }
        ExprKind::Subscript(a, b) => format!("({}[{}])", print(a), print(b)),
        ExprKind::Number(digits) => digits.clone(),
        ExprKind::Text(text) => format!("{text:?}"),
        ExprKind::Parenthesized(a) => print(a),
        ExprKind::Row(of) => format!("row({})", list(of)),
        ExprKind::Array(of) => format!("array[{}]", list(of)),
        ExprKind::Case {
            operand,
            branches,
            otherwise,
        } => {
            let mut text = "case".to_owned();
            if let Some(operand) = operand {
                text += &format!(" {}", print(operand));
            }
            for (when, then) in branches {
                text += &format!(" when {} then {}", print(when), print(then));
            }
            if let Some(otherwise) = otherwise {
                text += &format!(" else {}", print(otherwise));
            }
            text + " end"
        }
        ExprKind::Extract(field, a) => format!("extract({} from {})", field.text, print(a)),
        ExprKind::Sql(text) => format!("sql {:?}", text.value),
        ExprKind::Typed(name, text) => format!("{} {:?}", name.text, text.value),
        ExprKind::Call {
            function,
            arguments,
        } => format!("{}({})", function.name.text, list(arguments)),
        ExprKind::Name(name) => match &name.namespace {
            Some(namespace) => format!("{}.{}", namespace.text, name.name.text),
            None => name.name.text.clone(),
        },
        ExprKind::Unreadable => "?".to_owned(),
    }
}

const TEXTS: &[&str] = &[
    "a or b and c or not d and e",
    "not a = b is null",
    "not not a",
    "a < b + c * d ^ e ^ f - g",
    "-a ^ b",
    "- - a::integer[]",
    "a || b || c = d",
    "a -> b ->> c like d || e escape f",
    "a not in (1, 2) = b",
    "a = b in (c)",
    "a between b + 1 and c || d and e",
    "a not between b and c or d",
    "a is distinct from b = c and d is not distinct from e",
    "a at time zone b at time zone c::date",
    "a collate \"C\" || b",
    "~a + b & c",
    "@ a * b # c",
    "a[1][b + 1]::text[]",
    "a.b.c",
    "a.b(c, d)",
    "f() + g(h(),)",
    "(a, b) = (c, d)",
    "((a))",
    "(a,)",
    "array[a, array[b]]",
    "array[]",
    "case when a then b else c end + 1",
    "case a when 1 then b when 2 then c end",
    "extract(year from a + b)",
    "interval \"7 days\" * 2",
    "date \"2026-01-01\"::timestamptz",
    "sql \"x IS JSON\" and b",
    "a!=-1",
    "a<-1",
    "a #>> b #- c <-> d -|- e",
    "a ? b ?| c ?& d @? e @@ f",
    "a similar to b",
    "a ~ b !~* c",
    "1_000.5e-3_0 + 1 % 2",
    "numeric_(1)::numeric(12, -2)",
    "current_date - a",
];

#[test]
fn operators_hold_together_as_in_postgresql() {
    let trees: Vec<String> = TEXTS
        .iter()
        .map(|text| format!("{text}\n    {}", tree(text)))
        .collect();
    expect![[r#"
        a or b and c or not d and e
            ((a or (b and c)) or ((not d) and e))
        not a = b is null
            (not ((a = b) is null))
        not not a
            (not (not a))
        a < b + c * d ^ e ^ f - g
            (a < ((b + (c * ((d ^ e) ^ f))) - g))
        -a ^ b
            ((- a) ^ b)
        - - a::integer[]
            (- (- (a::integer[])))
        a || b || c = d
            (((a || b) || c) = d)
        a -> b ->> c like d || e escape f
            (((a -> b) ->> c) like (d || e) escape f)
        a not in (1, 2) = b
            ((a not in (1, 2)) = b)
        a = b in (c)
            (a = (b in (c)))
        a between b + 1 and c || d and e
            ((a between (b + 1) and (c || d)) and e)
        a not between b and c or d
            ((a not between b and c) or d)
        a is distinct from b = c and d is not distinct from e
            ((a is distinct from (b = c)) and (d is not distinct from e))
        a at time zone b at time zone c::date
            ((a at time zone b) at time zone (c::date))
        a collate "C" || b
            ((a collate "C") || b)
        ~a + b & c
            ((~ (a + b)) & c)
        @ a * b # c
            ((@ (a * b)) # c)
        a[1][b + 1]::text[]
            (((a[1])[(b + 1)])::text[])
        a.b.c
            error[syntax]: expected `,` or `}`, found `.`
         --> schema.relata:1:21
          |
        1 | table t { a: x = a.b.c }
          |                     ^
        a.b(c, d)
            b(c, d)
        f() + g(h(),)
            (f() + g(h()))
        (a, b) = (c, d)
            (row(a, b) = row(c, d))
        ((a))
            a
        (a,)
            row(a)
        array[a, array[b]]
            array[a, array[b]]
        array[]
            array[]
        case when a then b else c end + 1
            (case when a then b else c end + 1)
        case a when 1 then b when 2 then c end
            case a when 1 then b when 2 then c end
        extract(year from a + b)
            extract(year from (a + b))
        interval "7 days" * 2
            (interval "7 days" * 2)
        date "2026-01-01"::timestamptz
            (date "2026-01-01"::timestamptz)
        sql "x IS JSON" and b
            (sql "x IS JSON" and b)
        a!=-1
            (a != (- 1))
        a<-1
            (a < (- 1))
        a #>> b #- c <-> d -|- e
            ((((a #>> b) #- c) <-> d) -|- e)
        a ? b ?| c ?& d @? e @@ f
            (((((a ? b) ?| c) ?& d) @? e) @@ f)
        a similar to b
            (a similar to b)
        a ~ b !~* c
            ((a ~ b) !~* c)
        1_000.5e-3_0 + 1 % 2
            (1000.5e-30 + (1 % 2))
        numeric_(1)::numeric(12, -2)
            (numeric_(1)::numeric(12, -2))
        current_date - a
            (current_date - a)"#]]
    .assert_eq(&trees.join("\n"));
}

#[test]
fn what_is_printed_is_read_as_the_same() {
    for text in TEXTS {
        assert_printed_is_read(text);
    }
}

fn assert_printed_is_read(text: &str) {
    let once = tree(text);
    if !once.contains("error[") {
        assert_eq!(tree(&once), once, "{text}");
    }
}

const WORDS: &[&str] = &[
    "a",
    "b",
    "f(a)",
    "1",
    "\"x\"",
    "(",
    ")",
    "(",
    ")",
    "not",
    "and",
    "or",
    "is null",
    "is not true",
    "is distinct from",
    "between",
    "and",
    "in (a, b)",
    "like",
    "ilike",
    "escape",
    "=",
    "<",
    "<>",
    "||",
    "->",
    "+",
    "-",
    "*",
    "^",
    "~",
    "at time zone",
    "collate \"C\"",
    "::text",
    "::x[]",
    "[1]",
    "array[a]",
    "case when",
    "then",
    "else",
    "end",
    "extract(year from",
    ",",
    "sql \"x\"",
];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 10_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_expression_that_is_printed_is_read_as_the_same(
        words in prop::collection::vec(prop::sample::select(WORDS), 1..8),
    ) {
        assert_printed_is_read(&words.join(" "));
    }
}

#[test]
fn depth_has_a_limit() {
    let nested = |before: &str, after: &str, times: usize| {
        format!("{}a{}", before.repeat(times), after.repeat(times))
    };
    for text in [
        nested("(", ")", 100_000),
        nested("(", "", 100_000),
        nested("not ", "", 100_000),
        nested("- ", "", 100_000),
        nested("a[", "]", 100_000),
        nested("array[", "]", 100_000),
        nested("f(", ")", 100_000),
        nested("case when ", "", 100_000),
        nested("", " or a", 100_000),
        nested("", " + a", 100_000),
        nested("", "::text", 100_000),
        nested("", "[1]", 100_000),
        nested("", " collate \"C\"", 100_000),
        nested("a = (", ")", 100_000),
        nested("a -> ", "", 100_000),
        nested("cast(", " as text)", 100_000),
        nested("extract(year from ", ")", 100_000),
    ] {
        let report = parsed(&format!("table t {{ a: x = {text}, b: text }}")).1;
        let start = &text[..20];
        assert!(report.contains("nested too deeply"), "{start}");
        assert_eq!(
            report.matches("error[").count(),
            1,
            "{start}: {}",
            &report[..1000.min(report.len())]
        );
    }
    for text in [
        nested("(", ")", 90),
        nested("not ", "", 90),
        nested("a and (not ", ")", 40),
        nested("", " or a", 400),
    ] {
        assert_eq!(parsed(&format!("table t {{ a: x = {text} }}")).1, "");
    }
    let comment = format!("{}{}", "/*".repeat(100_000), "*/".repeat(100_000));
    assert_eq!(parsed(&comment).1, "");
    let path = format!(
        "table t {{ a: text as {}u8{} }}",
        "Vec<".repeat(1000),
        ">".repeat(1000)
    );
    assert_eq!(parsed(&path).1, "");
}

#[test]
fn depth_is_one_message() {
    let text = format!(
        "table t {{\n    a: x check (\n{}\n),\n}}",
        "(\n".repeat(300)
    );
    check(
        &text,
        expect![[r#"
            error[syntax]: this expression is nested too deeply
               --> schema.relata:131:1
                |
            131 | (
                | ^
                |
                = help: write it in several checks, or as `sql "…"`"#]],
    );
}
