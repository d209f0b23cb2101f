//! What is written into a column of any type, through the emitted structs, comes back as it was.

use crate::emitted::types::{
    Arrays, DDL, Defaults, Mood, NewArrays, NewDefaults, NewNullable, Nullable, Size, nullable,
};
use relata::testing::Database;
use relata::types::{
    DateTime, Decimal, NaiveDate, NaiveDateTime, NaiveTime, PgInterval, PgRange, Utc, Uuid,
};
use std::ops::Bound;

fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn range<T>(from: T, to: T) -> PgRange<T> {
    PgRange {
        start: Bound::Included(from),
        end: Bound::Excluded(to),
    }
}

const INTERVAL: PgInterval = PgInterval {
    months: 14,
    days: -3,
    microseconds: 1,
};

fn time() -> DateTime<Utc> {
    parsed("1999-12-31T23:59:59.999999Z")
}

fn day(text: &str) -> NaiveDate {
    parsed(text)
}

fn moment(text: &str) -> NaiveDateTime {
    parsed(text)
}

#[tokio::test]
async fn a_row_with_every_type_comes_back() {
    let database = Database::create(DDL).await.unwrap();
    let pool = database.pool();
    let new = NewNullable {}
        .a_boolean(true)
        .a_smallint(i16::MIN)
        .an_integer(i32::MAX)
        .a_bigint(i64::MIN)
        .a_real(0.1)
        .a_double(f64::MIN_POSITIVE)
        .a_numeric(parsed::<Decimal>("-123456789012345678.0123456789"))
        .a_text("it's \"é\"\n".to_owned())
        .a_citext("MiXed".to_owned())
        .a_bytea(vec![0, 255, 92])
        .a_uuid(Uuid::from_u128(7))
        .a_timestamptz(time())
        .a_timestamp(moment("2026-03-29T02:30:00"))
        .a_date(day("0001-01-01"))
        .a_time(parsed::<NaiveTime>("23:59:59.999999"))
        .an_interval(INTERVAL)
        .a_jsonb(parsed::<relata::codegen::JsonValue>(
            r#"{"a": [1, null, "ü"]}"#,
        ))
        .an_inet(parsed::<relata::types::IpNetwork>("10.1.2.3/8"))
        .a_cidr(parsed::<relata::types::IpNetwork>("2001:db8::/32"))
        .a_macaddr(parsed::<relata::types::MacAddress>("08:00:2b:01:02:03"))
        .an_int4range(range(-1, 5))
        .an_int8range(range(-1_i64, 5))
        .a_numrange(range(parsed::<Decimal>("0.10"), parsed("2")))
        .a_tsrange(range(
            moment("2026-01-01T00:00:00"),
            moment("2026-01-02T00:00:00"),
        ))
        .a_tstzrange(range(time(), parsed("2026-01-02T00:00:00Z")))
        .a_daterange(range(day("2026-01-01"), day("2027-01-01")))
        .an_hstore(r#""a"=>"1", "b"=>NULL"#.to_owned())
        .an_ltree("top.science".to_owned())
        .a_mood(Mood::SoSo)
        .a_size(Size::Large)
        .an_email("Ada@Example.org".to_owned());

    let written = Nullable::insert(new).fetch_one(pool).await.unwrap();
    assert_eq!(
        written.a_numeric,
        Some(parsed("-123456789012345678.0123456789"))
    );
    assert_eq!(written.a_text.as_deref(), Some("it's \"é\"\n"));
    assert_eq!(written.a_timestamptz, Some(time()));
    assert_eq!(written.an_interval, Some(INTERVAL));
    assert_eq!(written.a_mood, Some(Mood::SoSo));
    assert_eq!(written.a_size, Some(Size::Large));
    assert_eq!(written.an_hstore.as_deref(), Some(r#""a"=>"1", "b"=>NULL"#));
    assert_eq!(written.an_ltree.as_deref(), Some("top.science"));
    assert_eq!(written.an_email.as_deref(), Some("Ada@Example.org"));
    assert!(!format!("{written:?}").contains("None"), "{written:?}");

    // A domain, an enum and text of either case are compared as what they are.
    let filter = nullable::an_email.eq("ada@example.org");
    let filter = filter.and(nullable::a_mood.eq(Mood::SoSo));
    let filter = filter.and(nullable::a_size.eq(Size::Large));
    let read = Nullable::query()
        .filter(filter)
        .fetch_all(pool)
        .await
        .unwrap();
    assert_eq!(read, [written]);
    database.close().await.unwrap();
}

#[tokio::test]
async fn a_row_without_values_has_none() {
    let database = Database::create(DDL).await.unwrap();
    let pool = database.pool();
    let written = Nullable::insert(NewNullable {})
        .fetch_one(pool)
        .await
        .unwrap();
    let read = Nullable::find(pool, written.id).await.unwrap();
    assert_eq!((read.as_ref(), &written.a_mood), (Some(&written), &None));

    let many = [NewNullable {}, NewNullable {}];
    let many = Nullable::insert_many(many).fetch_all(pool).await.unwrap();
    assert_eq!(many.len(), 2);
    database.close().await.unwrap();
}

#[tokio::test]
async fn arrays_come_back_with_their_holes() {
    let database = Database::create(DDL).await.unwrap();
    let pool = database.pool();
    let new = || NewArrays {
        some_booleans: vec![true, false],
        some_smallints: vec![-1],
        some_integers: vec![],
        some_bigints: vec![i64::MAX],
        some_reals: vec![0.5],
        some_doubles: vec![0.1],
        some_numerics: vec![parsed("1.50")],
        some_texts: vec!["a,{\"}".to_owned(), String::new()],
        some_citexts: vec!["B".to_owned()],
        some_byteas: vec![vec![], vec![0]],
        some_uuids: vec![Uuid::from_u128(1)],
        some_timestamptzs: vec![time()],
        some_dates: vec![day("2026-11-22")],
        some_times: vec![NaiveTime::MIN],
        some_intervals: vec![INTERVAL],
        some_jsonbs: vec![parsed("[null]")],
        some_inets: vec![parsed("127.0.0.1/32")],
        some_int4ranges: vec![range(1, 2)],
        some_moods: vec![Mood::Sad, Mood::SoSo],
        some_sizes: vec![Size::Small],
        texts_with_holes: vec![None, Some("NULL".to_owned())],
        moods_with_holes: vec![Some(Mood::Happy), None],
    };
    let holes = vec![Some(1), None];
    let rows = [
        new().into(),
        new().integers_with_holes_or_not(holes.clone()),
    ];
    let written = Arrays::insert_many(rows).fetch_all(pool).await.unwrap();

    assert_eq!(written[0].some_texts, new().some_texts);
    assert_eq!(written[0].some_moods, new().some_moods);
    assert_eq!(written[0].some_sizes, new().some_sizes);
    assert_eq!(written[0].texts_with_holes, new().texts_with_holes);
    assert_eq!(written[0].moods_with_holes, new().moods_with_holes);
    assert_eq!(written[0].integers_with_holes_or_not, None);
    assert_eq!(written[1].integers_with_holes_or_not, Some(holes));
    let read = Arrays::find(pool, written[1].id).await.unwrap();
    assert_eq!(read.as_ref(), written.last());
    database.close().await.unwrap();
}

#[tokio::test]
async fn defaults_are_the_databases() {
    let database = Database::create(DDL).await.unwrap();
    let pool = database.pool();
    let row = Defaults::insert(NewDefaults {})
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!((row.id, row.an_integer, row.doubled), (1000, -1, -2));
    assert_eq!(row.a_text, "it's a \"text\" with \\ and é");
    assert_eq!(row.a_bytea, [0xde, 0xad, 0xbe, 0xef]);
    assert_eq!((row.a_mood, row.a_size), (Mood::SoSo, Size::Medium));
    assert_eq!(row.some_moods, [Mood::Happy, Mood::Sad]);

    let given = NewDefaults {}.id(7).an_integer(5);
    let row = Defaults::insert(given).fetch_one(pool).await.unwrap();
    assert_eq!((row.id, row.doubled), (7, 10));
    database.close().await.unwrap();
}
