//! Runners and servers that are killed at every step boundary and in the middle of steps: the next run ends with everything
//! right, nothing lost and nothing done twice.

use super::folder::Folder;
use relata::server::{Environment, Server, installation};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use std::hash::{BuildHasher as _, RandomState};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Steps of all kinds, each slow enough to be killed in the middle.
pub(super) const FILES: [(&str, &str); 9] = [
    (
        "0001_make.sql",
        "-- step: make the tables\n\
         CREATE TABLE t (id bigint PRIMARY KEY, value int NOT NULL, copy bigint, times int NOT NULL DEFAULT 0);\n\
         CREATE TABLE runs (step int);\n\
         CREATE FUNCTION slow(bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS\n\
         $$ BEGIN IF $1 % 30 = 0 THEN PERFORM pg_sleep(0.001); END IF; RETURN $1; END; $$;\n\
         \n-- step: put rows in\n\
         INSERT INTO t SELECT i, i % 100 FROM generate_series(1, 3000) AS i;\n\
         SELECT pg_sleep(0.05);\n\
         INSERT INTO runs VALUES (1);\n",
    ),
    (
        "0002_index.sql",
        "-- no-transaction\n-- step: build an index\n-- relata: lock-timeout none\n-- relata: probe index t_slow_idx\n\
         CREATE INDEX CONCURRENTLY t_slow_idx ON t (slow(id));\n",
    ),
    (
        "0003_unique.sql",
        "-- no-transaction\n-- step: build a unique index\n-- relata: lock-timeout none\n-- relata: probe index \"t id key\"\n\
         CREATE UNIQUE INDEX CONCURRENTLY \"t id key\" ON t (slow(id), value);\n",
    ),
    (
        "0004_fill.sql",
        "-- relata: phase backfill\n\n-- step: fill t.copy\n-- relata: backfill t key id\n\
         -- relata: set copy = value + 0 * slow(id), times = times + 1\n-- relata: where copy IS NULL\n\
         UPDATE t SET copy = value, times = times + 1 WHERE copy IS NULL;\n",
    ),
    (
        "0005_check.sql",
        "-- step: add a check\nALTER TABLE t ADD CONSTRAINT filled CHECK (copy IS NOT NULL AND slow(id) > 0) NOT VALID;\n\
         \n-- step: validate it\n-- relata: lock-timeout none\n-- relata: probe constraint t filled\n\
         ALTER TABLE t VALIDATE CONSTRAINT filled;\n",
    ),
    (
        "0006_by_hand.sql",
        "INSERT INTO runs VALUES (6);\nSELECT pg_sleep(0.1);\nUPDATE t SET times = times + 10;\n",
    ),
    (
        "0007_transactions.sql",
        "BEGIN;\nINSERT INTO runs VALUES (71);\nSELECT pg_sleep(0.05);\nCOMMIT;\n\
         BEGIN;\nINSERT INTO runs VALUES (72);\nSELECT pg_sleep(0.05);\nCOMMIT;\n",
    ),
    (
        "0008_rebuild.sql",
        "-- no-transaction\nREINDEX INDEX CONCURRENTLY t_slow_idx;\nDROP INDEX CONCURRENTLY \"t id key\";\n",
    ),
    ("0009_end.sql", "INSERT INTO runs VALUES (9);\n"),
];

/// What has to be true afterwards, however often it was killed: each is a sentence that must be true.
pub(super) const RIGHT: &str = "SELECT concat_ws('; ', \
    CASE WHEN (SELECT array_agg(step ORDER BY step) FROM runs) <> '{1,6,9,71,72}' \
        THEN 'a step was run twice or not at all: ' || (SELECT array_agg(step ORDER BY step) FROM runs)::text END, \
    CASE WHEN (SELECT count(*) FROM t WHERE times = 11 AND copy = value) <> 3000 THEN 'a row was not filled once' END, \
    CASE WHEN EXISTS (SELECT FROM pg_index WHERE NOT indisvalid) THEN 'an index is not valid' END, \
    CASE WHEN (SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'i' AND relname LIKE 't%') \
        <> 't_pkey t_slow_idx' THEN 'there are other indexes' END, \
    CASE WHEN NOT (SELECT convalidated FROM pg_constraint WHERE conname = 'filled') THEN 'the check is not validated' END, \
    CASE WHEN EXISTS (SELECT FROM relata_migrations WHERE state <> 'done') THEN 'a step is half done' END)";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Victim {
    Runner,
    Server,
}

struct Killing {
    server: Server,
    folder: Folder,
    made: u32,
}

impl Killing {
    async fn new(name: &str) -> Self {
        let installation = installation(&Environment::current()).await.unwrap();
        Self {
            server: Server::start(&installation).await.unwrap(),
            folder: Folder::new(name, &FILES),
            made: 0,
        }
    }

