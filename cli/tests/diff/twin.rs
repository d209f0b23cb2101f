//! Columns whose place a twin takes, while others read and write their tables, and when a plan is stopped anywhere.

use relata::testing::Database;
use relata_cli::catalogue::read_url;
use relata_schema::database::{PUBLIC, QualifiedName};
use relata_schema::plan::{AllowLoss, Options, Phase, Plan, RenamedColumn, copied, plan};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

pub(crate) async fn run(sql: &str, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await
        .map(drop)
}

pub(crate) async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url).await.unwrap()
}

/// What a query of one number gives.
pub(crate) async fn number(sql: &str, connection: &mut PgConnection) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned()))
        .fetch_one(connection)
        .await
        .unwrap()
}

/// The safe plan from one database to another; of a table `t`, these columns have other names.
pub(crate) async fn planned(from: &str, to: &str, renamed: &[(&str, &str)]) -> Plan {
    let (from, to) = (read_url(from).await.unwrap(), read_url(to).await.unwrap());
    let renamed: Vec<RenamedColumn> = renamed
        .iter()
        .map(|(from, to)| RenamedColumn {
            table: QualifiedName {
                namespace: PUBLIC.to_owned(),
                name: "t".to_owned(),
            },
            from: (*from).to_owned(),
            to: (*to).to_owned(),
        })
        .collect();
    let options = Options {
        safe: true,
        version: from.version,
        rows: BTreeMap::new(),
        column_order: false,
        allow_loss: AllowLoss::Objects(Vec::new()),
        renamed: copied(&from.database, &to.database, &renamed),
    };
    let changes = relata_schema::diff(&from.database, &to.database);
    plan(&from.database, &to.database, &changes, &options).unwrap()
}

