//! One at a time, by name.

use std::time::Duration;

use relata::codegen::sqlx::PgPool;

use super::{database, number, pool};

const LOCKS: &str = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' \
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

/// The server notices the end of a connection in its own time.
async fn no_lock_is_left(pool: &PgPool) {
    for _ in 0..200 {
        if number(pool, LOCKS).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("a lock is left");
}

#[tokio::test]
async fn a_lock_in_a_transaction_ends_with_it() {
    let db = database().await;
    let pool = pool(&db, 3).await;
    let work = relata::work("nightly-report");
    let mut tx = relata::begin(&pool).await.unwrap();
    work.lock(&mut tx).await.unwrap();
    let elsewhere = async || {
        relata::transaction(&pool)
            .run(async |tx| work.try_lock(&mut *tx).await)
            .await
            .unwrap()
    };
    assert!(!elsewhere().await);
    assert!(
        relata::work("other")
            .try_hold(&pool)
            .await
            .unwrap()
            .is_some()
    );
    tx.commit().await.unwrap();
    assert!(elsewhere().await);
    let waits = relata::transaction(&pool).lock_timeout(Duration::from_millis(50));
    let held = work.hold(&pool).await.unwrap();
    let late = waits.run(async |tx| work.lock(&mut *tx).await).await;
    assert_eq!(late.unwrap_err().sqlstate().as_deref(), Some("55P03"));
    held.release().await.unwrap();
    no_lock_is_left(&pool).await;
}

#[tokio::test]
async fn a_connection_never_goes_back_with_a_lock() {
    let db = database().await;
    let pool = pool(&db, 2).await;
    let work = relata::work("nightly-report");
    let mut held = work.try_hold(&pool).await.unwrap().unwrap();
    held.check().await.unwrap();
    assert!(work.try_hold(&pool).await.unwrap().is_none());
    // Waits, and is given up: the lock that it would have had is nobody's.
    let waiting = tokio::time::timeout(Duration::from_millis(100), work.hold(&pool));
    assert!(waiting.await.is_err());
    drop(held);
    let mut held = work.hold(&pool).await.unwrap();
    held.check().await.unwrap();
    let keys = "SELECT classid::bigint << 32 | objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted \
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    assert_eq!(number(&pool, keys).await, work.key());
    held.release().await.unwrap();
    no_lock_is_left(&pool).await;
    let held = work.hold(&pool).await.unwrap();
    drop(held);
    no_lock_is_left(&pool).await;
}
