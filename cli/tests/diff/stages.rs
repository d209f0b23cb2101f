//! What of the contract half is one transaction, and what is a step of its own.

use expect_test::{Expect, expect};
use relata::testing::Database;
use relata_cli::catalogue::read_url;
use relata_schema::database::Database as Catalogue;
use relata_schema::plan::{AllowLoss, Options, Phase, Step, plan};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

pub(crate) fn steps(from: &Catalogue, to: &Catalogue, version: u32) -> Vec<Step> {
    let options = Options {
        safe: true,
        version,
        allow_loss: AllowLoss::All,
        ..Options::default()
    };
    let mut changes = relata_schema::diff(from, to);
    changes.retain(|it| !matches!(it, relata_schema::change::Change::ColumnOrder { .. }));
    plan(from, to, &changes, &options).unwrap().steps
}

/// The steps of the contract half, each on a line, and a transaction with what else it does below it.
async fn check(old: &str, new: &str, expected: &Expect) {
    let mut sides = Vec::new();
    for sql in [old, new] {
        let database = Database::create(sql).await.unwrap();
        sides.push(read_url(database.url()).await.unwrap());
        database.close().await.unwrap();
    }
    // Newer ones call what is not NULL otherwise.
    let plan = steps(&sides[0].database, &sides[1].database, 15);
    let steps = plan.iter().filter(|it| it.phase == Phase::Contract);
    let line = |sql: &String| {
        let words: Vec<&str> = sql.split_whitespace().collect();
        words.join(" ")
    };
    let steps = steps.map(|it| {
        let lines: Vec<String> = it.sql.iter().map(line).collect();
        format!("{}\n", lines.join("\n    "))
    });
    expected.assert_eq(&steps.collect::<String>());
}

const OLD: &str = "
CREATE TABLE t (id integer, a integer, b integer GENERATED ALWAYS AS (a + 1) STORED, code text, CONSTRAINT k UNIQUE (code));
CREATE INDEX t_b ON t (b);
CREATE UNIQUE INDEX t_a ON t (a);
CREATE TABLE u (id integer, n integer, gone integer);
CREATE VIEW v AS SELECT n FROM u
";

const NEW: &str = "
CREATE TABLE t (id integer, a integer, b integer GENERATED ALWAYS AS (a + 2) STORED, code text, CONSTRAINT k UNIQUE (code, id));
CREATE INDEX t_b ON t (b);
CREATE INDEX t_a ON t (a);
CREATE TABLE u (id integer, n integer);
CREATE VIEW v AS SELECT id FROM u
";

