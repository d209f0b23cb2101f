//! Money goes round among accounts, while everything fails at random.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use relata::codegen::sqlx::PgPool;
use relata::{Error, Isolation, Transaction, Tx};

use super::schema::{Account, NewTransfer, Transfer};
use super::{database, number, pool};

const ACCOUNTS: i64 = 10;
const TRANSFERS: u32 = 1000;

/// The same numbers in each run.
struct Dice(AtomicU64);

impl Dice {
    fn roll(&self, sides: u64) -> u64 {
        let next = |state: u64| {
            Some(
                state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1),
            )
        };
        let update = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        (update.unwrap_or_default() >> 33) % sides
    }
}

/// How the order of the locks is chosen.
#[derive(Clone, Copy, PartialEq)]
enum Locks {
    /// That of the keys.
    InOrder,
    /// As they come: two that cross wait for each other.
    AsTheyCome,
}

/// Moves an amount, in steps between which anything can happen.
async fn transfer(
    tx: &mut Tx<'_>,
    (from, to, amount): (i64, i64, i64),
    locks: Locks,
    fails: bool,
) -> relata::Result<()> {
    if locks == Locks::InOrder {
        Account::lock_in_order(&mut *tx, [from, to]).await?;
    }
    for (id, by) in [(from, -amount), (to, amount)] {
        let update = sqlx::query("UPDATE accounts SET balance = balance + $2 WHERE id = $1");
        let updated = update.bind(id).bind(by).execute(&mut **tx).await;
        updated.map_err(|source| Error::Database {
            what: "Account",
            doing: "update",
            source,
        })?;
        tokio::task::yield_now().await;
    }
    let new = NewTransfer {
        from_id: from,
        to_id: to,
        amount,
    };
    Transfer::insert(new).execute(&mut *tx).await?;
    if fails {
        return Err(Error::NotFound { what: "anything" });
    }
    Ok(())
}

/// What happened to the transfers.
#[derive(Default)]
struct Tally {
    next: AtomicU32,
    done: AtomicU32,
    failed: AtomicU32,
    cancelled: AtomicU32,
    unretried: AtomicU32,
}

async fn work(pool: PgPool, begin: Transaction, locks: Locks, dice: Arc<Dice>, tally: Arc<Tally>) {
    while tally.next.fetch_add(1, Ordering::Relaxed) < TRANSFERS {
        let roll = || i64::try_from(dice.roll(10)).unwrap();
        let (from, to) = (roll() + 1, (roll() + 1) % ACCOUNTS + 1);
        let amount = roll() + 1;
        let fails = dice.roll(10) == 0;
        let run = begin
            .clone()
            .retry(50)
            .run(async |tx| transfer(tx, (from, to, amount), locks, fails).await);
        // Some are given up in the middle.
        let patience = match dice.roll(8) {
            0 => Duration::from_micros(300 + dice.roll(4000)),
            _ => Duration::from_secs(60),
        };
        match tokio::time::timeout(patience, run).await {
            Ok(Ok(())) => tally.done.fetch_add(1, Ordering::Relaxed),
            Ok(Err(error)) => {
                if error.is_retryable() {
                    tally.unretried.fetch_add(1, Ordering::Relaxed);
                }
                tally.failed.fetch_add(1, Ordering::Relaxed)
            }
            Err(_) => tally.cancelled.fetch_add(1, Ordering::Relaxed),
        };
        if dice.roll(60) == 0 {
            let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                WHERE datname = current_database() AND pid <> pg_backend_pid() \
                AND backend_type = 'client backend' ORDER BY random() LIMIT 1";
            let _ = sqlx::query(end).execute(&pool).await;
        }
    }
}

async fn storm(isolation: Isolation, locks: Locks) {
    let db = database().await;
    let setup = pool(&db, 1).await;
    let fast = format!(
        "ALTER DATABASE \"{}\" SET deadlock_timeout = '30ms'",
        db.name()
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(fast))
        .execute(&setup)
        .await
        .unwrap();
    super::accounts(&setup, ACCOUNTS, 1000).await;
    setup.close().await;

    let pool = pool(&db, 16).await;
    let begin = relata::transaction(&pool).isolation(isolation);
    let (dice, tally) = (
        Arc::new(Dice(AtomicU64::new(7))),
        Arc::new(Tally::default()),
    );
    let workers = (0..16).map(|_| {
        let (dice, tally) = (Arc::clone(&dice), Arc::clone(&tally));
        tokio::spawn(work(pool.clone(), begin.clone(), locks, dice, tally))
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    pool.close().await;

    let pool = super::pool(&db, 1).await;
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
        AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'";
    assert_eq!(number(&pool, open).await, 0);
    let sum = "SELECT sum(balance)::bigint FROM accounts";
    assert_eq!(number(&pool, sum).await, ACCOUNTS * 1000);
    // Each balance is what its transfers say: none was half done.
    let half = "SELECT count(*) FROM accounts AS a WHERE balance <> 1000 \
        + coalesce((SELECT sum(amount) FROM transfers WHERE to_id = a.id), 0) \
        - coalesce((SELECT sum(amount) FROM transfers WHERE from_id = a.id), 0)";
    assert_eq!(number(&pool, half).await, 0);

    let count = |counter: &AtomicU32| i64::from(counter.load(Ordering::Relaxed));
    let stored = number(&pool, "SELECT count(*) FROM transfers").await;
    // Those that were given up or lost their connection may have been committed, or not.
    let unsure = count(&tally.cancelled) + count(&tally.failed);
    assert!(stored >= count(&tally.done) && stored <= count(&tally.done) + unsure);
    assert!(
        count(&tally.done) > i64::from(TRANSFERS) / 2,
        "{}",
        count(&tally.done)
    );
    assert!(count(&tally.cancelled) > 0 && count(&tally.failed) > 0);
    assert_eq!(count(&tally.unretried), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transfers_in_order_of_their_locks_keep_the_sum() {
    storm(Isolation::ReadCommitted, Locks::InOrder).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transfers_that_deadlock_are_run_again_and_keep_the_sum() {
    storm(Isolation::ReadCommitted, Locks::AsTheyCome).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serializable_transfers_keep_the_sum() {
    storm(Isolation::Serializable, Locks::AsTheyCome).await;
}
