//! Steps that others keep from going on.

use super::{Told, alone, database, index, ledger, migration, number, sql, step};
use relata::migrate::{Error, run};
use relata::sqlx;
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_step_gives_up_its_locks_and_tries_again_and_names_who_is_in_the_way() {
    let db = database().await;
    let pool = db.pool();
    let all = [
        migration(
            1,
            "make",
            vec![step(&[
                "CREATE TABLE t (id int)",
                "INSERT INTO t VALUES (1)",
            ])],
        ),
        migration(
            2,
            "add",
            vec![step(&[
                "CREATE TABLE u (id int)",
                "ALTER TABLE t ADD COLUMN b int",
            ])],
        ),
    ];
    run(pool, &all).to(1).await.unwrap();
    let mut other = pool.begin().await.unwrap();
    sqlx::raw_sql("SELECT 'the one that reads' FROM t")
        .execute(&mut *other)
        .await
        .unwrap();
    let told = Told::default();
    let running = told
        .by(run(pool, &all))
        .lock_timeout(Duration::from_millis(300));
    let let_go = async {
        // A reader that comes while the step waits is not held up for longer than its lock timeout.
        tokio::time::sleep(Duration::from_millis(500)).await;
        let mut longest = Duration::ZERO;
        for _ in 0..40 {
            let begun = Instant::now();
            number(pool, "SELECT count(*) FROM t").await;
            longest = longest.max(begun.elapsed());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        other.commit().await.unwrap();
        longest
    };
    let (ran, longest) = tokio::join!(async { running.await }, let_go);
    assert_eq!(ran.unwrap().steps, 1);
    assert!(longest < Duration::from_millis(900), "{longest:?}");
    assert!(
        told.has("idle in transaction") && told.has("SELECT 'the one that reads' FROM t"),
        "{:?}",
        told.all()
    );
    assert!(
        told.has("did not get its locks in time, because of process"),
        "{:?}",
        told.all()
    );
}

#[tokio::test]
async fn patience_has_an_end() {
    let db = database().await;
    let pool = db.pool();
    let all = [
        migration(1, "make", vec![step(&["CREATE TABLE t (id int)"])]),
        migration(2, "add", vec![step(&["ALTER TABLE t ADD COLUMN b int"])]),
    ];
    run(pool, &all).to(1).await.unwrap();
    let mut other = pool.begin().await.unwrap();
    sqlx::raw_sql("LOCK TABLE t")
        .execute(&mut *other)
        .await
        .unwrap();
    let short = Duration::from_millis(300);
    let refused = run(pool, &all)
        .lock_timeout(short)
        .patience(short)
        .await
        .unwrap_err();
    let Error::Blocked { by, attempts, .. } = &refused else {
        panic!("{refused}")
    };
    assert_eq!(by[0].query, "LOCK TABLE t");
    assert!(*attempts >= 1);
    assert!(
        refused.to_string().contains("pg_terminate_backend"),
        "{refused}"
    );
    assert_eq!(ledger(pool).await, ["1.1 done"]);
}

#[tokio::test]
async fn an_index_is_built_however_long_an_old_transaction_takes() {
    let db = database().await;
    let pool = db.pool();
    let all = [
        migration(1, "make", vec![step(&["CREATE TABLE t (id int)"])]),
        migration(
            2,
            "index",
            vec![alone(
                "CREATE INDEX CONCURRENTLY t_id_idx ON t (id)",
                index("t_id_idx"),
            )],
        ),
    ];
    run(pool, &all).to(1).await.unwrap();
    let mut other = pool.begin().await.unwrap();
    sqlx::raw_sql("UPDATE t SET id = 1")
        .execute(&mut *other)
        .await
        .unwrap();
    let told = Told::default();
    let running = told
        .by(run(pool, &all))
        .lock_timeout(Duration::from_millis(100));
    let let_go = async {
        tokio::time::sleep(Duration::from_millis(1500)).await;
        other.commit().await.unwrap();
    };
    let (ran, ()) = tokio::join!(async { running.await }, let_go);
    ran.unwrap();
    assert!(
        told.has("UPDATE t SET id = 1") && !told.has("did not get its locks"),
        "{:?}",
        told.all()
    );
    assert_eq!(
        number(
            pool,
            "SELECT count(*) FROM pg_index WHERE indexrelid = 't_id_idx'::regclass AND indisvalid"
        )
        .await,
        1
    );
    sql(pool, "SELECT 1").await;
}
