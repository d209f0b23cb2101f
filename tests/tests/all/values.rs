//! A value of every type there is, wherever a value can stand: in a row, in the flat and the nested
//! collections of a shape, below references, in conditions, and in plain queries of sqlx; under
//! settings that change how PostgreSQL writes values as text.

pub mod chosen;
mod drawn;
mod unfit;

use crate::emitted::values::odd::Level;
use crate::emitted::values::{DDL, Mood, NewThing, NewThingWith, Size, Thing, things};
use relata::Filter;
use relata::codegen::JsonValue;
use relata::testing::Database;
use relata::types::{
    DateTime, Decimal, IpNetwork, MacAddress, NaiveDate, NaiveDateTime, NaiveTime, PgInterval,
    PgRange, Utc, Uuid,
};
use sqlx::PgConnection;
use std::ops::Bound;

/// For each type the column and that of its arrays, and two values.
macro_rules! types {
    (
        $($field:ident $array:ident: $type:ty = $one:expr, $other:expr;)*
        ! $($json:ident $jsons:ident = $document:expr;)*
    ) => {
        /// All but the arrays: a collection of these comes as parallel arrays.
        #[derive(Debug, Clone, PartialEq, relata::Load)]
        #[load(things)]
        struct Flat {
            id: i64,
            $($field: Option<$type>,)*
            $($json: Option<JsonValue>,)*
        }

        impl Flat {
            fn of(thing: &Thing) -> Self {
                let Thing { id, $($field,)* $($json,)* .. } = thing.clone();
                Self { id, $($field,)* $($json,)* }
            }
        }

        fn full() -> NewThingWith {
            NewThing {}
                $(.$field(Option::<$type>::Some($one)).$array(vec![Some($one), None, Some($other)]))*
                $(.$json($document).$jsons(vec![None, Some($document)]))*
                .in_range(days())
                .in_ranges(vec![days()])
                .in_words(words())
                .in_feelings(vec![Mood::Sad, Mood::SoSo])
                .whole_texts(words())
        }

        fn expected(id: i64, parent_id: Option<i64>) -> Thing {
            Thing {
                id,
                parent_id,
                $($field: Some($one), $array: Some(vec![Some($one), None, Some($other)]),)*
                $($json: Some($document), $jsons: Some(vec![None, Some($document)]),)*
                in_range: Some(days()),
                in_ranges: Some(vec![days()]),
                in_words: Some(words()),
                in_feelings: Some(vec![Mood::Sad, Mood::SoSo]),
                whole_texts: Some(words()),
            }
        }

        /// Conditions that the full row meets, and no other.
        fn conditions() -> Vec<(&'static str, Filter<things>)> {
            let mut all = vec![
                ("in_range", things::in_range.eq(days())),
                ("in_range", things::in_range.in_([days()])),
                ("in_ranges", things::in_ranges.eq(vec![days()])),
                ("in_words", things::in_words.eq(words())),
                ("in_feelings", things::in_feelings.eq(vec![Mood::Sad, Mood::SoSo])),
            ];
            $(
                let (one, other): ($type, $type) = ($one, $other);
                let both = vec![Some(one.clone()), None, Some(other.clone())];
                all.push((stringify!($array), things::$array.eq(both)));
                all.push((stringify!($field), things::$field.eq(&one)));
                all.push((stringify!($field), things::$field.in_([&other, &one])));
                all.push((stringify!($field), things::$field.in_([other]).not()));
                all.push((stringify!($field), things::$field.is_not_distinct_from(one)));
            )*
            all
        }
    };
}

