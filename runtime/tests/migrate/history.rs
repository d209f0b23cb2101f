//! What was run before: by sqlx, by a newer relata, by an older release.

use super::{database, migration, number, sql, step};
use relata::migrate::{Error, Migration, State, run, status};

fn two() -> [Migration; 2] {
    [
        migration(1, "make", vec![step(&["CREATE TABLE t (id int)"])]),
        migration(2, "more", vec![step(&["CREATE TABLE u (id int)"])]),
    ]
}

#[tokio::test]
async fn an_older_release_starts_on_a_newer_database() {
    let db = database().await;
    let pool = db.pool();
    run(pool, &two()).await.unwrap();
    let old = &two()[..1];
    assert_eq!(run(pool, old).await.unwrap().steps, 0);
    let seen = status(pool, old).await.unwrap();
    assert_eq!(seen.migrations[1].state, State::Ahead);
    assert_eq!(
        run(pool, &two()[1..]).await.unwrap_err().to_string(),
        "0001_make.sql was run here, and the file is not there: put it back"
    );
}

#[tokio::test]
async fn what_comes_late_has_to_be_allowed() {
    let db = database().await;
    let pool = db.pool();
    run(pool, &two()[1..]).await.unwrap();
    let refused = run(pool, &two()).await.unwrap_err();
    assert!(
        matches!(&refused, Error::History(wrong) if wrong.len() == 1),
        "{refused}"
    );
    assert!(
        refused
            .to_string()
            .contains("0001_make.sql has not been run, and 0002_more.sql has"),
        "{refused}"
    );
    assert_eq!(
        run(pool, &two()).out_of_order().await.unwrap().migrations,
        [1]
    );
}

#[tokio::test]
async fn a_newer_ledger_is_left_alone() {
    let db = database().await;
    let pool = db.pool();
    run(pool, &two()[..1]).await.unwrap();
    sql(pool, "UPDATE relata_migrations SET format = 2").await;
    let refused = run(pool, &two()).await.unwrap_err();
    assert!(
        matches!(refused, Error::Newer { found: 2, known: 1 }),
        "{refused}"
    );
    sql(pool, "UPDATE relata_migrations SET format = 1; ALTER TABLE relata_migrations DROP COLUMN position").await;
    let refused = run(pool, &two()).await.unwrap_err();
    assert!(matches!(refused, Error::Ledger { .. }), "{refused}");
}

#[tokio::test]
async fn what_sqlx_has_run_is_not_run_again() {
    let db = database().await;
    let pool = db.pool();
    // The table as sqlx makes it, and the SHA-384 that it keeps.
    sql(
        pool,
        "CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL, \
         installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL, checksum bytea NOT NULL, \
         execution_time bigint NOT NULL); \
         INSERT INTO _sqlx_migrations VALUES (1, 'make', now(), true, sha384('CREATE TABLE t (id int)'), 1); \
         CREATE TABLE t (id int)",
    )
    .await;
    let checksum = "SELECT encode(sha384('CREATE TABLE t (id int)'), 'hex')";
    let checksum: String = relata::sqlx::query_scalar(checksum)
        .fetch_one(pool)
        .await
        .unwrap();
    let mut all = two();
    all[0].of_sqlx = vec!["another".into(), checksum.into()].into();
    assert_eq!(run(pool, &all).await.unwrap().migrations, [2]);
    assert_eq!(
        number(pool, "SELECT count(*) FROM relata_migrations").await,
        1
    );
    all[0].of_sqlx = vec!["another".into()].into();
    let refused = run(pool, &all).await.unwrap_err().to_string();
    assert!(
        refused.starts_with("0001_make.sql was edited after it was run"),
        "{refused}"
    );
}

#[tokio::test]
async fn errors_are_those_of_an_application_too() {
    async fn start(pool: &relata::sqlx::PgPool) -> relata::Result<()> {
        run(pool, &[migration(1, "wrong", vec![step(&["SELEC 1"])])]).await?;
        Ok(())
    }
    let db = database().await;
    let error = start(db.pool()).await.unwrap_err();
    assert_eq!(error.sqlstate().as_deref(), Some("42601"));
    assert_eq!(
        error.to_string(),
        "0001_wrong.sql: syntax error at or near \"SELEC\" (SQLSTATE 42601), at `SELEC 1`"
    );
}
