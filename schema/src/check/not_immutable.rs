//! What is stored or indexed depends on the row alone.
//!
//! An index, a predicate and a generated column are computed when a row is written. What would come out
//! otherwise tomorrow, or in a session with another time zone, PostgreSQL refuses there. Much of it is not
//! seen at once: a day of a `timestamptz` depends on the session's zone, `to_tsvector(body)` on its language,
//! `concat` on how it writes dates.
//!
//! ```relata,breaks
//! table posts { id: bigint primary key identity, body: text, index using gin (to_tsvector(body)) }
//! ```
//!
//! ```relata
//! table posts { id: bigint primary key identity, body: text, index using gin (to_tsvector("english", body)) }
//! ```

use super::conditions::{self, Use};
use super::findings::Findings;
use crate::infer::{Unstable, Volatility, World};
use crate::model::Model;

const RULE: &str = "not_immutable";

/// Reports what depends on more than the row where that cannot be.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    let world = World::of(model);
    for condition in conditions::all(model) {
        let (place, stored) = match condition.used {
            Use::Index => ("an index", "an index holds"),
            Use::Predicate => ("a predicate", "an index holds"),
            Use::Generated => ("a generated column", "a generated column holds"),
            Use::Partition => ("a partition", "a row stays in the partition of"),
            Use::Default | Use::OnUpdate | Use::Check => continue,
        };
        let inferred = condition.infer(&world);
        let Some(unstable) = inferred.unstable.first() else {
            continue;
        };
        let depends = match unstable.volatility {
            Volatility::Volatile => "gives something else each time".to_owned(),
            _ if is_clock(&unstable.what) => "moves on".to_owned(),
            _ => "depends on the session's settings".to_owned(),
        };
        let message = format!("{} {depends}, and cannot be in {place}", unstable.what);
        let help =
            help(unstable).unwrap_or_else(|| format!("{stored} what depends on the row alone"));
        found
            .report(RULE, condition.place, unstable.at, message)
            .help(help);
    }
}

fn is_clock(what: &str) -> bool {
    [
        "`now`",
        "`statement_timestamp`",
        "`transaction_timestamp`",
        "`current_date`",
        "`current_time`",
        "`current_timestamp`",
        "`localtime`",
        "`localtimestamp`",
    ]
    .contains(&what)
}

