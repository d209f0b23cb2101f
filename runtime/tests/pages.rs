//! Pages that are found by where the one before ended.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use relata::sqlx::PgPool;
use relata::{Error, Order, Page, Query};

use crate::database;
use crate::queries::{
    Mood, NewOwner, NewSpot, NewThing, Owner, Spot, Thing, owners, spots, things,
};

/// A page with a collection, whose rows are chosen before it is gathered.
#[derive(Debug, PartialEq, relata::Load)]
#[load(owners)]
struct Household {
    id: i64,
    things: Vec<ThingName>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(things)]
struct ThingName {
    name: String,
}

/// All pages from the first to the last, and back again: each way all rows, in order.
async fn walk<S>(pool: &PgPool, query: Query<S>, rows: u64) -> Vec<S>
where
    S: relata::Load + PartialEq + std::fmt::Debug,
{
    let mut pages: Vec<Page<S>> = Vec::new();
    loop {
        let next = pages.last().and_then(|page| page.next.clone());
        let page = query.clone().page(rows).after(next.as_deref());
        let page = page.fetch(pool).await.unwrap();
        assert_eq!(page.previous.is_none(), pages.is_empty());
        let is_last = page.next.is_none();
        pages.push(page);
        if is_last {
            break;
        }
    }
    for pair in pages.windows(2).rev() {
        let [before, page] = pair else { unreachable!() };
        assert_eq!(before.items.len() as u64, rows);
        let back = query.clone().page(rows).before(page.previous.as_deref());
        let back = back.fetch(pool).await.unwrap();
        assert_eq!(back.items, before.items);
        assert_eq!(back.previous.is_some(), before.previous.is_some());
        // What follows the page that was gone back to is the page that was come from.
        let on = query.clone().page(rows).after(back.next.as_deref());
        assert_eq!(on.fetch(pool).await.unwrap().items, page.items);
    }
    pages.into_iter().flat_map(|page| page.items).collect()
}

/// Each way in which rows can be ordered by something.
fn ways(by: fn() -> [Order<spots>; 2]) -> impl Iterator<Item = Order<spots>> {
    by().into_iter().flat_map(|order| {
        let [first, last] = [order.clone().nulls_first(), order.clone().nulls_last()];
        [order, first, last]
    })
}

fn orders() -> Vec<Vec<Order<spots>>> {
    let a = || ways(|| [spots::a.asc(), spots::a.desc()]);
    let b = || ways(|| [spots::b.asc(), spots::b.desc()]);
    let c = || ways(|| [spots::c.asc(), spots::c.desc()]);
    let owner = || {
        ways(|| {
            let name = || spots::owner.get(owners::name);
            [name().asc(), name().desc()]
        })
    };
    let sum = || {
        ways(|| {
            let sum = || spots::c + spots::number;
            [sum().asc(), sum().desc()]
        })
    };
    let mut orders = vec![vec![]];
    orders.extend(
        [a(), b(), c(), owner(), sum()]
            .into_iter()
            .flat_map(|ways| ways.map(|one| vec![one]).collect::<Vec<_>>()),
    );
    for a in a() {
        orders.extend(b().map(|b| vec![a.clone(), b]));
        orders.extend(c().map(|c| vec![c, a.clone()]));
    }
    for c in c() {
        orders.extend(owner().map(|owner| vec![c.clone(), owner]));
        orders.extend(
            [spots::number.asc(), spots::number.desc()].map(|number| vec![c.clone(), number]),
        );
    }
    orders.push(vec![spots::kind.desc(), spots::number.asc()]);
    orders.push(vec![
        spots::c.desc(),
        spots::a.asc(),
        spots::b.desc().nulls_last(),
        spots::kind.asc(),
    ]);
    orders
}

