//! Values that PostgreSQL has and Rust's types have not, and the other way round: an error that
//! names the column.

use crate::emitted::values::{DDL, NewThing, NewThingWith, Thing, things};
use relata::chrono::{NaiveDate, NaiveTime, TimeDelta};
use relata::testing::Database;
use relata::types::Decimal;
use sqlx::PgPool;

#[derive(Debug, relata::Load)]
#[load(things)]
#[expect(dead_code, reason = "reading it fails")]
struct Parts {
    parts: Vec<Part>,
}

#[derive(Debug, relata::Load)]
#[load(things)]
#[expect(dead_code, reason = "reading it fails")]
struct Part {
    a_numeric: Option<Decimal>,
    a_timestamptz: Option<relata::types::DateTime<relata::types::Utc>>,
    a_date: Option<NaiveDate>,
    a_time: Option<NaiveTime>,
    a_jsonb: Option<relata::codegen::JsonValue>,
}

#[derive(Debug, relata::Load)]
#[load(things)]
#[expect(dead_code, reason = "reading it fails")]
struct Nested {
    parent: Option<Parent>,
}

#[derive(Debug, relata::Load)]
#[load(things)]
#[expect(dead_code, reason = "reading it fails")]
struct Parent {
    parts: Vec<Thing>,
}

const INFINITE: &str = "is infinite, which chrono's types do not have";
const DIGITS: &str = "has more digits than `Decimal` holds (28)";

#[tokio::test]
async fn what_rust_does_not_have_is_an_error() {
    let database = Database::create(DDL).await.unwrap();
    let pool = database.pool();
    for (column, value, why) in [
        (
            "a_numeric",
            "'NaN'",
            "is NaN, which `Decimal` does not have",
        ),
        (
            "a_numeric",
            "'-Infinity'",
            "is infinite, which `Decimal` does not have",
        ),
        (
            "a_numeric",
            "1234567890123456789012345678901234567890",
            DIGITS,
        ),
        (
            "a_numeric",
            "0.1234567890123456789012345678901234567890",
            DIGITS,
        ),
        ("a_timestamptz", "'infinity'", INFINITE),
        ("a_timestamptz", "'-infinity'", INFINITE),
        (
            "a_timestamptz",
            "'290000-01-01'",
            "is outside the years that chrono has",
        ),
        ("a_date", "'infinity'", INFINITE),
        ("a_date", "'-infinity'", INFINITE),
        (
            "a_date",
            "'300000-01-01'",
            "is outside the years that chrono has",
        ),
        (
            "a_time",
            "'24:00'",
            "is 24:00, which `NaiveTime` does not have",
        ),
        (
            "a_jsonb",
            "'[12345678901234567890123]'",
            "holds a whole number of 23 digits, which `serde_json::Value` keeps only with \
             serde_json's feature `arbitrary_precision`",
        ),
        ("a_jsonb", "'[1e400]'", "holds a whole number of 401 digits"),
    ] {
        let (top, part) = insert(pool, column, value).await;
        let only = |id: i64| things::id.eq(id);
        let whole = Thing::query().filter(only(part)).fetch_all(pool).await;
        says("Thing", column, why, &whole.unwrap_err());
        let flat = Parts::query().filter(only(top)).fetch_all(pool).await;
        says("Parts", &format!("parts.{column}"), why, &flat.unwrap_err());
        let nested = Nested::query().filter(only(part)).fetch_all(pool).await;
        says(
            "Nested",
            &format!("parent.parts.{column}"),
            why,
            &nested.unwrap_err(),
        );

        let plain = sqlx::query_as::<_, Thing>("SELECT * FROM things WHERE id = $1");
        let plain = plain.bind(part).fetch_one(pool).await.unwrap_err();
        let expected = format!("error occurred while decoding column {column}: {why}");
        assert!(plain.to_string().starts_with(&expected), "{plain}");
    }
    for (column, value, why) in [
        ("a_tsrange", "'[infinity,infinity]'", INFINITE),
        (
            "a_numrange",
            "'[1,NaN]'",
            "is NaN, which `Decimal` does not have",
        ),
        (
            "whole_texts",
            "'{{a},{b}}'",
            "is an array of 2 dimensions, and `Vec` has one",
        ),
        (
            "whole_texts",
            "'{a,NULL}'",
            "has an element that is NULL, and its type says it has none",
        ),
        ("timestamptzs", "'{now,infinity}'", INFINITE),
    ] {
        let (_, part) = insert(pool, column, value).await;
        let whole = Thing::query().filter(things::id.eq(part)).fetch_all(pool);
        says("Thing", column, why, &whole.await.unwrap_err());
    }
}

/// A row, and one below it that has the value.
async fn insert(pool: &PgPool, column: &str, value: &str) -> (i64, i64) {
    let top = Thing::insert(NewThing {}).fetch_one(pool).await.unwrap().id;
    let sql =
        format!("INSERT INTO things (parent_id, {column}) VALUES ({top}, {value}) RETURNING id");
    let part = sqlx::query_scalar(sqlx::AssertSqlSafe(sql));
    (top, part.fetch_one(pool).await.unwrap())
}

#[track_caller]
fn says(shape: &str, column: &str, why: &str, error: &relata::Error) {
    let expected = format!("{shape}: `{column}` {why}");
    assert!(
        error.to_string().starts_with(&expected),
        "{error} is not {expected}"
    );
}

#[tokio::test]
async fn what_postgresql_does_not_have_is_an_error() {
    let database = Database::create(DDL).await.unwrap();
    let pool = database.pool();
    let early = NaiveDate::from_ymd_opt(-4713, 11, 24).unwrap() - TimeDelta::days(1);
    let leap = NaiveTime::from_num_seconds_from_midnight_opt(86_399, 1_000_000_000).unwrap();
    let zero = || "a\0b".to_owned();
    let none = "has a character U+0000, which PostgreSQL's text does not have";
    let first = "is before 4714-11-24 BC, the first day that PostgreSQL has";
    let new = || NewThing {};
    let rows: [(&str, &str, NewThingWith); 7] = [
        ("a_text", none, new().a_text(zero())),
        ("a_citext", none, new().a_citext(zero())),
        ("texts", none, new().texts(vec![Some(zero())])),
        ("a_date", first, new().a_date(early)),
        (
            "a_timestamp",
            first,
            new().a_timestamp(early.and_time(NaiveTime::MIN)),
        ),
        ("dates", first, new().dates(vec![Some(early)])),
        (
            "a_time",
            "is a leap second, which PostgreSQL's `time` does not have",
            new().a_time(leap),
        ),
    ];
    for (column, why, row) in rows {
        let many = Thing::insert_many([row.clone()]).execute(pool).await;
        says("Thing", column, why, &many.unwrap_err());
        let one = Thing::insert(row).execute(pool).await;
        says("Thing", column, why, &one.unwrap_err());
    }
    for filter in [things::a_text.eq("a\0b"), things::a_text.in_(["a\0b"])] {
        let error = Thing::query().filter(filter).fetch_all(pool).await;
        says("Thing", "a_text", none, &error.unwrap_err());
    }
}
