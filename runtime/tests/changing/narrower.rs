//! Columns whose old type is narrower: all is read, found, ordered and written as if they had the new.

use futures_util::TryStreamExt as _;
use relata::codegen::sqlx::{self, PgPool};
use relata::rust_decimal::Decimal;
use relata::testing::Database;

use super::{DDL, NewOwner, NewThing, NewThingWith, Owner, Thing, owners, things};

/// Where the migration begins: each statement makes a column narrower.
const OLD: [&str; 3] = [
    "ALTER TABLE owners ALTER id TYPE integer, ALTER name TYPE varchar(80)",
    "ALTER TABLE things ALTER owner_id TYPE integer, ALTER rank TYPE smallint, ALTER small TYPE smallint, \
     ALTER ratio TYPE real, ALTER price TYPE bigint, ALTER weight TYPE integer, ALTER counts TYPE integer[], \
     ALTER ratios TYPE real[], ALTER notes TYPE json, ALTER code TYPE char(3), ALTER codes TYPE varchar[]",
    "ALTER TABLE things ALTER id TYPE integer, ALTER whole_id TYPE smallint",
];

#[derive(Debug, PartialEq, relata::Load)]
#[load(owners)]
struct Holder {
    name: String,
    /// Flat, so it comes as arrays.
    #[load(order_by(price desc, id))]
    things: Vec<Flat>,
    #[load(sum(things.rank))]
    ranks: Option<Decimal>,
    #[load(sum(things.ratio))]
    ratios: Option<f64>,
    #[load(max(things.price))]
    dearest: Option<Decimal>,
    #[load(min(things.small))]
    smallest: Option<i32>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(things)]
struct Flat {
    id: i64,
    rank: i64,
    ratio: f64,
    price: Decimal,
    weight: Option<Decimal>,
    counts: Vec<i64>,
    notes: serde_json::Value,
    code: String,
}

/// With rows of rows, which come as records.
#[derive(Debug, PartialEq, relata::Load)]
#[load(owners)]
struct Deep {
    id: i64,
    #[load(order_by(rank))]
    things: Vec<Whole>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(things)]
struct Whole {
    rank: i64,
    price: Decimal,
    weight: Option<Decimal>,
    counts: Vec<i64>,
    ratios: Vec<Option<f64>>,
    owner: Named,
    #[load(order_by(rank), limit = 2)]
    parts: Vec<Part>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(things)]
struct Part {
    id: i64,
    small: i32,
    price: Decimal,
    whole: Option<Id>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(things)]
struct Id {
    id: i64,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(owners)]
struct Named {
    id: i64,
    name: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(things)]
struct Tree {
    id: i64,
    price: Decimal,
    #[load(recursive, order_by(id))]
    parts: Vec<Tree>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(things, group_by(owner_id, small))]
struct PerOwner {
    owner_id: i64,
    small: i32,
    #[load(sum(rank))]
    ranks: Option<Decimal>,
    #[load(avg(price))]
    mean: Option<Decimal>,
    #[load(max(ratio))]
    most: Option<f64>,
}

fn decimal(number: i64) -> Decimal {
    Decimal::from(number)
}

fn thing(id: i64, owner_id: i64, whole_id: Option<i64>) -> NewThingWith {
    let new = NewThing {
        id,
        owner_id,
        rank: 100 - id,
        code: "abc".into(),
    };
    // Of eight bytes, and such as are no others': nought, negative, longer than an `integer`.
    let prices = [0, -1, 5_000_000_000, 16_383, i64::MAX, i64::MIN, -70_000];
    let price = prices[usize::try_from(id.unsigned_abs()).unwrap() % prices.len()];
    new.small(i32::try_from(id % 3).unwrap())
        .ratio(0.5)
        .price(decimal(price))
        .weight((id % 2 == 0).then(|| decimal(-id)))
        .counts(vec![id, -id, 0])
        .ratios(vec![Some(1.25), None])
        .notes(serde_json::json!({ "id": id }))
        .codes(vec!["x".into()])
        .whole_id(whole_id)
}

