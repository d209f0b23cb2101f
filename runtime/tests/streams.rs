//! Rows one after the other, and totals.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{StreamExt as _, TryStreamExt as _};
use relata::sqlx::PgPool;
use relata::{Error, Rows, Unfit, Value};

use crate::database;
use crate::queries::{NewThing, Thing, things};

async fn fill(pool: &PgPool, rows: i32) {
    let new = (0..rows).map(|n| {
        NewThing {
            name: format!("{:03}", n % 100),
            code: "x".repeat(100),
        }
        .size(n)
    });
    Thing::insert_many(new).execute(pool).await.unwrap();
}

const fn is_send<T: Send>(_: &T) {}

#[tokio::test]
async fn a_stream_gives_every_row_in_order() {
    let db = database::queries().await;
    let pool = db.pool();
    fill(pool, 3000).await;
    let query = || Thing::query().order_by(things::size.asc());

    let rows: Rows<'_, Thing> = query().fetch(pool);
    is_send(&rows);
    let sizes: Vec<i32> = rows.map_ok(|thing| thing.size).try_collect().await.unwrap();
    assert!(sizes.iter().copied().eq(0..3000));

    let mut connection = pool.acquire().await.unwrap();
    let mut rows = query().limit(2).fetch(&mut *connection);
    assert_eq!(rows.try_next().await.unwrap().unwrap().size, 0);
    assert_eq!(rows.try_next().await.unwrap().unwrap().size, 1);
    assert!(rows.try_next().await.unwrap().is_none());
    assert!(
        rows.next().await.is_none(),
        "a stream that has ended stays so"
    );
    drop(rows);

    let mut transaction = pool.begin().await.unwrap();
    relata::sqlx::query("DELETE FROM things WHERE size > 9")
        .execute(&mut *transaction)
        .await
        .unwrap();
    let left = query().fetch(&mut transaction).count().await;
    assert_eq!(left, 10);
    transaction.rollback().await.unwrap();

    let spawned = tokio::spawn({
        let pool = pool.clone();
        async move { Thing::query().fetch(&pool).count().await }
    });
    assert_eq!(spawned.await.unwrap(), 3000);
}

#[tokio::test]
async fn a_dropped_stream_leaves_its_connection_usable() {
    let db = database::queries().await;
    fill(db.pool(), 5000).await;
    let pool = database::one_connection(&db).await;

    for taken in 0..4 {
        let mut rows = Thing::query().order_by(things::size.asc()).fetch(&pool);
        for size in 0..taken {
            assert_eq!(rows.try_next().await.unwrap().unwrap().size, size);
        }
        drop(rows);
        assert_eq!(Thing::query().count(&pool).await.unwrap(), 5000);
    }
    let mut connection = pool.acquire().await.unwrap();
    let mut rows = Thing::query().fetch(&mut *connection);
    rows.try_next().await.unwrap();
    drop(rows);
    assert!(Thing::query().exists(&mut *connection).await.unwrap());
    drop(connection);
    pool.close().await;
}

#[tokio::test]
async fn an_error_ends_a_stream() {
    let db = database::queries().await;
    let pool = db.pool();
    fill(pool, 10).await;

    let by_zero = Thing::query().filter((things::size / (things::size - 5)).gt(-100));
    let rows: Vec<_> = by_zero.fetch(pool).collect().await;
    let (last, before) = rows.split_last().unwrap();
    assert!(before.iter().all(Result::is_ok));
    assert_eq!(
        last.as_ref().unwrap_err().sqlstate().as_deref(),
        Some("22012")
    );

    let unfit = Thing::query().filter(things::name.eq("\0")).fetch(pool);
    let rows: Vec<_> = unfit.collect().await;
    assert!(matches!(rows.as_slice(), [Err(Error::Value { column, .. })] if column == "name"));
}

/// Counts how many of it there are.
struct Counted;

static ALIVE: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

impl Drop for Counted {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Value for Counted {
    fn decode(_: &[u8]) -> Result<Self, Unfit> {
        let alive = ALIVE.fetch_add(1, Ordering::SeqCst) + 1;
        MOST.fetch_max(alive, Ordering::SeqCst);
        Ok(Self)
    }

    fn encode(&self, _: &mut Vec<u8>) -> Result<(), Unfit> {
        Err(Unfit::new("is not written"))
    }
}

/// What is counted while it is loaded.
struct Watched(#[allow(dead_code)] Counted);

impl relata::Load for Watched {
    type Table = things;
    type Given = ();

    const NAME: &'static str = "Watched";
    const LEVELS: usize = 1;

    fn describe(select: &mut relata::codegen::Select) {
        select.column("name", things::name.any());
    }

    fn read(cursor: &mut relata::codegen::Cursor<'_>) -> relata::Result<Self> {
        cursor.value().map(Self)
    }

    fn shape() -> &'static relata::codegen::Shape {
        static SHAPE: relata::codegen::ShapeCell = relata::codegen::ShapeCell::new();
        SHAPE.of::<Self>()
    }
}

#[tokio::test]
async fn one_row_is_in_memory_at_a_time() {
    let db = database::queries().await;
    fill(db.pool(), 500).await;

    let mut rows = relata::Query::<Watched>::new().fetch(db.pool());
    let mut count = 0;
    while let Some(row) = rows.try_next().await.unwrap() {
        drop(row);
        count += 1;
    }
    assert_eq!(count, 500);
    assert_eq!(MOST.load(Ordering::SeqCst), 1);
}

/// What is left of a thing.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, relata::Load)]
#[load(things)]
struct Named {
    name: String,
}

#[tokio::test]
async fn totals_are_counted_by_the_server() {
    let db = database::queries().await;
    let pool = db.pool();
    assert!(!Thing::query().exists(pool).await.unwrap());
    assert_eq!(Thing::query().count(pool).await.unwrap(), 0);
    fill(pool, 250).await;

    let some = || Thing::query().filter(things::size.lt(120));
    assert_eq!(some().count(pool).await.unwrap(), 120);
    assert_eq!(some().limit(50).count(pool).await.unwrap(), 50);
    assert_eq!(some().limit(50).offset(100).count(pool).await.unwrap(), 20);
    assert!(some().exists(pool).await.unwrap());
    assert!(some().offset(119).exists(pool).await.unwrap());
    assert!(!some().offset(120).exists(pool).await.unwrap());
    assert!(!some().limit(0).exists(pool).await.unwrap());
    let mut transaction = pool.begin().await.unwrap();
    assert_eq!(some().count(&mut transaction).await.unwrap(), 120);

    // Rows that are alike, by what the shape loads.
    let names = || Named::query().filter(things::size.ge(100)).distinct();
    let found = names()
        .order_by(things::name.asc())
        .fetch_all(pool)
        .await
        .unwrap();
    assert_eq!(found.len(), 100);
    assert!(found.is_sorted());
    assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), 100);
    assert_eq!(names().count(pool).await.unwrap(), 100);
    assert_eq!(names().limit(7).count(pool).await.unwrap(), 7);
    assert!(names().offset(99).exists(pool).await.unwrap());
    assert!(!names().offset(100).exists(pool).await.unwrap());
    assert_eq!(Named::query().count(pool).await.unwrap(), 250);
    let by_another = names().order_by(things::size.asc()).fetch_all(pool).await;
    let error = by_another.unwrap_err();
    assert_eq!(error.sqlstate().as_deref(), Some("42P10"));
    let said = error.to_string();
    assert!(
        said.ends_with("order by what the shape loads, or leave `distinct()` out"),
        "{said}"
    );
}
