//! Every type comes back exactly as it was written: at the top level, in parallel arrays, in
//! nested records and below references, whatever the session's settings are.

use std::ops::Bound;

use relata::codegen::{DateTime, Decimal, Json, NaiveDate, PgInterval, PgRange, Utc, Uuid, sqlx};

use crate::blog::{Everything, NewEverything, NewEverythingWith, UserStatus, everything};
use crate::{Settings, database};

/// All but the arrays: as a leaf of a collection it comes as parallel arrays.
#[derive(Debug, PartialEq, relata::Load)]
#[load(everything)]
struct Scalars {
    id: i64,
    a_boolean: Option<bool>,
    a_smallint: Option<i16>,
    an_integer: Option<i32>,
    a_bigint: Option<i64>,
    a_real: Option<f32>,
    a_double: Option<f64>,
    a_numeric: Option<Decimal>,
    a_text: Option<String>,
    a_citext: Option<String>,
    a_bytea: Option<Vec<u8>>,
    a_uuid: Option<Uuid>,
    a_status: Option<UserStatus>,
    a_quantity: Option<i32>,
    a_timestamptz: Option<DateTime<Utc>>,
    a_timestamp: Option<relata::codegen::NaiveDateTime>,
    a_date: Option<NaiveDate>,
    a_time: Option<relata::codegen::NaiveTime>,
    an_interval: Option<PgInterval>,
    a_json: Option<serde_json::Value>,
    a_setting: Option<Json<Settings>>,
    an_inet: Option<relata::codegen::IpNetwork>,
    a_cidr: Option<relata::codegen::IpNetwork>,
    a_macaddr: Option<relata::codegen::MacAddress>,
    an_int4range: Option<PgRange<i32>>,
    an_int8range: Option<PgRange<i64>>,
    a_numrange: Option<PgRange<Decimal>>,
    a_tsrange: Option<PgRange<relata::codegen::NaiveDateTime>>,
    a_tstzrange: Option<PgRange<DateTime<Utc>>>,
    a_daterange: Option<PgRange<NaiveDate>>,
}

/// A row with those below it, as parallel arrays.
#[derive(Debug, relata::Load)]
#[load(everything)]
struct Flat {
    children: Vec<Scalars>,
}

/// A row with those below it, as records, whose reference leads back.
#[derive(Debug, relata::Load)]
#[load(everything)]
struct Nested {
    children: Vec<Below>,
}

#[derive(Debug, relata::Load)]
#[load(everything)]
struct Below {
    id: i64,
    texts: Option<Vec<String>>,
    parent: Option<Everything>,
}

/// A row with those below it, all columns, as records.
#[derive(Debug, relata::Load)]
#[load(everything)]
struct Whole {
    children: Vec<Everything>,
}

