//! What a transaction sends, as it crosses the wire.

use std::time::Duration;

use relata::Isolation;

use super::database;
use super::schema::Account;
use crate::tap::tapped;

#[tokio::test]
async fn a_transaction_is_begun_and_ended_by_one_statement_each() {
    let db = database().await;
    let (pool, sent) = tapped(&db, 1).await;
    let taken = || sent.texts();
    // Other tests make statements fail meanwhile, after which each transaction asks: until none
    // does.
    for attempt in 0..200 {
        relata::transaction(&pool)
            .isolation(Isolation::Serializable)
            .read_only()
            .lock_timeout(Duration::from_secs(1))
            .run(async |tx| {
                Account::find(&mut *tx, 1).await?;
                tx.savepoint(async |_| relata::Ok(())).await
            })
            .await
            .unwrap();
        let mut texts = taken();
        texts.retain(|text| !text.starts_with("SELECT"));
        if attempt < 199 && texts.iter().any(|text| text == "SAVEPOINT asked") {
            continue;
        }
        let begin = "BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY; SET LOCAL lock_timeout = 1000";
        let savepoint = [
            "SAVEPOINT _sqlx_savepoint_1",
            "RELEASE SAVEPOINT _sqlx_savepoint_1",
        ];
        assert_eq!(texts, [begin, savepoint[0], savepoint[1], "COMMIT"]);
        break;
    }
    let refused = relata::transaction(&pool)
        .run(async |_| Err::<(), _>(relata::Error::NotFound { what: "anything" }))
        .await;
    assert!(refused.is_err());
    assert_eq!(taken(), ["BEGIN", "ROLLBACK"]);
}
