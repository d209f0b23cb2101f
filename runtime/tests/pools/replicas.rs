//! Reads from a real replica, which replays what it gets late.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use relata::server::{Environment, installation};
use relata::sqlx::{self, PgPool};
use relata::testing::Database;

use super::private::{Folder, Running};
use super::{account, accounts};
use crate::contention::schema::{Account, DDL, accounts as account_columns};

/// How late, in milliseconds.
const LATE: u64 = 60;

struct Streaming {
    primary: PgPool,
    replica: PgPool,
    replica_runs: Option<Running>,
    _primary_runs: Running,
    folder: Folder,
}

/// A primary and a replica of it; without the program that copies one, says so.
async fn streaming() -> Option<Streaming> {
    let bin = installation(&Environment::current()).await.unwrap().bin;
    if !bin.join("pg_basebackup").exists() {
        eprintln!("SKIPPED: `{}` has no `pg_basebackup`", bin.display());
        return None;
    }
    let program = |name: &str| -> PathBuf { bin.join(name) };
    let owner = Database::empty().await.unwrap();
    let folder = Folder::new(&owner);
    let initdb = [
        "-D",
        "primary",
        "-N",
        "-A",
        "trust",
        "-U",
        "postgres",
        "-E",
        "UTF8",
        "--locale=C",
    ];
    folder.run(&program("initdb"), &initdb);
    let socket = format!("-cunix_socket_directories={}", folder.path.display());
    let usual = [
        socket.as_str(),
        "-clisten_addresses=",
        "-cfsync=off",
        "-cshared_buffers=16MB",
    ];
    let streams = ["-cwal_level=replica", "-cmax_wal_senders=4"];
    let begin = [&["-D", "primary", "-p", "5432"], &usual[..], &streams].concat();
    let primary_runs = folder.start(&program("postgres"), &begin);
    let primary = connect(&folder, 5432).await;
    sqlx::raw_sql(DDL).execute(&primary).await.unwrap();

    let host = folder.path.display().to_string();
    let copy = [
        "-D", "replica", "-R", "-X", "stream", "-c", "fast", "-U", "postgres", "-h", &host,
    ];
    folder.run(&program("pg_basebackup"), &copy);
    let late = format!("-crecovery_min_apply_delay={LATE}ms");
    let begin = [&["-D", "replica", "-p", "5433", &late], &usual[..]].concat();
    let replica_runs = Some(folder.start(&program("postgres"), &begin));
    let replica = connect(&folder, 5433).await;
    Some(Streaming {
        primary,
        replica,
        replica_runs,
        _primary_runs: primary_runs,
        folder,
    })
}

/// A pool, when the server is ready.
async fn connect(folder: &Folder, port: u16) -> PgPool {
    let host = folder.path.display().to_string().replace('/', "%2F");
    let url = format!("postgres://postgres@{host}:{port}/postgres?sslmode=disable");
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        match relata::pool(&url).connect().await {
            Ok(pool) => return pool,
            Err(error) if Instant::now() > deadline => {
                let log = std::fs::read_to_string(folder.path.join("log")).unwrap_or_default();
                panic!("{error}: {log}");
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn write(pool: &PgPool, balance: i64) {
    let update = Account::update().set(account_columns::balance, balance);
    update
        .filter(account_columns::id.eq(1))
        .execute(pool)
        .await
        .unwrap();
}

#[tokio::test]
async fn reads_after_a_mark_are_never_stale_and_go_on_without_the_replica() {
    let Some(mut servers) = streaming().await else {
        return;
    };
    accounts(&servers.primary, 3).await;
    let cluster = relata::cluster(servers.primary.clone())
        .replica(servers.replica.clone())
        .wait(Duration::from_secs(5));
    let mark = cluster.mark().await.unwrap();
    assert_eq!(
        Account::query().count(&cluster.after(mark)).await.unwrap(),
        3
    );

    // Read at once, the replica shows what was there before.
    let (mut stale, mut stale_routed, rounds) = (0, 0, 40);
    for balance in 1..=rounds {
        write(cluster.primary(), balance).await;
        let read = Account::find(&servers.replica, 1)
            .await
            .unwrap()
            .unwrap()
            .balance;
        stale += i64::from(read != balance);
    }
    for balance in 101..=100 + rounds {
        write(cluster.primary(), balance).await;
        let reads = cluster.after(cluster.mark().await.unwrap());
        let read = Account::find(&reads, 1).await.unwrap().unwrap().balance;
        stale_routed += i64::from(read != balance);
    }
    println!("stale: {stale} of {rounds} without the router, {stale_routed} of {rounds} with it");
    assert!(stale > rounds / 2, "the replica is not late: {stale}");
    assert_eq!(stale_routed, 0);

    // What writes goes to the primary.
    let reads = cluster.after(cluster.mark().await.unwrap());
    let made = Account::insert(account("by the router"))
        .fetch_one(&reads)
        .await
        .unwrap();
    let changed = Account::update()
        .set(account_columns::balance, 5)
        .filter(account_columns::id.eq(made.id));
    assert_eq!(changed.execute(&reads).await.unwrap(), 1);

    // A mark that is not reached in time is answered by the primary.
    sqlx::query("SELECT pg_wal_replay_pause()")
        .execute(&servers.replica)
        .await
        .unwrap();
    let quick = relata::cluster(servers.primary.clone())
        .replica(servers.replica.clone())
        .wait(Duration::from_millis(500));
    write(quick.primary(), 777).await;
    let reads = quick.after(quick.mark().await.unwrap());
    let begun = Instant::now();
    assert_eq!(
        Account::find(&reads, 1).await.unwrap().unwrap().balance,
        777
    );
    assert!(begun.elapsed() >= Duration::from_millis(500));
    // And the replica is left out for a while.
    let begun = Instant::now();
    assert_eq!(
        Account::find(&reads, 1).await.unwrap().unwrap().balance,
        777
    );
    assert!(
        begun.elapsed() < Duration::from_millis(500),
        "{:?}",
        begun.elapsed()
    );
    // Who does not mind reads the old from it.
    let any = relata::cluster(servers.primary.clone()).replica(servers.replica.clone());
    assert_ne!(
        Account::find(&any.reads(), 1)
            .await
            .unwrap()
            .unwrap()
            .balance,
        777
    );

    // Killed in the middle of reads.
    let reads = any.wait(Duration::from_millis(300)).reads();
    let task = tokio::spawn(async move {
        for round in 0..400 {
            let read = Account::find(&reads, 1).await;
            assert!(read.is_ok(), "{round}: {read:?}");
        }
    });
    tokio::time::sleep(Duration::from_millis(20)).await;
    drop(servers.replica_runs.take());
    task.await.unwrap();
    assert!(servers.folder.path.exists());
}

#[tokio::test]
async fn migrations_are_not_run_on_a_replica() {
    let Some(servers) = streaming().await else {
        return;
    };
    let one = || relata::migrate::Migration {
        number: 1,
        name: "make".into(),
        checksum: "".into(),
        of_sqlx: Vec::new().into(),
        phase: relata::migrate::Phase::Expand,
        steps: Vec::new().into(),
    };
    assert!(relata::migrate::run(&servers.replica, &[]).await.is_ok());
    let refused = relata::migrate::run(&servers.replica, &[one()]).await;
    assert!(
        matches!(refused, Err(relata::migrate::Error::Replica)),
        "{refused:?}"
    );
}