/// Runs steps as the runner does: each in a transaction of its own, with a lock timeout and again where it was not enough.
pub(crate) async fn execute(steps: &[relata_schema::plan::Step], connection: &mut PgConnection) {
    run(
        "SET search_path = public; SET lock_timeout = '200ms'",
        connection,
    )
    .await
    .unwrap();
    for step in steps {
        if !step.transactional {
            run("SET lock_timeout = 0", connection).await.unwrap();
            run(&step.sql[0], connection).await.unwrap();
            run("SET lock_timeout = '200ms'", connection).await.unwrap();
            continue;
        }
        for attempt in 0.. {
            let text = format!("BEGIN; {}; COMMIT", step.sql.join("; "));
            let Err(error) = run(&text, connection).await else {
                break;
            };
            run("ROLLBACK", connection).await.unwrap();
            let code = error
                .as_database_error()
                .and_then(sqlx::error::DatabaseError::code);
            let is_for_locks = matches!(code.as_deref(), Some("55P03" | "40P01"));
            assert!(is_for_locks && attempt < 100, "{error}\n{text}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// What differs from the plan's target, as relata reads it.
pub(crate) async fn left(from: &str, to: &str) -> String {
    let (from, to) = (read_url(from).await.unwrap(), read_url(to).await.unwrap());
    let mut changes = relata_schema::diff(&from.database, &to.database);
    changes.retain(|it| !matches!(it, relata_schema::change::Change::ColumnOrder { .. }));
    let outside = relata_schema::diff::outside(&from.database, &to.database);
    if changes.is_empty() && outside.is_empty() && from.database.outside == to.database.outside {
        return String::new();
    }
    format!("{changes:#?}{:#?}", from.database.outside)
}

/// Repeats statements until it is told to stop, each with what the number of the repetition stands for; how many there were,
/// and how long the slowest took.
pub(crate) async fn repeat(
    url: String,
    statements: &'static [&'static str],
    stop: Arc<AtomicBool>,
    first: i64,
) -> (i64, Duration) {
    let mut connection = connect(&url).await;
    let mut at = first;
    let mut slowest = Duration::ZERO;
    while !stop.load(Ordering::Relaxed) {
        for statement in statements {
            let text = statement.replace("$n", &at.to_string());
            let begun = std::time::Instant::now();
            let done = run(&text, &mut connection).await;
            slowest = slowest.max(begun.elapsed());
            if let Err(error) = done {
                let code = error
                    .as_database_error()
                    .and_then(sqlx::error::DatabaseError::code);
                // A row may have gone to another transaction that holds more.
                assert_eq!(code.as_deref(), Some("40P01"), "{error}\n{text}");
            }
        }
        at += 1;
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    (at - first, slowest)
}

const NUMBERS: &str = "
CREATE TABLE r (id integer PRIMARY KEY);
CREATE TABLE t (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, a integer NOT NULL DEFAULT 7 UNIQUE,
    r integer REFERENCES r ON DELETE SET NULL ON UPDATE CASCADE, note text);
CREATE TABLE c (t integer REFERENCES t ON DELETE CASCADE, n integer);
CREATE INDEX c_t ON c (t);
";
const WIDER: &str = "
CREATE TABLE r (id bigint PRIMARY KEY);
CREATE TABLE t (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, a bigint NOT NULL DEFAULT 7 UNIQUE,
    r bigint REFERENCES r ON DELETE SET NULL ON UPDATE CASCADE, note text);
CREATE TABLE c (t bigint REFERENCES t ON DELETE CASCADE, n integer);
CREATE INDEX c_t ON c (t);
";
const ROWS: &str = "
INSERT INTO r SELECT n FROM generate_series(1, 100) AS n;
INSERT INTO t (a, r) SELECT -n, n % 100 + 1 FROM generate_series(1, 2000) AS n;
INSERT INTO c SELECT n FROM generate_series(1, 2000) AS n;
";

#[tokio::test]
async fn numbers_get_wider_while_others_write_them() {
    let old = Database::create(&format!("{NUMBERS}{ROWS}")).await.unwrap();
    let new = Database::create(WIDER).await.unwrap();
    let mut own = connect(old.url()).await;
    let stop = Arc::new(AtomicBool::new(false));
    let inserts = repeat(
        old.url().to_owned(),
        &[
            "WITH one AS (INSERT INTO t (a, r, note) VALUES ($n, 1, 'x$n') RETURNING id) \
             INSERT INTO c SELECT id, $n FROM one",
            "UPDATE t SET note = note || '!' WHERE a = $n",
        ],
        stop.clone(),
        1,
    );
    let updates = repeat(
        old.url().to_owned(),
        &[
            "UPDATE t SET a = -100000 - $n WHERE a = -$n",
            "UPDATE r SET id = 1000 + $n WHERE id = 2 + $n",
            "DELETE FROM r WHERE id = 1000 + $n AND $n % 2 = 0",
        ],
        stop.clone(),
        1,
    );
    let (inserts, updates) = (tokio::spawn(inserts), tokio::spawn(updates));
    tokio::time::sleep(Duration::from_millis(50)).await;

    let plan = planned(old.url(), new.url(), &[]).await;
    execute(&plan.steps, &mut own).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    stop.store(true, Ordering::Relaxed);
    let (inserted, slowest) = inserts.await.unwrap();
    let (updated, _) = updates.await.unwrap();
    eprintln!("{inserted} rows, {updated} changes, the slowest {slowest:?}");

    assert_eq!(left(old.url(), new.url()).await, "");
    let all = number("SELECT count(*) FROM t", &mut own).await;
    assert_eq!(all, 2000 + inserted);
    let right = format!(
        "SELECT count(*) FROM t WHERE a IN (SELECT generate_series(1, {inserted})) AND note = 'x' || a || '!'"
    );
    assert_eq!(number(&right, &mut own).await, inserted);
    let moved = format!("SELECT count(*) FROM t WHERE a BETWEEN -100000 - {updated} AND -100001");
    assert_eq!(number(&moved, &mut own).await, updated.min(2000));
    assert_eq!(
        number("SELECT count(*) FROM c WHERE t IS NULL", &mut own).await,
        0
    );
    // Those whose `r` was deleted have none, and no key leads nowhere.
    let nowhere = "SELECT count(*) FROM t WHERE r IS NOT NULL AND r NOT IN (SELECT id FROM r)";
    assert_eq!(number(nowhere, &mut own).await, 0);
    let none = number("SELECT count(*) FROM t WHERE r IS NULL", &mut own).await;
    assert!(none > 0);
    // It counts on: no number comes twice, and none is skipped but those that were given.
    run("INSERT INTO t (a) VALUES (987654321987)", &mut own)
        .await
        .unwrap();
    let next = "SELECT id FROM t WHERE a = 987654321987";
    assert_eq!(number(next, &mut own).await, 2000 + inserted + 1);
    old.close().await.unwrap();
    new.close().await.unwrap();
}

const OLD_NAMES: &str = "
CREATE TABLE t (id integer PRIMARY KEY, name text NOT NULL UNIQUE, size integer DEFAULT 5, token uuid DEFAULT gen_random_uuid() NOT NULL,
    note text DEFAULT 'none', CHECK (size > 0));
CREATE INDEX t_size_idx ON t (size);
CREATE TABLE c (t integer REFERENCES t, name text REFERENCES t (name) ON UPDATE CASCADE);
CREATE VIEW v AS SELECT name AS called FROM t;
";
const NEW_NAMES: &str = "
CREATE TABLE t (key integer PRIMARY KEY, full_name text NOT NULL UNIQUE, length bigint DEFAULT 5, secret uuid DEFAULT gen_random_uuid() NOT NULL,
    remark text DEFAULT 'none', CHECK (length > 0));
CREATE INDEX t_length_idx ON t (length);
CREATE TABLE c (t integer REFERENCES t, name text REFERENCES t (full_name) ON UPDATE CASCADE);
CREATE VIEW v AS SELECT full_name AS called FROM t;
";
const RENAMED: [(&str, &str); 5] = [
    ("id", "key"),
    ("name", "full_name"),
    ("size", "length"),
    ("token", "secret"),
    ("note", "remark"),
];

#[tokio::test]
async fn two_releases_write_a_column_by_its_two_names() {
    let old = Database::create(&format!(
        "{OLD_NAMES} INSERT INTO t SELECT -n, 'r' || n, n FROM generate_series(1, 1000) AS n"
    ))
    .await
    .unwrap();
    let new = Database::create(NEW_NAMES).await.unwrap();
    let mut own = connect(old.url()).await;
    let old_stop = Arc::new(AtomicBool::new(false));
    let old_release = tokio::spawn(repeat(
        old.url().to_owned(),
        &[
            "INSERT INTO t (id, name, size) VALUES (2 * $n, 'old$n', $n)",
            "UPDATE t SET size = size + 1 WHERE id = 2 * $n",
            "UPDATE t SET name = name || '!' WHERE id = -$n",
            "SELECT id, name, size, token, note FROM t WHERE id = 2 * $n",
        ],
        old_stop.clone(),
        1,
    ));
    let plan = planned(old.url(), new.url(), &RENAMED).await;
    let at = plan
        .steps
        .iter()
        .position(|it| it.phase == Phase::Contract)
        .unwrap();
    execute(&plan.steps[..at], &mut own).await;
    let new_stop = Arc::new(AtomicBool::new(false));
    let new_release = tokio::spawn(repeat(
        old.url().to_owned(),
        &[
            "INSERT INTO t (key, full_name, length) VALUES (2 * $n + 1, 'new$n', $n)",
            "UPDATE t SET length = length + 1 WHERE key = 2 * $n + 1",
            "UPDATE t SET full_name = full_name || '?' WHERE key = -1000 + $n",
            "SELECT key, full_name, length, secret, remark FROM t WHERE key = 2 * $n + 1",
        ],
        new_stop.clone(),
        1,
    ));
    tokio::time::sleep(Duration::from_millis(200)).await;

    // Both are the same in every row, whoever wrote it last.
    let differ = "SELECT count(*) FROM t WHERE (id, name, size, token, note) IS DISTINCT FROM (key, full_name, length, secret, remark)";
    assert_eq!(number(differ, &mut own).await, 0);
    old_stop.store(true, Ordering::Relaxed);
    let (by_old, _) = old_release.await.unwrap();
    run("BEGIN", &mut own).await.unwrap();
    for (given, expected) in GIVEN {
        run("DELETE FROM t WHERE id = 999999", &mut own)
            .await
            .unwrap();
        run(given, &mut own).await.unwrap();
        let right = format!("SELECT count(*) FROM t WHERE id = 999999 AND key = id AND {expected}");
        assert_eq!(number(&right, &mut own).await, 1, "{given}");
        assert_eq!(number(differ, &mut own).await, 0, "{given}");
    }
    run("ROLLBACK", &mut own).await.unwrap();

    execute(&plan.steps[at..], &mut own).await;
    new_stop.store(true, Ordering::Relaxed);
    let (by_new, slowest) = new_release.await.unwrap();
    eprintln!("{by_old} by the old release, {by_new} by the new one, the slowest {slowest:?}");
    assert_eq!(left(old.url(), new.url()).await, "");
    let right = "SELECT count(*) FROM t WHERE key > 0 AND key % 2 = 0 AND full_name = 'old' || key / 2 AND length = key / 2 + 1";
    assert_eq!(number(right, &mut own).await, by_old);
    let right = "SELECT count(*) FROM t WHERE key > 0 AND key % 2 = 1 AND full_name = 'new' || key / 2 AND length = key / 2 + 1";
    assert_eq!(number(right, &mut own).await, by_new);
    let changed = "SELECT count(*) FROM t WHERE key < 0 AND full_name LIKE '%!%'";
    assert_eq!(number(changed, &mut own).await, by_old.min(1000));
    let changed = "SELECT count(*) FROM t WHERE key < 0 AND full_name LIKE '%?%'";
    assert_eq!(number(changed, &mut own).await, by_new.min(999));
    old.close().await.unwrap();
    new.close().await.unwrap();
}

/// Rows as one of the two releases writes them, and what has to be true of them.
const GIVEN: [(&str, &str); 9] = [
    (
        "INSERT INTO t (id, name) VALUES (999999, 'a')",
        "length = 5 AND remark = 'none' AND secret IS NOT NULL",
    ),
    (
        "INSERT INTO t (key, full_name) VALUES (999999, 'a')",
        "size = 5 AND note = 'none' AND token IS NOT NULL",
    ),
    (
        "INSERT INTO t (id, name, size, note) VALUES (999999, 'a', 6, 'b')",
        "length = 6 AND remark = 'b'",
    ),
    (
        "INSERT INTO t (key, full_name, length, remark) VALUES (999999, 'a', 6, 'b')",
        "size = 6 AND note = 'b'",
    ),
    (
        "INSERT INTO t (id, name, size, note) VALUES (999999, 'a', 5, NULL)",
        "length = 5 AND remark IS NULL",
    ),
    (
        "INSERT INTO t (key, full_name, length, remark) VALUES (999999, 'a', NULL, NULL)",
        "size IS NULL AND note IS NULL",
    ),
    (
        "INSERT INTO t (key, full_name, secret) VALUES (999999, 'a', '00000000-0000-0000-0000-000000000001')",
        "token = '00000000-0000-0000-0000-000000000001'",
    ),
    (
        "INSERT INTO t (id, name, token) VALUES (999999, 'a', '00000000-0000-0000-0000-000000000001');
         UPDATE t SET token = '00000000-0000-0000-0000-000000000002', note = NULL WHERE id = 999999",
        "secret = '00000000-0000-0000-0000-000000000002' AND remark IS NULL",
    ),
    (
        "INSERT INTO t (id, name) VALUES (999999, 'a');
         UPDATE t SET length = NULL, remark = 'c', note = 'd' WHERE id = 999999",
        "size IS NULL AND note = 'c'",
    ),
];

#[tokio::test]
async fn a_plan_that_was_stopped_anywhere_is_gone_on_with() {
    let old = "CREATE TABLE p (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text);
        CREATE TABLE t (id integer PRIMARY KEY, p integer REFERENCES p ON DELETE SET NULL, b integer CHECK (b > 0));
        CREATE INDEX t_b ON t (b);";
    let rows = "INSERT INTO p (a) VALUES ('x'), ('y'); INSERT INTO t VALUES (1, 1, 5), (2, 2, NULL), (3, NULL, 7)";
    let new = "CREATE TABLE p (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text);
        CREATE TABLE t (id integer PRIMARY KEY, p bigint REFERENCES p ON DELETE SET NULL, c bigint CHECK (c > 0));
        CREATE INDEX t_c ON t (c);";
    let target = Database::create(new).await.unwrap();
    let mut stop = 0;
    loop {
        let database = Database::create(&format!("{old}{rows}")).await.unwrap();
        let plan = planned(database.url(), target.url(), &[("b", "c")]).await;
        let mut own = connect(database.url()).await;
        let first = &plan.steps[..stop.min(plan.steps.len())];
        execute(first, &mut own).await;
        let rest = planned(database.url(), target.url(), &[("b", "c")]).await;
        execute(&rest.steps, &mut own).await;
        assert_eq!(
            left(database.url(), target.url()).await,
            "",
            "after {stop} steps"
        );
        let right = "SELECT count(*) FROM t WHERE (id, p, c) IN ((1, 1, 5), (3, NULL, 7)) OR (id = 2 AND p = 2 AND c IS NULL)
            OR (id = 3 AND p IS NULL AND c = 7)";
        assert_eq!(number(right, &mut own).await, 3, "after {stop} steps");
        database.close().await.unwrap();
        if stop >= plan.steps.len() {
            break;
        }
        // Some of them: each is a database.
        stop += 3;
    }
    target.close().await.unwrap();
}

#[tokio::test]
async fn a_plan_that_is_no_longer_wanted_is_undone() {
    let old = "CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL, b text)";
    let new = "CREATE TABLE t (id bigint PRIMARY KEY, a bigint NOT NULL, c text)";
    let database = Database::create(&format!("{old}; INSERT INTO t VALUES (1, 2, 'x')"))
        .await
        .unwrap();
    let (target, before) = (
        Database::create(new).await.unwrap(),
        Database::create(old).await.unwrap(),
    );
    let plan = planned(database.url(), target.url(), &[("b", "c")]).await;
    let expand = plan.steps.iter().filter(|it| it.phase != Phase::Contract);
    let expand: Vec<_> = expand.cloned().collect();
    let mut own = connect(database.url()).await;
    execute(&expand, &mut own).await;
    run("UPDATE t SET c = 'y'", &mut own).await.unwrap();
    let back = planned(database.url(), before.url(), &[]).await;
    execute(&back.steps, &mut own).await;
    assert_eq!(left(database.url(), before.url()).await, "");
    let right = "SELECT count(*) FROM t WHERE a = 2 AND b = 'y'";
    assert_eq!(number(right, &mut own).await, 1);
    for it in [database, target, before] {
        it.close().await.unwrap();
    }
}
