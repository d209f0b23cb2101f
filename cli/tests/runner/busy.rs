//! A large table that changes while it is read and written without a break: no request waits for longer than the lock
//! timeout, and nothing that was written is lost.
//!
//! As large as one likes, with what each request and each step took:
//!
//! ```sh
//! RELATA_ROWS=5000000 cargo test -p relata-cli --test runner -- --ignored --nocapture a_large_table
//! ```

use super::cluster::Cluster;
use release::{Item, NewItem, items};
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, PgPool};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

/// Where it begins.
const BEFORE: &str = "
table places { id: bigint primary key, name: text }
table items {
    id: bigint primary key,
    number: integer?,
    place_id: bigint?,
    code: bigint?,
    note: text?,
}
";

/// Where it leads: another type, NOT NULL, a foreign key and a unique constraint.
const AFTER: &str = "
table places { id: bigint primary key, name: text }
table items {
    id: bigint primary key,
    number: bigint,
    place_id: references places on delete restrict,
    code: bigint unique,
    note: text?,
}
";

/// The application, of the release that is made for the new types: it runs on both.
mod release {
    relata::schema! {
        //! As `AFTER`.

        /// Where things are.
        table places { id: bigint primary key, name: text }

        /// A large table.
        table items {
            id: bigint primary key,
            number: bigint,
            place_id: references places on delete restrict,
            code: bigint unique,
            note: text?,
        }
    }
}

