//! Every operator says what it says, on each type that has it.
//!
//! On one connection, where a statement that has the text of another is taken for it.

use std::ops::Bound;

use relata::sqlx::PgPool;
use relata::types::{Decimal, IpNetwork, Json, NaiveDate, PgRange};
use relata::{Filter, Query};
use serde_json::json;

use crate::queries::{
    Brand, BrandCode, Mood, NewBrand, NewOwner, NewThing, Owner, Thing, brands, owners, things,
};
use crate::{Settings, database};

/// The names of the things that meet a condition.
async fn names(pool: &PgPool, filter: Filter<things>) -> String {
    let found = Thing::query().filter(filter).order_by(things::name.asc());
    let found = found.fetch_all(pool).await.unwrap();
    found.into_iter().map(|thing| thing.name).collect()
}

fn thing(name: &str, code: &str) -> NewThing {
    NewThing {
        name: name.into(),
        code: code.into(),
    }
}

fn span<T>(start: T, end: T) -> PgRange<T> {
    PgRange {
        start: Bound::Included(start),
        end: Bound::Excluded(end),
    }
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 5, day).unwrap()
}

#[tokio::test]
async fn values_are_compared() {
    let db = database::queries().await;
    let pool = &database::one_connection(&db).await;
    let new = [
        thing("a", "10%")
            .size(1)
            .nick("Ann".to_owned())
            .mood(Mood::Happy)
            .shade("light".to_owned()),
        thing("b", "100")
            .size(2)
            .short("hush".to_owned())
            .temper(Mood::Sad),
        thing("c", r"1_0\%")
            .size(3)
            .nick("ANNE".to_owned())
            .mood(Mood::Sad)
            .fixed("ab".to_owned()),
    ];
    Thing::insert_many(new).execute(pool).await.unwrap();

    assert_eq!(names(pool, things::size.between(2, 3)).await, "bc");
    assert_eq!(names(pool, things::size.between(3, 2)).await, "");
    assert_eq!(
        names(pool, things::size.between(things::size - 1, 2)).await,
        "ab"
    );
    assert_eq!(names(pool, things::size.not_in([1, 3])).await, "b");
    assert_eq!(
        names(pool, things::size.not_in(Vec::<i32>::new())).await,
        "abc"
    );
    assert_eq!(
        names(pool, things::size.in_((2..5000).collect::<Vec<i32>>())).await,
        "bc"
    );
    assert_eq!(names(pool, things::nick.not_in(["ann"])).await, "c");
    assert_eq!(
        names(pool, things::nick.is_distinct_from("ANN")).await,
        "bc"
    );
    assert_eq!(names(pool, things::nick.is_distinct_from(None)).await, "ac");
    assert_eq!(
        names(pool, things::nick.is_not_distinct_from(None)).await,
        "b"
    );
    assert_eq!(
        names(pool, things::nick.is_not_distinct_from("anne")).await,
        "c"
    );
    assert_eq!(
        names(pool, !things::nick.is_not_distinct_from("anne")).await,
        "ab"
    );
    assert_eq!(
        names(pool, things::short.is_distinct_from(things::shade)).await,
        "ab"
    );
    assert_eq!(
        names(pool, things::short.is_not_distinct_from(things::shade)).await,
        "c"
    );
    assert_eq!(
        names(pool, things::size.is_distinct_from(Some(2))).await,
        "ac"
    );

    // A pattern is the user's, a text is not one.
    assert_eq!(names(pool, things::code.like("10%")).await, "ab");
    assert_eq!(names(pool, things::code.like(r"10\%")).await, "a");
    assert_eq!(names(pool, things::code.like("1_0%")).await, "bc");
    assert_eq!(names(pool, things::code.starts_with("10%")).await, "a");
    assert_eq!(names(pool, things::code.starts_with("1_")).await, "c");
    assert_eq!(names(pool, things::code.ends_with(r"\%")).await, "c");
    assert_eq!(names(pool, things::code.ends_with("%")).await, "ac");
    assert_eq!(names(pool, things::code.contains_text("_0")).await, "c");
    assert_eq!(names(pool, things::code.contains_text("")).await, "abc");
    assert_eq!(names(pool, things::short.like("H%")).await, "");
    assert_eq!(names(pool, things::short.ilike("H%")).await, "b");
    assert_eq!(names(pool, things::nick.like("ann%")).await, "ac");
    assert_eq!(
        names(pool, things::nick.starts_with(String::from("aN"))).await,
        "ac"
    );
    assert_eq!(names(pool, things::fixed.like("ab%")).await, "c");
    assert_eq!(names(pool, things::shade.starts_with("li")).await, "a");
    let ends_badly = Thing::query()
        .filter(things::code.like("\\"))
        .fetch_all(pool)
        .await;
    assert_eq!(ends_badly.unwrap_err().sqlstate().as_deref(), Some("22025"));

    // Enums, also below a domain, and domains, which admit less than what is beneath them.
    assert_eq!(
        names(pool, things::mood.in_([Mood::Happy, Mood::Sad])).await,
        "ac"
    );
    assert_eq!(
        names(pool, things::mood.between(Mood::Happy, Mood::Calm)).await,
        "ab"
    );
    assert_eq!(names(pool, things::temper.eq(Mood::Sad)).await, "b");
    assert_eq!(names(pool, things::temper.eq(things::mood)).await, "");
    assert_eq!(names(pool, things::temper.in_([Mood::Sad])).await, "b");
    assert_eq!(
        names(pool, things::temper.is_not_distinct_from(Mood::Sad)).await,
        "b"
    );
    assert_eq!(names(pool, things::shade.eq("pink")).await, "");
    assert_eq!(names(pool, things::shade.in_(["pink", "light"])).await, "a");
    assert_eq!(names(pool, things::shade.ne("pink")).await, "a");

    // Conditions that are put together at run time.
    assert_eq!(names(pool, Filter::all([])).await, "abc");
    assert_eq!(names(pool, Filter::any([])).await, "");
    assert_eq!(names(pool, !Filter::any([])).await, "abc");
    let sizes = || [1, 3].map(|size| things::size.eq(size));
    assert_eq!(names(pool, Filter::any(sizes())).await, "ac");
    assert_eq!(names(pool, Filter::all(sizes())).await, "");
    assert_eq!(
        names(pool, Filter::any(sizes()).and(things::size.gt(1))).await,
        "c"
    );
    assert_eq!(
        names(pool, things::size.gt(1).and(Filter::all([]))).await,
        "bc"
    );
    assert_eq!(
        names(pool, things::size.gt(2).or(Filter::any(sizes()))).await,
        "ac"
    );
    let asked: [Option<i32>; 3] = [None, Some(2), None];
    let query = asked.into_iter().fold(Thing::query(), |query, size| {
        query.filter_some(size.map(|size| things::size.eq(size)))
    });
    assert_eq!(query.count(pool).await.unwrap(), 1);
}

