//! One runner at a time.

use super::{Told, alone, database, index, ledger, migration, number, sql, step};
use relata::migrate::{Error, Migration, Resolution, resolve, run, status};
use relata::sqlx::PgPool;
use std::time::{Duration, Instant};

fn busy() -> Vec<Migration> {
    vec![
        migration(
            1,
            "make",
            vec![
                step(&[
                    "CREATE TABLE t (id int)",
                    "INSERT INTO t SELECT generate_series(1, 20000)",
                ]),
                step(&["CREATE TABLE runs (step int)"]),
            ],
        ),
        migration(
            2,
            "index",
            vec![alone(
                "CREATE INDEX CONCURRENTLY t_id_idx ON t (id)",
                index("t_id_idx"),
            )],
        ),
        migration(
            3,
            "once",
            vec![
                step(&["INSERT INTO runs VALUES (1)"]),
                step(&["INSERT INTO runs VALUES (2)"]),
            ],
        ),
        migration(
            4,
            "again",
            vec![alone(
                "CREATE UNIQUE INDEX CONCURRENTLY t_id_key ON t (id)",
                index("t_id_key"),
            )],
        ),
        migration(
            5,
            "gone",
            vec![alone("DROP INDEX CONCURRENTLY t_id_idx", index("t_id_idx"))],
        ),
        migration(6, "end", vec![step(&["INSERT INTO runs VALUES (3)"])]),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_that_start_at_once_run_each_step_once() {
    let db = database().await;
    let runners = (0..10).map(|_| {
        let pool = db.pool().clone();
        tokio::spawn(async move { run(&pool, &busy()).await })
    });
    let runners: Vec<_> = runners.collect();
    let mut steps = 0;
    for runner in runners {
        let ran = tokio::time::timeout(Duration::from_secs(120), runner).await;
        steps += ran.expect("no runner hangs").unwrap().unwrap().steps;
    }
    assert_eq!(steps, 8);
    assert_eq!(number(db.pool(), "SELECT count(*) FROM runs").await, 3);
    assert_eq!(
        number(
            db.pool(),
            "SELECT count(*) FROM pg_index WHERE NOT indisvalid"
        )
        .await,
        0
    );
}

#[tokio::test]
async fn who_is_at_work_is_named_and_waited_for() {
    let db = database().await;
    let pool = db.pool();
    let slow = [migration(1, "slow", vec![step(&["SELECT pg_sleep(3)"])])];
    let told = Told::default();
    let second = async {
        until(pool, "SELECT pg_sleep(3)").await;
        let seen = status(pool, &slow).await.unwrap();
        assert!(seen.running.unwrap().application.contains("relata migrate"));
        told.by(run(pool, &slow)).await
    };
    let (first, second) = tokio::join!(async { run(pool, &slow).await }, second);
    assert_eq!((first.unwrap().steps, second.unwrap().steps), (1, 0));
    assert!(
        told.has("another runner is at work: process "),
        "{:?}",
        told.all()
    );

    let very_slow = [
        slow[0].clone(),
        migration(2, "slow", vec![step(&["SELECT pg_sleep(8)"])]),
    ];
    let resolved = async {
        until(pool, "SELECT pg_sleep(8)").await;
        resolve(pool, &very_slow, 2, None, Resolution::Applied).await
    };
    let (ran, resolved) = tokio::join!(async { run(pool, &very_slow).await }, resolved);
    assert!(matches!(resolved, Err(Error::Busy(_))), "{resolved:?}");
    ran.unwrap();
}

/// Ends the connection that holds the lock.
const END: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND application_name LIKE '%relata migrate, lock'";

/// Waits until the database runs a statement that begins so.
async fn until(pool: &PgPool, begins: &str) {
    let sql = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' \
         AND query LIKE '{begins}%'"
    );
    let deadline = Instant::now() + Duration::from_secs(60);
    while number(pool, &sql).await == 0 {
        assert!(Instant::now() < deadline, "nobody runs {begins}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_runner_that_loses_its_lock_stops_before_the_next_step() {
    let db = database().await;
    let pool = db.pool();
    let all = [migration(
        1,
        "slow",
        vec![
            step(&["CREATE TABLE t (id int)", "SELECT pg_sleep(3)"]),
            step(&["INSERT INTO t VALUES (1)"]),
        ],
    )];
    let lose = async {
        until(pool, "SELECT pg_sleep(3)").await;
        sql(pool, END).await;
    };
    let (ran, ()) = tokio::join!(async { run(pool, &all).await }, lose);
    assert!(matches!(ran, Err(Error::TurnLost)), "{ran:?}");
    assert_eq!(ledger(pool).await, ["1.1 done"]);
    assert_eq!(run(pool, &all).await.unwrap().steps, 1);
}

#[tokio::test]
async fn the_statement_of_a_runner_that_was_killed_is_waited_for() {
    let db = database().await;
    let pool = db.pool();
    let all = [migration(
        1,
        "slow",
        vec![
            step(&["CREATE TABLE t (id int)"]),
            alone("INSERT INTO t SELECT 1 FROM pg_sleep(20)", None),
        ],
    )];
    let first = {
        let (pool, all) = (pool.clone(), all.clone());
        tokio::spawn(async move { run(&pool, &all).await })
    };
    let told = Told::default();
    let second = async {
        until(pool, "INSERT INTO t").await;
        told.by(run(pool, &all)).await
    };
    let kill = async {
        until(pool, "INSERT INTO t").await;
        while !told.has("another runner is at work") {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // Its connections are closed, and its statement goes on until the server sees it.
        first.abort();
    };
    let (second, ()) = tokio::join!(second, kill);
    let active = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' \
                  AND query LIKE 'INSERT INTO t%'";
    assert_eq!(number(pool, active).await, 0);
    assert!(matches!(second, Err(Error::HalfDone { .. })), "{second:?}");
}