type Row = (i32, i32, Option<i32>, Option<String>, i32, Option<i64>);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let rest = (
        prop::option::of(0..3i32),
        prop::option::of("[ab\u{1F980}'\"]{0,1}"),
        0..3i32,
        prop::option::of(1..4i64),
    );
    let rows = prop::collection::btree_map((0..3i32, -9..9i32), rest, 0..40);
    rows.prop_map(|rows| {
        let rows = rows.into_iter();
        rows.map(|((kind, number), (a, b, c, owner))| (kind, number, a, b, c, owner))
            .collect()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn all_pages_are_all_rows_in_every_order() {
    let db = database::queries().await;
    let pool = db.pool();
    for name in [Some("x"), Some("y"), None] {
        let new = NewOwner {}.name(name.map(str::to_owned));
        Owner::insert(new).execute(pool).await.unwrap();
    }
    let handle = tokio::runtime::Handle::current();
    let mut runner = TestRunner::new(ProptestConfig::with_cases(6));
    let law = |(rows, size): (Vec<Row>, u64)| {
        let checked = async {
            relata::sqlx::query("TRUNCATE spots")
                .execute(pool)
                .await
                .unwrap();
            let new = rows.iter().cloned().map(|(kind, number, a, b, c, owner)| {
                NewSpot { kind, number, c }.a(a).b(b).owner_id(owner)
            });
            Spot::insert_many(new).execute(pool).await.unwrap();
            for order in orders() {
                let query = Spot::query().order_by(order.clone());
                let walked = walk(pool, query, size).await;
                // The same order, with the key behind it as the pages have it.
                let descending = format!("{:?}", order.last()).contains("descending: true");
                let key = match descending {
                    true => [spots::kind.desc(), spots::number.desc()],
                    false => [spots::kind.asc(), spots::number.asc()],
                };
                let all = Spot::query().order_by(order).order_by(key);
                assert_eq!(walked, all.fetch_all(pool).await.unwrap());
                assert_eq!(walked.len(), rows.len());
            }
        };
        tokio::task::block_in_place(|| handle.block_on(checked));
        Ok(())
    };
    runner.run(&(rows(), 1..9u64), law).unwrap();
}

#[tokio::test]
async fn pages_hold_what_is_gathered_and_keep_their_filters() {
    let db = database::queries().await;
    let pool = db.pool();
    for n in 0..7 {
        let owner = Owner::insert(NewOwner {}.name(format!("o{}", n % 3)))
            .fetch_one(pool)
            .await
            .unwrap();
        let new = (0..n).map(|i| {
            NewThing {
                name: format!("{n}.{i}"),
                code: String::new(),
            }
            .owner_id(owner.id)
            .mood(if i == 0 { Mood::Sad } else { Mood::Happy })
        });
        Thing::insert_many(new).execute(pool).await.unwrap();
    }

    // By a count, and by a column that the shape does not load.
    let by_count = walk(
        pool,
        Household::query().order_by(owners::things.count().desc()),
        2,
    )
    .await;
    let counts: Vec<_> = by_count.iter().map(|owner| owner.things.len()).collect();
    assert_eq!(counts, [6, 5, 4, 3, 2, 1, 0]);
    let by_name = walk(pool, Household::query().order_by(owners::name.asc()), 3).await;
    assert_eq!(
        by_name.iter().map(|owner| owner.id).collect::<Vec<_>>(),
        [1, 4, 7, 2, 5, 3, 6]
    );
    // Enums, texts that ignore case, times and ranks come back as what they were.
    let by_mood =
        Thing::query().order_by([things::mood.desc(), things::nick.asc(), things::at.desc()]);
    assert_eq!(walk(pool, by_mood, 4).await.len(), 21);
    let by_rank = things::search.rank("moon").desc();
    assert_eq!(
        walk(pool, Thing::query().order_by(by_rank), 5).await.len(),
        21
    );

    // A cursor widens no filter.
    let all = Thing::query().order_by(things::size.asc());
    let page = all.clone().page(3).fetch(pool).await.unwrap();
    let sad = all
        .filter(things::mood.eq(Mood::Sad))
        .page(100)
        .after(page.next.as_deref());
    let sad = sad.fetch(pool).await.unwrap();
    assert!(sad.items.iter().all(|thing| thing.mood == Mood::Sad));
    assert_eq!(sad.next, None);
}

#[tokio::test]
async fn a_cursor_that_does_not_belong_is_refused() {
    let db = database::queries().await;
    let pool = db.pool();
    let new = (0..5).map(|n| NewThing {
        name: format!("{n}"),
        code: String::new(),
    });
    Thing::insert_many(new).execute(pool).await.unwrap();
    let by_name = || Thing::query().order_by(things::name.asc()).page(2);
    let cursor = by_name().fetch(pool).await.unwrap().next.unwrap();
    assert!(
        cursor
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    );

    let damaged = [
        "",
        "x",
        "%00",
        "' OR true --",
        "\0",
        "\u{1F980}",
        &cursor[1..],
        &cursor[..cursor.len() - 1],
        &format!("{cursor}A"),
        &format!("{cursor}="),
        &cursor.to_lowercase(),
        &"A".repeat(1 << 20),
    ];
    for damaged in damaged {
        for pages in [by_name().after(damaged), by_name().before(damaged)] {
            let error = pages.fetch(pool).await.unwrap_err();
            assert!(
                matches!(error, Error::Cursor { what: "Thing", .. }),
                "{damaged}: {error}"
            );
            assert!(error.to_string().contains("is damaged"), "{error}");
        }
    }
    let foreign = [
        Thing::query().page(2),
        Thing::query().order_by(things::name.desc()).page(2),
        Thing::query()
            .order_by(things::name.asc().nulls_first())
            .page(2),
        Thing::query().order_by(things::code.asc()).page(2),
        Thing::query()
            .order_by([things::name.asc(), things::code.asc()])
            .page(2),
        Thing::query()
            .order_by([things::name.asc(), things::id.desc()])
            .page(2),
    ];
    for foreign in foreign {
        let error = foreign
            .after(cursor.as_str())
            .fetch(pool)
            .await
            .unwrap_err();
        assert!(
            error.to_string().contains("belongs to another query"),
            "{error}"
        );
    }
    let other_table = Owner::query()
        .order_by(owners::name.asc())
        .page(2)
        .after(cursor.as_str());
    assert!(matches!(
        other_table.fetch(pool).await,
        Err(Error::Cursor { what: "Owner", .. })
    ));
    let other_words = |words| {
        Thing::query()
            .order_by(things::search.rank(words).desc())
            .page(2)
    };
    let ranked = other_words("moon").fetch(pool).await.unwrap().next.unwrap();
    let error = other_words("sun")
        .after(ranked.as_str())
        .fetch(pool)
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("belongs to another query"),
        "{error}"
    );

    // Another size and other filters are the same order.
    let same = Thing::query()
        .order_by(things::name.asc())
        .filter(things::size.eq(0))
        .page(9);
    assert_eq!(
        same.after(cursor.as_str())
            .fetch(pool)
            .await
            .unwrap()
            .items
            .len(),
        3
    );
}

#[tokio::test]
async fn rows_that_come_and_go_move_no_page() {
    let db = database::queries().await;
    let pool = db.pool();
    let new = |n: i32| NewThing {
        name: format!("{n:02}"),
        code: String::new(),
    };
    Thing::insert_many((0..10).map(|n| new(n * 2)))
        .execute(pool)
        .await
        .unwrap();
    let pages = || Thing::query().order_by(things::name.asc()).page(3);

    let first = pages().fetch(pool).await.unwrap();
    relata::sqlx::query("DELETE FROM things WHERE name = '04'")
        .execute(pool)
        .await
        .unwrap();
    Thing::insert_many([new(1), new(5)])
        .execute(pool)
        .await
        .unwrap();
    let second = pages()
        .after(first.next.as_deref())
        .fetch(pool)
        .await
        .unwrap();
    let names = |page: &Page<Thing>| {
        page.items
            .iter()
            .map(|thing| thing.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&first), ["00", "02", "04"]);
    assert_eq!(names(&second), ["05", "06", "08"]);
    let before = pages()
        .before(second.previous.as_deref())
        .fetch(pool)
        .await
        .unwrap();
    assert_eq!(names(&before), ["00", "01", "02"].map(str::to_owned));
    assert_eq!(before.previous, None);
    assert!(before.next.is_some());
}

#[tokio::test]
async fn an_index_answers_a_page() {
    let db = database::queries().await;
    let pool = db.pool();
    relata::sqlx::raw_sql(
        "INSERT INTO spots (kind, number, c) SELECT n % 10, n, n % 100 FROM generate_series(1, 20000) AS n;
         CREATE INDEX ON spots (c DESC, kind DESC, number DESC);
         ANALYZE spots",
    )
    .execute(pool)
    .await
    .unwrap();
    let pages = || Spot::query().order_by(spots::c.desc()).page(20);
    let cursor = pages().fetch(pool).await.unwrap().next.unwrap();
    let sql = pages().after(cursor.as_str()).sql().unwrap();
    assert!(
        sql.contains(r#"WHERE ROW(t0."c", t0."kind", t0."number") < ROW($1, $2, $3) ORDER BY"#),
        "{sql}"
    );
    let explained = sql
        .replace("$1", "50")
        .replace("$2", "5")
        .replace("$3", "1000")
        .replace("$4", "21");
    let plan: Vec<String> =
        relata::sqlx::query_scalar(relata::sqlx::AssertSqlSafe(format!("EXPLAIN {explained}")))
            .fetch_all(pool)
            .await
            .unwrap();
    let plan = plan.join("\n");
    assert!(
        plan.contains("Index Cond: (ROW(c, kind, number) < ROW("),
        "{plan}"
    );
    assert!(!plan.contains("Sort"), "{plan}");

    // The text does not depend on the values, nor on whether one is `NULL`.
    let pages = || {
        Spot::query()
            .order_by([spots::a.asc().nulls_first(), spots::c.desc()])
            .page(20)
    };
    let null = pages().fetch(pool).await.unwrap().next.unwrap();
    relata::sqlx::query("UPDATE spots SET a = 1")
        .execute(pool)
        .await
        .unwrap();
    let one = pages().fetch(pool).await.unwrap().next.unwrap();
    assert_ne!(null, one);
    let sql = |cursor: &str| pages().after(cursor).sql().unwrap();
    assert_eq!(sql(&null), sql(&one));
}