#[tokio::test]
async fn wrapped_keys_are_compared_as_what_they_wrap() {
    let db = database::queries().await;
    let pool = &database::one_connection(&db).await;
    let new = ["ab", "cd"].map(|code| NewBrand {
        code: BrandCode(code.into()),
        name: code.into(),
    });
    Brand::insert_many(new).execute(pool).await.unwrap();
    let codes = async |filter| Brand::query().filter(filter).count(pool).await.unwrap();

    let code = |code: &str| BrandCode(code.into());
    assert_eq!(codes(brands::code.eq(code("ab"))).await, 1);
    assert_eq!(codes(brands::code.in_([code("ab"), code("cd")])).await, 2);
    assert_eq!(codes(brands::code.like("a%")).await, 1);
    assert_eq!(codes(brands::code.starts_with("c")).await, 1);
    assert_eq!(codes(brands::code.is_distinct_from(code("ab"))).await, 1);
}

#[tokio::test]
async fn documents_are_looked_into() {
    let db = database::queries().await;
    let pool = &database::one_connection(&db).await;
    let new = [
        thing("a", "")
            .data(json!({"n": 1, "on": true, "tags": ["x", "y"], "in": {"to": "deep"}}))
            .raw(json!({"k": "v"})),
        thing("b", "")
            .data(json!({"n": 20, "on": false, "tags": []}))
            .setting(Json(Settings { dark: true })),
        thing("c", "").data(json!(["n", 7])),
    ];
    Thing::insert_many(new).execute(pool).await.unwrap();

    assert_eq!(names(pool, things::data.eq(json!(["n", 7]))).await, "c");
    assert_eq!(
        names(pool, things::data.in_([json!(["n", 7]), json!(1)])).await,
        "c"
    );
    assert_eq!(
        names(pool, things::data.contains(json!({"tags": ["y"]}))).await,
        "a"
    );
    assert_eq!(
        names(pool, things::data.contains(json!({"on": false}))).await,
        "b"
    );
    assert_eq!(
        names(pool, things::data.contained_in(json!(["n", 7, 8]))).await,
        "c"
    );
    assert_eq!(names(pool, things::data.has_key("n")).await, "abc");
    assert_eq!(names(pool, things::data.has_key("in")).await, "a");
    assert_eq!(
        names(pool, things::data.has_any_key(["in", "no"])).await,
        "a"
    );
    assert_eq!(
        names(pool, things::data.has_any_key([] as [&str; 0])).await,
        ""
    );
    assert_eq!(
        names(pool, things::data.has_all_keys(["n", "on"])).await,
        "ab"
    );
    assert_eq!(names(pool, things::data.get("n").eq("20")).await, "b");
    assert_eq!(names(pool, things::data.get("n").is_null()).await, "c");
    assert_eq!(names(pool, things::data.get(-1).eq("7")).await, "c");
    assert_eq!(
        names(pool, things::data.get("n").cast::<i32>().lt(10)).await,
        "a"
    );
    assert_eq!(
        names(
            pool,
            things::data.get("n").cast::<Decimal>().ge(Decimal::TEN)
        )
        .await,
        "b"
    );
    assert_eq!(
        names(
            pool,
            (things::data.get("n").cast::<i32>() * 2).eq(things::size + 2)
        )
        .await,
        "a"
    );
    assert_eq!(
        names(pool, things::data.get("on").cast::<bool>().eq(true)).await,
        "a"
    );
    assert_eq!(
        names(pool, things::data.path(["in", "to"]).eq("deep")).await,
        "a"
    );
    assert_eq!(
        names(pool, things::data.path(["tags", "0"]).in_(["x"])).await,
        "a"
    );
    assert_eq!(
        names(pool, things::data.path(["in", "to"]).starts_with("de")).await,
        "a"
    );
    assert_eq!(
        names(pool, things::setting.contains(json!({"dark": true}))).await,
        "b"
    );
    assert_eq!(
        names(pool, things::setting.contains(Settings { dark: true })).await,
        "b"
    );
    assert_eq!(
        names(pool, things::setting.get("dark").cast::<bool>().eq(true)).await,
        "b"
    );
    assert_eq!(
        names(pool, things::setting.eq(Json(Settings { dark: true }))).await,
        "b"
    );
    assert_eq!(names(pool, things::raw.get("k").eq("v")).await, "a");
    assert_eq!(
        names(pool, things::raw.path(["k"]).is_not_null()).await,
        "a"
    );
    assert_eq!(names(pool, things::raw.is_null()).await, "bc");
    let no_number = things::data.path(["in", "to"]).cast::<i32>().eq(1);
    let error = Thing::query()
        .filter(no_number)
        .fetch_all(pool)
        .await
        .unwrap_err();
    assert_eq!(error.sqlstate().as_deref(), Some("22P02"));
    let ordered = Thing::query().order_by(things::data.get("n").cast::<i32>().desc().nulls_last());
    let ordered = ordered.fetch_all(pool).await.unwrap();
    assert_eq!(
        ordered
            .iter()
            .map(|thing| thing.name.as_str())
            .collect::<String>(),
        "bac"
    );
}

