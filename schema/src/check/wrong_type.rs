//! An expression has the type that its place needs.
//!
//! A check and a predicate answer yes or no; an operator and a function have the operands that PostgreSQL has
//! one for. Types are inferred as PostgreSQL infers them; where one is not known, as of a function of your own,
//! nothing is said.
//!
//! ```relata,breaks
//! table posts { id: bigint primary key identity, title: text check (length(title)) }
//! ```
//!
//! A check needs a boolean, so say what the length has to be:
//!
//! ```relata
//! table posts { id: bigint primary key identity, title: text check (length(title) > 0) }
//! ```

use super::conditions::Use;
use super::findings::Findings;
use crate::infer::Ty;

const RULE: &str = "wrong_type";

/// Reports what PostgreSQL has no operator or function for, and conditions that are no conditions.
///
/// The wrong number of arguments is reported too: it is another rule, found on the same way.
pub(super) fn check(found: &mut Findings<'_>) {
    let world = found.world();
    for condition in found.conditions().iter() {
        let inferred = condition.infer(&world);
        let is_whole = inferred.problems.is_empty();
        for problem in &inferred.problems {
            let diagnostic =
                found.report(problem.rule, condition.place, problem.at, &problem.message);
            if let Some(help) = &problem.help {
                diagnostic.help(help);
            }
        }
        let column = condition.ty.map(|ty| world.ty(ty));
        if let (Use::Generated, true, Some(column)) = (condition.used, is_whole, column)
            && !world.fits(inferred.ty, column)
        {
            let [ty, column] = [inferred.ty, column].map(|ty| world.words(ty));
            let message = format!("this is {ty}, and the column {column}");
            found.report(RULE, condition.place, condition.expr.span, message);
        }
        let what = match condition.used {
            Use::Check => "a check",
            Use::Predicate => "a predicate",
            _ => continue,
        };
        let ty = inferred.ty;
        let known = matches!(ty, Ty::One(crate::infer::Kind::Named(_)) | Ty::Many(_));
        if is_whole && known && !ty.is_boolean() {
            let message = format!("{what} needs a boolean, and this is {}", world.words(ty));
            found
                .report(RULE, condition.place, condition.expr.span, message)
                .help("compare it with something");
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn operands_have_an_operator() {
        check(
            r#"
                enum mood { good, bad }
                enum state { open, shut }
                table things {
                    id: bigint primary key identity,
                    a: integer check (length(a) > 1),
                    b: text check (length(b)),
                    c: boolean,
                    d: timestamptz,
                    e: jsonb,
                    mood: mood,
                    state: state,
                    check c1 (b > a),
                    check c2 (c + 1 > 2),
                    check c3 (mood = state),
                    check c4 (a and c),
                    check c5 (d - d > 5),
                    check c6 (e -> "x" > 5),
                    check c7 (case when c then a else b end = "x"),
                    check c8 (a in (1, "2", b)),
                    f: integer generated (lower(b)),
                    g: text generated (a + 1),
                    h: date generated (a::text),
                    index (a) where b,
                }
            "#,
            expect![[r#"
                error[wrong_type]: there is no `length(integer)`
                 --> schema.relata:6:46
                  |
                6 |                     a: integer check (length(a) > 1),
                  |                                              ^
                  |
                  = help: there is `length(text)`, `length(bytea)`, `length(char)`
                error[wrong_type]: a check needs a boolean, and this is `integer`
                 --> schema.relata:7:36
                  |
                7 |                     b: text check (length(b)),
                  |                                    ^^^^^^^^^
                  |
                  = help: compare it with something
                error[wrong_type]: there is no `text > integer`
                  --> schema.relata:13:31
                   |
                13 |                     check c1 (b > a),
                   |                               ^^^^^
                   |
                   = help: convert the left side: `…::integer`
                error[wrong_type]: there is no `boolean + integer`
                  --> schema.relata:14:31
                   |
                14 |                     check c2 (c + 1 > 2),
                   |                               ^
                error[wrong_type]: there is no `mood = state`
                  --> schema.relata:15:31
                   |
                15 |                     check c3 (mood = state),
                   |                               ^^^^^^^^^^^^
                error[wrong_type]: `and` needs a boolean, and this is `integer`
                  --> schema.relata:16:31
                   |
                16 |                     check c4 (a and c),
                   |                               ^
                error[wrong_type]: there is no `interval > integer`
                  --> schema.relata:17:31
                   |
                17 |                     check c5 (d - d > 5),
                   |                               ^^^^^^^^^
                error[wrong_type]: there is no `jsonb > integer`
                  --> schema.relata:18:31
                   |
                18 |                     check c6 (e -> "x" > 5),
                   |                               ^^^^^^^^^^^^
                error[wrong_type]: this is `integer`, and another value here `text`
                  --> schema.relata:19:48
                   |
                19 |                     check c7 (case when c then a else b end = "x"),
                   |                                                ^
                error[wrong_type]: there is no `integer = text`
                  --> schema.relata:20:45
                   |
                20 |                     check c8 (a in (1, "2", b)),
                   |                                             ^
                   |
                   = help: convert the right side: `…::integer`
                error[wrong_type]: this is `text`, and the column `integer`
                  --> schema.relata:21:43
                   |
                21 |                     f: integer generated (lower(b)),
                   |                                           ^^^^^^^^
                error[wrong_type]: this is `text`, and the column `date`
                  --> schema.relata:23:40
                   |
                23 |                     h: date generated (a::text),
                   |                                        ^^^^^^^
                error[wrong_type]: a predicate needs a boolean, and this is `text`
                  --> schema.relata:24:37
                   |
                24 |                     index (a) where b,
                   |                                     ^
                   |
                   = help: compare it with something
            "#]],
        );
    }

    #[test]
    fn functions_have_their_arguments() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    a: text check (length(a, 1, 2) > 1),
                    b: text check (lower() = "x" or replace(b, "x") = "y"),
                    c: text check (num_nonnulls() = 1 and nullif(c) = "c"),
                    d: date check (date_trunc("month") = d),
                }
            "#,
            expect![[r#"
                error[wrong_arity]: `length` takes 1 to 2 arguments, and these are 3
                 --> schema.relata:4:36
                  |
                4 |                     a: text check (length(a, 1, 2) > 1),
                  |                                    ^^^^^^
                error[wrong_arity]: `lower` takes 1 argument, and there is none
                 --> schema.relata:5:36
                  |
                5 |                     b: text check (lower() = "x" or replace(b, "x") = "y"),
                  |                                    ^^^^^
                error[wrong_arity]: `replace` takes 3 arguments, and these are 2
                 --> schema.relata:5:53
                  |
                5 |                     b: text check (lower() = "x" or replace(b, "x") = "y"),
                  |                                                     ^^^^^^^
                error[wrong_arity]: `num_nonnulls` takes at least 1 argument, and there is none
                 --> schema.relata:6:36
                  |
                6 |                     c: text check (num_nonnulls() = 1 and nullif(c) = "c"),
                  |                                    ^^^^^^^^^^^^
                error[wrong_arity]: `nullif` takes 2 arguments, and this is 1
                 --> schema.relata:6:59
                  |
                6 |                     c: text check (num_nonnulls() = 1 and nullif(c) = "c"),
                  |                                                           ^^^^^^
                error[wrong_arity]: `date_trunc` takes 2 to 3 arguments, and this is 1
                 --> schema.relata:7:36
                  |
                7 |                     d: date check (date_trunc("month") = d),
                  |                                    ^^^^^^^^^^
            "#]],
        );
    }

    #[test]
    fn what_is_not_known_is_left_to_postgresql() {
        check(
            r##"
                extension citext;
                sql own "CREATE FUNCTION length(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1'";
                domain word: text check (length(value) > 0);
                table things {
                    id: bigint primary key identity,
                    a: integer check (length(a) > 1),
                    b: citext check (b = "x" and lower(b) <> "y" and b || "x" like "%x"),
                    c: word check (c ~ r"^\w+$" and my_check(c)),
                    d: text check (sql "d = ANY ('{a}')"),
                    e: text[] check (cardinality(e) > 0 and "x" = any (e) and e[1] <> ""),
                    f: tstzrange check (lower(f) < upper(f) and f && tstzrange(now(), null)) allow clock_in_check because "a test",
                    g: date check (extract(year from g) > 2000 and g + 1 > "2020-01-01" and g - g > 3),
                    h: jsonb check (jsonb_typeof(h) = "object" and (h ->> "a")::integer > 1 and h ? "b"),
                }
            "##,
            expect![[r#""#]],
        );
    }
}