types! {
    a_boolean booleans: bool = true, false;
    a_smallint smallints: i16 = i16::MIN, i16::MAX;
    an_integer integers: i32 = i32::MIN, 0;
    a_bigint bigints: i64 = i64::MIN, i64::MAX;
    a_real reals: f32 = 0.1, f32::MIN_POSITIVE;
    a_double doubles: f64 = 0.1 + 0.2, f64::INFINITY;
    a_numeric numerics: Decimal = number("-1234567890.1230"), number("0.00");
    a_money moneys: Decimal = number("-92233720368547758.08"), number("0.01");
    a_text texts: String = text("it's \"é\" \\ {a,b} NULL\n\u{1F980}"), text("");
    a_citext citexts: String = text("Straße"), text("NULL");
    a_varchar varchars: String = text(" a "), text("{}");
    a_long_varchar long_varchars: String = text("ä"), text("\\");
    a_char chars: String = text("ab    "), text("éé    ");
    a_bytea byteas: Vec<u8> = vec![0, 255, b'\\', b'\''], vec![];
    a_uuid uuids: Uuid = Uuid::from_u128(7), Uuid::nil();
    a_timestamptz timestamptzs: DateTime<Utc> = time(), parsed("2038-01-19T03:14:08Z");
    a_timestamp timestamps: NaiveDateTime = time().naive_utc(), parsed("-0004-03-01T00:00:00");
    a_date dates: NaiveDate = day("1582-10-04"), day("0001-01-01");
    a_time times: NaiveTime = time().time(), NaiveTime::MIN;
    a_timetz timetzs: String = text("23:59:59.00001-05:45"), text("24:00:00+00");
    an_interval intervals: PgInterval = span(-14, 3, -5), span(0, 0, i64::MAX);
    an_inet inets: IpNetwork = parsed("192.168.1.5/24"), parsed("::1/128");
    a_cidr cidrs: IpNetwork = parsed("2001:db8::/32"), parsed("10.0.0.0/8");
    a_macaddr macaddrs: MacAddress = parsed("08:00:2b:01:02:03"), parsed("00:00:00:00:00:00");
    an_int4range int4ranges: PgRange<i32> = range(-3, 4), range(0, i32::MAX);
    an_int8range int8ranges: PgRange<i64> = below(i64::MAX), range(1, 2);
    a_numrange numranges: PgRange<Decimal> = wide(), below(number("1e-9"));
    a_tsrange tsranges: PgRange<NaiveDateTime> =
        below(time().naive_utc()), range(parsed("2026-01-01T00:00:00"), parsed("2026-01-02T00:00:00"));
    a_tstzrange tstzranges: PgRange<DateTime<Utc>> = range(time(), parsed("2038-01-19T03:14:08Z")), below(time());
    a_daterange dateranges: PgRange<NaiveDate> = days(), below(day("2026-01-01"));
    an_hstore hstores: String = text(r#""a"=>"1", "b\"\\"=>NULL"#), text("");
    an_ltree ltrees: String = text("top.science"), text("top");
    a_mood moods: Mood = Mood::SoSo, Mood::Happy;
    a_level levels: Level = Level::High, Level::Braced;
    a_size sizes: Size = Size::Large, Size::Small;
    in_yes in_yess: bool = true, false;
    in_amount in_amounts: Decimal = number("1.5000"), number("-0.0001");
    in_price in_prices: Decimal = number("1234.50"), number("0.00");
    in_email in_emails: String = text("Ada@Example.org"), text("b");
    in_work_email in_work_emails: String = text("Ada@Example.org"), text("b");
    in_code in_codes: String = text("ab  "), text("abcd");
    in_short in_shorts: String = text("a,b"), text("NULL");
    in_moment in_moments: DateTime<Utc> = time(), parsed("2038-01-19T03:14:08Z");
    in_clock in_clocks: String = text("01:02:03+02"), text("01:02:03+00");
    in_reach in_reachs: PgRange<i32> = range(1, 9), range(2, 9);
    in_pairs in_pairss: String = text(r#""a"=>"1""#), text("");
    in_place in_places: String = text("a.b.c"), text("a");
    in_temper in_tempers: Mood = Mood::SoSo, Mood::Sad;
    in_height in_heights: Level = Level::Braced, Level::High;
    in_fit in_fits: Size = Size::Large, Size::Small;
    in_blob in_blobs: Vec<u8> = vec![0, 1], vec![b'\\'];
    a_jsonb jsonbs: JsonValue = document(), JsonValue::Null;
    in_document in_documents: JsonValue = document(), parsed("[1.0, -1, 18446744073709551615]");
    // PostgreSQL does not compare them.
    !
    a_json jsons = document();
    in_note in_notes = document();
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn words() -> Vec<String> {
    ["a,{\"}", "", "NULL", "\\"].map(text).to_vec()
}

fn number(text: &str) -> Decimal {
    Decimal::from_scientific(text).unwrap_or_else(|_| parsed(text))
}

fn time() -> DateTime<Utc> {
    parsed("1969-07-20T20:17:40.123456Z")
}

fn day(text: &str) -> NaiveDate {
    parsed(text)
}

fn span(months: i32, days: i32, microseconds: i64) -> PgInterval {
    PgInterval {
        months,
        days,
        microseconds,
    }
}

fn range<T>(from: T, to: T) -> PgRange<T> {
    PgRange {
        start: Bound::Included(from),
        end: Bound::Excluded(to),
    }
}

fn below<T>(to: T) -> PgRange<T> {
    PgRange {
        start: Bound::Unbounded,
        end: Bound::Excluded(to),
    }
}

fn wide() -> PgRange<Decimal> {
    PgRange {
        start: Bound::Excluded(number("1.50")),
        end: Bound::Included(number("2.00")),
    }
}

fn days() -> PgRange<NaiveDate> {
    range(day("2026-01-01"), day("2027-01-01"))
}

fn document() -> JsonValue {
    parsed(r#"{"a": [1, null, 0.1, 1e-7, {"": true}], "b\"\\": "ü\n\u0001\ud83e\udd80"}"#)
}

/// A row with those below it, as parallel arrays, and the one above it.
#[derive(Debug, relata::Load)]
#[load(things)]
struct Tree {
    id: i64,
    parent: Option<Thing>,
    parts: Vec<Flat>,
}

/// A row with those below it, as records: with all columns, and with rows and references of
/// their own.
#[derive(Debug, relata::Load)]
#[load(things)]
struct Forest {
    #[load(column = id)]
    number: i64,
    parts: Vec<Tree>,
}

#[derive(Debug, relata::Load)]
#[load(things)]
struct Whole {
    parts: Vec<Thing>,
}

/// What PostgreSQL writes as text depends on these; `array_nulls` is what it reads.
async fn make_hostile(on: &mut PgConnection) {
    for setting in [
        "DateStyle = 'SQL, DMY'",
        "TimeZone = 'Asia/Kathmandu'",
        "IntervalStyle = 'sql_standard'",
        "extra_float_digits = -15",
        "bytea_output = 'escape'",
        "lc_monetary = 'C'",
        "standard_conforming_strings = off",
        "backslash_quote = off",
        "quote_all_identifiers = on",
        "transform_null_equals = on",
    ] {
        let set = sqlx::AssertSqlSafe(format!("SET {setting}"));
        sqlx::raw_sql(set).execute(&mut *on).await.unwrap();
    }
}

/// By what is shown: that has the scale of a decimal, and `NaN` is `NaN`.
#[track_caller]
fn same<T: std::fmt::Debug>(found: &T, expected: &T) {
    let (found, expected) = (format!("{found:#?}"), format!("{expected:#?}"));
    let differs = found.lines().zip(expected.lines()).find(|(a, b)| a != b);
    assert_eq!(differs, None);
    assert_eq!(found, expected);
}

#[tokio::test]
async fn every_type_comes_back_from_everywhere() {
    let database = Database::create(DDL).await.unwrap();
    let mut connection = database.pool().acquire().await.unwrap();
    let on = &mut *connection;
    make_hostile(on).await;

    let top = Thing::insert(full()).fetch_one(&mut *on).await.unwrap();
    same(&top, &expected(top.id, None));
    let parts = [full(), NewThing {}.into()].map(|part| part.parent_id(top.id));
    let parts = Thing::insert_many(parts).fetch_all(&mut *on).await.unwrap();
    same(&parts[0], &expected(parts[0].id, Some(top.id)));
    let below = [full().parent_id(parts[0].id)];
    let below = Thing::insert_many(below).fetch_all(&mut *on).await.unwrap();

    let by = |id: i64| things::id.eq(id);
    let found = Thing::query().filter(by(top.id)).fetch_one(&mut *on).await;
    same(&found.unwrap(), &top);
    for batched in [false, true] {
        let whole = either(Whole::query().filter(by(top.id)), batched);
        same(&whole.fetch_one(&mut *on).await.unwrap().parts, &parts);

        let tree = either(Tree::query().filter(by(parts[0].id)), batched);
        let tree = tree.fetch_one(&mut *on).await.unwrap();
        same(&tree.parent, &Some(top.clone()));
        same(&tree.parts, &vec![Flat::of(&below[0])]);
        let tree = either(Tree::query().filter(by(top.id)), batched);
        let tree = tree.fetch_one(&mut *on).await.unwrap();
        same(&tree.parent, &None);
        same(&tree.parts, &parts.iter().map(Flat::of).collect());

        let forest = either(Forest::query().filter(by(top.id)), batched);
        let forest = forest.fetch_one(&mut *on).await.unwrap();
        assert_eq!((forest.number, forest.parts.len()), (top.id, 2));
        for (tree, part) in forest.parts.iter().zip(&parts) {
            assert_eq!(tree.id, part.id);
            same(&tree.parent, &Some(top.clone()));
        }
        same(&forest.parts[0].parts, &vec![Flat::of(&below[0])]);
        same(&forest.parts[1].parts, &vec![]);
    }
}

/// One statement a level, or one.
fn either<S: relata::Load>(query: relata::Query<S>, batched: bool) -> relata::Query<S> {
    if batched {
        query.batched()
    } else {
        query.one_statement()
    }
}

#[tokio::test]
async fn every_type_can_be_compared() {
    let database = Database::create(DDL).await.unwrap();
    let mut connection = database.pool().acquire().await.unwrap();
    let on = &mut *connection;
    make_hostile(on).await;
    let rows = [full(), NewThing {}.into()];
    let rows = Thing::insert_many(rows).fetch_all(&mut *on).await.unwrap();

    for (column, condition) in conditions() {
        let found = Flat::query().filter(condition.clone());
        let found = found.fetch_all(&mut *on).await;
        let found = found.unwrap_or_else(|error| panic!("{column}: {error}\n{condition:?}"));
        let ids: Vec<i64> = found.iter().map(|row| row.id).collect();
        assert_eq!(ids, [rows[0].id], "{column}: {condition:?}");
    }
}

#[tokio::test]
async fn an_opposite_is_one_for_null_too() {
    let database = Database::create(DDL).await.unwrap();
    let pool = database.pool();
    let rows = [NewThing {}.into(), NewThing {}.an_integer(1)];
    let rows = Thing::insert_many(rows).fetch_all(pool).await.unwrap();
    let is = |value: Option<i32>| things::an_integer.is_not_distinct_from(value);
    for (filter, expected) in [
        (is(Some(1)), 1),
        (is(Some(1)).not(), 0),
        (is(None), 0),
        (is(None).not(), 1),
        (is(Some(2)).or(is(Some(1)).not()), 0),
    ] {
        let found = Thing::query().filter(filter).fetch_all(pool).await.unwrap();
        assert_eq!(found, [rows[expected].clone()]);
    }
    let neither = Thing::query().filter(is(Some(2)));
    assert_eq!(neither.fetch_all(pool).await.unwrap(), []);
}

#[tokio::test]
async fn plain_sqlx_reads_rows() {
    let database = Database::create(DDL).await.unwrap();
    let mut connection = database.pool().acquire().await.unwrap();
    let on = &mut *connection;
    make_hostile(on).await;
    let rows = [full(), NewThing {}.into()];
    let rows = Thing::insert_many(rows).fetch_all(&mut *on).await.unwrap();

    // `money` says nothing without the locale that it was written in.
    let refused = sqlx::query_as::<_, Thing>("SELECT * FROM things ORDER BY id");
    let refused = refused.fetch_all(&mut *on).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "error occurred while decoding column a_money: is \"money\", which a query by hand \
         has to cast: `::numeric`"
    );
    for (column, ty) in [
        ("a_money", "numeric"),
        ("in_price", "numeric"),
        ("moneys", "numeric[]"),
        ("in_prices", "numeric[]"),
    ] {
        let change = format!("ALTER TABLE things ALTER {column} TYPE {ty} USING {column}::{ty}");
        let change = sqlx::AssertSqlSafe(change);
        sqlx::raw_sql(change).execute(&mut *on).await.unwrap();
    }
    let found: Vec<Thing> = sqlx::query_as("SELECT things.* FROM things ORDER BY id")
        .fetch_all(&mut *on)
        .await
        .unwrap();
    same(&found, &rows);
}

/// Ordered by a column that says nothing of most of the rows.
#[derive(Debug, relata::Load)]
#[load(things)]
struct Ordered {
    #[load(order_by(a_boolean desc))]
    parts: Vec<Flat>,
}

#[tokio::test]
async fn the_key_decides_between_equal_rows_of_a_collection() {
    let database = Database::create(DDL).await.unwrap();
    let pool = database.pool();
    let top = Thing::insert(NewThing {}).fetch_one(pool).await.unwrap();
    let parts = (0..40).map(|number| NewThing {}.parent_id(top.id).a_boolean(number < 30));
    let made = Thing::insert_many(parts).fetch_all(pool).await.unwrap();
    // They lie in another order now.
    sqlx::raw_sql("UPDATE things SET an_integer = 1 WHERE id % 3 = 0")
        .execute(pool)
        .await
        .unwrap();
    let ordered = Ordered::query().filter(things::id.eq(top.id));
    let ordered = ordered.fetch_one(pool).await.unwrap();
    let ids = ordered.parts.iter().map(|part| part.id);
    assert!(ids.eq(made.iter().map(|part| part.id)));
}

#[tokio::test]
async fn plain_sqlx_binds_enums_of_namespaces() {
    let database = Database::create(DDL).await.unwrap();
    let pool = database.pool();
    let new = NewThing {}.a_level(Level::High).a_size(Size::Large);
    Thing::insert(new).execute(pool).await.unwrap();
    let found = "SELECT a_level, a_size FROM things WHERE a_level = $1 AND a_size = $2";
    let found: (Level, Size) = sqlx::query_as(found)
        .bind(Level::High)
        .bind(Size::Large)
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!(found, (Level::High, Size::Large));
}
