//! Who waits while a table with rows is changed that others read and write: how long in the safe plan, and how long for the
//! direct statement.

#[path = "block/change.rs"]
mod change;
#[path = "block/traffic.rs"]
mod traffic;

use change::{CHANGES, Change, ROWS, TABLES, Waits};
use relata::testing::Database;
use relata_cli::catalogue::read_url;
use relata_schema::migration::{Migration, of_plan, print};
use relata_schema::plan::{AllowLoss, Effort, Options, plan};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use traffic::{Seen, Traffic, named, run};

/// How long a step waits for a lock before it gives way.
const LOCK_TIMEOUT: Duration = Duration::from_millis(200);

/// How long others wait for the rows of a batch, which are locked until it is committed.
const BATCH: Duration = Duration::from_millis(150);

/// How long a report reads all tables in one transaction.
const REPORT: Duration = Duration::from_millis(800);

/// How long somebody who waits may go unseen.
const UNSEEN: Duration = Duration::from_secs(60);

/// How many rows a big table has. With half a million, the direct statements take their time.
fn rows() -> String {
    std::env::var("RELATA_BLOCK_ROWS").unwrap_or_else(|_| "20000".to_owned())
}

/// By default some changes at a time; one after the other where it is said how many rows there are, to measure.
fn at_once() -> usize {
    match std::env::var_os("RELATA_BLOCK_ROWS") {
        Some(_) => 1,
        None => crate::at_once(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_longer_than_a_step_waits_for_its_lock() {
    let wanted = std::env::var("RELATA_BLOCK").unwrap_or_default();
    let places = Arc::new(Semaphore::new(at_once()));
    let wanted = CHANGES.iter().filter(|it| it.name.contains(&wanted));
    let running = wanted.map(|change| {
        let places = places.clone();
        let seen = tokio::spawn(async move {
            let _place = places.acquire().await.unwrap();
            both(change).await
        });
        (change, seen)
    });
    let running: Vec<_> = running.collect();
    let mut table = format!(
        "| change ({} rows) | direct: who waits, for how long | safe | requests of nobody concerned |\n|---|---|---|---|\n",
        rows()
    );
    let mut wrong = String::new();
    for (change, seen) in running {
        let (direct, safe) = seen.await.unwrap();
        let longest = safe.reader.max(safe.writer);
        table.push_str(&format!(
            "| {} | {} | {} ms | {} ms |\n",
            change.name,
            waited(change, &direct),
            longest.as_millis(),
            safe.control.as_millis()
        ));
        let limit = LOCK_TIMEOUT + BATCH + 2 * safe.control;
        if longest > limit {
            wrong.push_str(&format!(
                "{}: somebody waited {longest:?}, longer than {limit:?}; requests that had nothing to do with it took {:?} \
                 at most; seen to wait: {:#?}\n",
                change.name, safe.control, safe.blocked
            ));
        }
    }
    eprintln!("{table}");
    assert!(wrong.is_empty(), "{wrong}");
}

/// `everybody, 307 ms`
fn waited(change: &Change, direct: &Seen) -> String {
    let (who, longest) = match change.waits {
        Waits::Nobody => return "nobody".to_owned(),
        Waits::Readers => ("who reads", direct.reader),
        Waits::Writers => ("who writes", direct.writer),
        Waits::Everybody => ("everybody", direct.reader.max(direct.writer)),
    };
    let behind = if change.queues {
        format!(", behind a report of {} ms", REPORT.as_millis())
    } else {
        String::new()
    };
    format!("{who}, {} ms{behind}", longest.as_millis())
}

/// What others see of the direct statement, and of the safe plan.
async fn both(change: &Change) -> (Seen, Seen) {
    let name = change.name;
    let before = format!("{TABLES}{}", change.before);
    let target = Database::create(&format!("{before};{}", change.direct))
        .await
        .unwrap();
    let database = Database::create(&before).await.unwrap();
    let mut own = named(&database, "direct").await;
    run(&ROWS.replace("ROWS", &rows()), &mut own).await;

    let traffic = Traffic::begin(&database).await;
    let mut reporting = None;
    if change.queues {
        reporting = Some(report(&database).await);
    }
    run("BEGIN", &mut own).await;
    run(change.direct, &mut own).await;
    // As long as it takes to be seen: it is over soon where there are few rows.
    let expected: &[&str] = match change.waits {
        Waits::Nobody => &[],
        Waits::Readers => &["reader"],
        Waits::Writers => &["writer"],
        Waits::Everybody => &["reader", "writer"],
    };
    let begin = Instant::now();
    while !expected.iter().all(|it| traffic.has_seen(it)) {
        assert!(
            begin.elapsed() < UNSEEN,
            "{name}: nobody waits for the direct statement"
        );
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    run("ROLLBACK", &mut own).await;
    if let Some(it) = reporting {
        it.await.unwrap();
    }
    let direct = traffic.end().await;
    if change.waits != Waits::Everybody {
        let is_right = |(who, _): &(String, String)| expected.contains(&who.as_str());
        assert!(
            direct.blocked.iter().all(is_right),
            "{name}: {:?}",
            direct.blocked
        );
    }

    let migrations = migrations(database.url(), target.url()).await;
    assert!(!migrations.is_empty(), "{name}");
    // However many rows there are.
    let steps = migrations.iter().flat_map(|it| &it.steps);
    let mut locks = steps.flat_map(|it| it.locks.iter().flatten());
    let blocks = locks.any(|it| it.mode.blocks_writers() && it.work > Effort::Instant);
    assert!(
        !blocks,
        "{name}: a step reads or writes rows while others wait"
    );
    let traffic = Traffic::begin(&database).await;
    let reporting = report(&database).await;
    migrate(name, &migrations, &database).await;
    reporting.await.unwrap();
    let safe = traffic.end().await;
    // The ledger is all that the target lacks.
    run("DROP TABLE relata_migrations", &mut own).await;
    assert!(
        self::migrations(database.url(), target.url())
            .await
            .is_empty(),
        "{name}"
    );
    drop(own);
    for it in [database, target] {
        it.close().await.unwrap();
    }
    (direct, safe)
}

/// Begins a report, which reads for a while in one transaction.
async fn report(database: &Database) -> tokio::task::JoinHandle<()> {
    let mut connection = named(database, "report").await;
    run(
        "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM t, r WHERE t.id = 1 AND r.id = 1; SELECT FROM p \
         WHERE id = 1; SELECT FROM p2 LIMIT 1; SELECT FROM m LIMIT 1",
        &mut connection,
    )
    .await;
    tokio::spawn(async move {
        tokio::time::sleep(REPORT).await;
        run("COMMIT", &mut connection).await;
    })
}

/// What `relata migrate new` would write.
async fn migrations(old: &str, new: &str) -> Vec<Migration> {
    let (from, to) = (read_url(old).await.unwrap(), read_url(new).await.unwrap());
    let options = Options {
        safe: true,
        version: from.version,
        rows: BTreeMap::new(),
        column_order: false,
        allow_loss: AllowLoss::All,
        renamed: Vec::new(),
    };
    let mut changes = relata_schema::diff(&from.database, &to.database);
    changes.retain(|it| !matches!(it, relata_schema::change::Change::ColumnOrder { .. }));
    let plan = plan(&from.database, &to.database, &changes, &options).unwrap();
    of_plan(&plan, "change", 1)
}

/// `relata migrate run`, in a folder with these migrations.
async fn migrate(name: &str, migrations: &[Migration], database: &Database) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("block")
        .join(name.replace(' ', "_"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("migrations")).unwrap();
    for it in migrations {
        fs::write(folder.join("migrations").join(&it.file), print(it)).unwrap();
    }
    let timeout = format!("{}ms", LOCK_TIMEOUT.as_millis());
    let mut call = Command::new(env!("CARGO_BIN_EXE_relata"));
    call.args(["migrate", "run", "--contract", "--lock-timeout", &timeout])
        .arg(database.url())
        .current_dir(folder);
    let output = tokio::task::spawn_blocking(move || call.output().unwrap())
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {said}");
}
