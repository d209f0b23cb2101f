//! Values that nobody chose, by the hundred in one statement.

use super::{either, make_hostile, same};
use crate::emitted::values::{DDL, NewThing, NewThingWith, Thing, things};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use relata::codegen::JsonValue;
use relata::testing::Database;
use relata::types::{
    DateTime, Decimal, NaiveDate, NaiveDateTime, NaiveTime, PgInterval, PgRange, Utc,
};
use std::ops::Bound;

#[derive(Debug, Clone, relata::Load)]
#[load(things)]
struct Drawn {
    a_real: Option<f32>,
    a_double: Option<f64>,
    a_numeric: Option<Decimal>,
    a_text: Option<String>,
    a_bytea: Option<Vec<u8>>,
    a_timestamptz: Option<DateTime<Utc>>,
    a_timestamp: Option<NaiveDateTime>,
    a_date: Option<NaiveDate>,
    a_time: Option<NaiveTime>,
    an_interval: Option<PgInterval>,
    a_jsonb: Option<JsonValue>,
    a_numrange: Option<PgRange<Decimal>>,
    texts: Option<Vec<Option<String>>>,
    numerics: Option<Vec<Option<Decimal>>>,
}

/// The same without arrays: as a collection it comes as parallel arrays.
#[derive(Debug, relata::Load)]
#[load(things)]
#[expect(dead_code, reason = "it is compared by what it shows")]
struct Flat {
    a_real: Option<f32>,
    a_double: Option<f64>,
    a_numeric: Option<Decimal>,
    a_text: Option<String>,
    a_bytea: Option<Vec<u8>>,
    a_timestamptz: Option<DateTime<Utc>>,
    a_timestamp: Option<NaiveDateTime>,
    a_date: Option<NaiveDate>,
    a_time: Option<NaiveTime>,
    an_interval: Option<PgInterval>,
    a_jsonb: Option<JsonValue>,
    a_numrange: Option<PgRange<Decimal>>,
}

#[derive(Debug, relata::Load)]
#[load(things)]
struct FlatParts {
    parts: Vec<Flat>,
}

#[derive(Debug, relata::Load)]
#[load(things)]
struct NestedParts {
    parts: Vec<Drawn>,
}

impl Drawn {
    fn flat(self) -> Flat {
        Flat {
            a_real: self.a_real,
            a_double: self.a_double,
            a_numeric: self.a_numeric,
            a_text: self.a_text,
            a_bytea: self.a_bytea,
            a_timestamptz: self.a_timestamptz,
            a_timestamp: self.a_timestamp,
            a_date: self.a_date,
            a_time: self.a_time,
            an_interval: self.an_interval,
            a_jsonb: self.a_jsonb,
            a_numrange: self.a_numrange,
        }
    }

    /// What PostgreSQL makes of it: there is no negative zero among its decimals, and one kind of
    /// number in `jsonb`.
    fn stored(mut self) -> Self {
        let zero = |number: &mut Decimal| {
            if number.is_zero() {
                number.set_sign_positive(true);
            }
        };
        let numbers = self.numerics.iter_mut().flatten().flatten();
        numbers.chain(&mut self.a_numeric).for_each(zero);
        if let Some(range) = &mut self.a_numrange {
            for bound in [&mut range.start, &mut range.end] {
                if let Bound::Included(number) | Bound::Excluded(number) = bound {
                    zero(number);
                }
            }
        }
        self.a_jsonb.iter_mut().for_each(stored_json);
        self
    }
}

fn new(row: Drawn) -> NewThingWith {
    NewThing {}
        .a_real(row.a_real)
        .a_double(row.a_double)
        .a_numeric(row.a_numeric)
        .a_text(row.a_text)
        .a_bytea(row.a_bytea)
        .a_timestamptz(row.a_timestamptz)
        .a_timestamp(row.a_timestamp)
        .a_date(row.a_date)
        .a_time(row.a_time)
        .an_interval(row.an_interval)
        .a_jsonb(row.a_jsonb)
        .a_numrange(row.a_numrange)
        .texts(row.texts)
        .numerics(row.numerics)
}

fn stored_json(value: &mut JsonValue) {
    match value {
        JsonValue::Array(values) => values.iter_mut().for_each(stored_json),
        JsonValue::Object(members) => members.values_mut().for_each(stored_json),
        JsonValue::Number(number) => {
            let text = number.to_string();
            if let Some(float) = number.as_f64().filter(|float| *float == 0.0) {
                if float.is_sign_negative() {
                    *value = 0.0.into();
                }
            } else if text.contains('e') && !text.contains("e-") {
                // Without an exponent and without a point.
                let whole = format!("{}", number.as_f64().unwrap());
                if !whole.contains('.') {
                    *value = whole.parse().unwrap();
                }
            }
        }
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::String(_) => {}
    }
}

fn texts() -> impl Strategy<Value = String> {
    let awkward = prop::sample::select(vec![
        "",
        "NULL",
        "{}",
        "\"",
        "\\",
        "'",
        "\u{1}",
        "\u{7f}",
        "\u{feff}",
        "\u{10ffff}",
        "a,b",
        " ",
        "\r\n",
        "e\u{301}",
        "\\x00",
        "::text",
        "$1",
    ]);
    let any = any::<String>().prop_map(|text| text.replace('\0', ""));
    prop_oneof![awkward.prop_map(str::to_owned), any]
}

fn decimals() -> impl Strategy<Value = Decimal> {
    let any = (any::<[u32; 3]>(), 0u32..96, any::<bool>(), 0u32..=28);
    let any = any.prop_map(|([low, middle, high], bits, negative, scale)| {
        let mantissa = u128::from(low) | u128::from(middle) << 32 | u128::from(high) << 64;
        let mantissa = i128::try_from(mantissa >> bits).unwrap();
        let mut number = Decimal::from_i128_with_scale(mantissa, scale);
        number.set_sign_negative(negative);
        number
    });
    let limits = prop::sample::select(vec![Decimal::MAX, Decimal::MIN, Decimal::ZERO]);
    prop_oneof![9 => any, 1 => limits]
}

