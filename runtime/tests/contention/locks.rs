//! Rows that are locked.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::schema::{Account, Transfer, accounts, transfers};
use super::{database, number, pool};

#[derive(Debug, PartialEq, relata::Load)]
#[load(accounts)]
struct Sender {
    owner: String,
    #[load(count(sent))]
    sent_count: i64,
    received: Vec<Received>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(transfers)]
struct Received {
    amount: i64,
    from: Owner,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(accounts)]
struct Owner {
    owner: String,
}

#[tokio::test]
async fn rows_that_count_once_are_not_locked() {
    let db = database().await;
    let mut tx = relata::begin(db.pool()).await.unwrap();
    let locked = Owner::query().distinct().for_update();
    let error = locked.fetch_all(&mut tx).await.unwrap_err().to_string();
    assert!(error.contains("leave `distinct()` out"), "{error}");
    // Nothing was sent, so the transaction goes on.
    let locked = Owner::query().for_update().fetch_all(&mut tx).await;
    assert_eq!(locked.unwrap(), []);
    tx.commit().await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test]
async fn every_lock_is_written_behind_the_rows_of_the_root() {
    let locked = Account::query().for_no_key_update().nowait();
    assert!(
        locked.sql().ends_with(" FOR NO KEY UPDATE OF t0 NOWAIT"),
        "{}",
        locked.sql()
    );
    let locked = Account::query().for_share().limit(3);
    assert!(
        locked.sql().ends_with(" LIMIT $1 FOR SHARE OF t0"),
        "{}",
        locked.sql()
    );
    let locked = Transfer::query().for_key_share().in_key_order();
    assert!(
        locked
            .sql()
            .ends_with(" ORDER BY t0.\"id\" FOR KEY SHARE OF t0"),
        "{}",
        locked.sql()
    );
}

#[tokio::test]
async fn a_shape_with_joins_and_collections_locks_its_own_rows() {
    let db = database().await;
    let pool = pool(&db, 3).await;
    super::accounts(&pool, 3, 10).await;
    let new = super::schema::NewTransfer {
        from_id: 1,
        to_id: 2,
        amount: 4,
    };
    Transfer::insert(new).execute(&pool).await.unwrap();
    let mut tx = relata::begin(&pool).await.unwrap();
    let query = relata::Query::<Sender>::new().filter(accounts::id.eq(2));
    let sender = query.clone().for_update().fetch_one(&mut tx).await.unwrap();
    assert_eq!((sender.sent_count, sender.received.len()), (0, 1));
    // In a page, too.
    let page = query
        .limit(5)
        .for_update()
        .fetch_all(&mut tx)
        .await
        .unwrap();
    assert_eq!(page, [sender]);
    let one = relata::Query::<Received>::new().filter(transfers::id.eq(1));
    let one = one.for_share().fetch_optional(&mut tx).await.unwrap();
    assert_eq!(one.unwrap().from.owner, "1");

    // Account 1 is joined, and not locked; account 2 is.
    let free = async |id: i64| {
        relata::transaction(&pool)
            .run(async |tx| {
                let one = Account::query().filter(accounts::id.eq(id));
                one.for_update().nowait().fetch_optional(&mut *tx).await
            })
            .await
    };
    assert!(free(1).await.unwrap().is_some());
    assert_eq!(
        free(2).await.unwrap_err().sqlstate().as_deref(),
        Some("55P03")
    );
    let rest = relata::transaction(&pool)
        .run(async |tx| {
            let all = Account::query().order_by(accounts::id.asc());
            all.for_update().skip_locked().fetch_all(&mut *tx).await
        })
        .await
        .unwrap();
    assert_eq!(
        rest.iter().map(|account| account.id).collect::<Vec<_>>(),
        [1, 3]
    );
}

