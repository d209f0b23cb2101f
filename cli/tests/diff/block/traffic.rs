//! Others who read and write rows all the time, how long they waited, and for whom.

use relata::testing::Database;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// Between two requests of one who reads or writes.
const PAUSE: Duration = Duration::from_millis(2);

/// Who waits for whom, as the server says.
const BLOCKED: &str = "
SELECT a.application_name::text, b.query::text
FROM pg_stat_activity AS a
CROSS JOIN unnest(pg_blocking_pids(a.pid)) AS blocking (pid)
JOIN pg_stat_activity AS b ON b.pid = blocking.pid
WHERE a.datname = current_database() AND a.application_name IN ('reader', 'writer')
    AND b.application_name NOT IN ('reader', 'writer', 'report')
";

const READS: &[&str] = &[
    "SELECT n FROM t WHERE id = 7",
    "SELECT n FROM r WHERE id = 7",
    "SELECT n FROM p WHERE id = 7",
    "SELECT n FROM p2 WHERE id = 10000007",
    "SELECT n FROM m WHERE id = 7",
];
const WRITES: &[&str] = &[
    "UPDATE t SET n = n WHERE id = 7",
    "UPDATE r SET n = n WHERE id = 7",
    "UPDATE p SET n = n WHERE id = 7",
    "UPDATE p2 SET n = n WHERE id = 10000007",
];
/// What no change has anything to do with: how long it takes, the machine alone is to blame for.
const CONTROL: &[&str] = &[
    "SELECT n FROM control WHERE id = 7",
    "UPDATE control SET n = n WHERE id = 7",
];

/// The traffic, until it is ended.
pub(crate) struct Traffic {
    is_over: Arc<AtomicBool>,
    /// Who waited, and for which statement.
    blocked: Arc<Mutex<BTreeSet<(String, String)>>>,
    reader: JoinHandle<Duration>,
    writer: JoinHandle<Duration>,
    control: JoinHandle<Duration>,
    watcher: JoinHandle<()>,
}

/// What it saw.
pub(crate) struct Seen {
    /// The longest of all requests of each.
    pub(crate) reader: Duration,
    pub(crate) writer: Duration,
    pub(crate) control: Duration,
    /// `reader` or `writer`, and the statement that it waited for.
    pub(crate) blocked: BTreeSet<(String, String)>,
}

impl Traffic {
    pub(crate) async fn begin(database: &Database) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let blocked = Arc::new(Mutex::new(BTreeSet::new()));
        let go_on =
            |requests, connection| tokio::spawn(request(connection, requests, is_over.clone()));
        let reader = go_on(READS, named(database, "reader").await);
        let writer = go_on(WRITES, named(database, "writer").await);
        let control = go_on(CONTROL, named(database, "control").await);
        let watching = named(database, "watcher").await;
        let watcher = tokio::spawn(watch(watching, blocked.clone(), is_over.clone()));
        Self {
            is_over,
            blocked,
            reader,
            writer,
            control,
            watcher,
        }
    }

    /// Whether somebody called so was seen to wait.
    pub(crate) fn has_seen(&self, name: &str) -> bool {
        self.blocked
            .lock()
            .unwrap()
            .iter()
            .any(|(it, _)| it == name)
    }

    pub(crate) async fn end(self) -> Seen {
        self.is_over.store(true, Ordering::Relaxed);
        self.watcher.await.unwrap();
        Seen {
            reader: self.reader.await.unwrap(),
            writer: self.writer.await.unwrap(),
            control: self.control.await.unwrap(),
            blocked: std::mem::take(&mut self.blocked.lock().unwrap()),
        }
    }
}

/// A connection that `pg_stat_activity` shows under this name.
pub(crate) async fn named(database: &Database, name: &str) -> PgConnection {
    let options = database.options().clone().application_name(name);
    PgConnection::connect_with(&options).await.unwrap()
}

pub(crate) async fn run(sql: &str, connection: &mut PgConnection) {
    let ran = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await;
    ran.unwrap_or_else(|error| panic!("{error}: {sql}"));
}

async fn request(
    mut connection: PgConnection,
    requests: &[&str],
    is_over: Arc<AtomicBool>,
) -> Duration {
    let mut longest = Duration::ZERO;
    while !is_over.load(Ordering::Relaxed) {
        for sql in requests {
            let begin = Instant::now();
            run(sql, &mut connection).await;
            longest = longest.max(begin.elapsed());
        }
        tokio::time::sleep(PAUSE).await;
    }
    longest
}

async fn watch(
    mut connection: PgConnection,
    blocked: Arc<Mutex<BTreeSet<(String, String)>>>,
    is_over: Arc<AtomicBool>,
) {
    while !is_over.load(Ordering::Relaxed) {
        for row in sqlx::raw_sql(BLOCKED)
            .fetch_all(&mut connection)
            .await
            .unwrap()
        {
            let found = (row.get(0), row.get(1));
            blocked.lock().unwrap().insert(found);
        }
        tokio::time::sleep(PAUSE).await;
    }
}