#[tokio::test]
async fn what_does_not_need_each_other_is_apart() {
    check(
        OLD,
        NEW,
        &expect![[r#"
            DROP INDEX CONCURRENTLY t_b
            ALTER TABLE t DROP COLUMN b
                ALTER TABLE t ADD COLUMN b integer GENERATED ALWAYS AS ((a + 2)) STORED
            CREATE INDEX CONCURRENTLY t_b ON t (b)
            CREATE UNIQUE INDEX CONCURRENTLY k_new ON t (code, id)
            ALTER TABLE t DROP CONSTRAINT k
                ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX k_new
            CREATE INDEX CONCURRENTLY t_a_new ON t (a)
            DROP INDEX CONCURRENTLY t_a
            ALTER INDEX t_a_new RENAME TO t_a
            DROP VIEW v
                CREATE VIEW v (id) AS SELECT u.id FROM u
            ALTER TABLE u DROP COLUMN gone
        "#]],
    )
    .await;
}

#[tokio::test]
async fn what_needs_each_other_is_one_transaction() {
    check(
        "CREATE TABLE t (id integer, a integer, CONSTRAINT k UNIQUE (a));
        CREATE TABLE u (a integer CONSTRAINT u_a REFERENCES t (a), n integer);
        CREATE VIEW v AS SELECT n FROM u",
        "CREATE TABLE t (id integer, a integer, CONSTRAINT k UNIQUE (a) INCLUDE (id));
        CREATE TABLE u (a integer CONSTRAINT u_a REFERENCES t (a));
        CREATE VIEW v AS SELECT a FROM u",
        &expect![[r#"
            CREATE UNIQUE INDEX CONCURRENTLY k_new ON t (a) INCLUDE (id)
            ALTER TABLE u DROP CONSTRAINT u_a
                ALTER TABLE t DROP CONSTRAINT k
                ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX k_new
                ALTER TABLE u ADD CONSTRAINT u_a FOREIGN KEY (a) REFERENCES t (a) NOT VALID
            ALTER TABLE u VALIDATE CONSTRAINT u_a
            DROP VIEW v
                ALTER TABLE u DROP COLUMN n
                CREATE VIEW v (a) AS SELECT u.a FROM u
        "#]],
    )
    .await;
}

/// At all times there is an index by which replicas know the rows.
#[tokio::test]
async fn what_identifies_rows_is_replaced_and_never_missed() {
    check(
        "CREATE TABLE t (a integer NOT NULL, b integer NOT NULL);
        CREATE UNIQUE INDEX i ON t (a);
        ALTER TABLE t REPLICA IDENTITY USING INDEX i",
        "CREATE TABLE t (a integer NOT NULL, b integer NOT NULL);
        CREATE UNIQUE INDEX i ON t (b);
        ALTER TABLE t REPLICA IDENTITY USING INDEX i",
        &expect![[r#"
            CREATE UNIQUE INDEX CONCURRENTLY i_new ON t (b)
            ALTER TABLE ONLY t REPLICA IDENTITY USING INDEX i_new
            DROP INDEX CONCURRENTLY i
            ALTER INDEX i_new RENAME TO i
        "#]],
    )
    .await;
}

/// Whoever stops after any step, and loses what was to come, compares again and goes on from there.
#[tokio::test]
async fn after_any_step_another_plan_leads_on() {
    let target = Database::create(NEW).await.unwrap();
    let to = read_url(target.url()).await.unwrap();
    target.close().await.unwrap();
    let mut done = 0;
    loop {
        let database = Database::create(OLD).await.unwrap();
        let mut connection = PgConnection::connect(database.url()).await.unwrap();
        let rows = "INSERT INTO t (id, a, code) SELECT n, n, n FROM generate_series(1, 50) AS n";
        run(&[rows.to_owned()], &mut connection).await;
        let from = read_url(database.url()).await.unwrap();
        let plan = steps(&from.database, &to.database, from.version);
        for step in plan.iter().take(done) {
            run(&step.sql, &mut connection).await;
        }
        let there = read_url(database.url()).await.unwrap();
        for step in steps(&there.database, &to.database, from.version) {
            run(&step.sql, &mut connection).await;
        }
        let there = read_url(database.url()).await.unwrap();
        let left = steps(&there.database, &to.database, from.version);
        assert!(left.is_empty(), "after {done} steps: {left:#?}");
        let count = "SELECT 1 / (count(*) FILTER (WHERE b = a + 2) = 50)::integer FROM t";
        run(&[count.to_owned()], &mut connection).await;
        connection.close().await.unwrap();
        database.close().await.unwrap();
        if done == plan.len() {
            break;
        }
        done += 1;
    }
    assert!(done > 9, "only {done} steps");
}

async fn run(statements: &[String], connection: &mut PgConnection) {
    let is_one = statements.len() == 1;
    let ends = ["BEGIN".to_owned(), "COMMIT".to_owned()];
    let [begin, commit] = &ends;
    let all = std::iter::once(begin).chain(statements).chain([commit]);
    for sql in all.filter(|it| !is_one || !ends.contains(*it)) {
        let ran = sqlx::raw_sql(AssertSqlSafe(sql.clone())).execute(&mut *connection);
        ran.await.unwrap_or_else(|error| panic!("{error}: {sql}"));
    }
}
