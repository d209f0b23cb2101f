//! Steps that run in no transaction, and what the catalogue says of them after a crash.

use super::{Told, alone, database, index, ledger, migration, number, sql, step};
use relata::migrate::{Error, LockWait, Probe, Resolution, Step, resolve, run};
use relata::sqlx::PgPool;

const MAKE: &str = "CREATE TABLE t (id int, email text)";
const UNIQUE: &str =
    "CREATE UNIQUE INDEX CONCURRENTLY t_email_key ON t (lower(email), id) WHERE id > 0";

/// Makes it look as if a runner had ended in the middle of a step.
async fn begun(pool: &PgPool, number: i64) {
    sql(
        pool,
        &format!("UPDATE relata_migrations SET state = 'started', finished_at = NULL WHERE number = {number}"),
    )
    .await;
}

async fn valid(pool: &PgPool, name: &str) -> i64 {
    let sql = format!(
        "SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('{name}') AND indisvalid"
    );
    number(pool, &sql).await
}

#[tokio::test]
async fn a_unique_index_that_finds_duplicates_says_which_columns_and_leaves_nothing() {
    let db = database().await;
    let pool = db.pool();
    let all = [
        migration(
            1,
            "make",
            vec![step(&[
                MAKE,
                "INSERT INTO t VALUES (1, 'a'), (1, 'A'), (2, 'b'), (2, 'B'), (2, 'b'), (3, 'c'), (4, NULL), (4, NULL), (-1, 'x'), (-1, 'x')",
            ])],
        ),
        migration(2, "unique", vec![alone(UNIQUE, index("t_email_key"))]),
    ];
    let said = run(pool, &all).await.unwrap_err().to_string();
    let help = said.split_once('\n').unwrap().1;
    assert_eq!(
        help,
        "2 values of (lower(email), id) stand in 5 rows of t, so that t_email_key can't be unique. These are they:\n  \
         SELECT lower(email), id, count(*) FROM t WHERE (id > 0) AND lower(email) IS NOT NULL AND id IS NOT NULL \
         GROUP BY lower(email), id HAVING count(*) > 1\n\
         Change or delete all but one of each, and run again; nothing of the index is left"
    );
    assert_eq!(ledger(pool).await, ["1.1 done"]);
    assert_eq!(
        number(
            pool,
            "SELECT count(*) FROM pg_class WHERE relname LIKE 't_email%'"
        )
        .await,
        0
    );
    sql(
        pool,
        "DELETE FROM t WHERE ctid NOT IN (SELECT min(ctid) FROM t GROUP BY lower(email), id)",
    )
    .await;
    run(pool, &all).await.unwrap();
    assert_eq!(valid(pool, "t_email_key").await, 1);
}

#[tokio::test]
async fn an_index_that_is_half_built_is_built_again() {
    let db = database().await;
    let pool = db.pool();
    let all = [
        migration(1, "make", vec![step(&[MAKE])]),
        migration(2, "unique", vec![alone(UNIQUE, index("t_email_key"))]),
    ];
    run(pool, &all).await.unwrap();
    // Begun, and nothing done.
    begun(pool, 2).await;
    sql(pool, "DROP INDEX t_email_key").await;
    run(pool, &all).await.unwrap();
    assert_eq!(valid(pool, "t_email_key").await, 1);
    // All done, but the ledger does not know.
    begun(pool, 2).await;
    let told = Told::default();
    told.by(run(pool, &all)).await.unwrap();
    assert!(!told.has("drops"), "{:?}", told.all());
    // Half done.
    begun(pool, 2).await;
    sql(
        pool,
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_email_key'::regclass",
    )
    .await;
    told.by(run(pool, &all)).await.unwrap();
    assert!(
        told.has("drops the index t_email_key, which is half built"),
        "{:?}",
        told.all()
    );
    assert_eq!(valid(pool, "t_email_key").await, 1);
    assert_eq!(ledger(pool).await, ["1.1 done", "2.1 done"]);
}

