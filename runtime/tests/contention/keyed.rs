//! Jobs of a queue that have a key.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use relata::codegen::sqlx::PgPool;
use relata::{Error, Executor, Failed, Queue};

use super::schema::{Account, Job, accounts, jobs};
use super::{database, number, pool};
use crate::Work;

const WAITING: &str =
    "SELECT count(*) FROM jobs WHERE lease IS NULL AND done_at IS NULL AND dead_at IS NULL";

fn queue() -> Queue<jobs> {
    relata::queue::<jobs>()
}

async fn enqueue(on: impl Executor<'_>, number: u32) -> Option<i64> {
    let job = queue().enqueue(Work { number }).dedup_key("it's ${me}");
    job.send(on).await.unwrap()
}

async fn claim(pool: &PgPool) -> Option<relata::Job<jobs>> {
    queue().claim(pool, 10).await.unwrap().pop()
}

#[tokio::test]
async fn of_one_key_one_job_waits() {
    let db = database().await;
    let pool = pool(&db, 1).await;
    let first = enqueue(&pool, 1).await;
    assert!(first.is_some());
    assert_eq!(enqueue(&pool, 2).await, None);
    let job = claim(&pool).await.unwrap();
    // What was said last is done.
    assert_eq!((Some(job.id), job.payload.number), (first, 2));
    assert!(claim(&pool).await.is_none());
    // It may have read already what this one is about.
    assert!(enqueue(&pool, 3).await.is_some());
    assert_eq!(enqueue(&pool, 4).await, None);
    job.complete(&pool).await.unwrap();
    assert_eq!(claim(&pool).await.unwrap().payload.number, 4);
}

#[tokio::test]
async fn a_job_takes_the_earlier_time_and_the_higher_priority() {
    let db = database().await;
    let pool = pool(&db, 1).await;
    let hour = Duration::from_secs(3600);
    let job = || queue().enqueue(Work { number: 1 }).dedup_key("key");
    job().delay(hour).priority(3).send(&pool).await.unwrap();
    assert!(claim(&pool).await.is_none());
    job().send(&pool).await.unwrap();
    job().delay(hour).send(&pool).await.unwrap();
    let job = claim(&pool).await.unwrap();
    let job = Job::find(&pool, job.id).await.unwrap().unwrap();
    assert_eq!(job.priority, 3);
}

#[tokio::test]
async fn a_job_begins_after_whoever_would_have_enqueued_it_again() {
    let db = database().await;
    let pool = pool(&db, 2).await;
    enqueue(&pool, 1).await.unwrap();
    let mut tx = relata::begin(&pool).await.unwrap();
    assert_eq!(enqueue(&mut tx, 2).await, None);
    assert!(claim(&pool).await.is_none());
    tx.commit().await.unwrap();
    assert_eq!(claim(&pool).await.unwrap().payload.number, 2);
}

#[tokio::test]
async fn a_job_that_waits_again_is_one_with_another_that_does() {
    let db = database().await;
    let pool = pool(&db, 2).await;
    let id = enqueue(&pool, 1).await.unwrap();
    let job = claim(&pool).await.unwrap();
    let second = enqueue(&pool, 2).await.unwrap();
    assert_eq!(job.fail(&pool, &"no").await.unwrap(), Failed::Again);
    assert_eq!(number(&pool, WAITING).await, 1);
    let merged = Job::find(&pool, second).await.unwrap().unwrap();
    assert!(merged.done_at.is_some());
    let why = format!("one with job {id}, which has the same key");
    assert_eq!(merged.error, Some(why));

    sqlx::query("UPDATE jobs SET run_at = now()")
        .execute(&pool)
        .await
        .unwrap();
    let job = claim(&pool).await.unwrap();
    assert_eq!((job.id, job.payload.number, job.attempts), (id, 2, 2));
    enqueue(&pool, 3).await.unwrap();
    job.release(&pool).await.unwrap();
    let job = claim(&pool).await.unwrap();
    assert_eq!((job.id, job.payload.number, job.attempts), (id, 3, 2));

    // One that is dead does not take what waits, until it is revived.
    enqueue(&pool, 4).await.unwrap();
    let job = queue().attempts(1).claim(&pool, 10).await.unwrap();
    assert_eq!(job.len(), 1);
    let job = job.into_iter().next().unwrap();
    assert_eq!(job.fail(&pool, &"no").await.unwrap(), Failed::Dead);
    let last = enqueue(&pool, 5).await.unwrap();
    assert!(queue().revive(&pool, job.id).await.unwrap());
    let job = claim(&pool).await.unwrap();
    assert_eq!((job.payload.number, job.attempts), (5, 1));
    assert_ne!(job.id, last);
}