const WORKERS: i64 = 4;
const PLACES: i64 = 1000;
const LOCK_TIMEOUT: Duration = Duration::from_millis(700);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_changes_while_it_is_in_use() {
    change(20_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes and gigabytes"]
async fn a_large_table_changes_while_it_is_in_use() {
    let rows = std::env::var("RELATA_ROWS").ok();
    change(rows.and_then(|rows| rows.parse().ok()).unwrap_or(5_000_000)).await;
}

/// A request: what it was, when it began after the start of all, and how long it took.
#[derive(Debug, Clone, Copy)]
struct Request {
    what: &'static str,
    at: Duration,
    took: Duration,
}

/// What a worker has done.
#[derive(Debug, Default)]
struct Done {
    requests: Vec<Request>,
    /// The last value that was committed in each row that it has written; `None` of one that it has deleted.
    written: BTreeMap<i64, Option<i64>>,
}

/// Reads any rows, and writes its own.
async fn work(
    pool: PgPool,
    number: i64,
    rows: i64,
    begun: Instant,
    stop: Arc<AtomicBool>,
) -> relata::Result<Done> {
    let mut done = Done::default();
    let mut dice = u64::try_from(number).unwrap_or_default() + 1;
    let mut roll = move |limit: i64| {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(dice >> 33).unwrap_or_default() % limit
    };
    let mut next = rows + 1 + number;
    let mut value = 10_000_000 + number;
    while !stop.load(Ordering::Relaxed) {
        let own = roll(rows / WORKERS) * WORKERS + number;
        value += WORKERS;
        let at = begun.elapsed();
        let what = match roll(10) {
            0..5 => {
                Item::find(&pool, roll(rows) + 1).await?;
                "read"
            }
            5..8 if own > 0 => {
                let set = Item::update().set(items::number, value);
                let changed = set.filter(items::id.eq(own)).execute(&pool).await?;
                if changed == 1 {
                    done.written.insert(own, Some(value));
                }
                "update"
            }
            8 => {
                let new = NewItem {
                    id: next,
                    number: value,
                    place_id: roll(PLACES) + 1,
                    code: next,
                };
                Item::insert(new).fetch_one(&pool).await?;
                done.written.insert(next, Some(value));
                next += WORKERS;
                "insert"
            }
            _ => {
                let last = next - WORKERS;
                if last > rows {
                    Item::delete()
                        .filter(items::id.eq(last))
                        .execute(&pool)
                        .await?;
                    done.written.insert(last, None);
                }
                "delete"
            }
        };
        let took = begun.elapsed() - at;
        done.requests.push(Request { what, at, took });
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    relata::Ok(done)
}

/// Notes the longest that a request has waited for a lock, in microseconds; gives how many batches of rows were seen.
async fn watch(mut on: PgConnection, longest: Arc<AtomicI64>, stop: Arc<AtomicBool>) -> usize {
    let sql = "SELECT coalesce(max(extract(epoch FROM clock_timestamp() - waitstart) * 1000000), 0)::bigint \
               FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND application_name = 'workload'";
    let filled = "SELECT number * 1000000000 + rows FROM relata_migrations WHERE rows > 0";
    let mut batches = BTreeSet::new();
    while !stop.load(Ordering::Relaxed) {
        let seen: Vec<i64> = sqlx::query_scalar(filled).fetch_all(&mut on).await.unwrap();
        batches.extend(seen);
        let waited: i64 = sqlx::query_scalar(sql).fetch_one(&mut on).await.unwrap();
        longest.fetch_max(waited, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    batches.len()
}

struct Project(PathBuf);

impl Project {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("schema")).unwrap();
        Self(folder)
    }

    fn schema(&self, text: &str) {
        fs::write(self.0.join("schema/all.relata"), text).unwrap();
    }

    /// `relata …` in it, which has to succeed; gives what it printed.
    async fn call(&self, url: &str, words: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_relata"));
        command
            .args(words)
            .current_dir(&self.0)
            .env("DATABASE_URL", url);
        let output = tokio::task::spawn_blocking(move || command.output())
            .await
            .unwrap()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{words:?}: {said}");
        String::from_utf8(output.stdout).unwrap() + &said
    }
}

async fn change(rows: i64) {
    let cluster = Cluster::new(&format!("busy-{rows}")).await;
    let url = cluster.url("postgres");
    let project = Project::new(&format!("busy-{rows}"));
    project.schema(BEFORE);
    project.call(&url, &["migrate", "new", "create"]).await;
    project.call(&url, &["migrate", "run"]).await;
    let mut admin = PgConnection::connect_with(&cluster.options("postgres"))
        .await
        .unwrap();
    for sql in [
        format!(
            "INSERT INTO places SELECT i, 'Place ' || i FROM generate_series(1, {PLACES}) AS i"
        ),
        format!(
            "INSERT INTO items SELECT i, i % 1000000, i % {PLACES} + 1, i FROM generate_series(1, {rows}) AS i"
        ),
        "VACUUM ANALYZE items".to_owned(),
    ] {
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&mut admin)
            .await
            .unwrap();
    }
    project.schema(AFTER);
    let planned = project.call(&url, &["migrate", "new", "grow"]).await;

    let options = cluster.options("postgres").application_name("workload");
    let pool = PgPoolOptions::new()
        .max_connections(8)
        .connect_with(options)
        .await
        .unwrap();
    let (begun, stop) = (Instant::now(), Arc::new(AtomicBool::new(false)));
    let workers = (0..WORKERS)
        .map(|number| tokio::spawn(work(pool.clone(), number, rows, begun, stop.clone())));
    let workers: Vec<_> = workers.collect();
    let longest = Arc::new(AtomicI64::new(0));
    let watcher = PgConnection::connect_with(&cluster.options("postgres"))
        .await
        .unwrap();
    let watcher = tokio::spawn(watch(watcher, longest.clone(), stop.clone()));

    tokio::time::sleep(Duration::from_millis(300)).await;
    let timeout = format!("{}ms", LOCK_TIMEOUT.as_millis());
    let expand = begun.elapsed();
    project
        .call(&url, &["migrate", "run", "--lock-timeout", &timeout])
        .await;
    let between = begun.elapsed();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let contract = begun.elapsed();
    project
        .call(
            &url,
            &["migrate", "run", "--contract", "--lock-timeout", &timeout],
        )
        .await;
    let end = begun.elapsed();
    tokio::time::sleep(Duration::from_millis(300)).await;
    stop.store(true, Ordering::Relaxed);

    let mut requests = Vec::new();
    let mut written = BTreeMap::new();
    for worker in workers {
        let done = worker.await.unwrap().unwrap();
        requests.extend(done.requests);
        written.extend(done.written);
    }
    let batches = watcher.await.unwrap();
    pool.close().await;

    // What was written is there, and all else is as it was.
    let (ids, values): (Vec<i64>, Vec<Option<i64>>) =
        written.iter().map(|(id, value)| (*id, *value)).unzip();
    let wrong: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM unnest($1, $2) AS w(id, number) LEFT JOIN items AS i USING (id) \
         WHERE w.number IS DISTINCT FROM i.number",
    )
    .bind(&ids)
    .bind(&values)
    .fetch_one(&mut admin)
    .await
    .unwrap();
    assert_eq!(wrong, 0, "writes are lost");
    let others: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM items AS i WHERE number <> id % 1000000 \
         AND NOT EXISTS (SELECT FROM unnest($1) AS w(id) WHERE w.id = i.id)",
    )
    .bind(&ids)
    .fetch_one(&mut admin)
    .await
    .unwrap();
    assert_eq!(others, 0, "rows are changed");
    let inserted = written
        .iter()
        .filter(|(id, value)| **id > rows && value.is_some())
        .count();
    let after: i64 = sqlx::query_scalar("SELECT count(*) FROM items")
        .fetch_one(&mut admin)
        .await
        .unwrap();
    assert_eq!(
        after,
        rows + i64::try_from(inserted).unwrap(),
        "rows are lost"
    );
    let equal = project
        .call(&url, &["diff", "--from", &url, "--to", "schema"])
        .await;
    assert!(!equal.contains("ALTER"), "{equal}");

    let waited = Duration::from_micros(longest.load(Ordering::Relaxed).unsigned_abs());
    println!("{planned}\n{}", report(&mut admin, &requests).await);
    println!(
        "{rows} rows before, {after} after; {} requests, {} rows written; longest wait for a lock {waited:?}; {batches} batches\n\
         expand {:?}, contract {:?}",
        requests.len(),
        written.len(),
        between - expand,
        end - contract,
    );
    // The statement itself takes a moment once it has its lock.
    assert!(waited < LOCK_TIMEOUT + Duration::from_secs(1), "{waited:?}");
    admin.close().await.unwrap();
}

