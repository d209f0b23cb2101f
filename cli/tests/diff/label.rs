//! Enums that lose values, while others read and write columns of them, and when a plan is stopped anywhere.

use crate::twin::{connect, execute, left, number, planned, repeat, run};
use relata::testing::Database;
use relata_schema::migration::{of_plan, print};
use relata_schema::plan::Phase;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::{fs, iter};

const OLD: &str = "
CREATE TYPE mood AS ENUM ('good', 'bad', 'middling');
CREATE TABLE t (id integer PRIMARY KEY, m mood DEFAULT 'good' NOT NULL, all_of mood[], n integer, CHECK (m <> 'bad' OR n > 0));
CREATE TABLE u (m mood PRIMARY KEY, n integer);
CREATE TABLE w (m mood REFERENCES u ON UPDATE CASCADE ON DELETE CASCADE, n integer);
CREATE INDEX t_m ON t (m, n) WHERE m = 'bad';
CREATE VIEW v AS SELECT m, count(*) AS n FROM t WHERE m <> 'good' GROUP BY m;
CREATE VIEW best AS SELECT 'good'::mood AS m;
";
const NEW: &str = "
CREATE TYPE mood AS ENUM ('splendid', 'bad', 'good');
CREATE TABLE t (id integer PRIMARY KEY, m mood DEFAULT 'splendid' NOT NULL, all_of mood[], n integer, CHECK (m <> 'bad' OR n > 0));
CREATE TABLE u (m mood PRIMARY KEY, n integer);
CREATE TABLE w (m mood REFERENCES u ON UPDATE CASCADE ON DELETE CASCADE, n integer);
CREATE INDEX t_m ON t (m, n) WHERE m = 'bad';
CREATE VIEW v AS SELECT m, count(*) AS n FROM t WHERE m <> 'good' GROUP BY m;
CREATE VIEW best AS SELECT 'good'::mood AS m;
";
const ROWS: &str = "
INSERT INTO t SELECT -n, CASE WHEN n % 2 = 0 THEN 'good'::mood ELSE 'bad' END, '{good,bad}', n FROM generate_series(1, 2000) AS n;
INSERT INTO u VALUES ('good', 1), ('bad', 2);
INSERT INTO w SELECT CASE WHEN n % 2 = 0 THEN 'good'::mood ELSE 'bad' END, n FROM generate_series(1, 500) AS n;
";

#[tokio::test]
async fn a_value_goes_while_others_write() {
    let old = Database::create(&format!("{OLD}{ROWS}")).await.unwrap();
    let new = Database::create(NEW).await.unwrap();
    let mut own = connect(old.url()).await;
    let stop = Arc::new(AtomicBool::new(false));
    let writes = tokio::spawn(repeat(
        old.url().to_owned(),
        &[
            "INSERT INTO t (id, m, all_of, n) VALUES ($n, 'bad', '{bad}', $n)",
            "UPDATE t SET m = 'good', all_of = all_of || 'good'::mood WHERE id = $n",
            "UPDATE t SET m = 'good' WHERE id = -$n",
            "SELECT m, all_of FROM t WHERE id = $n",
            "SELECT m, n FROM v",
            "SELECT m FROM best",
            "UPDATE u SET n = n + 1 WHERE m = 'bad'",
            "INSERT INTO w (m, n) VALUES ('bad', 1000 + $n)",
        ],
        stop.clone(),
        1,
    ));
    tokio::time::sleep(Duration::from_millis(50)).await;
    let plan = planned(old.url(), new.url(), &[]).await;
    let contract = |it: &relata_schema::plan::Step| it.phase == Phase::Contract;
    let at = plan.steps.iter().position(contract).unwrap();
    execute(&plan.steps[..at], &mut own).await;
    // The next release can write what comes, and nobody what goes.
    run("INSERT INTO t (id, m) VALUES (-5000, 'splendid')", &mut own)
        .await
        .unwrap();
    for refused in [
        "INSERT INTO t (id, m) VALUES (-6000, 'middling')",
        "UPDATE t SET all_of = '{good,middling}' WHERE id = -1",
    ] {
        let error = run(refused, &mut own).await.unwrap_err().to_string();
        assert!(error.contains("middling"), "{error}");
        let keeps = " can no longer be '";
        let named = "mood keeps 'splendid', 'bad', 'good'";
        assert!(error.contains(keeps) && error.contains(named), "{error}");
    }
    execute(&plan.steps[at..], &mut own).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    stop.store(true, Ordering::Relaxed);
    let (written, slowest) = writes.await.unwrap();
    eprintln!("{written} times, the slowest {slowest:?}");

    assert_eq!(left(old.url(), new.url()).await, "");
    let right = format!(
        "SELECT count(*) FROM t WHERE id > 0 AND m = 'good' AND all_of = '{{bad,good}}' AND id <= {written}"
    );
    assert_eq!(number(&right, &mut own).await, written);
    let right =
        format!("SELECT count(*) FROM t WHERE id BETWEEN -{written} AND -1 AND m <> 'good'");
    assert_eq!(number(&right, &mut own).await, 0);
    let right = "SELECT count(*) FROM t WHERE id = -5000 AND m = 'splendid' AND m < 'bad'";
    assert_eq!(number(right, &mut own).await, 1);
    let right = "SELECT count(*) FROM w JOIN u USING (m)";
    assert_eq!(number(right, &mut own).await, 500 + written);
    for it in [old, new] {
        it.close().await.unwrap();
    }
}