#[tokio::test]
async fn what_a_rebuild_left_behind_is_dropped() {
    let db = database().await;
    let pool = db.pool();
    let all = [
        migration(
            1,
            "make",
            vec![step(&[MAKE, "CREATE INDEX t_id_idx ON t (id)"])],
        ),
        migration(
            2,
            "rebuild",
            vec![alone(
                "REINDEX INDEX CONCURRENTLY t_id_idx",
                index("t_id_idx"),
            )],
        ),
    ];
    run(pool, &all).await.unwrap();
    begun(pool, 2).await;
    sql(
        pool,
        "CREATE INDEX t_id_idx_ccnew ON t (id); CREATE INDEX t_id_idx_ccold1 ON t (id); CREATE INDEX other_ccnew ON t (id);
         UPDATE pg_index SET indisvalid = false WHERE indexrelid IN ('t_id_idx_ccnew'::regclass, 't_id_idx_ccold1'::regclass, 'other_ccnew'::regclass)",
    )
    .await;
    run(pool, &all).await.unwrap();
    let left = "SELECT count(*) FROM pg_class WHERE relname LIKE '%\\_cc%'";
    assert_eq!(number(pool, left).await, 1);
    assert_eq!(valid(pool, "t_id_idx").await, 1);
}

#[tokio::test]
async fn an_index_that_is_there_already_is_not_taken_for_ours() {
    let db = database().await;
    let pool = db.pool();
    let all = [
        migration(1, "make", vec![step(&[MAKE])]),
        migration(2, "unique", vec![alone(UNIQUE, index("t_email_key"))]),
    ];
    run(pool, &all).to(1).await.unwrap();
    sql(pool, "CREATE INDEX t_email_key ON t (id)").await;
    let refused = run(pool, &all).await.unwrap_err();
    assert!(matches!(refused, Error::Exists { .. }), "{refused}");
    assert!(
        refused
            .to_string()
            .contains("relata migrate resolve 2.1 --applied"),
        "{refused}"
    );
}

#[tokio::test]
async fn an_index_that_is_to_go_is_gone_afterwards() {
    let db = database().await;
    let pool = db.pool();
    let all = [
        migration(
            1,
            "make",
            vec![step(&[MAKE, "CREATE INDEX t_id_idx ON t (id)"])],
        ),
        migration(
            2,
            "drop",
            vec![alone("DROP INDEX CONCURRENTLY t_id_idx", index("t_id_idx"))],
        ),
    ];
    run(pool, &all).await.unwrap();
    begun(pool, 2).await;
    run(pool, &all).await.unwrap();
    begun(pool, 2).await;
    sql(pool, "CREATE INDEX t_id_idx ON t (id)").await;
    run(pool, &all).await.unwrap();
    assert_eq!(valid(pool, "t_id_idx").await, 0);
}

#[tokio::test]
async fn a_partition_that_is_half_detached_is_finalized() {
    let db = database().await;
    let pool = db.pool();
    let probe = Probe::Detach {
        parent: "t".into(),
        partition: "t1".into(),
    };
    let all = [
        migration(
            1,
            "make",
            vec![step(&[
                "CREATE TABLE t (id int) PARTITION BY LIST (id)",
                "CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1)",
            ])],
        ),
        migration(
            2,
            "detach",
            vec![alone(
                "ALTER TABLE t DETACH PARTITION t1 CONCURRENTLY",
                Some(probe),
            )],
        ),
    ];
    run(pool, &all).await.unwrap();
    begun(pool, 2).await;
    run(pool, &all).await.unwrap();
    begun(pool, 2).await;
    sql(
        pool,
        "ALTER TABLE t ATTACH PARTITION t1 FOR VALUES IN (1); UPDATE pg_inherits SET inhdetachpending = true",
    )
    .await;
    let told = Told::default();
    told.by(run(pool, &all)).await.unwrap();
    assert!(
        told.has("finalizes the detaching of t1"),
        "{:?}",
        told.all()
    );
    assert_eq!(number(pool, "SELECT count(*) FROM pg_inherits").await, 0);
}

