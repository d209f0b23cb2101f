//! What steps do to tables with rows, said and not said.

use super::*;
use expect_test::{Expect, expect};
use relata::server::Database;
use relata_schema::database::PUBLIC;

const TABLES: &str = "
    CREATE TABLE a (id int PRIMARY KEY, b int);
    CREATE TABLE other (id int PRIMARY KEY);
    CREATE INDEX a_b_idx ON a (b);
    INSERT INTO a SELECT n, n FROM generate_series(1, 10) AS n;
";

fn said(table: &str, mode: LockMode, work: Effort) -> Lock {
    Lock {
        relation: QualifiedName {
            namespace: PUBLIC.to_owned(),
            name: table.to_owned(),
        },
        mode,
        work,
    }
}

/// Runs a step on tables with rows: what was seen, and behind `!` what was not said.
async fn check(sql: &[&str], transactional: bool, said: &[Lock], expected: &Expect) {
    let database = Database::create(TABLES).await.unwrap();
    let mut connection = PgConnection::connect_with(database.options())
        .await
        .unwrap();
    let mut relations = Relations::read(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let observed = run(&mut relations, database.options(), sql, transactional, said)
        .await
        .unwrap();
    let seen = observed
        .seen
        .iter()
        .map(|it| format!("{}: {}\n", it.relation, words(it)));
    let beyond = observed.beyond.iter().map(|it| format!("! {it}\n"));
    expected.assert_eq(&seen.chain(beyond).collect::<String>());
    database.close().await.unwrap();
}

#[tokio::test]
async fn a_transaction_is_asked_before_it_commits() {
    let sql = [
        "CREATE INDEX a_i ON a (id, b)",
        "ALTER TABLE other RENAME TO renamed",
        "ALTER TABLE renamed ALTER id TYPE bigint",
    ];
    let share = said("a", LockMode::Share, Effort::Scan);
    let expected = expect![[r#"
        a: SHARE, and each row is read
        other: ACCESS EXCLUSIVE, and each row is written anew
        ! other: ACCESS EXCLUSIVE, and each row is written anew; it says nothing of it
    "#]];
    check(&sql, true, &[share], &expected).await;
    let weak = said("a", LockMode::ShareUpdateExclusive, Effort::Instant);
    let other = said("renamed", LockMode::AccessExclusive, Effort::Rewrite);
    let expected = expect![[r#"
        a: SHARE, and each row is read
        other: ACCESS EXCLUSIVE, and each row is written anew
        ! a: SHARE, and each row is read; it says SHARE UPDATE EXCLUSIVE
    "#]];
    check(&sql, true, &[weak, other], &expected).await;
}

#[tokio::test]
async fn what_is_read_under_a_weak_lock_is_seen() {
    let expected = expect![[r#"
        a: each row is read
        ! a: each row is read; it says nothing of it
    "#]];
    check(&["SELECT sum(b) FROM a"], true, &[], &expected).await;
}

#[tokio::test]
async fn an_index_is_built_while_others_stand_in_its_way() {
    let sql = ["CREATE INDEX CONCURRENTLY a_i ON a (id, b)"];
    let right = said("a", LockMode::ShareUpdateExclusive, Effort::Scan);
    let expected = expect![[r#"
        a: SHARE UPDATE EXCLUSIVE, and each row is read
    "#]];
    check(&sql, false, &[right], &expected).await;
    let expected = expect![[r#"
        a: SHARE UPDATE EXCLUSIVE, and each row is read
        ! a: SHARE UPDATE EXCLUSIVE, and each row is read; it says nothing of it
    "#]];
    check(&sql, false, &[], &expected).await;
}

#[tokio::test]
async fn an_index_is_dropped_and_nothing_read() {
    let right = said("a", LockMode::ShareUpdateExclusive, Effort::Instant);
    let expected = expect![[r#"
        a: SHARE UPDATE EXCLUSIVE
    "#]];
    check(
        &["DROP INDEX CONCURRENTLY a_b_idx"],
        false,
        &[right],
        &expected,
    )
    .await;
}

#[tokio::test]
async fn a_lock_that_is_held_for_a_moment_is_seen() {
    let batches = "DO $$ BEGIN
        FOR n IN 1..10 LOOP
            UPDATE a SET b = b + 1 WHERE b + 0 = n;
            COMMIT;
            IF n = 5 THEN LOCK TABLE other IN SHARE ROW EXCLUSIVE MODE; COMMIT; END IF;
        END LOOP;
    END $$";
    let right = said("a", LockMode::RowExclusive, Effort::Scan);
    let expected = expect![[r#"
        a: each row is read
        other: SHARE ROW EXCLUSIVE
        ! other: SHARE ROW EXCLUSIVE; it says nothing of it
    "#]];
    check(&[batches], false, &[right], &expected).await;
}