#[tokio::test]
async fn arrays_are_looked_into() {
    let db = database::queries().await;
    let pool = &database::one_connection(&db).await;
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    let new = [
        thing("a", "")
            .words(words(&["x", "y"]))
            .moods(vec![Mood::Sad])
            .marks(words(&["m"])),
        thing("b", "")
            .words(words(&["y", "z", "y"]))
            .numbers(vec![Some(1), None]),
        thing("c", "").moods(vec![Mood::Sad, Mood::Happy]),
    ];
    Thing::insert_many(new).execute(pool).await.unwrap();

    assert_eq!(names(pool, things::words.has("y")).await, "ab");
    assert_eq!(names(pool, things::words.has(String::from("x"))).await, "a");
    assert_eq!(names(pool, things::words.contains(["y", "z"])).await, "b");
    assert_eq!(
        names(pool, things::words.contains([] as [&str; 0])).await,
        "abc"
    );
    assert_eq!(
        names(pool, things::words.contained_in(["x", "y"])).await,
        "ac"
    );
    assert_eq!(names(pool, things::words.overlaps(["x", "z"])).await, "ab");
    assert_eq!(
        names(pool, things::words.overlaps([] as [&str; 0])).await,
        ""
    );
    assert_eq!(names(pool, things::words.len().eq(3)).await, "b");
    assert_eq!(names(pool, things::words.len().eq(0)).await, "c");
    assert_eq!(names(pool, things::words.eq(words(&["x", "y"]))).await, "a");
    assert_eq!(
        names(pool, things::words.ne(words(&["x", "y"]))).await,
        "bc"
    );
    assert_eq!(names(pool, things::moods.has(Mood::Sad)).await, "ac");
    assert_eq!(
        names(pool, things::moods.contains([Mood::Happy, Mood::Sad])).await,
        "c"
    );
    assert_eq!(names(pool, things::marks.has("m")).await, "a");
    assert_eq!(names(pool, things::marks.eq(words(&["m"]))).await, "a");
    assert_eq!(names(pool, things::numbers.has(1)).await, "b");
    assert_eq!(names(pool, things::numbers.len().is_null()).await, "ac");
    assert_eq!(names(pool, things::numbers.overlaps([1, 2])).await, "b");
}

