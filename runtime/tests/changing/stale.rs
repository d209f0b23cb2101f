//! Statements that connections have kept, when what they were made for has changed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use futures_util::TryStreamExt as _;
use relata::codegen::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection, PgPool};
use relata::rust_decimal::Decimal;
use relata::testing::Database;

use super::{DDL, NewOwner, NewThing, Owner, Thing, owners, things};

#[derive(Debug, PartialEq, relata::Load)]
#[load(owners)]
struct Holder {
    id: i64,
    things: Vec<Held>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(things)]
struct Held {
    rank: i64,
    price: Decimal,
    parts: Vec<Part>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(things)]
struct Part {
    rank: i64,
}

async fn narrow(pool: &PgPool) {
    let sql = "ALTER TABLE things ALTER rank TYPE integer, ALTER price TYPE bigint";
    sqlx::raw_sql(sql).execute(pool).await.unwrap();
}

async fn wide(pool: &PgPool) {
    let sql = "ALTER TABLE things ALTER rank TYPE bigint, ALTER price TYPE numeric(24, 0)";
    sqlx::raw_sql(sql).execute(pool).await.unwrap();
}

fn thing(id: i64) -> NewThing {
    NewThing {
        id,
        owner_id: 1,
        rank: id,
        code: "x".into(),
    }
}

async fn database() -> Database {
    let db = Database::create(DDL).await.unwrap();
    let owner = NewOwner {
        id: 1,
        name: "Ada".into(),
    };
    Owner::insert(owner).execute(db.pool()).await.unwrap();
    Thing::insert_many((1..=3).map(thing))
        .execute(db.pool())
        .await
        .unwrap();
    db
}

/// Everything that sends a statement, on one connection.
async fn all(connection: &mut PgConnection, id: i64) -> relata::Result<()> {
    Thing::find(&mut *connection, 1).await?;
    Thing::query().fetch_all(&mut *connection).await?;
    Thing::query()
        .order_by(things::rank.asc())
        .fetch(&mut *connection)
        .try_collect::<Vec<_>>()
        .await?;
    Thing::find_many(&mut *connection, [1, 2]).await?;
    Thing::query().page(2).fetch(&mut *connection).await?;
    Thing::query().count(&mut *connection).await?;
    Holder::query()
        .one_statement()
        .fetch_all(&mut *connection)
        .await?;
    Holder::query()
        .batched()
        .fetch_all(&mut *connection)
        .await?;
    Holder::query()
        .batched()
        .snapshot()
        .fetch_all(&mut *connection)
        .await?;
    Thing::insert(thing(id)).fetch_one(&mut *connection).await?;
    // Two statements, in a transaction of their own.
    let two = [thing(id + 1).into(), thing(id + 2).small(7)];
    let two = Thing::insert_many(two).fetch_all(&mut *connection).await?;
    assert_eq!(two.len(), 2);
    Thing::insert_many([thing(id + 3)])
        .execute(&mut *connection)
        .await?;
    Thing::update()
        .set(things::small, things::small + 1)
        .filter(things::id.eq(1))
        .fetch_one(&mut *connection)
        .await?;
    Thing::update()
        .set(things::small, 2)
        .filter(things::id.eq(2))
        .execute(&mut *connection)
        .await?;
    Thing::delete()
        .filter(things::id.ge(id))
        .fetch_all(&mut *connection)
        .await?;
    relata::query_as!(Thing, "SELECT * FROM things")
        .fetch_all(&mut *connection)
        .await?;
    Ok(())
}

#[tokio::test]
async fn what_was_prepared_before_a_change_is_prepared_again() {
    let db = database().await;
    let mut connection = PgConnection::connect_with(db.options()).await.unwrap();
    all(&mut connection, 10).await.unwrap();
    for round in 0..3 {
        narrow(db.pool()).await;
        all(&mut connection, 100 + 20 * round).await.unwrap();
        wide(db.pool()).await;
        all(&mut connection, 110 + 20 * round).await.unwrap();
    }
    // Each statement by itself, since the first that is refused has all forgotten.
    for statement in ["DISCARD ALL", "DEALLOCATE ALL"] {
        for number in 0..4 {
            all(&mut connection, 10).await.unwrap();
            sqlx::raw_sql(statement)
                .execute(&mut connection)
                .await
                .unwrap();
            match number {
                0 => drop(Thing::find(&mut connection, 1).await.unwrap()),
                1 => drop(
                    Holder::query()
                        .batched()
                        .snapshot()
                        .fetch_all(&mut connection)
                        .await
                        .unwrap(),
                ),
                2 => drop(
                    Thing::insert_many([thing(500)])
                        .execute(&mut connection)
                        .await
                        .unwrap(),
                ),
                _ => drop(
                    Thing::query()
                        .fetch(&mut connection)
                        .try_collect::<Vec<_>>()
                        .await
                        .unwrap(),
                ),
            }
            all(&mut connection, 10).await.unwrap();
            Thing::delete()
                .filter(things::id.eq(500))
                .execute(&mut connection)
                .await
                .unwrap();
        }
    }
}

