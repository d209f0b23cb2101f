//! Hearing from the database.

use std::time::Duration;

use relata::{Error, Heard};

use super::{database, pool};

async fn heard(listener: &mut relata::Listener) -> Heard {
    let heard = tokio::time::timeout(Duration::from_secs(20), listener.recv());
    heard.await.expect("something is heard").unwrap()
}

#[tokio::test]
async fn a_notice_comes_with_the_commit_and_after_a_lost_connection() {
    let db = database().await;
    let pool = pool(&db, 3).await;
    let channel = "Votes \"of\" today; DROP TABLE jobs";
    let mut listener = relata::listen(&pool, [channel, "other"]).await.unwrap();
    let mut tx = relata::begin(&pool).await.unwrap();
    relata::notify(&mut tx, channel, r#"{"number": 7}"#)
        .await
        .unwrap();
    let early = tokio::time::timeout(Duration::from_millis(100), listener.recv()).await;
    assert!(early.is_err());
    tx.commit().await.unwrap();
    let Heard::Notice(notice) = heard(&mut listener).await else {
        panic!("the connection stands");
    };
    assert_eq!(notice.channel(), channel);
    assert_eq!(notice.json::<crate::Work>().unwrap().number, 7);
    let unfit = notice.json::<u32>().unwrap_err().to_string();
    assert!(unfit.contains("does not parse"), "{unfit}");

    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'";
    sqlx::query(end).execute(&pool).await.unwrap();
    assert!(matches!(heard(&mut listener).await, Heard::Reconnected));
    relata::notify(&pool, "other", "").await.unwrap();
    let Heard::Notice(notice) = heard(&mut listener).await else {
        panic!("the connection stands");
    };
    assert_eq!((notice.channel(), notice.payload()), ("other", ""));
}

#[tokio::test]
async fn what_is_no_channel_is_refused() {
    let db = database().await;
    for channel in [String::new(), "x".repeat(64), "a\0b".to_owned()] {
        let refused = relata::listen(db.pool(), [channel]).await.unwrap_err();
        assert!(matches!(refused, Error::Value { .. }), "{refused}");
    }
    let refused = relata::notify(db.pool(), "a\0b", "").await.unwrap_err();
    assert!(matches!(refused, Error::Value { .. }), "{refused}");
}
