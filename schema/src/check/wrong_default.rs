//! A default is a value of its column's type.
//!
//! A string is read by the type of its column, when the table is created or when the first row is inserted: that
//! `"abc"` is no uuid, and 40000 no `smallint`, is said here.
//!
//! ```relata,breaks
//! table users { id: bigint primary key identity, token: uuid = "abc" }
//! ```
//!
//! ```relata
//! table users { id: bigint primary key identity, token: uuid = gen_random_uuid() }
//! ```

use super::conditions::{Condition, Use};
use super::findings::Findings;
use super::literal;
use crate::infer::{Ty, World};
use crate::model::expression::CastType;
use crate::model::types::Array;
use crate::model::{Expr, ExprKind, Model, Scalar, Type};

const RULE: &str = "wrong_default";

/// Reports defaults that their columns do not take.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    let world = found.world();
    for condition in found.conditions().iter() {
        if !matches!(condition.used, Use::Default | Use::OnUpdate) {
            continue;
        }
        if let Some((message, help)) = condition
            .ty
            .and_then(|ty| wrong(model, &world, condition, ty))
        {
            let diagnostic = found.report(RULE, condition.place, condition.expr.span, message);
            if let Some(help) = help {
                diagnostic.help(help);
            }
        }
    }
}

type Wrong = (String, Option<String>);

fn wrong(model: &Model, world: &World<'_>, condition: &Condition<'_>, ty: Type) -> Option<Wrong> {
    let ty = base(model, ty);
    if let Some(wrong) = value(model, condition.expr, ty) {
        return Some(wrong);
    }
    let inferred = condition.infer(world);
    let wanted = world.ty(ty);
    if inferred.problems.is_empty() && !world.fits(inferred.ty, wanted) {
        let message = format!(
            "this is {}, and the column {}",
            world.words(inferred.ty),
            world.words(wanted)
        );
        let help = match (inferred.ty, ty.scalar) {
            (Ty::One(_), Scalar::Boolean) => Some("write `true` or `false`".to_owned()),
            (Ty::One(_), _) if ty.array.is_some() => {
                Some("write `array[…]`, or `\"{}\"`".to_owned())
            }
            _ => None,
        };
        return Some((message, help));
    }
    None
}

/// What a domain is based on.
fn base(model: &Model, ty: Type) -> Type {
    let mut ty = ty;
    // A domain stands after what it is based on, so this ends.
    while let (Scalar::Domain(id), None) = (ty.scalar, ty.array) {
        ty = model.domain(id).base;
    }
    ty
}

/// A value that is written out, where the type cannot be it.
fn value(model: &Model, expr: &Expr, ty: Type) -> Option<Wrong> {
    match &expr.unparenthesized().kind {
        ExprKind::Text(text) => string(model, text, ty),
        ExprKind::Cast(inner, CastType::Known(cast)) => match &inner.unparenthesized().kind {
            ExprKind::Text(text) => string(model, text, base(model, *cast)),
            _ => None,
        },
        ExprKind::Number(digits) => number(digits, false, ty),
        ExprKind::Unary { operator, operand } if operator == "-" => {
            match &operand.unparenthesized().kind {
                ExprKind::Number(digits) => number(digits, true, ty),
                _ => None,
            }
        }
        ExprKind::Array(list) => {
            ty.array?;
            list.iter()
                .find_map(|item| value(model, item, Type::of(ty.scalar)))
        }
        _ => None,
    }
}