fn help(unstable: &Unstable) -> Option<String> {
    let what = unstable.what.trim_matches('`');
    let help = match what {
        "to_tsvector" => "name the language: `to_tsvector(\"english\", …)`",
        "to_tsquery" | "plainto_tsquery" | "phraseto_tsquery" | "websearch_to_tsquery" => {
            "name the language first: `(\"english\", …)`"
        }
        "concat" | "concat_ws" | "format" => {
            "write `||`, with `coalesce(…, \"\")` for what may be NULL"
        }
        "date_trunc" => "say whose day it is: `date_trunc(\"day\", … at time zone \"utc\")`",
        "timestamptz::date" | "timestamptz::timestamp" | "timestamptz::time" => {
            "say whose time it is: `(… at time zone \"utc\")::date`"
        }
        "extract" | "date_part" => {
            "say whose time it is: `extract(year from … at time zone \"utc\")`"
        }
        "timestamp::timestamptz" | "date::timestamptz" => {
            "say whose time it is: `… at time zone \"utc\"`"
        }
        "array_to_string" => "index the array itself, with `using gin`",
        _ if what.starts_with("text::") => "keep it in a column of that type",
        _ if what.ends_with("::text") => "take the value itself, without the cast",
        _ => return None,
    };
    Some(help.to_owned())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn what_is_stored_stays() {
        check(
            r#"
                enum mood { good, bad }
                table things {
                    id: bigint primary key identity,
                    at: timestamptz,
                    day: date,
                    body: text,
                    mood: mood,
                    labels: text[],
                    words: tsvector generated (to_tsvector(body)),
                    whole: text generated (concat(body, "x")),
                    local: date generated (at::date),
                    random: double generated (random()),
                    index i1 (date_trunc("day", at)),
                    index i2 (body) where at > now(),
                    index i3 (lower(mood::text)),
                    index i4 (array_to_string(labels, " ")),
                    index i5 (extract(year from at)),
                    index i6 (body) where day > at,
                    index i7 ((body::timestamptz)),
                }
            "#,
            expect![[r#"
                error[not_immutable]: `to_tsvector` depends on the session's settings, and cannot be in a generated column
                  --> schema.relata:10:48
                   |
                10 |                     words: tsvector generated (to_tsvector(body)),
                   |                                                ^^^^^^^^^^^^^^^^^
                   |
                   = help: name the language: `to_tsvector("english", …)`
                error[not_immutable]: `concat` depends on the session's settings, and cannot be in a generated column
                  --> schema.relata:11:44
                   |
                11 |                     whole: text generated (concat(body, "x")),
                   |                                            ^^^^^^^^^^^^^^^^^
                   |
                   = help: write `||`, with `coalesce(…, "")` for what may be NULL
                error[not_immutable]: `timestamptz::date` depends on the session's settings, and cannot be in a generated column
                  --> schema.relata:12:44
                   |
                12 |                     local: date generated (at::date),
                   |                                            ^^^^^^^^
                   |
                   = help: say whose time it is: `(… at time zone "utc")::date`
                error[not_immutable]: `random` gives something else each time, and cannot be in a generated column
                  --> schema.relata:13:47
                   |
                13 |                     random: double generated (random()),
                   |                                               ^^^^^^^^
                   |
                   = help: a generated column holds what depends on the row alone
                error[not_immutable]: `date_trunc` depends on the session's settings, and cannot be in an index
                  --> schema.relata:14:31
                   |
                14 |                     index i1 (date_trunc("day", at)),
                   |                               ^^^^^^^^^^^^^^^^^^^^^
                   |
                   = help: say whose day it is: `date_trunc("day", … at time zone "utc")`
                warning[wide_key]: `body` may be long: rows over 2,704 bytes fail in a btree
                  --> schema.relata:15:31
                   |
                15 |                     index i2 (body) where at > now(),
                   |                               ^^^^
                   |
                   = help: write `md5(body)`, or bound its length by a check
                error[not_immutable]: `now` moves on, and cannot be in a predicate
                  --> schema.relata:15:48
                   |
                15 |                     index i2 (body) where at > now(),
                   |                                                ^^^^^
                   |
                   = help: an index holds what depends on the row alone
                error[not_immutable]: `mood::text` depends on the session's settings, and cannot be in an index
                  --> schema.relata:16:37
                   |
                16 |                     index i3 (lower(mood::text)),
                   |                                     ^^^^^^^^^^
                   |
                   = help: take the value itself, without the cast
                error[not_immutable]: `array_to_string` depends on the session's settings, and cannot be in an index
                  --> schema.relata:17:31
                   |
                17 |                     index i4 (array_to_string(labels, " ")),
                   |                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                   |
                   = help: index the array itself, with `using gin`
                error[not_immutable]: `extract` depends on the session's settings, and cannot be in an index
                  --> schema.relata:18:31
                   |
                18 |                     index i5 (extract(year from at)),
                   |                               ^^^^^^^^^^^^^^^^^^^^^
                   |
                   = help: say whose time it is: `extract(year from … at time zone "utc")`
                warning[wide_key]: `body` may be long: rows over 2,704 bytes fail in a btree
                  --> schema.relata:19:31
                   |
                19 |                     index i6 (body) where day > at,
                   |                               ^^^^
                   |
                   = help: write `md5(body)`, or bound its length by a check
                error[not_immutable]: `date > timestamptz` depends on the session's settings, and cannot be in a predicate
                  --> schema.relata:19:43
                   |
                19 |                     index i6 (body) where day > at,
                   |                                           ^^^^^^^^
                   |
                   = help: an index holds what depends on the row alone
                error[not_immutable]: `text::timestamptz` depends on the session's settings, and cannot be in an index
                  --> schema.relata:20:32
                   |
                20 |                     index i7 ((body::timestamptz)),
                   |                                ^^^^^^^^^^^^^^^^^
                   |
                   = help: keep it in a column of that type
            "#]],
        );
    }

    #[test]
    fn what_says_its_zone_is_one_thing() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    at: timestamptz,
                    day: date,
                    body: text,
                    words: tsvector generated (to_tsvector("english", body)),
                    whole: text generated (body || "x"),
                    local: date generated ((at at time zone "utc")::date),
                    index i1 (date_trunc("day", at at time zone "utc")),
                    index i2 (body) where at > "2020-01-01",
                    index i3 (lower(body)),
                    index i4 (date_trunc("month", day::timestamp)),
                    index i5 (extract(year from day)),
                    index i6 (own(body)),
                    check (at > now() or at::date < day) allow clock_in_check because "a test",
                }
                sql own "CREATE FUNCTION own(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1'";
            "#,
            expect![[r#"
                warning[wide_key]: `body` may be long: rows over 2,704 bytes fail in a btree
                  --> schema.relata:11:31
                   |
                11 |                     index i2 (body) where at > "2020-01-01",
                   |                               ^^^^
                   |
                   = help: write `md5(body)`, or bound its length by a check
            "#]],
        );
    }
}
