//! What is printed, and the exit codes; and folders that something is wrong with.

use super::folder::Folder;
use relata::testing::Database;
use relata_schema::migration::{Folder as Files, Lock};

const ONE: (&str, &str) = ("0001_make.sql", "CREATE TABLE t (id int);\n");
const TWO: (&str, &str) = (
    "0002_more.sql",
    "-- step: make u\nCREATE TABLE u (id int);\n\n-- step: make v\nCREATE TABLE v (id int);\n",
);
const THREE: (&str, &str) = (
    "0003_drop_contract.sql",
    "-- relata: phase contract\n\n-- step: drop t\nDROP TABLE t;\n",
);

async fn database() -> Database {
    Database::empty().await.unwrap()
}

/// The times of the day and of the work are others each time.
fn without_times(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.split(" in ").next().unwrap_or_default();
        line.split(" 20").next().unwrap_or_default().to_owned() + "\n"
    });
    lines.collect()
}

#[tokio::test]
async fn what_is_run_is_said_and_what_waits() {
    let db = database().await;
    let folder = Folder::new("runner_said", &[ONE, TWO, THREE]);
    let before = folder.call(db.url(), &["status"]);
    assert_eq!(before.code, Some(1));
    assert_eq!(
        before.out,
        "0001_make           pending\n0002_more           pending\n\
         0003_drop_contract  waits      for `relata migrate run --contract`\n"
    );
    let dry = folder.call(db.url(), &["run", "--dry-run"]);
    assert_eq!(
        (dry.code, dry.out.as_str()),
        (
            Some(0),
            "-- 0001_make.sql\nCREATE TABLE t (id int);\n\n-- 0002_more.sql\n\n-- step 1: make u\nCREATE TABLE u (id int);\n\n\
             -- step 2: make v\nCREATE TABLE v (id int);\n\n"
        )
    );
    let run = folder.call(db.url(), &["run"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(
        without_times(&run.out),
        "0001_make: done\n0002_more, step 1 of 2 (make u): done\n0002_more, step 2 of 2 (make v): done\n"
    );
    assert!(run.err.ends_with(
        "0003_drop_contract.sql waits: it takes away what an older release may still use; `relata migrate run --contract` runs it\n"
    ), "{run:?}");
    let again = folder.call(db.url(), &["run"]);
    assert_eq!((again.code, again.out.as_str()), (Some(0), ""));
    assert!(
        again.err.starts_with("there is nothing to run\n"),
        "{again:?}"
    );
    assert_eq!(folder.call(db.url(), &["status"]).code, Some(0));
    assert_eq!(folder.call(db.url(), &["run", "--contract"]).code, Some(0));

    let json = folder.call(db.url(), &["status", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["running"], serde_json::Value::Null);
    assert_eq!(json["migrations"][2]["state"], "done");
    assert_eq!(json["migrations"][2]["phase"], "contract");
    assert_eq!(json["migrations"][1]["steps"], 2);
}

#[tokio::test]
async fn a_migration_that_is_refused_is_no() {
    let db = database().await;
    let folder = Folder::new(
        "runner_refused",
        &[
            ONE,
            (
                "0002_bad.sql",
                "SELECT 1;\n\nALTER TABLE nowhere\n  ADD a int;\n",
            ),
        ],
    );
    let run = folder.call(db.url(), &["run"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.err.ends_with(
            "error: 0002_bad.sql: relation \"nowhere\" does not exist (SQLSTATE 42P01), at `ALTER TABLE nowhere`\n"
        ),
        "{run:?}"
    );
    let to = folder.call(db.url(), &["run", "--to", "7"]);
    assert_eq!(
        (to.code, to.err.as_str()),
        (Some(2), "error: there is no migration with the number 7\n")
    );
}

#[tokio::test]
async fn an_edited_file_is_told_and_line_ends_are_no_edit() {
    let db = database().await;
    let folder = Folder::new("runner_edited", &[ONE, TWO]);
    assert_eq!(folder.call(db.url(), &["run"]).code, Some(0));
    folder.write(
        TWO.0,
        &format!("\u{feff}{}\r\n", TWO.1.replace('\n', "\r\n")),
    );
    assert_eq!(folder.call(db.url(), &["run"]).code, Some(0));
    folder.write(ONE.0, "CREATE TABLE t (id bigint);\n");
    let edited = folder.call(db.url(), &["run"]);
    assert_eq!(edited.code, Some(1));
    assert!(
        edited
            .err
            .contains("error: 0001_make.sql was edited after it was run"),
        "{edited:?}"
    );
    let status = folder.call(db.url(), &["status"]);
    assert_eq!(status.code, Some(1));
    assert!(
        status
            .out
            .starts_with("0001_make  wrong      0001_make.sql was edited"),
        "{status:?}"
    );
    let resolved = folder.call(db.url(), &["resolve", "1", "--applied"]);
    assert_eq!(resolved.code, Some(0), "{resolved:?}");
    assert_eq!(folder.call(db.url(), &["status"]).code, Some(0));
}

#[tokio::test]
async fn files_that_are_missing_or_come_late_are_told() {
    let db = database().await;
    let folder = Folder::new("runner_missing", &[ONE, TWO]);
    assert_eq!(folder.call(db.url(), &["run"]).code, Some(0));
    folder.remove(ONE.0);
    let missing = folder.call(db.url(), &["run"]);
    assert_eq!(missing.code, Some(1));
    assert!(
        missing
            .err
            .contains("0001_make.sql was run here, and the file is not there: put it back"),
        "{missing:?}"
    );
    folder.write(ONE.0, ONE.1);

    folder.write("0004_later.sql", "CREATE TABLE later ();");
    assert_eq!(folder.call(db.url(), &["run"]).code, Some(0));
    folder.write("0003_early.sql", "CREATE TABLE early ();");
    let late = folder.call(db.url(), &["run"]);
    assert_eq!(late.code, Some(1));
    assert!(
        late.err
            .contains("0003_early.sql has not been run, and 0004_later.sql has"),
        "{late:?}"
    );
    assert_eq!(
        folder.call(db.url(), &["run", "--out-of-order"]).code,
        Some(0)
    );

    folder.write("0004_other.sql", "CREATE TABLE other ();");
    let two = folder.call(db.url(), &["run"]);
    assert_eq!(two.code, Some(2));
    assert!(two.err.contains("has the same number"), "{two:?}");
    folder.remove("0004_later.sql");
    let other = folder.call(db.url(), &["run"]);
    assert_eq!(other.code, Some(1));
    assert!(
        other
            .err
            .contains("0004_other.sql has the number of 0004_later.sql, which was run here"),
        "{other:?}"
    );
}

#[tokio::test]
async fn a_folder_that_is_not_as_its_lock_file_says_is_not_run() {
    let db = database().await;
    let folder = Folder::new("runner_lock", &[ONE, TWO]);
    let lock = |files: &[(&str, &str)]| {
        Lock::new(&Files::read(files.iter().copied()).unwrap().migrations, "").print()
    };
    folder.write("relata.lock", &lock(&[ONE, TWO, THREE]));
    let missing = folder.call(db.url(), &["run"]);
    assert_eq!(missing.code, Some(2));
    assert!(
        missing
            .err
            .contains("0003_drop_contract.sql: it is in the lock file, and the file is not there"),
        "{missing:?}"
    );
    folder.write(
        "relata.lock",
        &lock(&[ONE, TWO]).replace("version 1", "version 2"),
    );
    let newer = folder.call(db.url(), &["run"]);
    assert_eq!(newer.code, Some(2));
    assert!(newer.err.contains("a newer relata wrote it"), "{newer:?}");
    folder.write("relata.lock", &lock(&[ONE, TWO]));
    assert_eq!(folder.call(db.url(), &["run"]).code, Some(0));
    folder.write(
        "0005_new.sql",
        "-- relata: later than this version\nSELECT 1;",
    );
    let unknown = folder.call(db.url(), &["run"]);
    assert_eq!(unknown.code, Some(2));
    assert!(
        unknown
            .err
            .contains("0005_new.sql:1: there is no directive `later`"),
        "{unknown:?}"
    );
}

#[tokio::test]
async fn what_cannot_be_reached_is_two() {
    let folder = Folder::new("runner_nowhere", &[ONE]);
    for (url, said) in [
        ("postgres://u:s3cret@127.0.0.1:1/x", "is the server running"),
        (
            "mysql://u:s3cret@host/x",
            "it does not begin with `postgres://`",
        ),
    ] {
        for words in [
            ["run"].as_slice(),
            &["status"],
            &["resolve", "1", "--applied"],
        ] {
            let called = folder.call(url, words);
            assert_eq!(called.code, Some(2), "{called:?}");
            assert!(
                called.err.contains(said) && !called.err.contains("s3cret"),
                "{called:?}"
            );
        }
    }
    let nowhere = folder.call("postgres://x/x", &["run", "--migrations", "nowhere"]);
    assert_eq!(nowhere.code, Some(2));
    assert!(
        nowhere.err.contains("there is no folder `nowhere`"),
        "{nowhere:?}"
    );
    let neither = folder.call("postgres://x/x", &["resolve", "1"]);
    assert_eq!(neither.code, Some(2));
}

#[tokio::test]
async fn what_sqlx_began_is_gone_on_with() {
    let db = database().await;
    let folder = Folder::new(
        "runner_sqlx",
        &[
            ("20260101000000_make.sql", ONE.1),
            ("20260102000000_more.up.sql", TWO.1),
        ],
    );
    // As sqlx would have written it on Windows.
    let sql = "CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL, \
               installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL, checksum bytea NOT NULL, \
               execution_time bigint NOT NULL); CREATE TABLE t (id int); \
               INSERT INTO _sqlx_migrations VALUES \
               (20260101000000, 'make', now(), true, sha384(convert_to(E'CREATE TABLE t (id int);\\r\\n', 'UTF8')), 1)";
    sqlx::raw_sql(sql).execute(db.pool()).await.unwrap();
    let run = folder.call(db.url(), &["run"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.out
            .starts_with("20260102000000_more, step 1 of 2 (make u): done"),
        "{run:?}"
    );
    let status = folder.call(db.url(), &["status"]);
    assert!(
        status.out.lines().next().unwrap().ends_with(" by sqlx"),
        "{status:?}"
    );
}