#[tokio::test]
async fn ranges_and_networks_lie_in_each_other() {
    let db = database::queries().await;
    let pool = &database::one_connection(&db).await;
    let address = |text: &str| text.parse::<IpNetwork>().unwrap();
    let new = [
        thing("a", "")
            .size(4)
            .span(span(1, 5))
            .days(span(day(1), day(9)))
            .address(address("10.0.0.7")),
        thing("b", "")
            .size(5)
            .span(span(5, 9))
            .network(address("10.0.0.0/24")),
        thing("c", "").size(6).span(PgRange {
            start: Bound::Included(100),
            end: Bound::Unbounded,
        }),
    ];
    Thing::insert_many(new).execute(pool).await.unwrap();

    assert_eq!(names(pool, things::span.contains(4)).await, "a");
    assert_eq!(names(pool, things::span.contains(things::size)).await, "ab");
    assert_eq!(names(pool, things::span.contains(5000)).await, "c");
    assert_eq!(
        names(pool, things::span.contains_range(span(2, 3))).await,
        "a"
    );
    assert_eq!(
        names(pool, things::span.contained_in(span(0, 9))).await,
        "ab"
    );
    assert_eq!(names(pool, things::span.overlaps(span(4, 6))).await, "ab");
    assert_eq!(
        names(pool, things::span.overlaps(things::span)).await,
        "abc"
    );
    assert_eq!(
        names(pool, things::span.adjacent_to(span(9, 100))).await,
        "bc"
    );
    assert_eq!(names(pool, things::span.left_of(span(5, 6))).await, "a");
    assert_eq!(names(pool, things::span.right_of(span(0, 5))).await, "bc");
    assert_eq!(names(pool, things::span.eq(span(1, 5))).await, "a");
    assert_eq!(
        names(pool, things::span.in_([span(1, 5), span(5, 9)])).await,
        "ab"
    );
    assert_eq!(names(pool, things::days.contains(day(8))).await, "a");
    assert_eq!(names(pool, things::days.contains(day(9))).await, "");
    let upside_down = Thing::query().filter(things::span.overlaps(span(3, 1)));
    let error = upside_down.fetch_all(pool).await.unwrap_err();
    assert_eq!(error.sqlstate().as_deref(), Some("22000"));

    assert_eq!(
        names(pool, things::address.contained_in(address("10.0.0.0/8"))).await,
        "a"
    );
    assert_eq!(
        names(pool, things::network.contains(address("10.0.0.7"))).await,
        "b"
    );
    assert_eq!(
        names(pool, things::network.contains(address("10.0.1.7"))).await,
        ""
    );
    assert_eq!(
        names(pool, things::network.overlaps(address("10.0.0.128/25"))).await,
        "b"
    );
    assert_eq!(
        names(pool, things::address.contains(address("10.0.0.7"))).await,
        "a"
    );
}

