//! A queue over a table.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use relata::codegen::sqlx::PgPool;
use relata::{Error, Failed, Queue};

use super::schema::{Account, Job, NewAccount, jobs};
use super::{database, number, pool};
use crate::Work;

const WAITING: &str = "SELECT count(*) FROM jobs WHERE done_at IS NULL AND dead_at IS NULL";
const DONE: &str = "SELECT count(*) FROM jobs WHERE done_at IS NOT NULL";

fn queue() -> Queue<jobs> {
    relata::queue::<jobs>()
}

async fn run_sql(pool: &PgPool, sql: &'static str) {
    sqlx::query(sql).execute(pool).await.unwrap();
}

#[tokio::test]
async fn a_job_is_there_when_its_transaction_commits() {
    let db = database().await;
    let pool = pool(&db, 2).await;
    let mut tx = relata::begin(&pool).await.unwrap();
    let owner = "new".to_owned();
    Account::insert(NewAccount { owner })
        .execute(&mut tx)
        .await
        .unwrap();
    let id = queue()
        .enqueue(Work { number: 1 })
        .send(&mut tx)
        .await
        .unwrap();
    assert!(queue().claim(&pool, 5).await.unwrap().is_empty());
    tx.commit().await.unwrap();
    let claimed = queue().claim(&pool, 5).await.unwrap();
    assert_eq!((Some(claimed[0].id), claimed[0].payload.number), (id, 1));
    assert!(queue().claim(&pool, 5).await.unwrap().is_empty());

    // Together with what it does.
    let undone = relata::transaction(&pool)
        .run(async |tx| {
            claimed[0].complete(&mut *tx).await?;
            Err::<(), _>(Error::NotFound { what: "anything" })
        })
        .await;
    assert!(undone.is_err());
    assert_eq!(number(&pool, DONE).await, 0);
    relata::transaction(&pool)
        .run(async |tx| claimed[0].complete(&mut *tx).await)
        .await
        .unwrap();
    assert_eq!(number(&pool, DONE).await, 1);
    let again = claimed[0].complete(&pool).await.unwrap_err();
    assert!(matches!(again, Error::LeaseLost { .. }), "{again}");
}