#[tokio::test]
async fn each_way_of_sending_a_statement_sends_it_again() {
    let db = database().await;
    let mut connection = PgConnection::connect_with(db.options()).await.unwrap();
    for number in 0..9 {
        all(&mut connection, 10).await.unwrap();
        if number % 2 == 0 {
            narrow(db.pool()).await;
        } else {
            wide(db.pool()).await;
        }
        let connection = &mut connection;
        match number {
            0 => drop(Thing::find(connection, 1).await.unwrap()),
            1 => drop(Thing::query().fetch_all(connection).await.unwrap()),
            2 => drop(
                Thing::query()
                    .order_by(things::rank.asc())
                    .fetch(connection)
                    .try_collect::<Vec<_>>()
                    .await
                    .unwrap(),
            ),
            3 => drop(
                Holder::query()
                    .one_statement()
                    .fetch_all(connection)
                    .await
                    .unwrap(),
            ),
            4 => drop(
                Holder::query()
                    .batched()
                    .fetch_all(connection)
                    .await
                    .unwrap(),
            ),
            5 => drop(
                Holder::query()
                    .batched()
                    .snapshot()
                    .fetch_all(connection)
                    .await
                    .unwrap(),
            ),
            6 => drop(
                Thing::insert(thing(700))
                    .fetch_one(connection)
                    .await
                    .unwrap(),
            ),
            7 => {
                let two = [thing(800).into(), thing(801).small(7)];
                assert_eq!(
                    Thing::insert_many(two)
                        .fetch_all(connection)
                        .await
                        .unwrap()
                        .len(),
                    2
                );
            }
            _ => drop(Thing::find_many(connection, [1, 2]).await.unwrap()),
        }
    }
}

#[tokio::test]
async fn in_a_transaction_the_error_says_that_it_can_be_run_again() {
    let db = database().await;
    let one = crate::database::one_connection(&db).await;
    let read = || async {
        relata::transaction(&one)
            .run(async |tx| Thing::find(&mut *tx, 1).await)
            .await
    };
    read().await.unwrap();
    narrow(db.pool()).await;
    let refused = read().await.unwrap_err();
    assert!(refused.is_retryable(), "{refused}");
    assert_eq!(
        refused.to_string(),
        "Thing: cannot load: cached plan must not change result type (SQLSTATE 0A000): the database was changed \
         meanwhile, and the transaction can be run again"
    );
    // The connection has forgotten the statement.
    read().await.unwrap();

    // Also where SQL by hand has begun it.
    let mut connection = one.acquire().await.unwrap();
    wide(db.pool()).await;
    sqlx::raw_sql("BEGIN")
        .execute(&mut *connection)
        .await
        .unwrap();
    let refused = Thing::find(&mut *connection, 1).await.unwrap_err();
    assert!(refused.is_retryable(), "{refused}");
    sqlx::raw_sql("ROLLBACK")
        .execute(&mut *connection)
        .await
        .unwrap();
    drop(connection);
    read().await.unwrap();

    narrow(db.pool()).await;
    let runs = AtomicI64::new(0);
    let ranks = relata::transaction(&one)
        .retry(1)
        .run(async |tx| {
            runs.fetch_add(1, Ordering::Relaxed);
            let thing = Thing::find(&mut *tx, 1).await?.unwrap();
            let all = Thing::query().count(&mut *tx).await?;
            relata::Ok((thing.rank, all))
        })
        .await
        .unwrap();
    assert_eq!((ranks, runs.into_inner()), ((1, 3), 2));
}

/// An application that does not stop while its tables change.
#[tokio::test]
async fn no_error_comes_out_while_tables_change() {
    let db = Arc::new(database().await);
    let pool = db.pool().clone();
    let (stop, next) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicI64::new(1000)),
    );
    let workers = (0..3).map(|_| {
        let (pool, stop, next) = (pool.clone(), stop.clone(), next.clone());
        tokio::spawn(async move {
            let mut rounds = 0;
            while !stop.load(Ordering::Relaxed) {
                let id = next.fetch_add(1, Ordering::Relaxed);
                let new = Thing::insert(thing(id)).fetch_one(&pool).await?;
                let found = Thing::find(&pool, id).await?;
                assert_eq!(found, Some(new));
                Holder::query().batched().fetch_all(&pool).await?;
                Holder::query()
                    .batched()
                    .snapshot()
                    .fetch_all(&pool)
                    .await?;
                relata::transaction(&pool)
                    .retry(20)
                    .run(async |tx| {
                        let locked = Thing::query().filter(things::id.eq(1)).for_update();
                        let locked = locked.fetch_one(&mut *tx).await?;
                        let set = Thing::update().set(things::price, locked.price + Decimal::ONE);
                        set.filter(things::id.eq(1)).execute(&mut *tx).await
                    })
                    .await?;
                Thing::delete()
                    .filter(things::id.eq(id))
                    .fetch_all(&pool)
                    .await?;
                rounds += 1;
            }
            relata::Ok(rounds)
        })
    });
    let workers: Vec<_> = workers.collect();

    let mut admin = PgConnection::connect_with(db.options()).await.unwrap();
    let changes = [
        "ALTER TABLE things ALTER rank TYPE integer, ALTER price TYPE bigint",
        "ALTER TABLE things ADD other integer DEFAULT 7, ALTER small TYPE smallint",
        "ALTER TABLE things RENAME other TO another",
        "ALTER TABLE things ALTER rank TYPE bigint, ALTER price TYPE numeric(24, 0)",
        "ALTER TABLE things DROP another, ALTER small TYPE integer",
    ];
    for sql in changes.iter().cycle().take(15) {
        tokio::time::sleep(Duration::from_millis(80)).await;
        sqlx::raw_sql(AssertSqlSafe(sql.to_string()))
            .execute(&mut admin)
            .await
            .unwrap();
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    stop.store(true, Ordering::Relaxed);
    let mut rounds = 0;
    for worker in workers {
        rounds += worker.await.unwrap().unwrap();
    }
    assert!(rounds > 0);
    let changed = Thing::find(&pool, 1).await.unwrap().unwrap();
    assert_eq!(changed.price, Decimal::from(rounds));
}
