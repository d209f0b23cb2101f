//! A transaction that is dropped at any of its awaits leaves nothing behind.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use relata::codegen::sqlx::{PgPool, Row as _};

use super::schema::{Account, NewAccount};
use super::{accounts, database, number, pool};

/// Is dropped when it has waited this often.
struct Killed<F> {
    future: Option<Pin<Box<F>>>,
    waits: u32,
}

impl<F: Future> Future for Killed<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(future) = &mut self.future else {
            return Poll::Ready(None);
        };
        match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if self.waits == 0 => {
                self.future = None;
                Poll::Ready(None)
            }
            Poll::Pending => {
                self.waits -= 1;
                Poll::Pending
            }
        }
    }
}

fn killed<F: Future>(waits: u32, future: F) -> Killed<F> {
    Killed {
        future: Some(Box::pin(future)),
        waits,
    }
}

/// Takes one from the first account and gives it to the second, with a savepoint in between.
async fn give(pool: &PgPool) -> relata::Result<()> {
    relata::transaction(pool)
        .run(async |tx| {
            change(tx, 1, -1).await;
            tx.savepoint(async |tx| {
                change(tx, 2, 1).await;
                relata::Ok(())
            })
            .await?;
            let undone = tx
                .savepoint(async |tx| {
                    change(tx, 2, 100).await;
                    Err::<(), _>(relata::Error::NotFound { what: "anything" })
                })
                .await;
            assert!(undone.is_err());
            relata::Ok(())
        })
        .await
}

async fn change(tx: &mut relata::Tx<'_>, id: i64, by: i64) {
    // It takes a moment: a server that answers at once leaves nothing to wait for.
    let update = "UPDATE accounts SET balance = balance + $2 FROM pg_sleep(0.003) WHERE id = $1";
    let update = sqlx::query(update).bind(id).bind(by);
    update.execute(&mut **tx).await.unwrap();
}

/// The only connection is in no transaction.
async fn is_clean(pool: &PgPool) {
    // In one message, so that a transaction of its own begins with the statement.
    let fresh = sqlx::raw_sql("SELECT now() = statement_timestamp()");
    let fresh: bool = fresh.fetch_one(pool).await.unwrap().get(0);
    assert!(fresh, "the connection is in a transaction");
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
        AND state LIKE 'idle in transaction%'";
    assert_eq!(number(pool, open).await, 0);
}

#[tokio::test]
async fn at_every_await_it_is_all_or_nothing() {
    let db = database().await;
    let pool = pool(&db, 1).await;
    accounts(&pool, 2, 1000).await;
    let (mut waits, mut ended, mut dropped) = (0, 0, 0);
    // The number of waits differs from run to run, with how fast the server answers: some runs more.
    while ended < 5 || dropped < 8 {
        let outcome = killed(waits, give(&pool)).await;
        is_clean(&pool).await;
        assert_eq!(
            number(&pool, "SELECT sum(balance)::bigint FROM accounts").await,
            2000,
            "after {waits} waits"
        );
        waits += 1;
        if outcome.is_some() {
            ended += 1;
            waits = 0;
        } else {
            dropped += 1;
        }
        assert!(ended < 100, "only {dropped} were dropped in time");
    }
    let given = number(&pool, "SELECT 1000 - balance FROM accounts WHERE id = 1").await;
    assert!(given >= ended, "{given} {ended}");
}

#[tokio::test]
async fn a_savepoint_that_is_dropped_at_any_await_leaves_the_rest_alone() {
    let db = database().await;
    let pool = pool(&db, 1).await;
    accounts(&pool, 2, 1000).await;
    let (mut waits, mut ended, mut undone) = (0, 0, 0);
    // A server that answers at once leaves few moments to wait for: then once more.
    while ended < 3 || undone < 3 {
        let before = number(&pool, "SELECT balance FROM accounts WHERE id = 1").await;
        let mut kept = None;
        let outcome = relata::transaction(&pool)
            .run(async |tx| {
                change(tx, 1, -1).await;
                let nested = tx.savepoint(async |tx| {
                    change(tx, 2, 1).await;
                    relata::Ok(())
                });
                kept = killed(waits, nested).await;
                // In the same transaction still, whatever became of the savepoint.
                let change = Account::insert(NewAccount { owner: "x".into() });
                change.execute(&mut *tx).await?;
                relata::Ok(())
            })
            .await;
        is_clean(&pool).await;
        let after = number(&pool, "SELECT balance FROM accounts WHERE id = 1").await;
        let nested = number(&pool, "SELECT balance - 1000 FROM accounts WHERE id = 2").await;
        let others = number(&pool, "SELECT count(*) FROM accounts WHERE owner = 'x'").await;
        let clear = "DELETE FROM accounts WHERE owner = 'x'";
        sqlx::query(clear).execute(&pool).await.unwrap();
        sqlx::query("UPDATE accounts SET balance = 1000 WHERE id = 2")
            .execute(&pool)
            .await
            .unwrap();
        match outcome {
            Ok(()) => {
                let expected = i64::from(kept.is_some());
                assert_eq!(
                    (before - after, nested, others),
                    (1, expected, 1),
                    "{waits}"
                );
                undone += u32::from(kept.is_none());
            }
            // It was dropped while its release was under way: nothing is done at all.
            Err(error) => {
                assert_eq!(
                    (before - after, nested, others),
                    (0, 0, 0),
                    "{waits}: {error}"
                );
            }
        }
        waits += 1;
        if kept.is_some() {
            ended += 1;
            waits = 0;
        }
        assert!(ended < 100, "only {undone} were dropped in time");
    }
}

#[tokio::test]
async fn a_guard_that_is_dropped_while_it_begins_begins_nothing() {
    let db = database().await;
    let pool = pool(&db, 1).await;
    for waits in 0..4 {
        let begun = killed(waits, relata::begin(&pool)).await;
        drop(begun);
        is_clean(&pool).await;
    }
    // And if the server is slow.
    let slow = relata::transaction(&pool).run(async |tx| {
        sqlx::query("SELECT pg_sleep(0.3)")
            .execute(&mut **tx)
            .await
            .unwrap();
        relata::Ok(())
    });
    let late = tokio::time::timeout(Duration::from_millis(50), slow).await;
    assert!(late.is_err());
    is_clean(&pool).await;
}