fn string(model: &Model, text: &str, ty: Type) -> Option<Wrong> {
    let word = word(model, ty);
    if let Some(Array { .. }) = ty.array {
        return match literal::elements(text) {
            None => Some((
                format!("\"{text}\" is not an array"),
                Some("write `\"{}\"`, or `array[…]`".to_owned()),
            )),
            Some(elements) => elements
                .into_iter()
                .filter(|element| !element.eq_ignore_ascii_case("null"))
                .find_map(|element| string(model, element, base(model, Type::of(ty.scalar)))),
        };
    }
    if let Scalar::Enum(id) = ty.scalar {
        let declared = model.enum_(id);
        let labels = || declared.values.iter().map(|value| value.label.as_str());
        return (!labels().any(|label| label == text)).then(|| {
            let help = crate::resolve::suggest::did_you_mean(text, labels());
            (
                format!("\"{text}\" is not a value of `{}`", declared.name),
                help,
            )
        });
    }
    if let Scalar::Varchar(Some(room)) | Scalar::Char(Some(room)) = ty.scalar {
        let length = text.trim_end_matches(' ').chars().count();
        return (u32::try_from(length).is_ok_and(|length| length > room)).then(|| {
            (
                format!("\"{text}\" has {length} characters, and `{word}` takes {room}"),
                None,
            )
        });
    }
    if !literal::can_be(text, ty.scalar) {
        let help = literal::example(ty.scalar).map(|example| format!("for example {example}"));
        return Some((
            format!("\"{text}\" is not {} `{word}`", article(&word)),
            help,
        ));
    }
    let trimmed = text.trim();
    let (digits, is_negative) = match trimmed.strip_prefix('-') {
        Some(digits) => (digits, true),
        None => (trimmed.strip_prefix('+').unwrap_or(trimmed), false),
    };
    let plain = !digits.is_empty()
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    plain.then(|| number(digits, is_negative, ty)).flatten()
}

/// A number that a column has no room for.
fn number(digits: &str, is_negative: bool, ty: Type) -> Option<Wrong> {
    if ty.array.is_some() {
        return None;
    }
    let sign = if is_negative { "-" } else { "" };
    if let Scalar::Numeric(Some((precision, scale))) = ty.scalar {
        let whole = digits.split('.').next().unwrap_or_default();
        let whole = whole.trim_start_matches('0');
        let room = i32::from(precision) - i32::from(scale);
        let is_plain =
            whole.bytes().all(|byte| byte.is_ascii_digit()) && !digits.contains(['e', 'E']);
        // A scale above the precision leaves less than no room: that is for PostgreSQL to count.
        let takes = i32::try_from(whole.len()).is_ok_and(|length| length <= room.max(0));
        return (is_plain && !takes).then(|| {
            let room = room.max(0);
            let message = format!(
                "{sign}{digits} has {} digits before the point, and `numeric({precision}, {scale})` takes {room}",
                whole.len()
            );
            (message, None)
        });
    }
    let (least, most, wider) = match ty.scalar {
        Scalar::SmallInt => (i128::from(i16::MIN), i128::from(i16::MAX), "integer"),
        Scalar::Integer => (i128::from(i32::MIN), i128::from(i32::MAX), "bigint"),
        Scalar::BigInt => (i128::from(i64::MIN), i128::from(i64::MAX), "numeric(28, 0)"),
        _ => return None,
    };
    let number: i128 = format!("{sign}{digits}").parse().ok()?;
    (number < least || number > most).then(|| {
        let word = ty.scalar.word();
        let message = format!("{sign}{digits} is no `{word}`: it ends at {most}");
        (message, Some(format!("make the column `{wider}`")))
    })
}

