//! Who waits while a table becomes a partition, and while one leaves.

use relata::testing::Database;
use relata_cli::catalogue::read_url;
use relata_schema::plan::{AllowLoss, Effort, Options, Step, plan};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::collections::BTreeMap;

const WHOLE: &str = "
CREATE TABLE x (id integer PRIMARY KEY);
CREATE TABLE p (k integer NOT NULL, x integer REFERENCES x, PRIMARY KEY (k)) PARTITION BY RANGE (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10000);
";

const ROWS: &str = "
INSERT INTO x SELECT n FROM generate_series(0, 50) AS n;
INSERT INTO p SELECT n, n % 50 FROM generate_series(1, 3000) AS n;
";

/// What others do with the whole.
const OTHERS: &str = "
SELECT count(*) FROM p WHERE k < 20;
UPDATE p SET x = 2 WHERE k = 7;
INSERT INTO p (k, x) VALUES (0, 1);
DELETE FROM p WHERE k = 0;
UPDATE x SET id = id WHERE id = 7
";

async fn run(sql: &str, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await
        .map(drop)
}

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
struct Change<'a> {
    name: &'a str,
    /// What there is, with rows.
    old: String,
    /// What is to be.
    new: String,
    /// What others do.
    work: &'a str,
    /// What an old transaction has read, which `CONCURRENTLY` waits for.
    read: &'a str,
    /// The statement that comes to the same, and keeps them waiting.
    direct: &'a str,
}

impl Change<'_> {
    /// Nobody waits while a step of the plan takes its time; with the direct statement they do.
    async fn keeps_nobody_waiting(&self) {
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
async fn nobody_waits_while_a_table_becomes_a_partition() {
    let change = Change {
        name: "a table becomes a partition",
        old: format!(
            "{WHOLE}{ROWS}
            CREATE TABLE pd PARTITION OF p DEFAULT;
            INSERT INTO pd SELECT n, 1 FROM generate_series(30001, 33000) AS n;
            CREATE TABLE p2 (k integer, x integer);
            INSERT INTO p2 SELECT n, 1 FROM generate_series(10000, 13000) AS n"
        ),
        new: format!(
            "{WHOLE}
            CREATE TABLE pd PARTITION OF p DEFAULT;
            CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10000) TO (20000)"
        ),
        work: &format!(
            "{OTHERS}; UPDATE pd SET x = 3 WHERE k = 30007; UPDATE p2 SET x = 3 WHERE k = 10007"
        ),
        read: "SELECT 1",
        direct: "
            ALTER TABLE p2 ALTER COLUMN k SET NOT NULL;
            ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10000) TO (20000)
        ",
    };
    change.keeps_nobody_waiting().await;
}

#[tokio::test]
async fn nobody_waits_while_a_new_partition_comes() {
    let change = Change {
        name: "a new partition",
        old: format!("{WHOLE}{ROWS}"),
        new: format!("{WHOLE}CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10000) TO (20000)"),
        work: OTHERS,
        read: "SELECT 1",
        direct: "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10000) TO (20000)",
    };
    change.keeps_nobody_waiting().await;
}

#[tokio::test]
async fn nobody_waits_while_a_partition_leaves() {
    let change = Change {
        name: "a partition leaves",
        old: format!(
            "{WHOLE}{ROWS}
            CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10000) TO (20000);
            INSERT INTO p SELECT n, 1 FROM generate_series(10000, 13000) AS n"
        ),
        new: format!("{WHOLE}CREATE TABLE p2 (k integer PRIMARY KEY, x integer)"),
        work: OTHERS,
        read: "SELECT count(*) FROM p",
        direct: "ALTER TABLE p DETACH PARTITION p2",
    };
    change.keeps_nobody_waiting().await;
}

#[tokio::test]
async fn nobody_waits_while_a_key_of_all_partitions_is_built_anew() {
    let keyed = |columns: &str| {
        format!(
            "CREATE TABLE x (id integer PRIMARY KEY);
            CREATE TABLE p (k integer NOT NULL, x integer NOT NULL, CONSTRAINT u UNIQUE ({columns})) PARTITION BY RANGE (k);
            CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10000);"
        )
    };
    let change = Change {
        name: "a key of all partitions",
        old: format!("{}{ROWS}", keyed("k, x")),
        new: keyed("x, k"),
        work: OTHERS,
        read: "SELECT 1",
        direct: "ALTER TABLE p DROP CONSTRAINT u; ALTER TABLE p ADD CONSTRAINT u UNIQUE (x, k)",
    };
    change.keeps_nobody_waiting().await;
}

#[tokio::test]
async fn a_materialized_view_is_read_while_its_successor_is_built() {
    let of = |condition: &str| {
        format!(
            "CREATE TABLE t (id integer PRIMARY KEY, a integer);
            INSERT INTO t SELECT n, n FROM generate_series(1, 3000) AS n;
            CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t WHERE {condition};
            CREATE UNIQUE INDEX m_id ON m (id);"
        )
    };
    let change = Change {
        name: "a materialized view",
        old: of("a > 5"),
        new: of("a > 50"),
        work: "SELECT count(*) FROM m; UPDATE t SET a = a WHERE id = 7",
        read: "SELECT 1",
        direct: "DROP MATERIALIZED VIEW m; CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t WHERE a > 50",
    };
    change.keeps_nobody_waiting().await;
}
