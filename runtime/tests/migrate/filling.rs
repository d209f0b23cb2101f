//! Rows that are filled in batches.

use super::{Told, database, ledger, migration, number, sql, step};
use relata::migrate::{Backfill, Migration, Step, run};
use relata::testing::Database;
use std::time::Duration;

fn fill(key: &[&str], filter: Option<&str>) -> Step {
    let key: Vec<_> = key.iter().map(|it| it.to_string().into()).collect();
    Step {
        does: "fill t.copy".into(),
        backfill: Some(Backfill {
            table: "t".into(),
            key: key.into(),
            set: "copy = t.value, times = times + 1".into(),
            filter: filter.map(|it| it.to_owned().into()),
        }),
        ..step(&["UPDATE t SET copy = value"])
    }
}

/// A table of rows, and their filling.
async fn rows(
    count: u32,
    columns: &str,
    values: &str,
    filling: Step,
) -> (Database, [Migration; 2]) {
    let db = database().await;
    let all = [
        migration(
            1,
            "make",
            vec![step(&[
                &format!(
                    "CREATE TABLE t ({columns}, value text, copy text, times int NOT NULL DEFAULT 0)"
                ),
                &format!(
                    "INSERT INTO t SELECT {values}, 'v' || i FROM generate_series(1, {count}) AS i"
                ),
                "ANALYZE t",
            ])],
        ),
        migration(2, "fill", vec![filling]),
    ];
    (db, all)
}

#[tokio::test]
async fn every_row_is_filled_once() {
    let (db, all) = rows(12_345, "id bigint PRIMARY KEY", "i", fill(&["id"], None)).await;
    let told = Told::default();
    let run = told
        .by(run(db.pool(), &all))
        .batch_time(Duration::from_millis(20));
    run.await.unwrap();
    let wrong = "SELECT count(*) FROM t WHERE copy IS DISTINCT FROM value OR times <> 1";
    assert_eq!(number(db.pool(), wrong).await, 0);
    assert!(
        told.has("0002_fill (fill t.copy): 500 of about 12345 rows"),
        "{:?}",
        told.all()
    );
    assert!(told.has("12345 of about 12345 rows"));
    assert_eq!(
        number(
            db.pool(),
            "SELECT rows FROM relata_migrations WHERE number = 2"
        )
        .await,
        12_345
    );
}

#[tokio::test]
async fn keys_of_several_columns_and_any_type_are_gone_through() {
    let columns = "tenant uuid, \"At\" timestamptz, name text, PRIMARY KEY (tenant, \"At\", name)";
    let values = "md5((i % 7)::text)::uuid, timestamptz '2026-01-31 12:00' + make_interval(secs => i % 900 * 0.000001), 'n' || i";
    let filling = fill(
        &["tenant", "At", "name"],
        Some("copy IS NULL AND t.name <> 'n3'"),
    );
    let (db, all) = rows(3_000, columns, values, filling).await;
    sql(
        db.pool(),
        &format!("ALTER DATABASE {} SET DateStyle = 'SQL, DMY'", db.name()),
    )
    .await;
    run(db.pool(), &all).await.unwrap();
    let wrong = "SELECT count(*) FROM t WHERE copy IS DISTINCT FROM value OR times <> 1";
    assert_eq!(number(db.pool(), wrong).await, 1);
}

#[tokio::test]
async fn a_filling_that_was_cut_off_goes_on_behind_its_last_batch() {
    let (db, all) = rows(5_000, "id bigint PRIMARY KEY", "i", fill(&["id"], None)).await;
    let pool = db.pool();
    // The 2,222nd row refuses, in the middle of a batch.
    sql(pool, "CREATE SEQUENCE s").await;
    run(pool, &all).to(1).await.unwrap();
    sql(
        pool,
        "ALTER TABLE t ADD CONSTRAINT no CHECK (id <> 2222 OR copy IS NULL)",
    )
    .await;
    let refused = run(pool, &all).await.unwrap_err().to_string();
    assert!(
        refused.contains("violates check constraint \"no\""),
        "{refused}"
    );
    let says = "the row of t whose (id) is (2222) can't have `copy = t.value, times = times + 1`: correct or delete it";
    assert!(refused.contains(says), "{refused}");
    let filled = "SELECT count(*) FROM t WHERE copy IS NOT NULL";
    assert_eq!(number(pool, filled).await, 2221);
    assert_eq!(ledger(pool).await, ["1.1 done", "2.1 started"]);
    let filled = number(pool, "SELECT count(*) FROM t WHERE times = 1").await;
    assert!(filled > 0 && filled < 2222, "{filled}");
    assert_eq!(
        number(pool, "SELECT rows FROM relata_migrations WHERE number = 2").await,
        filled
    );
    sql(pool, "ALTER TABLE t DROP CONSTRAINT no").await;
    run(pool, &all).await.unwrap();
    assert_eq!(
        number(pool, "SELECT count(*) FROM t WHERE times <> 1").await,
        0
    );
    assert_eq!(ledger(pool).await, ["1.1 done", "2.1 done"]);
}

#[tokio::test]
async fn an_empty_table_is_filled_at_once() {
    let (db, all) = rows(0, "id bigint PRIMARY KEY", "i", fill(&["id"], None)).await;
    run(db.pool(), &all).await.unwrap();
    assert_eq!(ledger(db.pool()).await, ["1.1 done", "2.1 done"]);
    let (db, all) = rows(0, "id bigint PRIMARY KEY", "i", fill(&["nothing"], None)).await;
    let said = run(db.pool(), &all).await.unwrap_err().to_string();
    assert!(
        said.contains("in the order of (nothing), which it has not"),
        "{said}"
    );
}

#[tokio::test]
async fn rows_that_others_hold_are_waited_for() {
    let (db, all) = rows(2_000, "id bigint PRIMARY KEY", "i", fill(&["id"], None)).await;
    let pool = db.pool();
    run(pool, &all).to(1).await.unwrap();
    let mut other = pool.begin().await.unwrap();
    relata::sqlx::raw_sql("UPDATE t SET value = 'other' WHERE id = 700")
        .execute(&mut *other)
        .await
        .unwrap();
    let told = Told::default();
    let running = told
        .by(run(pool, &all))
        .lock_timeout(Duration::from_millis(300));
    let let_go = async {
        tokio::time::sleep(Duration::from_millis(1500)).await;
        other.commit().await.unwrap();
    };
    let (ran, ()) = tokio::join!(async { running.await }, let_go);
    ran.unwrap();
    assert!(told.has("UPDATE t SET value = 'other'"), "{:?}", told.all());
    assert!(
        told.has("did not get its locks in time"),
        "{:?}",
        told.all()
    );
    assert_eq!(
        number(
            pool,
            "SELECT count(*) FROM t WHERE copy IS DISTINCT FROM value OR times <> 1"
        )
        .await,
        0
    );
}
