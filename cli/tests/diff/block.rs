//! Who waits while a step runs: nobody while rows are read, whereas the direct statement keeps them waiting.

use relata::testing::Database;
use relata_cli::catalogue::read_url;
use relata_schema::plan::{AllowLoss, Effort, Options, Step, plan};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::collections::BTreeMap;

/// Tables with rows that others read and write.
const TABLES: &str = "
CREATE TABLE r (id integer PRIMARY KEY);
CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer);
";

const ROWS: &str = "
INSERT INTO r SELECT n FROM generate_series(1, 50) AS n;
INSERT INTO t SELECT n, n % 50 + 1, n FROM generate_series(1, 3000) AS n;
";

/// What changes, what of the target differs, and the direct statement.
const CHANGES: &[(&str, &str, &str)] = &[
    (
        "an index",
        "CREATE INDEX t_b ON t (b)",
        "CREATE INDEX t_b ON t (b)",
    ),
    (
        "a unique constraint",
        "ALTER TABLE t ADD CONSTRAINT t_u UNIQUE (b)",
        "ALTER TABLE t ADD CONSTRAINT t_u UNIQUE (b)",
    ),
    (
        "a check",
        "ALTER TABLE t ADD CONSTRAINT t_c CHECK (b > 0)",
        "ALTER TABLE t ADD CONSTRAINT t_c CHECK (b > 0)",
    ),
    (
        "not null",
        "ALTER TABLE t ALTER COLUMN b SET NOT NULL",
        "ALTER TABLE t ALTER COLUMN b SET NOT NULL",
    ),
    (
        "a foreign key",
        "ALTER TABLE t ADD CONSTRAINT t_f FOREIGN KEY (a) REFERENCES r (id)",
        "ALTER TABLE t ADD CONSTRAINT t_f FOREIGN KEY (a) REFERENCES r (id)",
    ),
    (
        "a default that differs from row to row",
        "ALTER TABLE t ADD COLUMN c uuid DEFAULT gen_random_uuid() NOT NULL",
        "ALTER TABLE t ADD COLUMN c uuid DEFAULT gen_random_uuid() NOT NULL",
    ),
    (
        "another type",
        "ALTER TABLE t ALTER COLUMN b TYPE bigint",
        "ALTER TABLE t ALTER COLUMN b TYPE bigint",
    ),
    (
        "another type of a key",
        "ALTER TABLE t ALTER COLUMN id TYPE bigint",
        "ALTER TABLE t ALTER COLUMN id TYPE bigint",
    ),
    (
        "a column that counts",
        "ALTER TABLE t ADD COLUMN c bigint GENERATED ALWAYS AS IDENTITY",
        "ALTER TABLE t ADD COLUMN c bigint GENERATED ALWAYS AS IDENTITY",
    ),
];

async fn run(sql: &str, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await
        .map(drop)
}

/// What others do all the time.
const OTHERS: &str = "
SELECT count(*) FROM t WHERE id = 7;
UPDATE t SET a = a WHERE id = 7;
INSERT INTO t (id, a, b) VALUES (-1, 1, 100000);
DELETE FROM t WHERE id = -1;
UPDATE r SET id = id WHERE id = 7
";

/// Whether somebody else can do their work now, and not only later.
async fn others_go_on(other: &mut PgConnection, work: &str) -> bool {
    let done = run(&format!("BEGIN; {work}; COMMIT"), other).await;
    if let Err(error) = &done {
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        assert_eq!(code.as_deref(), Some("55P03"), "{error}");
        run("ROLLBACK", other).await.unwrap();
    }
    done.is_ok()
}

async fn steps(old: &str, target: &str) -> Vec<Step> {
    let target = Database::create(target).await.unwrap();
    let (from, to) = (
        read_url(old).await.unwrap(),
        read_url(target.url()).await.unwrap(),
    );
    target.close().await.unwrap();
    let options = Options {
        safe: true,
        version: from.version,
        rows: BTreeMap::new(),
        column_order: false,
        allow_loss: AllowLoss::Objects(Vec::new()),
        renamed: Vec::new(),
    };
    let changes = relata_schema::diff(&from.database, &to.database);
    plan(&from.database, &to.database, &changes, &options)
        .unwrap()
        .steps
}

/// Somebody's way to another database, while others work.
pub(crate) struct Change<'a> {
    pub(crate) name: &'a str,
    /// What there is, with rows.
    pub(crate) old: String,
    /// What is to be.
    pub(crate) new: String,
    /// What others do.
    pub(crate) work: &'a str,
    /// What an old transaction has read, which `CONCURRENTLY` waits for.
    pub(crate) read: &'a str,
    /// The statement that comes to the same, and keeps them waiting.
    pub(crate) direct: &'a str,
}

impl Change<'_> {
    /// Nobody waits while a step of the plan takes its time; with the direct statement they do.
    pub(crate) async fn keeps_nobody_waiting(&self) {
        let name = self.name;
        let database = Database::create(&self.old).await.unwrap();
        let mut own = PgConnection::connect(database.url()).await.unwrap();
        let mut other = PgConnection::connect(database.url()).await.unwrap();
        run("SET lock_timeout = '300ms'", &mut other).await.unwrap();

        run("BEGIN", &mut own).await.unwrap();
        run(self.direct, &mut own).await.unwrap();
        assert!(
            !others_go_on(&mut other, self.work).await,
            "{name}: the direct statement"
        );
        run("ROLLBACK", &mut own).await.unwrap();

        for step in steps(database.url(), &self.new).await {
            let sql = step.sql.join("; ");
            let takes_time = step.locks.iter().any(|it| it.work > Effort::Instant);
            if !step.transactional {
                // An old snapshot keeps what is CONCURRENTLY waiting, so that others come while it runs.
                let mut reader = PgConnection::connect(database.url()).await.unwrap();
                let read = format!("BEGIN ISOLATION LEVEL REPEATABLE READ; {}", self.read);
                run(&read, &mut reader).await.unwrap();
                let mut concurrent = PgConnection::connect(database.url()).await.unwrap();
                let text = sql.clone();
                let running = tokio::spawn(async move { run(&text, &mut concurrent).await });
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
                assert!(others_go_on(&mut other, self.work).await, "{name}: {sql}");
                run("COMMIT", &mut reader).await.unwrap();
                running.await.unwrap().unwrap();
                continue;
            }
            run("BEGIN", &mut own).await.unwrap();
            for sql in &step.sql {
                run(sql, &mut own).await.unwrap();
            }
            if takes_time {
                assert!(others_go_on(&mut other, self.work).await, "{name}: {sql}");
            }
            run("COMMIT", &mut own).await.unwrap();
        }
        assert!(steps(database.url(), &self.new).await.is_empty(), "{name}");
        database.close().await.unwrap();
    }
}

#[tokio::test]
async fn nobody_waits_while_rows_are_read_or_written() {
    for (name, change, direct) in CHANGES {
        let change = Change {
            name,
            old: format!("{TABLES}{ROWS}"),
            new: format!("{TABLES}{change}"),
            work: OTHERS,
            read: "SELECT 1",
            direct,
        };
        change.keeps_nobody_waiting().await;
    }
}
