//! The server itself is killed, under a runner that is at work, and started again: nothing that was said to be done is lost,
//! and the next run ends with everything right.

use super::cluster::Cluster;
use super::folder::Folder;
use super::killed::{FILES, RIGHT};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStderr, Stdio};
use std::time::{Duration, Instant};

struct Killing {
    cluster: Cluster,
    folder: Folder,
    made: u32,
}

impl Killing {
    async fn new(name: &str) -> Self {
        Self {
            cluster: Cluster::new(name).await,
            folder: Folder::new(name, &FILES),
            made: 0,
        }
    }

    /// A new database.
    async fn database(&mut self) -> String {
        self.made += 1;
        let name = format!("killed_{}", self.made);
        let mut admin = self.connect("postgres").await;
        let sql = AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::raw_sql(sql).execute(&mut admin).await.unwrap();
        admin.close().await.unwrap();
        name
    }

    async fn connect(&self, database: &str) -> PgConnection {
        PgConnection::connect_with(&self.cluster.options(database))
            .await
            .unwrap()
    }

    fn start(&self, database: &str) -> (Child, BufReader<ChildStderr>) {
        let mut command = self.folder.command(&self.cluster.url(database), &["run"]);
        let command = command.stderr(Stdio::piped()).stdout(Stdio::null());
        let mut child = command.spawn().unwrap();
        let err = BufReader::new(child.stderr.take().unwrap());
        (child, err)
    }

    /// The server is gone. The runner says so, and ends by itself.
    fn ended(&mut self, mut child: Child, mut err: BufReader<ChildStderr>) {
        self.cluster.kill();
        let deadline = Instant::now() + Duration::from_secs(60);
        while child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < deadline, "the runner stays");
            std::thread::sleep(Duration::from_millis(10));
        }
        let mut said = String::new();
        err.read_to_string(&mut said).unwrap();
        let code = child.wait().unwrap().code();
        assert!(
            code == Some(0) || said.contains("error: "),
            "{code:?}: {said}"
        );
    }

    /// Runs to the end, and looks.
    async fn finish(&mut self, database: &str, story: &str) {
        self.cluster.start().await;
        let url = self.cluster.url(database);
        let called = self.folder.call(&url, &["run"]);
        assert_eq!(called.code, Some(0), "{story}: {called:?}");
        let mut connection = self.connect(database).await;
        let wrong: String = sqlx::query_scalar(RIGHT)
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(wrong, "", "{story}");
        connection.close().await.unwrap();
        let status = self.folder.call(&url, &["status"]);
        assert_eq!(status.code, Some(0), "{story}: {status:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_killed_at_any_step_is_migrated_by_the_next_run() {
    let mut killing = Killing::new("postmaster-steps").await;
    let mut lines = 0;
    loop {
        lines += 1;
        let database = killing.database().await;
        let (child, mut err) = killing.start(&database);
        let mut line = String::new();
        let mut seen = 0;
        while seen < lines && err.read_line(&mut line).unwrap() > 0 {
            seen += 1;
        }
        killing.ended(child, err);
        killing
            .finish(&database, &format!("killed after line {lines}"))
            .await;
        if seen < lines {
            break;
        }
    }
    assert!(lines > 12, "{lines}");
}

#[tokio::test]
async fn a_server_that_is_killed_in_the_middle_of_a_statement_is_migrated_by_the_next_run() {
    let mut killing = Killing::new("postmaster-middle").await;
    for statement in [
        "%pg_sleep(0.05)%",
        "CREATE INDEX CONCURRENTLY %",
        "CREATE UNIQUE INDEX CONCURRENTLY %",
        "UPDATE %slow(id)%",
        "ALTER TABLE t VALIDATE CONSTRAINT %",
        "%pg_sleep(0.1)%",
        "REINDEX INDEX CONCURRENTLY %",
    ] {
        let database = killing.database().await;
        let mut admin = killing.connect("postgres").await;
        let (mut child, err) = killing.start(&database);
        // While it runs, and with some of its rows behind it.
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND state = 'active' AND query LIKE $2 \
                   AND query_start < clock_timestamp() - interval '10 ms'";
        let mut met = false;
        while !met && child.try_wait().unwrap().is_none() {
            let count: i64 = sqlx::query_scalar(sql)
                .bind(&database)
                .bind(statement)
                .fetch_one(&mut admin)
                .await
                .unwrap();
            met = count > 0;
        }
        assert!(met, "`{statement}` was not met");
        drop(admin);
        killing.ended(child, err);
        killing
            .finish(&database, &format!("killed in {statement}"))
            .await;
    }
}