    /// The URL of a new database.
    async fn database(&mut self) -> String {
        self.made += 1;
        let name = format!("killed_{}", self.made);
        let mut admin = self.connect("postgres").await;
        let sql = format!("CREATE DATABASE {name}");
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&mut admin)
            .await
            .unwrap();
        admin.close().await.unwrap();
        self.server.url(&name)
    }

    /// Connects, as soon as the server has recovered.
    async fn connect(&self, database: &str) -> PgConnection {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            match PgConnection::connect_with(&self.server.options(database)).await {
                Ok(connection) => return connection,
                Err(error) => assert!(Instant::now() < deadline, "{error}"),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn start(&self, url: &str) -> (Child, BufReader<std::process::ChildStderr>) {
        let mut command = self.folder.command(url, &["run"]);
        let mut child = command
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let err = BufReader::new(child.stderr.take().unwrap());
        (child, err)
    }

    /// Runs, and kills after this many lines and this long. Gives how many lines there were.
    async fn kill(&self, url: &str, victim: Victim, lines: usize, later: Duration) -> usize {
        let (mut child, mut err) = self.start(url);
        let mut seen = 0;
        let mut line = String::new();
        while seen < lines && err.read_line(&mut line).unwrap() > 0 {
            seen += 1;
        }
        std::thread::sleep(later);
        if victim == Victim::Server {
            self.crash(url).await;
        }
        // One that has ended is gone already.
        let _ = child.kill();
        child.wait().unwrap();
        seen
    }

    /// Kills a process of the server, which then ends all others and recovers from its log: what it does when it crashes.
    async fn crash(&self, url: &str) {
        let name = url
            .rsplit('/')
            .next()
            .unwrap()
            .split('?')
            .next()
            .unwrap()
            .to_owned();
        let mut admin = self.connect("postgres").await;
        let sql = "SELECT coalesce(max(pid) FILTER (WHERE datname = $1 AND state = 'active'), max(pid), pg_backend_pid()) \
                   FROM pg_stat_activity WHERE datname = $1";
        let pid: i32 = sqlx::query_scalar(sql)
            .bind(name)
            .fetch_one(&mut admin)
            .await
            .unwrap();
        let killed = Command::new("kill")
            .args(["-9", &pid.to_string()])
            .stderr(Stdio::null())
            .status();
        killed.unwrap();
        drop(admin);
        // The server has ended all connections when it takes new ones.
        tokio::time::sleep(Duration::from_millis(200)).await;
        self.connect("postgres").await.close().await.unwrap();
    }

    /// Runs to the end, and looks.
    async fn finish(&self, url: &str, story: &str) {
        let called = self.folder.call(url, &["run"]);
        assert_eq!(called.code, Some(0), "{story}: {called:?}");
        let name = url.rsplit('/').next().unwrap().split('?').next().unwrap();
        let mut connection = self.connect(name).await;
        let wrong: String = sqlx::query_scalar(RIGHT)
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(wrong, "", "{story}");
        connection.close().await.unwrap();
        let status = self.folder.call(url, &["status"]);
        assert_eq!(status.code, Some(0), "{story}: {status:?}");
    }
}

/// From 0 up to the limit.
fn random(limit: u64) -> u64 {
    RandomState::new().hash_one(0u8) % limit
}

fn some(limit: u64) -> usize {
    usize::try_from(random(limit)).unwrap()
}

/// More of them: `RELATA_KILLS=500`.
fn kills(usual: u64) -> u64 {
    let variable = std::env::var("RELATA_KILLS").ok();
    variable.and_then(|it| it.parse().ok()).unwrap_or(usual)
}

#[tokio::test]
async fn a_runner_that_is_killed_at_any_step_is_finished_by_the_next() {
    let mut killing = Killing::new("killed_steps").await;
    let mut lines = 0;
    loop {
        lines += 1;
        let url = killing.database().await;
        let seen = killing
            .kill(&url, Victim::Runner, lines, Duration::ZERO)
            .await;
        killing
            .finish(&url, &format!("killed after line {lines}"))
            .await;
        if seen < lines {
            break;
        }
    }
    assert!(lines > 12, "{lines}");
}

#[tokio::test]
async fn a_runner_that_is_killed_again_and_again_is_finished_at_last() {
    let mut killing = Killing::new("killed_runner").await;
    for round in 0..kills(10) {
        let url = killing.database().await;
        let mut story = format!("round {round}, killed after");
        for _ in 0..3 {
            let (lines, later) = (some(12), Duration::from_millis(random(300)));
            story.push_str(&format!(" {lines} lines and {later:?},"));
            killing.kill(&url, Victim::Runner, lines, later).await;
        }
        killing.finish(&url, &story).await;
    }
}

#[tokio::test]
async fn a_server_that_is_killed_again_and_again_is_migrated_at_last() {
    let mut killing = Killing::new("killed_server").await;
    for round in 0..kills(6) {
        let url = killing.database().await;
        let mut story = format!("round {round}, the server killed after");
        for _ in 0..2 {
            let (lines, later) = (some(12), Duration::from_millis(random(300)));
            story.push_str(&format!(" {lines} lines and {later:?},"));
            killing.kill(&url, Victim::Server, lines, later).await;
        }
        killing.finish(&url, &story).await;
    }
}

#[tokio::test]
async fn ten_processes_at_once_run_each_step_once() {
    let mut killing = Killing::new("ten").await;
    let url = killing.database().await;
    let mut all: Vec<Child> = (0..10).map(|_| killing.start(&url).0).collect();
    // Three of them die early.
    for child in &mut all[..3] {
        std::thread::sleep(Duration::from_millis(random(300)));
        child.kill().unwrap();
    }
    for (number, child) in all.iter_mut().enumerate() {
        let ended = child.wait().unwrap();
        assert!(number < 3 || ended.success(), "{number}: {ended}");
    }
    killing.finish(&url, "ten at once").await;
}