/// From the first day that PostgreSQL has to the last that chrono has.
fn days() -> impl Strategy<Value = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(-4713, 11, 24).unwrap();
    let length = NaiveDate::MAX.signed_duration_since(first).num_days();
    let day = move |after: i64| first + relata::chrono::TimeDelta::days(after);
    prop_oneof![
        (0..=length).prop_map(day),
        (2_300_000..2_500_000i64).prop_map(day),
        Just(first),
        Just(NaiveDate::MAX),
    ]
}

fn times() -> impl Strategy<Value = NaiveTime> {
    (0..86_400u32, 0..1_000_000u32).prop_map(|(seconds, microseconds)| {
        NaiveTime::from_num_seconds_from_midnight_opt(seconds, microseconds * 1000).unwrap()
    })
}

fn moments() -> impl Strategy<Value = NaiveDateTime> {
    (days(), times()).prop_map(|(day, time)| day.and_time(time))
}

fn intervals() -> impl Strategy<Value = PgInterval> {
    (any::<i32>(), any::<i32>(), any::<i64>()).prop_map(|(months, days, microseconds)| PgInterval {
        months,
        days,
        microseconds,
    })
}

fn documents() -> impl Strategy<Value = JsonValue> {
    let leaf = prop_oneof![
        Just(JsonValue::Null),
        any::<bool>().prop_map(JsonValue::from),
        any::<i64>().prop_map(JsonValue::from),
        any::<u64>().prop_map(JsonValue::from),
        any::<f64>()
            .prop_filter("JSON has none", |float| float.is_finite())
            .prop_map(JsonValue::from),
        (-1000..1000i32).prop_map(|number| JsonValue::from(f64::from(number) / 8.0)),
        texts().prop_map(JsonValue::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(JsonValue::from),
            prop::collection::btree_map(texts(), inner, 0..6)
                .prop_map(|members| JsonValue::Object(members.into_iter().collect())),
        ]
    })
}

fn bound(number: Decimal, kind: u8) -> Bound<Decimal> {
    match kind {
        0 => Bound::Unbounded,
        1 => Bound::Included(number),
        _ => Bound::Excluded(number),
    }
}

fn ranges() -> impl Strategy<Value = PgRange<Decimal>> {
    (decimals(), decimals(), 0..3u8, 0..3u8).prop_map(|(a, b, start, end)| {
        if a == b {
            return PgRange {
                start: Bound::Included(a),
                end: Bound::Included(a),
            };
        }
        PgRange {
            start: bound(a.min(b), start),
            end: bound(a.max(b), end),
        }
    })
}

fn rows() -> impl Strategy<Value = Drawn> {
    let numbers = (any::<f32>(), any::<f64>(), decimals(), ranges());
    let times = (moments(), moments(), days(), times(), intervals());
    let bytes = prop::collection::vec(any::<u8>(), 0..40);
    let arrays = (
        prop::collection::vec(prop::option::of(texts()), 0..5),
        prop::collection::vec(prop::option::of(decimals()), 0..5),
    );
    let all = (numbers, times, (texts(), bytes, documents()), arrays);
    all.prop_map(|(numbers, times, others, arrays)| Drawn {
        a_real: Some(numbers.0),
        a_double: Some(numbers.1),
        a_numeric: Some(numbers.2),
        a_numrange: Some(numbers.3),
        a_timestamptz: Some(times.0.and_utc()),
        a_timestamp: Some(times.1),
        a_date: Some(times.2),
        a_time: Some(times.3),
        an_interval: Some(times.4),
        a_text: Some(others.0),
        a_bytea: Some(others.1),
        a_jsonb: Some(others.2),
        texts: Some(arrays.0),
        numerics: Some(arrays.1),
    })
}

#[tokio::test]
async fn what_is_drawn_comes_back() {
    const ROWS: usize = 600;
    let database = Database::create(DDL).await.unwrap();
    let mut connection = database.pool().acquire().await.unwrap();
    let on = &mut *connection;
    make_hostile(on).await;

    let mut runner = TestRunner::deterministic();
    let drawn = (0..ROWS).map(|_| rows().new_tree(&mut runner).unwrap().current());
    let drawn: Vec<Drawn> = drawn.collect();
    let top = Thing::insert(NewThing {})
        .fetch_one(&mut *on)
        .await
        .unwrap();
    let parts = drawn.iter().map(|row| new(row.clone()).parent_id(top.id));
    let made = Thing::insert_many(parts).fetch_all(&mut *on).await.unwrap();
    let expected: Vec<Drawn> = drawn.into_iter().map(Drawn::stored).collect();

    for (made, expected) in made.iter().zip(&expected) {
        same(&made.a_numeric, &expected.a_numeric);
        same(&made.a_jsonb, &expected.a_jsonb);
    }
    let is_part = || things::parent_id.eq(top.id);
    let alone = Drawn::query().filter(is_part()).order_by(things::id.asc());
    same(&alone.fetch_all(&mut *on).await.unwrap(), &expected);
    for batched in [false, true] {
        let nested = either(NestedParts::query().filter(things::id.eq(top.id)), batched);
        same(&nested.fetch_one(&mut *on).await.unwrap().parts, &expected);
        let flat = either(FlatParts::query().filter(things::id.eq(top.id)), batched);
        let flat = flat.fetch_one(&mut *on).await.unwrap().parts;
        same(&flat, &expected.iter().cloned().map(Drawn::flat).collect());
    }
}