fn full() -> NewEverythingWith {
    let at: DateTime<Utc> = "1969-07-20T20:17:40.123456Z".parse().unwrap();
    let later: DateTime<Utc> = "2038-01-19T03:14:08Z".parse().unwrap();
    let day = NaiveDate::from_ymd_opt(1582, 10, 4).unwrap();
    let number = |text: &str| text.parse::<Decimal>().unwrap();
    NewEverything {}
        .a_boolean(true)
        .a_smallint(i16::MIN)
        .an_integer(i32::MIN)
        .a_bigint(i64::MIN)
        .a_real(f32::MIN_POSITIVE)
        .a_double(0.1 + 0.2)
        .a_numeric(number("-1234567890.1230"))
        .a_text("quote ' \" \\ {a,b} NULL\n\u{1F980}".to_owned())
        .a_citext("Straße".to_owned())
        .a_bytea(vec![0, 255, b'\\', b'\''])
        .a_uuid(Uuid::from_u128(0x1234_5678_9abc_def0))
        .a_status(UserStatus::Deleted)
        .a_quantity(7)
        .a_timestamptz(at)
        .a_timestamp(at.naive_utc())
        .a_date(day)
        .a_time(at.time())
        .an_interval(PgInterval {
            months: -14,
            days: 3,
            microseconds: -5,
        })
        .a_json(serde_json::json!({"a": [1, 2.50, null], "b": "\u{1F980}"}))
        .a_setting(Json(Settings { dark: true }))
        .an_inet(
            "192.168.1.5/24"
                .parse::<relata::codegen::IpNetwork>()
                .unwrap(),
        )
        .a_cidr(
            "2001:db8::/32"
                .parse::<relata::codegen::IpNetwork>()
                .unwrap(),
        )
        .a_macaddr(relata::codegen::MacAddress::new([8, 0, 43, 1, 2, 3]))
        .an_int4range(PgRange {
            start: Bound::Included(-3),
            end: Bound::Excluded(4),
        })
        .an_int8range(PgRange {
            start: Bound::Unbounded,
            end: Bound::Excluded(i64::MAX),
        })
        .a_numrange(PgRange {
            start: Bound::Excluded(number("1.50")),
            end: Bound::Included(number("2.00")),
        })
        .a_tsrange(PgRange {
            start: Bound::Included(at.naive_utc()),
            end: Bound::Unbounded,
        })
        .a_tstzrange(PgRange {
            start: Bound::Included(at),
            end: Bound::Excluded(later),
        })
        .a_daterange(PgRange {
            start: Bound::Included(day),
            end: Bound::Unbounded,
        })
        .texts(
            ["a,b", "", "NULL", "{\"", "\u{1F980}"]
                .map(str::to_owned)
                .to_vec(),
        )
        .maybe_texts(vec![Some("x".to_owned()), None, Some(String::new())])
        .integers(vec![i32::MIN, 0, i32::MAX])
        .statuses(vec![UserStatus::Deleted, UserStatus::Active])
        .numerics(vec![
            number("0.00"),
            number("79228162514264337593543950335"),
        ])
        .times(vec![at, later])
}

/// What was written, as it should come back.
fn expected(id: i64, parent_id: Option<i64>) -> Everything {
    let at: DateTime<Utc> = "1969-07-20T20:17:40.123456Z".parse().unwrap();
    let later: DateTime<Utc> = "2038-01-19T03:14:08Z".parse().unwrap();
    let day = NaiveDate::from_ymd_opt(1582, 10, 4).unwrap();
    let number = |text: &str| text.parse::<Decimal>().unwrap();
    Everything {
        id,
        parent_id,
        a_boolean: Some(true),
        a_smallint: Some(i16::MIN),
        an_integer: Some(i32::MIN),
        a_bigint: Some(i64::MIN),
        a_real: Some(f32::MIN_POSITIVE),
        a_double: Some(0.1 + 0.2),
        a_numeric: Some(number("-1234567890.1230")),
        a_text: Some("quote ' \" \\ {a,b} NULL\n\u{1F980}".to_owned()),
        a_citext: Some("Straße".to_owned()),
        a_bytea: Some(vec![0, 255, b'\\', b'\'']),
        a_uuid: Some(Uuid::from_u128(0x1234_5678_9abc_def0)),
        a_status: Some(UserStatus::Deleted),
        a_quantity: Some(7),
        a_timestamptz: Some(at),
        a_timestamp: Some(at.naive_utc()),
        a_date: Some(day),
        a_time: Some(at.time()),
        an_interval: Some(PgInterval {
            months: -14,
            days: 3,
            microseconds: -5,
        }),
        a_json: Some(serde_json::json!({"a": [1, 2.50, null], "b": "\u{1F980}"})),
        a_setting: Some(Json(Settings { dark: true })),
        an_inet: Some("192.168.1.5/24".parse().unwrap()),
        a_cidr: Some("2001:db8::/32".parse().unwrap()),
        a_macaddr: Some(relata::codegen::MacAddress::new([8, 0, 43, 1, 2, 3])),
        an_int4range: Some(PgRange {
            start: Bound::Included(-3),
            end: Bound::Excluded(4),
        }),
        an_int8range: Some(PgRange {
            start: Bound::Unbounded,
            end: Bound::Excluded(i64::MAX),
        }),
        a_numrange: Some(PgRange {
            start: Bound::Excluded(number("1.50")),
            end: Bound::Included(number("2.00")),
        }),
        a_tsrange: Some(PgRange {
            start: Bound::Included(at.naive_utc()),
            end: Bound::Unbounded,
        }),
        a_tstzrange: Some(PgRange {
            start: Bound::Included(at),
            end: Bound::Excluded(later),
        }),
        a_daterange: Some(PgRange {
            start: Bound::Included(day),
            end: Bound::Unbounded,
        }),
        texts: Some(
            ["a,b", "", "NULL", "{\"", "\u{1F980}"]
                .map(str::to_owned)
                .to_vec(),
        ),
        maybe_texts: Some(vec![Some("x".to_owned()), None, Some(String::new())]),
        integers: Some(vec![i32::MIN, 0, i32::MAX]),
        statuses: Some(vec![UserStatus::Deleted, UserStatus::Active]),
        numerics: Some(vec![
            number("0.00"),
            number("79228162514264337593543950335"),
        ]),
        times: Some(vec![at, later]),
    }
}

