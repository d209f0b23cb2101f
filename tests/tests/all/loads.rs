//! What is loaded in one statement, level by level, and row by row is what a model in memory says,
//! which loads all tables and joins them here.

mod library;
mod model;
mod shapes;

use futures_util::TryStreamExt as _;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use relata::Query;
use relata::testing::Database;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use library::DDL;
use model::{Model, Root, World};
use shapes::{AuthorTree, BookCard, BookTalk, GenreBooks, GenreTop, Owner, Seen, ShelfContents};

/// Which rows of a root, in which order.
#[derive(Debug, Clone)]
struct Asked {
    filter: Option<usize>,
    order: Vec<(usize, bool, bool)>,
    limit: Option<u64>,
    offset: Option<u64>,
    snapshot: bool,
}

fn asked() -> impl Strategy<Value = Asked> {
    let order = prop::collection::vec((0..8usize, any::<bool>(), any::<bool>()), 1..3);
    let limit = prop::option::of(0..12u64);
    (
        prop::option::of(0..4usize),
        order,
        limit,
        prop::option::of(0..5u64),
        any::<bool>(),
    )
        .prop_map(|(filter, order, limit, offset, snapshot)| Asked {
            filter,
            order,
            limit,
            offset,
            snapshot,
        })
}

/// The pools that a load is tried on: as it comes, and with an `array_agg` that says its result is
/// too large, so that rows have to come one by one.
struct Pools {
    plain: PgPool,
    narrow: PgPool,
}

impl Pools {
    async fn of(db: &Database) -> Self {
        let narrow = "
            CREATE SCHEMA narrow;
            CREATE FUNCTION narrow.refuse(state int4[], value int4) RETURNS int4[] LANGUAGE plpgsql AS
                $$ BEGIN RAISE SQLSTATE '54000' USING MESSAGE = 'array size exceeds the maximum allowed'; END $$;
            CREATE AGGREGATE narrow.array_agg(int4) (SFUNC = narrow.refuse, STYPE = int4[]);
        ";
        sqlx::raw_sql(narrow).execute(db.pool()).await.unwrap();
        let options = db.options().clone();
        let options = options.options([("search_path", "narrow,pg_catalog,public")]);
        Self {
            plain: db.pool().clone(),
            narrow: PgPoolOptions::new().connect_lazy_with(options),
        }
    }
}

async fn agrees<S: Model>(pools: &Pools, world: &World, asked: &Asked) {
    let expected = model::rows::<S>(world, asked);
    let query: Query<S> = S::Row::query(S::begin(), asked);
    let query = if asked.snapshot {
        query.snapshot()
    } else {
        query
    };
    let ways = [
        ("as it is chosen", query.clone(), &pools.plain),
        ("one statement", query.clone().one_statement(), &pools.plain),
        ("level by level", query.clone().batched(), &pools.plain),
        ("row by row", query.clone().batched(), &pools.narrow),
    ];
    for (way, query, pool) in ways {
        let loaded = query.clone().fetch_all(pool).await;
        let loaded = loaded.unwrap_or_else(|error| panic!("{way}: {error}\n{}", query.sql()));
        assert_eq!(loaded, expected, "{} {way}, {asked:?}", S::NAME);
    }
    let streamed: Result<Vec<S>, _> = query.clone().fetch(&pools.plain).try_collect().await;
    assert_eq!(
        streamed.unwrap(),
        expected,
        "{} as a stream, {asked:?}",
        S::NAME
    );
    let first = query.clone().batched().fetch_optional(&pools.plain).await;
    let expected = if asked.limit == Some(0) {
        None
    } else {
        expected.into_iter().next()
    };
    assert_eq!(first.unwrap(), expected, "{}, {asked:?}", S::NAME);
}

#[test]
fn every_strategy_gives_what_the_model_says() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    // As many as `PROPTEST_CASES` says, or a few.
    let cases = std::env::var("PROPTEST_CASES").map_or(10, |_| Config::default().cases);
    let mut runner = TestRunner::new(Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 8,
        ..Config::default()
    });
    let cases = (
        // Few rows, of which some are so long that they come in pieces; or more.
        prop_oneof![4 => (0..40usize).prop_map(|size| (size, false)), 1 => (1..6usize).prop_map(|size| (size, true))],
        any::<u64>(),
        prop::collection::vec(asked(), 6..10),
    );
    let result = runner.run(&cases, |((size, long), seed, questions)| {
        runtime.block_on(async {
            let db = Database::create(DDL).await.unwrap();
            let world = World::filled(db.pool(), (size, long), seed).await;
            let pools = Pools::of(&db).await;
            for asked in &questions {
                agrees::<BookCard>(&pools, &world, asked).await;
                agrees::<AuthorTree>(&pools, &world, asked).await;
                agrees::<Owner>(&pools, &world, asked).await;
                agrees::<ShelfContents>(&pools, &world, asked).await;
                agrees::<GenreTop>(&pools, &world, asked).await;
                agrees::<GenreBooks>(&pools, &world, asked).await;
                agrees::<BookTalk>(&pools, &world, asked).await;
                agrees::<Seen>(&pools, &world, asked).await;
            }
            pools.narrow.close().await;
            db.close().await.unwrap();
        });
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
