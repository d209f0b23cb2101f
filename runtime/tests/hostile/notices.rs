//! Channels and what is sent over them.

use std::time::Duration;

use relata::{Error, Heard};

use super::corpus::{NUL, is_no_mistake_of_ours, short};
use super::names::database;

#[tokio::test]
async fn every_text_is_a_channel_and_is_sent() {
    let db = database().await;
    let pool = db.pool();
    // A name ends with 63 bytes.
    let channels: Vec<&str> = short()
        .filter(|text| (1..=63).contains(&text.len()))
        .collect();
    let mut listener = relata::listen(pool, channels.clone()).await.unwrap();
    let long = "\u{1F980}'\"\\".repeat(1142) + "xxxxx";
    assert_eq!(long.len(), 7999);
    for channel in channels {
        for payload in [channel, "", &long] {
            relata::notify(pool, channel, payload).await.unwrap();
            let heard = tokio::time::timeout(Duration::from_secs(20), listener.recv());
            let Heard::Notice(notice) = heard.await.unwrap().unwrap() else {
                panic!("the connection stands");
            };
            assert_eq!((notice.channel(), notice.payload()), (channel, payload));
        }
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_in_words() {
    let db = database().await;
    let pool = db.pool();
    let long = "x".repeat(8000);
    for (channel, payload, column) in [
        ("a", long.as_str(), "payload"),
        ("a", NUL, "payload"),
        (NUL, "", "channel"),
        ("", "", "channel"),
        (&long[..64], "", "channel"),
    ] {
        let error = relata::notify(pool, channel, payload).await.unwrap_err();
        is_no_mistake_of_ours(&error);
        assert!(
            matches!(error, Error::Value { what: "notice", .. }),
            "{error}"
        );
        assert_eq!(error.column(), Some(column), "{error}");
        assert!(error.to_string().len() < 200, "{error}");
    }
    for channel in ["", NUL, &long] {
        let error = relata::listen(pool, [channel]).await.unwrap_err();
        assert_eq!(error.column(), Some("channel"), "{error}");
        assert!(error.to_string().len() < 200, "{error}");
    }
}