fn word(model: &Model, ty: Type) -> String {
    match ty.scalar {
        Scalar::Enum(id) => model.enum_(id).name.to_string(),
        scalar => scalar.word().to_owned(),
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o']) {
        "an"
    } else {
        "a"
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_default_is_a_value_of_its_type() {
        check(
            r#"
                enum mood { good, bad }
                domain word: uuid = "x";
                table things {
                    id: bigint primary key identity,
                    a: uuid = "abc",
                    b: integer = "1x",
                    c: smallint = 40000,
                    d: numeric(4, 2) = 100,
                    e: boolean = 1,
                    f: timestamptz = "soon",
                    g: jsonb = "{a: 1}",
                    h: inet = "localhost",
                    i: text[] = "a, b",
                    j: integer[] = "{1,b}",
                    k: date = "2020-02-30",
                    l: integer = now(),
                    m: timestamptz = 5,
                    n: mood[] = "{good,sad}",
                    o: boolean = "maybe",
                    p: varchar(3) = "long" allow bounded_text because "a test",
                    q: integer = -3000000000,
                    r: int4range = "1,2",
                    s: numeric(4, 2) = "-123.4",
                    t: uuid = gen_random_uuid()::text,
                    u: integer[] = 1,
                    v: bytea = r"\xyz",
                    w: interval = "long",
                    x: word,
                }
            "#,
            expect![[r#"
                error[wrong_default]: "x" is not a `uuid`
                 --> schema.relata:3:37
                  |
                3 |                 domain word: uuid = "x";
                  |                                     ^^^
                  |
                  = help: for example `gen_random_uuid()`
                error[wrong_default]: "abc" is not a `uuid`
                 --> schema.relata:6:31
                  |
                6 |                     a: uuid = "abc",
                  |                               ^^^^^
                  |
                  = help: for example `gen_random_uuid()`
                error[wrong_default]: "1x" is not an `integer`
                 --> schema.relata:7:34
                  |
                7 |                     b: integer = "1x",
                  |                                  ^^^^
                  |
                  = help: for example `1`
                error[wrong_default]: 40000 is no `smallint`: it ends at 32767
                 --> schema.relata:8:35
                  |
                8 |                     c: smallint = 40000,
                  |                                   ^^^^^
                  |
                  = help: make the column `integer`
                error[wrong_default]: 100 has 3 digits before the point, and `numeric(4, 2)` takes 2
                 --> schema.relata:9:40
                  |
                9 |                     d: numeric(4, 2) = 100,
                  |                                        ^^^
                error[wrong_default]: this is `integer`, and the column `boolean`
                  --> schema.relata:10:34
                   |
                10 |                     e: boolean = 1,
                   |                                  ^
                   |
                   = help: write `true` or `false`
                error[wrong_default]: "soon" is not a `timestamptz`
                  --> schema.relata:11:38
                   |
                11 |                     f: timestamptz = "soon",
                   |                                      ^^^^^^
                   |
                   = help: for example `now()`, or `"2020-01-31 12:00:00+00"`
                error[wrong_default]: "{a: 1}" is not a `jsonb`
                  --> schema.relata:12:32
                   |
                12 |                     g: jsonb = "{a: 1}",
                   |                                ^^^^^^^^
                   |
                   = help: for example `"{}"`
                error[wrong_default]: "localhost" is not an `inet`
                  --> schema.relata:13:31
                   |
                13 |                     h: inet = "localhost",
                   |                               ^^^^^^^^^^^
                   |
                   = help: for example `"192.168.0.1"`
                error[wrong_default]: "a, b" is not an array
                  --> schema.relata:14:33
                   |
                14 |                     i: text[] = "a, b",
                   |                                 ^^^^^^
                   |
                   = help: write `"{}"`, or `array[…]`
                error[wrong_default]: "b" is not an `integer`
                  --> schema.relata:15:36
                   |
                15 |                     j: integer[] = "{1,b}",
                   |                                    ^^^^^^^
                   |
                   = help: for example `1`
                error[wrong_default]: "2020-02-30" is not a `date`
                  --> schema.relata:16:31
                   |
                16 |                     k: date = "2020-02-30",
                   |                               ^^^^^^^^^^^^
                   |
                   = help: for example `current_date`, or `"2020-01-31"`
                error[wrong_default]: this is `timestamptz`, and the column `integer`
                  --> schema.relata:17:34
                   |
                17 |                     l: integer = now(),
                   |                                  ^^^^^
                error[wrong_default]: this is `integer`, and the column `timestamptz`
                  --> schema.relata:18:38
                   |
                18 |                     m: timestamptz = 5,
                   |                                      ^
                error[wrong_default]: "sad" is not a value of `mood`
                  --> schema.relata:19:33
                   |
                19 |                     n: mood[] = "{good,sad}",
                   |                                 ^^^^^^^^^^^^
                   |
                   = help: did you mean `bad`?
                error[wrong_default]: "maybe" is not a `boolean`
                  --> schema.relata:20:34
                   |
                20 |                     o: boolean = "maybe",
                   |                                  ^^^^^^^
                   |
                   = help: for example `true`
                error[wrong_default]: "long" has 4 characters, and `varchar` takes 3
                  --> schema.relata:21:37
                   |
                21 |                     p: varchar(3) = "long" allow bounded_text because "a test",
                   |                                     ^^^^^^
                error[wrong_default]: -3000000000 is no `integer`: it ends at 2147483647
                  --> schema.relata:22:34
                   |
                22 |                     q: integer = -3000000000,
                   |                                  ^^^^^^^^^^^
                   |
                   = help: make the column `bigint`
                error[wrong_default]: "1,2" is not an `int4range`
                  --> schema.relata:23:36
                   |
                23 |                     r: int4range = "1,2",
                   |                                    ^^^^^
                   |
                   = help: for example `"[1,10)"`
                error[wrong_default]: -123.4 has 3 digits before the point, and `numeric(4, 2)` takes 2
                  --> schema.relata:24:40
                   |
                24 |                     s: numeric(4, 2) = "-123.4",
                   |                                        ^^^^^^^^
                error[wrong_default]: this is `text`, and the column `uuid`
                  --> schema.relata:25:31
                   |
                25 |                     t: uuid = gen_random_uuid()::text,
                   |                               ^^^^^^^^^^^^^^^^^^^^^^^
                error[wrong_default]: this is `integer`, and the column `integer[]`
                  --> schema.relata:26:36
                   |
                26 |                     u: integer[] = 1,
                   |                                    ^
                   |
                   = help: write `array[…]`, or `"{}"`
                error[wrong_default]: "\xyz" is not a `bytea`
                  --> schema.relata:27:32
                   |
                27 |                     v: bytea = r"\xyz",
                   |                                ^^^^^^^
                   |
                   = help: for example `r"\x00ff"`
                error[wrong_default]: "long" is not an `interval`
                  --> schema.relata:28:35
                   |
                28 |                     w: interval = "long",
                   |                                   ^^^^^^
                   |
                   = help: for example `"7 days"`
            "#]],
        );
    }

    #[test]
    fn what_postgresql_takes_is_a_value() {
        check(
            r#"
                extension citext;
                extension hstore;
                enum mood { good, bad }
                table things {
                    id: bigint primary key identity,
                    a1: uuid = "{A0EEBC99-9C0B4EF8-BB6D6BB9-BD380A11}",
                    a2: uuid = "a0eebc999c0b4ef8bb6d6bb9bd380a11",
                    b1: integer = " -12 ",
                    b2: integer = "0x1F",
                    b3: bigint = 9223372036854775807,
                    b4: smallint = -32768,
                    b5: integer = 1.5,
                    c1: numeric(4, 2) = "1e1",
                    c2: numeric(4, 2) = 0099.99,
                    c3: numeric(4, 2) = "NaN",
                    c4: double = "-Infinity",
                    d1: boolean = "T",
                    d2: boolean = "of",
                    e1: timestamptz = "infinity",
                    e2: timestamptz = "January 8, 1999 04:05:06 PST",
                    e3: date = "2020-02-29",
                    e4: time = "allballs",
                    e5: interval = "1 day",
                    e6: interval = "P1Y2M",
                    e7: date = "J2451187",
                    f1: jsonb = "{\"a\": [1, -2.5e3, true, null, \"\\u00e9\"]}",
                    f2: jsonb = "null",
                    f3: jsonb = " \"x\" ",
                    g1: inet = "192.168.0.1/24",
                    g2: cidr = "10/8",
                    g4: cidr = "0x10",
                    g3: inet = "::1",
                    h1: text[] = "{a,\"b,c\",NULL}",
                    h2: integer[] = "{}",
                    h3: integer[] = "[0:1]={1,2}",
                    h4: integer[] = " {{1,2},{3,4}} ",
                    h5: mood[] = array["good", "bad"],
                    h6: mood[] = "{good}",
                    i1: int4range = "empty",
                    i2: int4range = "[1,)",
                    i3: tstzrange = "(,)",
                    j: citext = "x",
                    k: macaddr = "08:00:2b:01:02:03",
                    l: text = 5,
                    m: date = current_date + 30,
                    n: timestamptz = now() + interval "7 days",
                    o: bytea = r"\xDEAD beef",
                    p: hstore = "a=>1",
                    q: text = current_user,
                    r: numeric(3, 1) = 5,
                    s: bigint = extract(epoch from now()),
                    t: date = now(),
                    u: tsvector = "a b",
                }
            "#,
            expect![[r#""#]],
        );
    }
}