/// The scale counts too, which `==` on decimals does not see.
fn digits(row: &Everything) -> String {
    format!(
        "{:?} {:?} {:?}",
        row.a_numeric, row.a_numrange, row.numerics
    )
}

#[tokio::test]
async fn every_type_comes_back_under_hostile_settings() {
    let db = database::blog().await;
    let mut connection = db.pool().acquire().await.unwrap();
    for setting in [
        "DateStyle = 'SQL, DMY'",
        "TimeZone = 'Asia/Kathmandu'",
        "IntervalStyle = 'sql_standard'",
        "extra_float_digits = -15",
        "bytea_output = 'escape'",
    ] {
        let set = sqlx::AssertSqlSafe(format!("SET {setting}"));
        sqlx::raw_sql(set).execute(&mut *connection).await.unwrap();
    }
    let on = &mut *connection;

    // One row alone; then two at once, a full one and an empty one.
    let top = Everything::insert(full())
        .fetch_one(&mut *on)
        .await
        .unwrap();
    assert_eq!(top, expected(top.id, None));
    assert_eq!(digits(&top), digits(&expected(top.id, None)));
    let below = [full().parent_id(top.id), NewEverything {}.parent_id(top.id)];
    let below = Everything::insert_many(below)
        .fetch_all(&mut *on)
        .await
        .unwrap();
    let child = expected(below[0].id, Some(top.id));
    assert_eq!(below[0], child);
    assert_eq!(digits(&below[0]), digits(&child));
    assert_eq!((below[1].a_numeric, &below[1].texts), (None, &None));

    let this = || everything::id.eq(top.id);
    let found = Everything::query()
        .filter(this())
        .fetch_one(&mut *on)
        .await
        .unwrap();
    assert_eq!(found, top);

    let whole = Whole::query()
        .filter(this())
        .fetch_one(&mut *on)
        .await
        .unwrap();
    assert_eq!(whole.children, below);
    assert_eq!(digits(&whole.children[0]), digits(&child));

    let nested = Nested::query()
        .filter(this())
        .fetch_one(&mut *on)
        .await
        .unwrap();
    assert_eq!(nested.children.len(), 2);
    assert_eq!(nested.children[0].id, below[0].id);
    assert_eq!(
        (&nested.children[0].texts, &nested.children[1].texts),
        (&child.texts, &None)
    );
    assert_eq!(nested.children[1].parent.as_ref(), Some(&top));

    let flat = Flat::query()
        .filter(this())
        .fetch_one(&mut *on)
        .await
        .unwrap();
    let alone = Scalars::query().filter(everything::parent_id.eq(top.id));
    let alone = alone
        .order_by(everything::id.asc())
        .fetch_all(&mut *on)
        .await
        .unwrap();
    assert_eq!(flat.children, alone);
    assert_eq!(
        flat.children[0].a_numeric.map(|n| n.to_string()),
        Some("-1234567890.1230".into())
    );

    // A plain query of sqlx gives the same rows.
    let plain: Vec<Everything> = sqlx::query_as("SELECT * FROM everything ORDER BY id")
        .fetch_all(&mut *on)
        .await
        .unwrap();
    assert_eq!(plain, [vec![top], below].concat());
}

#[tokio::test]
async fn an_enum_goes_through_a_plain_query() {
    let db = database::blog().await;
    let back: UserStatus = sqlx::query_scalar("SELECT $1")
        .bind(UserStatus::Suspended)
        .fetch_one(db.pool())
        .await
        .unwrap();
    assert_eq!(back, UserStatus::Suspended);
}