/// All that an application does, and what it sees.
async fn work(pool: &PgPool) -> Vec<String> {
    let mut seen = Vec::new();
    macro_rules! see {
        ($what:expr) => {
            seen.push(format!("{:?}", $what.unwrap()))
        };
    }

    // Written one by one, many at once, with keys that are there, and copied.
    let owner = |id: i64| NewOwner {
        id,
        name: format!("Owner {id}"),
    };
    see!(
        Owner::insert_many([-7, 300, 70_000].map(owner))
            .fetch_all(pool)
            .await
    );
    see!(Thing::insert(thing(1, 300, None)).fetch_one(pool).await);
    let more = [
        thing(2, 300, Some(1)),
        thing(3, -7, Some(1)),
        thing(4, -7, Some(2)),
    ];
    see!(Thing::insert_many(more).fetch_all(pool).await);
    let again = Thing::insert_many([thing(4, -7, Some(2)), thing(5, 70_000, None)]);
    see!(
        again
            .on_conflict(things::id)
            .or_find()
            .fetch_all(pool)
            .await
    );
    let copied = (6..12).map(|id| thing(id, 300, Some(1)));
    see!(Thing::copy_in().rows(copied).execute(pool).await);
    let changed = Thing::update()
        .set(things::rank, things::rank + 1000)
        .set(things::price, decimal(7));
    see!(changed.filter(things::id.eq(11)).fetch_one(pool).await);
    let upsert = Owner::insert(owner(300)).on_conflict(owners::id);
    see!(
        upsert
            .do_update(|row| row.set(owners::name, "Three hundred"))
            .fetch_one(pool)
            .await
    );
    see!(
        Thing::delete()
            .filter(things::rank.eq(91))
            .fetch_all(pool)
            .await
    );

    // Found.
    see!(Thing::find(pool, 4).await);
    see!(Thing::find_by_rank(pool, 96).await);
    see!(Owner::find_many(pool, [70_000, 5, -7]).await);
    for filter in [
        things::id.in_([1, 4, 70_000]),
        things::rank.between(95, 97).and(things::small.gt(0)),
        things::ratio.eq(0.5).and(things::weight.is_not_null()),
        things::price.ge(Decimal::new(5, 1)),
        (things::rank * 2 + things::id).gt(150),
        things::weight
            .eq(decimal(-4))
            .or(things::counts.len().eq(2)),
        things::owner.matches(owners::id.eq(-7)),
        things::parts.any(things::price.lt(decimal(0))),
        things::codes.len().eq(1).and(things::code.eq("abc")),
    ] {
        let rows = Thing::query().filter(filter).order_by(things::id.asc());
        see!(rows.fetch_all(pool).await);
    }
    see!(
        Thing::query()
            .order_by(things::rank.desc())
            .fetch(pool)
            .try_collect::<Vec<_>>()
            .await
    );

    // Loaded with what belongs to them.
    let holders = || Holder::query().order_by(owners::id.asc());
    see!(holders().one_statement().fetch_all(pool).await);
    see!(holders().batched().fetch_all(pool).await);
    let deep = || Deep::query().order_by(owners::id.desc());
    see!(deep().one_statement().fetch_all(pool).await);
    see!(deep().batched().fetch_all(pool).await);
    see!(deep().batched().snapshot().fetch_all(pool).await);
    let wholes = || Whole::query().order_by(things::id.asc());
    see!(wholes().one_statement().fetch_all(pool).await);
    see!(wholes().batched().fetch_all(pool).await);
    let tree = Tree::query().filter(things::whole_id.is_null());
    see!(tree.order_by(things::id.asc()).fetch_all(pool).await);
    let report = PerOwner::query().order_by([things::owner_id.asc(), things::small.asc()]);
    see!(report.fetch_all(pool).await);

    // Page by page, each found by where the one before ended.
    for order in 0..4 {
        let mut next = None;
        loop {
            let rows = Flat::query();
            let rows = match order {
                0 => rows.order_by(things::rank.asc()),
                1 => rows.order_by(things::price.desc()),
                2 => rows.order_by(things::ratio.asc()),
                _ => rows.order_by(things::weight.desc()),
            };
            let page = rows
                .page(3)
                .after(next.as_deref())
                .fetch(pool)
                .await
                .unwrap();
            seen.push(format!("{:?}", page.items));
            next = page.next;
            if next.is_none() {
                break;
            }
        }
    }

    // By SQL of one's own.
    see!(
        relata::query_as!(
            Whole,
            "SELECT * FROM things WHERE rank > $1 ORDER BY id",
            95i64
        )
        .fetch_all(pool)
        .await
    );
    see!(
        sqlx::query_as::<_, Thing>("SELECT * FROM things ORDER BY id")
            .fetch_all(pool)
            .await
    );
    seen
}

