//! What the settings of a pool do.

use std::time::{Duration, Instant};

use relata::Error;
use relata::sqlx::{self, PgPool};
use relata::testing::Database;

use super::accounts;
use crate::contention::schema::{Account, DDL};

async fn show(pool: &PgPool, setting: &'static str) -> String {
    let sql = "SELECT current_setting($1)";
    let shown = sqlx::query_scalar(sql).bind(setting).fetch_one(pool);
    shown.await.unwrap()
}

#[tokio::test]
async fn a_pool_has_timeouts_and_a_name_unless_the_url_or_the_caller_says_otherwise() {
    let db = Database::empty().await.unwrap();
    let pool = relata::pool(db.url()).connect().await.unwrap();
    assert_eq!(show(&pool, "statement_timeout").await, "30s");
    assert_eq!(show(&pool, "lock_timeout").await, "10s");
    let idle = "idle_in_transaction_session_timeout";
    assert_eq!(show(&pool, idle).await, "1min");
    assert!(
        show(&pool, "application_name")
            .await
            .starts_with("runtime-")
    );

    let url = format!(
        "{}&options=-c%20statement_timeout%3D7s&application_name=app",
        db.url()
    );
    let pool = relata::pool(&url)
        .lock_timeout(Duration::ZERO)
        .connect()
        .await
        .unwrap();
    assert_eq!(show(&pool, "statement_timeout").await, "7s");
    assert_eq!(show(&pool, "lock_timeout").await, "0");
    assert_eq!(show(&pool, "application_name").await, "app");

    let pool = relata::pool(&url)
        .statement_timeout(Duration::from_millis(50))
        .application_name("it's \"mine\"")
        .connect_lazy()
        .unwrap();
    assert_eq!(show(&pool, "application_name").await, "it's \"mine\"");
    let slow = sqlx::query("SELECT pg_sleep(5)").execute(&pool).await;
    assert_eq!(
        Error::from(slow.unwrap_err()).sqlstate().as_deref(),
        Some("57014")
    );
}

#[tokio::test]
async fn who_gets_no_connection_learns_how_many_are_in_use() {
    let db = Database::create(DDL).await.unwrap();
    let pool = relata::pool(db.url())
        .max_connections(2)
        .acquire_timeout(Duration::from_secs(1))
        .connect()
        .await
        .unwrap();
    let _one = relata::begin(&pool).await.unwrap();
    let _two = pool.acquire().await.unwrap();
    let begun = Instant::now();
    let error = Account::query().fetch_all(&pool).await.unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(4));
    assert!(
        matches!(
            error,
            Error::Busy {
                open: 2,
                idle: 0,
                most: 2,
                ..
            }
        ),
        "{error:?}"
    );
    let text = error.to_string();
    let expected = "Account: no connection within 1s: the pool has 2, and 2 of them are in use";
    assert!(text.starts_with(expected), "{text}");
}

#[tokio::test]
async fn what_is_wrong_with_a_connection_is_said_without_its_password() {
    let wrong = relata::pool("postgres://u:s3cret@host:port/x").connect_lazy();
    assert_eq!(
        wrong.unwrap_err().to_string(),
        "the database's URL cannot be used: invalid port number; write `postgres://user:password@host:5432/database`"
    );

    // Refused again and again, until the time is over.
    let nobody = relata::pool("postgres://u:s3cret@127.0.0.1:1/x")
        .acquire_timeout(Duration::from_millis(200))
        .connect()
        .await
        .unwrap_err();
    let shown = format!("{nobody} {nobody:?}");
    assert!(
        shown.contains("refused") && !shown.contains("s3cret"),
        "{shown}"
    );

    // A server that knows no TLS.
    let db = Database::empty().await.unwrap();
    let url = db.url().replace("postgres@", "nobody:s3cret@");
    let refused = relata::pool(&url).connect().await.unwrap_err();
    let shown = format!("{refused} {refused:?} {:?}", relata::pool(&url));
    assert!(
        shown.contains("28000") && !shown.contains("s3cret"),
        "{shown}"
    );
}

#[tokio::test]
async fn a_connection_is_tested_after_it_was_idle_and_not_before() {
    let db = Database::create(DDL).await.unwrap();
    let kill =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tested'";
    for (test_after, survives) in [
        (Duration::from_millis(20), true),
        (Duration::from_secs(60), false),
    ] {
        let pool = relata::pool(db.url())
            .application_name("tested")
            .max_connections(1)
            .test_after(test_after)
            .connect()
            .await
            .unwrap();
        accounts(&pool, 1).await;
        // sqlx looks at it once more when it is given back.
        tokio::time::sleep(Duration::from_millis(50)).await;
        sqlx::query(kill).execute(db.pool()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(60)).await;
        let found = Account::query().fetch_all(&pool).await;
        assert_eq!(found.is_ok(), survives, "{found:?}");
        pool.close().await;
    }
}

#[tokio::test]
async fn a_connection_is_replaced_when_it_is_old() {
    let db = Database::empty().await.unwrap();
    let pool = relata::pool(db.url())
        .max_connections(1)
        .max_lifetime(Duration::from_millis(300))
        .connect()
        .await
        .unwrap();
    let pid = || async {
        let pid: i32 = sqlx::query_scalar("SELECT pg_backend_pid()")
            .fetch_one(&pool)
            .await
            .unwrap();
        pid
    };
    let first = pid().await;
    assert_eq!(pid().await, first);
    tokio::time::sleep(Duration::from_millis(320)).await;
    // It ends when it is given back.
    pid().await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_ne!(pid().await, first);
}

/// Not a test: what a read by key takes, from sqlx's pool as it comes and from relata's.
#[tokio::test]
#[ignore = "measures"]
async fn what_an_acquire_costs() {
    let db = Database::create(DDL).await.unwrap();
    accounts(db.pool(), 10).await;
    let usual = sqlx::postgres::PgPoolOptions::new().connect_with(db.options().clone());
    let (usual, ours) = (
        usual.await.unwrap(),
        relata::pool(db.url()).connect().await.unwrap(),
    );
    let mut held = db.pool().acquire().await.unwrap();
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..3000 {
        for (which, times) in times.iter_mut().enumerate() {
            let begun = Instant::now();
            match which {
                0 => Account::find(&usual, 3).await.unwrap().unwrap(),
                1 => Account::find(&ours, 3).await.unwrap().unwrap(),
                _ => Account::find(&mut *held, 3).await.unwrap().unwrap(),
            };
            times.push(begun.elapsed());
        }
    }
    for (times, what) in times
        .iter_mut()
        .zip(["sqlx's default", "relata::pool", "held"])
    {
        times.sort();
        println!("{what}: median {:?}", times[times.len() / 2]);
    }
}