#[tokio::test]
async fn an_empty_range_holds_nothing_and_comes_back() {
    let db = database::queries().await;
    let pool = &database::one_connection(&db).await;
    let at = "2024-05-01T00:00:00Z".parse().unwrap();
    let new = thing("a", "")
        .span(span(3, 3))
        .days(span(day(3), day(3)))
        .during(span(at, at));
    let made = Thing::insert(new).fetch_one(pool).await.unwrap();

    let empty = made.span.unwrap();
    assert!(
        matches!(empty, PgRange { start: Bound::Excluded(a), end: Bound::Excluded(b) } if a == b)
    );
    assert!(!std::ops::RangeBounds::contains(
        &(empty.start, empty.end),
        &3
    ));
    assert!(made.days.is_some() && made.during.is_some());
    // What was read is written as what it is.
    assert_eq!(names(pool, things::span.eq(empty)).await, "a");
    assert_eq!(names(pool, things::days.eq(made.days.unwrap())).await, "a");
    assert_eq!(
        names(pool, things::during.eq(made.during.unwrap())).await,
        "a"
    );
    assert_eq!(names(pool, things::span.overlaps(span(0, 9))).await, "");
}

#[tokio::test]
async fn extensions_have_their_operators() {
    let db = database::queries().await;
    let pool = &database::one_connection(&db).await;
    let new = [
        thing("a", "")
            .attributes("\"size\"=>\"1\", \"x\"=>NULL".to_owned())
            .place("top.stars.sun".to_owned()),
        thing("b", "")
            .place("top.stars".to_owned())
            .clock("12:00:00+02".to_owned()),
    ];
    Thing::insert_many(new).execute(pool).await.unwrap();

    assert_eq!(
        names(pool, things::attributes.get("size").eq("1")).await,
        "a"
    );
    assert_eq!(
        names(pool, things::attributes.get("size").cast::<i32>().gt(0)).await,
        "a"
    );
    assert_eq!(names(pool, things::attributes.has_key("x")).await, "a");
    assert_eq!(
        names(pool, things::attributes.contains("size=>1")).await,
        "a"
    );
    assert_eq!(
        names(pool, things::place.descendant_of("top.stars")).await,
        "ab"
    );
    assert_eq!(
        names(pool, things::place.ancestor_of("top.stars.sun.earth")).await,
        "ab"
    );
    assert_eq!(
        names(pool, things::place.ancestor_of("top.stars")).await,
        "b"
    );
    assert_eq!(names(pool, things::place.matches("*.sun")).await, "a");
    assert_eq!(names(pool, things::clock.eq("12:00:00+02")).await, "b");
    assert_eq!(names(pool, things::clock.gt("09:00:00+00")).await, "b");
}