/// `relata migrate run` in a folder.
async fn migrate(folder: &Path, database: &Database) -> Output {
    let mut call = Command::new(env!("CARGO_BIN_EXE_relata"));
    call.args(["migrate", "run", "--contract"])
        .arg(database.url())
        .current_dir(folder);
    tokio::task::spawn_blocking(move || call.output().unwrap())
        .await
        .unwrap()
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("label")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("migrations")).unwrap();
    folder
}

#[tokio::test]
async fn a_row_that_has_a_value_that_goes_is_named_and_can_be_corrected() {
    let row = "INSERT INTO t VALUES (77, 'middling', NULL, 1), (78, 'good', '{good,middling}', 1)";
    let old = Database::create(&format!("{OLD}{ROWS}{row}"))
        .await
        .unwrap();
    let new = Database::create(NEW).await.unwrap();
    let mut own = connect(old.url()).await;
    let folder = folder("named");
    let plan = planned(old.url(), new.url(), &[]).await;
    for it in of_plan(&plan, "moods", 1) {
        fs::write(folder.join("migrations").join(&it.file), print(&it)).unwrap();
    }
    for (key, column, value, correct) in [
        (
            "77",
            "m",
            "'middling'",
            "UPDATE t SET m = 'good' WHERE id = 77",
        ),
        (
            "78",
            "all_of",
            "'{good,middling}'",
            "UPDATE t SET all_of = '{good}' WHERE id = 78",
        ),
    ] {
        let output = migrate(&folder, &old).await;
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{said}");
        for part in [
            &format!("t.{column} can no longer be {value}: mood keeps 'splendid', 'bad', 'good'"),
            &format!("the row of t whose (id) is ({key})"),
            "correct or delete it, and run again",
        ] {
            assert!(said.contains(part), "{part}\n{said}");
        }
        // What is not filled yet can be written as before, but with what goes.
        run("UPDATE t SET n = n + 1 WHERE id >= 77", &mut own)
            .await
            .unwrap();
        run(correct, &mut own).await.unwrap();
    }
    let output = migrate(&folder, &old).await;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    run("DROP TABLE relata_migrations", &mut own).await.unwrap();
    assert_eq!(left(old.url(), new.url()).await, "");
    let right = "SELECT count(*) FROM t WHERE id >= 77 AND m = 'good' AND n = 3";
    assert_eq!(number(right, &mut own).await, 2);
    for it in [old, new] {
        it.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_plan_that_takes_a_value_is_gone_on_with_wherever_it_was_stopped() {
    let target = Database::create(NEW).await.unwrap();
    let whole = Database::create(&format!("{OLD}{ROWS}")).await.unwrap();
    let count = planned(whole.url(), target.url(), &[]).await.steps.len();
    whole.close().await.unwrap();
    let again = Database::create(
        &OLD.replace("'good', 'bad', 'middling'", "'bad'")
            .replace("'good'", "'bad'"),
    )
    .await
    .unwrap();
    for stop in (0..count).step_by(2).chain(iter::once(count)) {
        let database = Database::create(&format!("{OLD}{ROWS}")).await.unwrap();
        let mut own = connect(database.url()).await;
        let plan = planned(database.url(), target.url(), &[]).await;
        execute(&plan.steps[..stop], &mut own).await;
        // In between, somebody may want other values.
        if stop % 4 == 2 && stop < count {
            run(
                "UPDATE t SET m = 'bad', all_of = '{bad}'; DELETE FROM w; DELETE FROM u WHERE m = 'good'",
                &mut own,
            )
            .await
            .unwrap();
            let other = planned(database.url(), again.url(), &[]).await;
            execute(&other.steps, &mut own).await;
            assert_eq!(
                left(database.url(), again.url()).await,
                "",
                "after {stop} steps"
            );
            let all = number("SELECT count(*) FROM t WHERE m = 'bad'", &mut own).await;
            assert_eq!(all, 2000, "after {stop} steps");
        } else {
            let rest = planned(database.url(), target.url(), &[]).await;
            execute(&rest.steps, &mut own).await;
            assert_eq!(
                left(database.url(), target.url()).await,
                "",
                "after {stop} steps"
            );
            let right = "SELECT count(*) FROM t WHERE m = CASE WHEN n % 2 = 0 THEN 'good'::mood ELSE 'bad' END AND all_of = '{good,bad}'";
            assert_eq!(number(right, &mut own).await, 2000, "after {stop} steps");
        }
        database.close().await.unwrap();
    }
    for it in [target, again] {
        it.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_value_that_is_to_stay_after_all_stays() {
    let database = Database::create(&format!("{OLD}{ROWS}")).await.unwrap();
    let (target, before) = (
        Database::create(
            &NEW.replace("'splendid'", "'good'")
                .replace("'good', 'bad', 'good'", "'bad', 'good'"),
        )
        .await
        .unwrap(),
        Database::create(OLD).await.unwrap(),
    );
    let plan = planned(database.url(), target.url(), &[]).await;
    let expand = plan.steps.iter().filter(|it| it.phase != Phase::Contract);
    let expand: Vec<_> = expand.cloned().collect();
    let mut own = connect(database.url()).await;
    execute(&expand, &mut own).await;
    let back = planned(database.url(), before.url(), &[]).await;
    execute(&back.steps, &mut own).await;
    assert_eq!(left(database.url(), before.url()).await, "");
    run("INSERT INTO t (id, m) VALUES (1, 'middling')", &mut own)
        .await
        .unwrap();
    for it in [database, target, before] {
        it.close().await.unwrap();
    }
}
