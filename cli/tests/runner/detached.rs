//! A runner that is killed while a partition is half detached.

use super::folder::Folder;
use relata::testing::Database;
use relata_cli::catalogue::read_url;
use relata_schema::migration::{of_plan, print};
use relata_schema::plan::{Options, plan};
use sqlx::{Connection as _, PgConnection};
use std::process::Stdio;
use std::time::Duration;

const OLD: &str = "
CREATE TABLE p (k integer NOT NULL, a text) PARTITION BY RANGE (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
INSERT INTO p SELECT n, 'a' FROM generate_series(0, 19) AS n;
";

const NEW: &str = "
CREATE TABLE p (k integer NOT NULL, a text) PARTITION BY RANGE (k);
CREATE TABLE p1 (k integer NOT NULL, a text);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
";

/// Whether there is a partition that is half detached, within some seconds.
async fn is_pending(on: &mut PgConnection) -> bool {
    for _ in 0..600 {
        let pending: bool = sqlx::query_scalar(
            "SELECT coalesce(bool_or(inhdetachpending), false) FROM pg_inherits",
        )
        .fetch_one(&mut *on)
        .await
        .unwrap();
        if pending {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

#[tokio::test]
async fn a_partition_that_was_half_detached_is_finalized_by_the_next_run() {
    let database = Database::create(OLD).await.unwrap();
    let target = Database::create(NEW).await.unwrap();
    let (from, to) = (
        read_url(database.url()).await.unwrap().database,
        read_url(target.url()).await.unwrap().database,
    );
    target.close().await.unwrap();
    let options = Options {
        safe: true,
        ..Options::default()
    };
    let changes = relata_schema::diff(&from, &to);
    let planned = plan(&from, &to, &changes, &options).unwrap();
    let folder = Folder::new("runner_detached", &[]);
    for it in of_plan(&planned, "detach", 1) {
        folder.write(&it.file, &print(&it));
    }

    let mut reader = PgConnection::connect(database.url()).await.unwrap();
    sqlx::raw_sql("BEGIN; SELECT count(*) FROM ONLY p")
        .execute(&mut reader)
        .await
        .unwrap();
    let mut runner = folder
        .command(database.url(), &["run", "--contract"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut own = PgConnection::connect(database.url()).await.unwrap();
    let pending = is_pending(&mut own).await;
    runner.kill().unwrap();
    runner.wait().unwrap();
    assert!(pending);
    // The server would go on for a runner that is gone.
    sqlx::raw_sql(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
         WHERE query LIKE 'ALTER TABLE p DETACH%' AND pid <> pg_backend_pid()",
    )
    .execute(&mut own)
    .await
    .unwrap();
    sqlx::raw_sql("COMMIT").execute(&mut reader).await.unwrap();
    assert!(is_pending(&mut own).await);

    let called = folder.call(database.url(), &["run", "--contract"]);
    assert_eq!(called.code, Some(0), "{called:?}");
    assert!(
        called.err.contains("finalizes the detaching of p1"),
        "{called:?}"
    );
    let reached = read_url(database.url()).await.unwrap().database;
    let tables = |it: &relata_schema::database::Database| {
        let mut tables = it.tables.clone();
        tables.retain(|it| it.name.name.starts_with('p'));
        tables
    };
    assert_eq!(tables(&reached), tables(&to));
    database.close().await.unwrap();
}