#[tokio::test]
async fn a_narrower_column_is_as_one_of_the_new_type() {
    let new = Database::create(DDL).await.unwrap();
    let expected = work(new.pool()).await;
    let old = Database::create(DDL).await.unwrap();
    for sql in OLD {
        sqlx::raw_sql(sql).execute(old.pool()).await.unwrap();
    }
    let seen = work(old.pool()).await;
    for (seen, expected) in seen.iter().zip(&expected) {
        assert_eq!(seen, expected);
    }
    assert_eq!(seen.len(), expected.len());
}

/// What can hold more than the schema says, or something else, is refused before a row is read.
#[tokio::test]
async fn a_wider_column_or_another_is_refused() {
    for (change, said) in [
        (
            "things ALTER small TYPE bigint",
            "Flat2: `small` is int4 in the schema and int8 in the database",
        ),
        (
            "things ALTER ratio TYPE numeric",
            "Flat2: `ratio` is float8 in the schema and numeric in the database",
        ),
        (
            "things ALTER rank TYPE numeric",
            "Flat2: `rank` is int8 in the schema and numeric in the database",
        ),
        (
            "things ALTER price TYPE double precision",
            "Flat2: `price` is numeric in the schema and float8 in the database",
        ),
        (
            "things ALTER price TYPE money",
            "Flat2: `price` is numeric in the schema and money in the database",
        ),
        (
            "things ALTER counts TYPE numeric[]",
            "Flat2: `counts` is int8[] in the schema and numeric[] in the database",
        ),
        (
            "things ALTER code TYPE bytea USING ''",
            "Flat2: `code` is text in the schema and bytea in the database",
        ),
        (
            "things ALTER rank TYPE date USING '2026-01-01'",
            "Flat2: `rank` is int8 in the schema and date in the database",
        ),
    ] {
        let db = Database::create(DDL).await.unwrap();
        let pool = db.pool();
        let owner = NewOwner {
            id: 1,
            name: "Ada".into(),
        };
        Owner::insert(owner).execute(pool).await.unwrap();
        Thing::insert(thing(1, 1, None))
            .execute(pool)
            .await
            .unwrap();
        let sql = format!("ALTER TABLE {change}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
            .execute(pool)
            .await
            .unwrap();
        let refused = Flat2::query().fetch_all(pool).await.unwrap_err();
        assert_eq!(refused.to_string(), said);
        for query in [Nested::query().one_statement(), Nested::query().batched()] {
            let refused = query.fetch_all(pool).await.unwrap_err().to_string();
            let nested = said.replace("Flat2: `", "Nested: `things.");
            // In a record, PostgreSQL says its number.
            assert_eq!(refused.replace("the type of number 790", "money"), nested);
        }
    }
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(things)]
struct Flat2 {
    small: i32,
    ratio: f64,
    rank: i64,
    price: Decimal,
    counts: Vec<i64>,
    code: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(owners)]
struct Nested {
    things: Vec<Flat2>,
}

/// What the old type can't hold is the server's to refuse, or to round.
#[tokio::test]
async fn a_value_that_only_the_new_type_holds_is_refused_by_the_old() {
    let db = Database::create(DDL).await.unwrap();
    let pool = db.pool();
    for sql in OLD {
        sqlx::raw_sql(sql).execute(pool).await.unwrap();
    }
    let new = NewOwner {
        id: i64::from(i32::MAX) + 1,
        name: "Ada".into(),
    };
    let refused = Owner::insert(new.clone()).execute(pool).await.unwrap_err();
    assert_eq!(refused.sqlstate().as_deref(), Some("22003"));
    let refused = Owner::copy_in()
        .rows([new])
        .execute(pool)
        .await
        .unwrap_err();
    assert_eq!(refused.sqlstate().as_deref(), Some("22003"));
    // There is none, and that is the answer.
    assert_eq!(Owner::find(pool, i64::MAX).await.unwrap(), None);
}

/// PostgreSQL compares arrays of one type only.
#[tokio::test]
async fn conditions_on_an_array_wait_for_its_type() {
    let db = Database::create(DDL).await.unwrap();
    let pool = db.pool();
    sqlx::raw_sql("ALTER TABLE things ALTER counts TYPE integer[]")
        .execute(pool)
        .await
        .unwrap();
    let query = Thing::query().filter(things::counts.has(3));
    let refused = query.fetch_all(pool).await.unwrap_err();
    assert_eq!(refused.sqlstate().as_deref(), Some("42883"));
}
