//! A queue whose table, jobs, keys and errors are of the corpus, and pieces of work with its names.

use std::time::Duration;

use relata::{Error, Failed};
use serde_json::json;

use super::corpus::{NUL, is_no_mistake_of_ours, texts};
use super::names::database;
use super::names::Über::{Analyse, Analysis};

#[tokio::test]
async fn jobs_hold_every_text() {
    let db = database().await;
    let pool = db.pool();
    let queue = relata::queue::<Analyse>().attempts(1);
    let payload = |text: &str| json!({ text: [text, { "text": text }] });
    let texts = texts();
    for text in &texts {
        let one = queue.enqueue(payload(text));
        // An index takes no key of a megabyte.
        let key = text.chars().take(100).collect::<String>();
        let id = one.dedup_key(&key).send(pool).await.unwrap();
        let again = queue.enqueue(payload(text)).dedup_key(&key);
        assert_eq!(again.send(pool).await.unwrap(), None);
        let job = queue.claim(pool, 1).await.unwrap().remove(0);
        assert_eq!((Some(job.id), job.payload.clone()), (id, payload(text)));
        assert_eq!(job.fail(pool, text).await.unwrap(), Failed::Dead);
        let dead = Analysis::find(pool, job.id).await.unwrap().unwrap();
        assert_eq!(
            (dead.error.as_ref(), dead.dedup_key),
            (Some(text), Some(key))
        );
        assert!(queue.revive(pool, job.id).await.unwrap());
        let job = queue.claim(pool, 1).await.unwrap().remove(0);
        job.complete(pool).await.unwrap();
    }
    let many = queue.enqueue_many(texts.iter().map(|text| payload(text)));
    assert_eq!(many.send(pool).await.unwrap().len(), texts.len());
    let claimed = queue.claim(pool, 1000).await.unwrap();
    let claimed = claimed.iter().map(|job| job.payload.clone());
    assert!(claimed.eq(texts.iter().map(|text| payload(text))));
}

#[tokio::test]
async fn what_a_job_cannot_hold_is_refused() {
    let db = database().await;
    let pool = db.pool();
    let queue = relata::queue::<Analyse>();
    let keyed = queue.enqueue(json!(1)).dedup_key(NUL).send(pool).await;
    let error = keyed.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("Analysis: `dedup_key` {}", no_nul())
    );
    // JSON writes it as `\u0000`, which `jsonb` does not take.
    for error in [
        queue.enqueue(json!(NUL)).send(pool).await.unwrap_err(),
        queue
            .enqueue_many([json!({ NUL: 1 })])
            .send(pool)
            .await
            .unwrap_err(),
    ] {
        assert!(
            matches!(
                error,
                Error::Database {
                    what: "Analysis",
                    ..
                }
            ),
            "{error}"
        );
        assert_eq!(error.sqlstate().as_deref(), Some("22P05"), "{error}");
    }
    // Why it failed may hold anything: it is cleaned.
    queue.enqueue(json!(1)).send(pool).await.unwrap();
    let job = queue.claim(pool, 1).await.unwrap().remove(0);
    let _ = job.fail(pool, &NUL).await.unwrap();
    let failed = Analysis::find(pool, job.id).await.unwrap().unwrap();
    assert_eq!(failed.error.as_deref(), Some("a\u{fffd}b"));
    // Times that PostgreSQL does not have.
    for delay in [Duration::MAX, Duration::from_secs(1 << 60)] {
        let error = queue
            .enqueue(json!(2))
            .delay(delay)
            .send(pool)
            .await
            .unwrap_err();
        is_no_mistake_of_ours(&error);
        let claimed = relata::queue::<Analyse>().lease(delay).claim(pool, 1).await;
        if let Err(error) = claimed {
            is_no_mistake_of_ours(&error);
        }
    }
}

fn no_nul() -> &'static str {
    "has a character U+0000, which PostgreSQL's text does not have"
}

#[tokio::test]
async fn a_piece_of_work_has_any_name() {
    let db = database().await;
    let pool = db.pool();
    let mut keys = std::collections::BTreeSet::new();
    for text in texts().iter().map(String::as_str).chain([NUL]) {
        let work = relata::work(text);
        assert!(
            keys.insert(work.key()),
            "`{text}` has the number of another"
        );
        let mut held = work.try_hold(pool).await.unwrap().unwrap();
        held.check().await.unwrap();
        let elsewhere = relata::transaction(pool)
            .run(async |tx| work.try_lock(&mut *tx).await)
            .await;
        assert!(!elsewhere.unwrap());
        held.release().await.unwrap();
    }
}