/// What each step and the longest requests took.
async fn report(admin: &mut PgConnection, requests: &[Request]) -> String {
    let steps: Vec<(i64, i32, String, f64, Option<i64>)> = sqlx::query_as(
        "SELECT number, step, does, extract(epoch FROM finished_at - started_at)::float8, rows \
         FROM relata_migrations ORDER BY number, step",
    )
    .fetch_all(admin)
    .await
    .unwrap();
    let mut text = String::new();
    for (number, step, does, took, rows) in steps {
        let rows = rows
            .map(|rows| format!(", {rows} rows"))
            .unwrap_or_default();
        let _ = writeln!(text, "{number}.{step} {does}: {took:.3} s{rows}");
    }
    for what in ["read", "update", "insert", "delete"] {
        let mut of: Vec<Request> = requests
            .iter()
            .copied()
            .filter(|it| it.what == what)
            .collect();
        of.sort_by_key(|it| it.took);
        let at = |share: usize| of.get((of.len() * share / 1000).min(of.len().saturating_sub(1)));
        if let (Some(half), Some(most), Some(last)) = (at(500), at(999), of.last()) {
            let _ = writeln!(
                text,
                "{what}: {} requests, median {:?}, 99.9 % {:?}, longest {:?} (at {:?})",
                of.len(),
                half.took,
                most.took,
                last.took,
                last.at
            );
        }
    }
    text
}