#[tokio::test]
async fn texts_are_searched_and_ranked() {
    let db = database::queries().await;
    let pool = &database::one_connection(&db).await;
    let new = [
        thing("Running databases", "notes on rust"),
        thing("Rust in the large", "of databases and rust"),
        thing("The moon", "nothing more"),
    ];
    Thing::insert_many(new).execute(pool).await.unwrap();
    let found = async |filter| {
        let found = Thing::query().filter(filter).order_by(things::id.asc());
        let found = found.fetch_all(pool).await.unwrap();
        found.into_iter().map(|thing| thing.id).collect::<Vec<_>>()
    };

    // The schema's own configuration: `runs` is `run`.
    assert_eq!(found(things::search.matches("runs")).await, [1]);
    assert_eq!(
        found(things::search.configured("simple").matches("runs")).await,
        [] as [i64; 0]
    );
    assert_eq!(found(things::search.matches("rust database")).await, [1, 2]);
    assert_eq!(found(things::search.matches("rust -running")).await, [2]);
    assert_eq!(
        found(things::search.matches("moon or running")).await,
        [1, 3]
    );
    assert_eq!(
        found(things::search.matches_phrase("notes on rust")).await,
        [1]
    );
    assert_eq!(
        found(things::search.matches_query("datab:* & !run")).await,
        [2]
    );
    assert_eq!(found(things::search.matches("")).await, [] as [i64; 0]);
    assert_eq!(
        found(things::search.matches("'\"(&|!:*\\ <-> ")).await,
        [] as [i64; 0]
    );
    assert_eq!(found(things::plain.matches("rust")).await, [] as [i64; 0]);
    assert_eq!(found(things::search.rank("rust").gt(0.01)).await, [1, 2]);
    let unknown = things::search.configured("klingon").matches("x");
    let error = Thing::query()
        .filter(unknown)
        .fetch_all(pool)
        .await
        .unwrap_err();
    assert_eq!(error.sqlstate().as_deref(), Some("42704"));

    let best = Thing::query()
        .filter(things::search.matches("rust"))
        .order_by([things::search.rank("rust").desc(), things::id.asc()]);
    let best = best.fetch_all(pool).await.unwrap();
    assert_eq!(
        best.iter().map(|thing| thing.id).collect::<Vec<_>>(),
        [2, 1]
    );
}

#[tokio::test]
async fn references_are_filtered_and_ordered_by() {
    let db = database::queries().await;
    let pool = &database::one_connection(&db).await;
    let boss = Owner::insert(NewOwner {}.name("Zoe".to_owned()))
        .fetch_one(pool)
        .await
        .unwrap();
    let ann = NewOwner {}.name("Ann".to_owned()).boss_id(boss.id);
    let ann = Owner::insert(ann).fetch_one(pool).await.unwrap();
    let new = [
        thing("a", "").owner_id(boss.id),
        thing("b", "").owner_id(ann.id),
        thing("c", "").into(),
    ];
    Thing::insert_many(new).execute(pool).await.unwrap();
    let order = async |query: Query<Thing>| {
        let found = query.fetch_all(pool).await.unwrap();
        found
            .into_iter()
            .map(|thing| thing.name)
            .collect::<String>()
    };

    let by = || things::owner.get(owners::name);
    assert_eq!(order(Thing::query().order_by(by().asc())).await, "bac");
    assert_eq!(order(Thing::query().order_by(by().desc())).await, "cab");
    assert_eq!(
        order(Thing::query().order_by(by().desc().nulls_last())).await,
        "abc"
    );
    assert_eq!(
        order(Thing::query().order_by(by().asc().nulls_first()).limit(2)).await,
        "cb"
    );
    let boss_name = || things::owner.get(owners::boss.get(owners::name));
    let deep = Thing::query().order_by([boss_name().asc(), things::name.desc()]);
    assert_eq!(order(deep).await, "bca");
    let staff = things::owner.get(owners::staff.count());
    assert_eq!(
        order(Thing::query().order_by(staff.clone().asc())).await,
        "bac"
    );
    assert_eq!(names(pool, staff.eq(1)).await, "a");
    assert_eq!(names(pool, by().eq("Ann")).await, "b");
    assert_eq!(names(pool, by().is_null()).await, "c");
    assert_eq!(names(pool, things::name.lt(by())).await, "");
    assert_eq!(names(pool, boss_name().eq("Zoe")).await, "b");

    // Every operator, wherever a condition stands.
    let owned = |filter| things::owner.matches(filter);
    assert_eq!(names(pool, owned(owners::name.ilike("z%"))).await, "a");
    assert_eq!(
        names(
            pool,
            owned(owners::things.any(things::name.starts_with("b")))
        )
        .await,
        "b"
    );
    assert_eq!(
        names(pool, owned(owners::things.none(things::words.has("x")))).await,
        "ab"
    );
    assert_eq!(
        names(pool, owned((owners::things.count() + 1).eq(2))).await,
        "ab"
    );
    let nested = owners::staff.any(
        owners::boss
            .matches(owners::name.in_(["Zoe"]))
            .and(owners::things.any(things::data.has_key("no").or(things::size.between(0, 1)))),
    );
    assert_eq!(names(pool, owned(nested)).await, "a");
}