#[tokio::test]
async fn a_constraint_that_is_half_made_is_validated() {
    let db = database().await;
    let pool = db.pool();
    let probe = Probe::Constraint {
        table: "t".into(),
        name: "Positive id".into(),
    };
    let validate = "ALTER TABLE t ADD CONSTRAINT \"Positive id\" CHECK (id > 0) NOT VALID";
    let all = [
        migration(1, "make", vec![step(&[MAKE])]),
        migration(2, "check", vec![alone(validate, Some(probe))]),
    ];
    run(pool, &all).await.unwrap();
    begun(pool, 2).await;
    run(pool, &all).await.unwrap();
    assert_eq!(
        number(
            pool,
            "SELECT count(*) FROM pg_constraint WHERE conname = 'Positive id' AND convalidated"
        )
        .await,
        1
    );
}

#[tokio::test]
async fn what_nothing_tells_of_is_left_to_a_person() {
    let db = database().await;
    let pool = db.pool();
    let all = [
        migration(1, "make", vec![step(&[MAKE])]),
        migration(2, "by_hand", vec![alone("INSERT INTO t VALUES (1)", None)]),
    ];
    run(pool, &all).await.unwrap();
    begun(pool, 2).await;
    let said = run(pool, &all).await.unwrap_err().to_string();
    assert!(
        said.contains("(`INSERT INTO t VALUES (1)`)") && said.contains("resolve 2.1 --applied"),
        "{said}"
    );
    resolve(pool, &all, 2, Some(1), Resolution::Applied)
        .await
        .unwrap();
    assert_eq!(run(pool, &all).await.unwrap().steps, 0);
    begun(pool, 2).await;
    resolve(pool, &all, 2, Some(1), Resolution::RolledBack)
        .await
        .unwrap();
    run(pool, &all).await.unwrap();
    assert_eq!(number(pool, "SELECT count(*) FROM t").await, 2);
}

#[tokio::test]
async fn a_file_with_transactions_of_its_own_goes_on_where_it_was() {
    let db = database().await;
    let pool = db.pool();
    let broken = |last: &'static str| Step {
        transactional: false,
        locks: LockWait::Short,
        ..step(&[
            "SET application_name = 'by hand'",
            "BEGIN",
            "CREATE TABLE a (id int)",
            "COMMIT",
            "BEGIN",
            "CREATE TABLE b (id int)",
            last,
            "COMMIT",
        ])
    };
    let wrong = [migration(
        1,
        "by_hand",
        vec![broken("CREATE TABLE b (id int)")],
    )];
    let said = run(pool, &wrong).await.unwrap_err().to_string();
    assert!(said.contains("already exists"), "{said}");
    assert_eq!(ledger(pool).await, ["1.1 started"]);
    assert_eq!(
        number(
            pool,
            "SELECT count(*) FROM pg_class WHERE relname IN ('a', 'b')"
        )
        .await,
        1
    );
    // The table that is in the way is made to go away: the file stays as it is.
    let said = run(pool, &wrong).await.unwrap_err().to_string();
    assert!(said.contains("\"b\" already exists"), "{said}");
    sql(pool, "DELETE FROM relata_migrations; DROP TABLE a").await;
    let right = [migration(
        1,
        "by_hand",
        vec![broken("CREATE TABLE c (id int)")],
    )];
    run(pool, &right).await.unwrap();
    assert_eq!(ledger(pool).await, ["1.1 done"]);
    assert_eq!(
        number(
            pool,
            "SELECT count(*) FROM pg_class WHERE relname IN ('a', 'b', 'c')"
        )
        .await,
        3
    );
}