#[tokio::test]
async fn jobs_come_by_priority_and_when_they_are_due() {
    let db = database().await;
    let pool = pool(&db, 1).await;
    let queue = queue();
    let many = (1..=3).map(|number| Work { number });
    let ids = queue.enqueue_many(many).send(&pool).await.unwrap();
    assert_eq!(ids.len(), 3);
    let urgent = queue.enqueue(Work { number: 9 }).priority(5);
    urgent.send(&pool).await.unwrap();
    let later = queue.enqueue(Work { number: 10 }).priority(9);
    let later = later
        .delay(Duration::from_secs(600))
        .send(&pool)
        .await
        .unwrap();
    let past = relata::types::Utc::now() - Duration::from_secs(60);
    let old = queue.enqueue(Work { number: 4 }).run_at(past).quiet();
    old.send(&pool).await.unwrap();

    let numbers = |jobs: &[relata::Job<jobs>]| -> Vec<u32> {
        jobs.iter().map(|job| job.payload.number).collect()
    };
    let first = queue.claim(&pool, 2).await.unwrap();
    assert_eq!(numbers(&first), [9, 4]);
    let rest = queue.claim(&pool, 10).await.unwrap();
    assert_eq!(numbers(&rest), [1, 2, 3]);
    run_sql(&pool, "UPDATE jobs SET run_at = now() WHERE priority = 9").await;
    assert_eq!(Some(queue.claim(&pool, 1).await.unwrap()[0].id), later);
    assert!(queue.enqueue_many([]).send(&pool).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_lease_that_ended_is_another_workers_and_the_first_is_told() {
    let db = database().await;
    let pool = pool(&db, 1).await;
    let queue = queue().lease(Duration::from_millis(150)).attempts(3);
    queue.enqueue(Work { number: 1 }).send(&pool).await.unwrap();
    let first = queue.claim(&pool, 1).await.unwrap().remove(0);
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(60)).await;
        first.extend(&pool).await.unwrap();
    }
    assert!(queue.claim(&pool, 1).await.unwrap().is_empty());
    tokio::time::sleep(Duration::from_millis(200)).await;
    let second = queue.claim(&pool, 1).await.unwrap().remove(0);
    assert_eq!((second.id, second.attempts), (first.id, 2));
    let lost = |outcome: relata::Result<()>| {
        assert!(matches!(outcome, Err(Error::LeaseLost { id, .. }) if id == first.id));
    };
    lost(first.complete(&pool).await);
    lost(first.extend(&pool).await);
    lost(first.release(&pool).await);
    lost(first.fail(&pool, &"late").await.map(drop));
    second.release(&pool).await.unwrap();
    // Nobody says how it ended: given up when the attempts are used up.
    for attempts in [2, 3] {
        assert_eq!(queue.claim(&pool, 1).await.unwrap()[0].attempts, attempts);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(queue.claim(&pool, 1).await.unwrap().is_empty());
    let dead = Job::find(&pool, first.id).await.unwrap().unwrap();
    assert!(dead.dead_at.is_some());
    assert_eq!(
        dead.error.as_deref(),
        Some("the last worker did not say how it ended")
    );
    assert!(queue.revive(&pool, first.id).await.unwrap());
    assert!(!queue.revive(&pool, first.id).await.unwrap());
    assert_eq!(queue.claim(&pool, 1).await.unwrap()[0].attempts, 1);
}

#[tokio::test]
async fn a_job_that_fails_waits_longer_each_time_and_dies_in_the_end() {
    let db = database().await;
    let pool = pool(&db, 1).await;
    let queue = queue()
        .attempts(3)
        .back_off(Duration::from_secs(100), Duration::from_secs(150));
    let id = queue
        .enqueue(Work { number: 1 })
        .send(&pool)
        .await
        .unwrap()
        .unwrap();
    let pause = "SELECT extract(epoch FROM run_at - now())::bigint FROM jobs";
    for (attempt, least, most) in [(1, 49, 100), (2, 74, 150)] {
        let job = queue.claim(&pool, 1).await.unwrap().remove(0);
        assert_eq!(job.attempts, attempt);
        assert_eq!(job.fail(&pool, &"a\0b").await.unwrap(), Failed::Again);
        let pause = number(&pool, pause).await;
        assert!((least..=most).contains(&pause), "{pause}");
        run_sql(&pool, "UPDATE jobs SET run_at = now()").await;
    }
    let job = queue.claim(&pool, 1).await.unwrap().remove(0);
    assert_eq!(job.fail(&pool, &"for good").await.unwrap(), Failed::Dead);
    let dead = Job::find(&pool, id).await.unwrap().unwrap();
    assert_eq!(
        (dead.error.as_deref(), dead.attempts),
        (Some("for good"), 3)
    );
    assert_eq!(number(&pool, WAITING).await, 0);
}

#[tokio::test]
async fn a_payload_that_does_not_fit_is_dead_and_stops_no_other() {
    let db = database().await;
    let pool = pool(&db, 1).await;
    run_sql(
        &pool,
        "INSERT INTO jobs (payload) VALUES ('{\"number\": \"x\"}'), ('{\"number\": 2}')",
    )
    .await;
    let claimed = queue().claim(&pool, 5).await.unwrap();
    assert_eq!(claimed.len(), 1);
    let why = "SELECT error FROM jobs WHERE dead_at IS NOT NULL";
    let why: String = sqlx::query_scalar(why).fetch_one(&pool).await.unwrap();
    assert!(why.starts_with("`payload` does not parse"), "{why}");
}

#[tokio::test]
async fn the_claim_is_served_by_the_index() {
    let db = database().await;
    let pool = pool(&db, 1).await;
    run_sql(
        &pool,
        "INSERT INTO jobs (payload, done_at) SELECT '{\"number\": 1}', \
         CASE WHEN n % 100 > 0 THEN now() END FROM generate_series(1, 20000) AS n",
    )
    .await;
    run_sql(&pool, "ANALYZE jobs").await;
    let plan = "EXPLAIN SELECT id FROM jobs WHERE done_at IS NULL AND dead_at IS NULL AND run_at <= now() \
        ORDER BY priority DESC, run_at, id LIMIT 10 FOR UPDATE SKIP LOCKED";
    let plan: Vec<String> = sqlx::query_scalar(plan).fetch_all(&pool).await.unwrap();
    let plan = plan.join("\n");
    assert!(
        plan.contains("Index Scan using jobs_priority_run_at_id_idx"),
        "{plan}"
    );
    assert!(!plan.contains("Sort"), "{plan}");
}

#[tokio::test]
async fn a_worker_is_woken_retries_and_stops_gracefully() {
    let db = database().await;
    let pool = pool(&db, 4).await;
    let queue = queue()
        .back_off(Duration::from_millis(20), Duration::from_millis(20))
        .attempts(2);
    let seen = Mutex::new(Vec::new());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let worker = queue
        .worker(&pool)
        .poll(Duration::from_secs(600))
        .grace(Duration::from_millis(300));
    let work = async |job: &relata::Job<jobs>| -> Result<(), String> {
        let (number, attempts) = (job.payload.number, job.attempts);
        seen.lock().unwrap().push((number, attempts));
        match (number, attempts) {
            (2, 1) => Err("once more".to_owned()),
            (3, _) => panic!("three is too many"),
            (4, _) => std::future::pending().await,
            _ => Ok(()),
        }
    };
    let stop_when_told = async {
        let _ = stopped.await;
    };
    let running = worker.run(stop_when_told, work);
    let teller = async {
        // It is idle by now, and would look again in ten minutes.
        tokio::time::sleep(Duration::from_millis(200)).await;
        for number in 1..=4 {
            queue.enqueue(Work { number }).send(&pool).await.unwrap();
        }
        for _ in 0..200 {
            if number(&pool, WAITING).await == 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        drop(stop);
    };
    let (outcome, ()) = tokio::join!(running, teller);
    outcome.unwrap();
    let mut seen = seen.into_inner().unwrap();
    seen.sort_unstable();
    assert_eq!(seen, [(1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (4, 1)]);
    assert_eq!(number(&pool, DONE).await, 2);
    let dead = "SELECT error FROM jobs WHERE dead_at IS NOT NULL";
    let dead: String = sqlx::query_scalar(dead).fetch_one(&pool).await.unwrap();
    assert_eq!(dead, "panicked: three is too many");
    // What had not ended was given back, and the attempt does not count.
    assert_eq!(queue.claim(&pool, 5).await.unwrap()[0].attempts, 1);
}

#[tokio::test]
async fn heartbeats_keep_a_long_job_and_a_lost_lease_drops_it() {
    let db = database().await;
    let pool = pool(&db, 4).await;
    let queue = queue().lease(Duration::from_millis(300));
    queue.enqueue(Work { number: 1 }).send(&pool).await.unwrap();
    let begun = AtomicU32::new(0);
    let ended = AtomicU32::new(0);
    let work = async |_: &relata::Job<jobs>| -> relata::Result<()> {
        if begun.fetch_add(1, Ordering::Relaxed) == 1 {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(Duration::from_millis(1000)).await;
        ended.fetch_add(1, Ordering::Relaxed);
        Ok(())
    };
    let script = async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert!(queue.claim(&pool, 1).await.unwrap().is_empty());
        tokio::time::sleep(Duration::from_millis(600)).await;
        assert_eq!(number(&pool, DONE).await, 1);
        queue.enqueue(Work { number: 2 }).send(&pool).await.unwrap();
        tokio::time::sleep(Duration::from_millis(150)).await;
        // Somebody takes the second one away.
        run_sql(&pool, "UPDATE jobs SET lease = gen_random_uuid(), run_at = now() + interval '1 hour' WHERE done_at IS NULL").await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    };
    let worker = queue
        .worker(&pool)
        .concurrency(1)
        .grace(Duration::from_secs(60));
    let begun_at = std::time::Instant::now();
    worker.run(script, work).await.unwrap();
    // The second job's future was dropped: the worker did not wait for it.
    assert!(begun_at.elapsed() < Duration::from_secs(20));
    assert_eq!((begun.into_inner(), ended.into_inner()), (2, 1));
}

/// What is being done at this moment, by all workers.
#[derive(Default)]
struct Now {
    running: Mutex<BTreeSet<i64>>,
    collisions: AtomicU32,
    begun: AtomicU32,
}

/// Takes a job off the list however its future ends.
struct Running<'a>(&'a Now, i64);

impl<'a> Running<'a> {
    fn begin(now: &'a Now, id: i64) -> Self {
        now.begun.fetch_add(1, Ordering::Relaxed);
        if !now.running.lock().unwrap().insert(id) {
            now.collisions.fetch_add(1, Ordering::Relaxed);
        }
        Self(now, id)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.lock().unwrap().remove(&self.1);
    }
}

fn worker(pool: PgPool, queue: Queue<jobs>, now: Arc<Now>) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        let work = async |job: &relata::Job<jobs>| -> relata::Result<()> {
            let _running = Running::begin(&now, job.id);
            if job.payload.number.is_multiple_of(10) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            } else {
                tokio::task::yield_now().await;
            }
            Ok(())
        };
        let worker = queue
            .worker(&pool)
            .concurrency(16)
            .poll(Duration::from_millis(500));
        worker.run(std::future::pending(), work).await.unwrap();
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_that_are_killed_lose_no_job_and_do_none_twice_at_once() {
    const JOBS: i64 = 10_000;
    let db = database().await;
    let pool = pool(&db, 24).await;
    let queue = queue().lease(Duration::from_secs(2)).attempts(20);
    let many = (0..10_000).map(|number| Work { number });
    queue.enqueue_many(many).send(&pool).await.unwrap();

    let now = Arc::new(Now::default());
    let mut workers: Vec<_> = (0..8)
        .map(|_| worker(pool.clone(), queue, Arc::clone(&now)))
        .collect();
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' \
        AND pid % 3 = 0";
    let control = super::pool(&db, 1).await;
    for round in 0..600 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        if round < 15 && round % 2 == 0 {
            let at = round % workers.len();
            workers[at].abort();
            workers[at] = worker(pool.clone(), queue, Arc::clone(&now));
        }
        if round < 15 && round % 4 == 1 {
            let _ = sqlx::query(end).execute(&control).await;
        }
        let done: Result<i64, _> = sqlx::query_scalar(DONE).fetch_one(&control).await;
        if done.is_ok_and(|done| done == JOBS) {
            break;
        }
    }
    for worker in &workers {
        worker.abort();
    }
    assert_eq!(number(&pool, DONE).await, JOBS);
    assert_eq!(now.collisions.load(Ordering::Relaxed), 0);
    let begun = i64::from(now.begun.load(Ordering::Relaxed));
    let attempts = number(&pool, "SELECT sum(attempts)::bigint FROM jobs").await;
    assert!(begun >= JOBS && begun <= attempts, "{begun} {attempts}");
    // Some were begun and not ended, or there was nothing to be tested.
    assert!(attempts > JOBS, "{attempts}");
}