#[tokio::test]
async fn locks_in_order_come_back_as_they_were_asked_for() {
    let db = database().await;
    let pool = pool(&db, 1).await;
    super::accounts(&pool, 5, 10).await;
    let mut tx = relata::begin(&pool).await.unwrap();
    let found = Account::lock_in_order(&mut tx, [4, 99, 2, 4])
        .await
        .unwrap();
    let ids: Vec<_> = found
        .iter()
        .map(|row| row.as_ref().map(|row| row.id))
        .collect();
    assert_eq!(ids, [Some(4), None, Some(2), Some(4)]);
    assert!(
        Account::lock_in_order(&mut tx, [0; 0])
            .await
            .unwrap()
            .is_empty()
    );
    tx.commit().await.unwrap();
}

/// Two rows, locked by each caller: in an order of its own, or in that of the keys.
async fn deadlocks(ordered: bool) -> u32 {
    let db = database().await;
    let pool = pool(&db, 8).await;
    super::accounts(&pool, 6, 10).await;
    let per_database = format!(
        "ALTER DATABASE \"{}\" SET deadlock_timeout = '50ms'",
        db.name()
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(per_database))
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
    let pool = super::pool(&db, 8).await;
    let found = AtomicU32::new(0);
    let callers = (0..8u32).map(|caller| {
        let (pool, found) = (&pool, &found);
        async move {
            for round in 0..12u32 {
                let number = |of: u32| i64::from((caller * 7 + round * 3 + of) % 6 + 1);
                let keys = [number(0), number(caller % 5 + 1), number(3)];
                let outcome = relata::transaction(pool)
                    .run(async |tx| {
                        if ordered {
                            Account::lock_in_order(&mut *tx, keys).await?;
                        } else {
                            for key in keys {
                                let one = Account::query().filter(accounts::id.eq(key));
                                one.for_update().fetch_one(&mut *tx).await?;
                                tokio::time::sleep(Duration::from_millis(2)).await;
                            }
                        }
                        relata::Ok(())
                    })
                    .await;
                if let Err(error) = outcome {
                    assert!(error.is_retryable(), "{error}");
                    found.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    });
    futures_util::future::join_all(callers).await;
    found.into_inner()
}

#[tokio::test]
async fn locks_in_order_never_deadlock_and_others_do() {
    assert_eq!(deadlocks(true).await, 0);
    assert!(deadlocks(false).await > 0);
}

/// Votes for account 1.
const VOTES: &str = "SELECT balance FROM accounts WHERE id = 1";

#[tokio::test]
async fn two_hundred_voters_lose_no_vote_and_the_naive_ones_do() {
    let db = database().await;
    let pool = pool(&db, 20).await;
    super::accounts(&pool, 1, 0).await;
    let update = "UPDATE accounts SET balance = $1 WHERE id = 1";

    // Read, add, write: between the read and the write are the others.
    let naive = (0..200).map(|_| async {
        let read = Account::find(&pool, 1).await.unwrap().unwrap();
        let update = sqlx::query(update).bind(read.balance + 1);
        update.execute(&pool).await.unwrap();
    });
    futures_util::future::join_all(naive).await;
    assert!(number(&pool, VOTES).await < 200);

    // In the database.
    sqlx::query(update)
        .bind(0_i64)
        .execute(&pool)
        .await
        .unwrap();
    let atomic = (0..200).map(|_| async {
        let atomic = "UPDATE accounts SET balance = balance + 1 WHERE id = 1";
        sqlx::query(atomic).execute(&pool).await.unwrap();
    });
    futures_util::future::join_all(atomic).await;
    assert_eq!(number(&pool, VOTES).await, 200);

    // Or with the row locked before it is read.
    sqlx::query(update)
        .bind(0_i64)
        .execute(&pool)
        .await
        .unwrap();
    let locked = (0..200).map(|_| async {
        relata::transaction(&pool)
            .run(async |tx| {
                let one = Account::query()
                    .filter(accounts::id.eq(1))
                    .for_no_key_update();
                let read = one.fetch_one(&mut *tx).await?;
                let update = sqlx::query(update).bind(read.balance + 1);
                update.execute(&mut **tx).await.unwrap();
                relata::Ok(())
            })
            .await
            .unwrap();
    });
    futures_util::future::join_all(locked).await;
    assert_eq!(number(&pool, VOTES).await, 200);
}