#[tokio::test]
async fn in_a_transaction_a_key_that_came_meanwhile_is_an_error() {
    let db = database().await;
    let pool = pool(&db, 2).await;
    enqueue(&pool, 1).await.unwrap();
    let job = claim(&pool).await.unwrap();
    let outcome = relata::transaction(&pool)
        .isolation(relata::Isolation::RepeatableRead)
        .run(async |tx| {
            Account::query().fetch_all(&mut *tx).await?;
            enqueue(&pool, 2).await.unwrap();
            job.release(&mut *tx).await
        })
        .await;
    assert!(
        matches!(outcome, Err(Error::Database { .. })),
        "{outcome:?}"
    );
    // Outside of one it is tried again.
    job.release(&pool).await.unwrap();
    assert_eq!(number(&pool, WAITING).await, 1);
}

/// The account of which each of the first ten is to have the balance of the other ten's one.
const MIRRORED: i64 = 10;

/// Gives one account the balance of another.
async fn mirror(pool: &PgPool, job: &relata::Job<jobs>) -> relata::Result<()> {
    let number = i64::from(job.payload.number);
    relata::transaction(pool)
        .run(async |tx| {
            // Those of one key go one after the other, and each reads after it has begun.
            let to = Account::query().filter(accounts::id.eq(number + MIRRORED));
            to.for_update().fetch_one(&mut *tx).await?;
            let from = Account::find(&mut *tx, number).await?;
            Account::update()
                .set(accounts::balance, from.map_or(0, |from| from.balance))
                .filter(accounts::id.eq(number + MIRRORED))
                .execute(&mut *tx)
                .await?;
            job.complete(tx).await
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_change_is_lost_of_which_the_job_is_enqueued_with_a_key() {
    let db = database().await;
    let pool = pool(&db, 24).await;
    super::accounts(&pool, 2 * MIRRORED, 0).await;
    let queue = queue()
        .attempts(1000)
        .back_off(Duration::from_millis(5), Duration::from_millis(20));

    let enqueued = Arc::new(AtomicU32::new(0));
    let writers = (0..8_u32).map(|writer| {
        let (pool, enqueued) = (pool.clone(), Arc::clone(&enqueued));
        tokio::spawn(async move {
            for turn in 0..100_u32 {
                let number = 1 + (writer * 7 + turn * 3) % 10;
                let added: relata::Result<_> = relata::transaction(&pool)
                    .run(async |tx| {
                        let job = queue.enqueue(Work { number });
                        let job = job.dedup_key(format!("mirror {number}"));
                        let added = job.send(&mut *tx).await?;
                        Account::update()
                            .set(accounts::balance, accounts::balance + 1)
                            .filter(accounts::id.eq(i64::from(number)))
                            .execute(tx)
                            .await?;
                        Ok(added)
                    })
                    .await;
                let added = added.unwrap().is_some();
                enqueued.fetch_add(u32::from(added), Ordering::Relaxed);
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    let begun = Arc::new(AtomicU32::new(0));
    let workers = (0..3).map(|_| {
        let (pool, begun) = (pool.clone(), Arc::clone(&begun));
        tokio::spawn(async move {
            let work = async |job: &relata::Job<jobs>| -> relata::Result<()> {
                let begun = begun.fetch_add(1, Ordering::Relaxed);
                if begun % 4 == 0 {
                    return Err(Error::NotFound { what: "luck" });
                }
                mirror(&pool, job).await
            };
            let worker = queue
                .worker(&pool)
                .concurrency(4)
                .poll(Duration::from_millis(50));
            worker.run(std::future::pending(), work).await.unwrap();
        })
    });
    let workers: Vec<_> = workers.collect();
    for writer in writers {
        writer.await.unwrap();
    }
    for _ in 0..600 {
        let left = "SELECT count(*) FROM jobs WHERE done_at IS NULL";
        if number(&pool, left).await == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for worker in &workers {
        worker.abort();
    }
    let same = "SELECT count(*) FROM accounts AS a JOIN accounts AS b ON b.id = a.id + 10 \
        WHERE a.id <= 10 AND a.balance = b.balance";
    assert_eq!(number(&pool, same).await, MIRRORED);
    let sum = "SELECT sum(balance)::bigint FROM accounts WHERE id <= 10";
    assert_eq!(number(&pool, sum).await, 800);
    // Some were one with another, or there was nothing to be tested.
    assert!(enqueued.load(Ordering::Relaxed) < 800);
}
