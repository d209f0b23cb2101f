//! A transaction commits, rolls back, nests and is run again.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use relata::{Error, Isolation, Tx};

use super::schema::{Account, NewAccount, NewTransfer, Transfer, accounts as columns};
use super::{accounts, database, number, pool};

const COUNT: &str = "SELECT count(*) FROM accounts";

fn new(owner: &str) -> NewAccount {
    NewAccount {
        owner: owner.into(),
    }
}

/// An application's own error.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("too poor")]
    TooPoor,
    #[error(transparent)]
    Relata(#[from] Error),
}

impl relata::Retryable for Refused {
    fn is_retryable(&self) -> bool {
        relata::is_retryable(self)
    }
}

#[tokio::test]
async fn what_succeeds_is_committed_and_what_fails_is_not() {
    let db = database().await;
    let pool = pool(&db, 2).await;
    let name = String::from("moved");
    let id = relata::transaction(&pool)
        .run(async |tx| {
            let account = Account::insert(NewAccount { owner: name });
            let account = account.fetch_one(&mut *tx).await?;
            let found = Account::find(&mut *tx, account.id).await?;
            assert_eq!(found.as_ref(), Some(&account));
            // Not there for others yet.
            assert_eq!(number(&pool, COUNT).await, 0);
            relata::Ok(account.id)
        })
        .await
        .unwrap();
    assert!(Account::find(&pool, id).await.unwrap().is_some());

    let refused = relata::transaction(&pool)
        .run(async |tx| {
            Account::insert(new("b")).execute(&mut *tx).await?;
            Err::<(), _>(Refused::TooPoor)
        })
        .await;
    assert!(matches!(refused, Err(Refused::TooPoor)));
    let mut tx = relata::begin(&pool).await.unwrap();
    Account::insert(new("c")).execute(&mut tx).await.unwrap();
    tx.rollback().await.unwrap();
    let mut tx = relata::begin(&pool).await.unwrap();
    Account::insert(new("d")).execute(&mut tx).await.unwrap();
    drop(tx);
    assert_eq!(number(&pool, COUNT).await, 1);
    let mut tx = relata::begin(&pool).await.unwrap();
    Account::insert(new("e")).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(number(&pool, COUNT).await, 2);
}

#[tokio::test]
async fn a_panic_rolls_back() {
    let db = database().await;
    let pool = pool(&db, 1).await;
    let task = tokio::spawn({
        let pool = pool.clone();
        async move {
            relata::transaction(&pool)
                .run(async |tx| {
                    Account::insert(new("a")).execute(&mut *tx).await?;
                    if tx.savepoint(async |_| relata::Ok(true)).await? {
                        panic!("in the middle");
                    }
                    relata::Ok(())
                })
                .await
        }
    });
    assert!(task.await.unwrap_err().is_panic());
    assert_eq!(number(&pool, COUNT).await, 0);
}

#[tokio::test]
async fn a_savepoint_is_undone_without_what_is_around_it() {
    let db = database().await;
    let pool = pool(&db, 1).await;
    let inner = relata::transaction(&pool)
        .run(async |tx| {
            Account::insert(new("kept")).execute(&mut *tx).await?;
            let failed = tx
                .savepoint(async |tx| {
                    Account::insert(new("undone")).execute(&mut *tx).await?;
                    let negative = Account::insert(new("refused").balance(-1));
                    negative.execute(&mut *tx).await?;
                    relata::Ok(())
                })
                .await;
            tx.savepoint(async |tx| {
                Account::insert(new("kept too")).execute(&mut *tx).await?;
                let _ = tx
                    .savepoint(async |tx| {
                        Account::insert(new("undone")).execute(&mut *tx).await?;
                        Err::<(), _>(Error::NotFound { what: "anything" })
                    })
                    .await;
                relata::Ok(())
            })
            .await?;
            let mut nested = tx.begin().await?;
            Account::insert(new("undone")).execute(&mut nested).await?;
            nested.rollback().await?;
            let mut nested = tx.begin().await?;
            Account::insert(new("kept")).execute(&mut nested).await?;
            nested.commit().await?;
            relata::Ok(failed.unwrap_err().sqlstate())
        })
        .await
        .unwrap();
    assert_eq!(inner.as_deref(), Some("23514"));
    let kept = "SELECT count(*) FROM accounts WHERE owner LIKE 'kept%'";
    assert_eq!(
        (number(&pool, kept).await, number(&pool, COUNT).await),
        (3, 3)
    );
}

#[tokio::test]
async fn a_savepoint_that_is_dropped_is_undone() {
    let db = database().await;
    let pool = pool(&db, 1).await;
    relata::transaction(&pool)
        .run(async |tx| {
            Account::insert(new("kept")).execute(&mut *tx).await?;
            let slow = tx.savepoint(async |tx| {
                Account::insert(new("undone")).execute(&mut *tx).await?;
                std::future::pending::<()>().await;
                relata::Ok(())
            });
            let late = tokio::time::timeout(Duration::from_millis(100), slow).await;
            assert!(late.is_err());
            Account::insert(new("kept")).execute(&mut *tx).await?;
            relata::Ok(())
        })
        .await
        .unwrap();
    let kept = "SELECT count(*) FROM accounts WHERE owner = 'kept'";
    assert_eq!(
        (number(&pool, kept).await, number(&pool, COUNT).await),
        (2, 2)
    );
}

#[tokio::test]
async fn a_commit_after_a_failed_statement_is_an_error() {
    let db = database().await;
    let pool = pool(&db, 1).await;
    // By a call of relata's, whose error is passed over.
    let swallowed = relata::transaction(&pool)
        .run(async |tx| {
            Account::insert(new("a")).execute(&mut *tx).await?;
            let _ = Account::insert(new("b").balance(-1))
                .execute(&mut *tx)
                .await;
            relata::Ok(())
        })
        .await;
    assert!(matches!(swallowed, Err(Error::Aborted)), "{swallowed:?}");
    // By sqlx.
    let mut tx = relata::begin(&pool).await.unwrap();
    let failed = sqlx::query("SELECT 1 / 0").execute(&mut *tx).await;
    assert!(failed.is_err());
    assert!(matches!(tx.commit().await, Err(Error::Aborted)));
    // A savepoint in it fails, and nothing after it is done outside of the transaction.
    let swallowed = relata::transaction(&pool)
        .run(async |tx| {
            let _ = Account::insert(new("b").balance(-1))
                .execute(&mut *tx)
                .await;
            let nested = tx.savepoint(async |_| relata::Ok(())).await;
            assert!(matches!(nested, Err(Error::Aborted)), "{nested:?}");
            let _ = Account::insert(new("c")).execute(&mut *tx).await;
            relata::Ok(())
        })
        .await;
    assert!(matches!(swallowed, Err(Error::Aborted)), "{swallowed:?}");
    // The transaction was ended by hand.
    let mut tx = relata::begin(&pool).await.unwrap();
    sqlx::query("COMMIT").execute(&mut *tx).await.unwrap();
    assert!(matches!(tx.commit().await, Err(Error::Aborted)));
    assert_eq!(number(&pool, COUNT).await, 0);
}

#[tokio::test]
async fn isolation_mode_and_timeouts_are_those_of_the_transaction() {
    let db = database().await;
    let pool = pool(&db, 1).await;
    let settings = "SELECT current_setting('transaction_isolation') || ', ' || \
        current_setting('transaction_read_only') || ', ' || \
        current_setting('transaction_deferrable') || ', ' || current_setting('statement_timeout') || ', ' || \
        current_setting('lock_timeout') || ', ' || current_setting('idle_in_transaction_session_timeout')";
    let show = async |tx: &mut Tx<'_>| -> relata::Result<String> {
        Ok(sqlx::query_scalar(settings)
            .fetch_one(&mut **tx)
            .await
            .unwrap())
    };
    let of = async |transaction: relata::Transaction| {
        let mut tx = transaction.begin().await.unwrap();
        let shown = show(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        shown
    };
    let all = relata::transaction(&pool)
        .isolation(Isolation::Serializable)
        .read_only()
        .deferrable()
        .statement_timeout(Duration::from_millis(1500))
        .lock_timeout(Duration::from_secs(2))
        .idle_timeout(Duration::from_secs(3));
    assert_eq!(of(all).await, "serializable, on, on, 1500ms, 2s, 3s");
    let repeatable = relata::transaction(&pool).isolation(Isolation::RepeatableRead);
    assert_eq!(of(repeatable).await, "repeatable read, off, off, 0, 0, 0");
    assert_eq!(
        of(relata::transaction(&pool)).await,
        "read committed, off, off, 0, 0, 0"
    );
    let written = relata::transaction(&pool)
        .read_only()
        .run(async |tx| Account::insert(new("a")).execute(&mut *tx).await)
        .await;
    assert_eq!(written.unwrap_err().sqlstate().as_deref(), Some("25006"));
}

/// Reads one account's balance and writes another's: of two at the same time, each would not have
/// seen the other's write.
async fn skew(tx: &mut Tx<'_>, read: i64, write: i64) -> Result<(), Refused> {
    let Some(seen) = Account::find(&mut *tx, read).await? else {
        return Err(Refused::TooPoor);
    };
    if seen.balance == 0 {
        return Err(Refused::TooPoor);
    }
    let update = "UPDATE accounts SET balance = 0 WHERE id = $1";
    let updated = sqlx::query(update).bind(write).execute(&mut **tx).await;
    updated.map_err(|source| Error::Database {
        what: "Account",
        doing: "update",
        source,
    })?;
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_serialized_is_run_again_even_when_the_commit_says_so() {
    let db = database().await;
    let pool = pool(&db, 2).await;
    accounts(&pool, 2, 10).await;
    let runs = AtomicU32::new(0);
    let outcome = relata::transaction(&pool)
        .isolation(Isolation::Serializable)
        .retry(3)
        .run(async |tx| {
            let run = runs.fetch_add(1, Ordering::Relaxed);
            skew(tx, 1, 2).await?;
            if run == 0 {
                // The other commits first, and so this one fails: in its commit.
                relata::transaction(&pool)
                    .isolation(Isolation::Serializable)
                    .run(async |tx| skew(tx, 2, 1).await)
                    .await?;
            }
            Ok::<_, Refused>(run)
        })
        .await;
    // The second run has seen what the other wrote.
    assert!(matches!(outcome, Err(Refused::TooPoor)), "{outcome:?}");
    assert_eq!(runs.into_inner(), 2);
    assert_eq!(
        number(&pool, "SELECT balance FROM accounts WHERE id = 2").await,
        10
    );
}

#[tokio::test]
async fn the_last_error_is_returned_when_the_runs_are_used_up() {
    let db = database().await;
    let pool = pool(&db, 1).await;
    let runs = AtomicU32::new(0);
    let fail = "DO $$ BEGIN RAISE EXCEPTION 'run %', current_setting('my.run') \
        USING ERRCODE = 'serialization_failure'; END $$";
    let outcome = relata::transaction(&pool)
        .retry(2)
        .run(async |tx| {
            let run = runs.fetch_add(1, Ordering::Relaxed);
            let set = format!("SET LOCAL my.run = {run}");
            sqlx::raw_sql(sqlx::AssertSqlSafe(set))
                .execute(&mut **tx)
                .await?;
            sqlx::raw_sql(fail).execute(&mut **tx).await?;
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
        })
        .await;
    let said = outcome.unwrap_err().to_string();
    assert!(said.contains("run 2"), "{said}");
    assert_eq!(runs.into_inner(), 3);
}

/// What axum asks of a handler's future.
fn handler<F, Fut>(handler: F) -> impl Fn() -> tokio::task::JoinHandle<relata::Result<u64>>
where
    F: Fn() -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = relata::Result<u64>> + Send + 'static,
{
    move || tokio::spawn(handler())
}

#[tokio::test]
async fn it_runs_in_a_handler_with_what_it_borrows() {
    let db = database().await;
    let pool = pool(&db, 2).await;
    let state = pool.clone();
    let post = handler(move || {
        let pool = state.clone();
        async move {
            let owners = vec![String::from("a"), String::from("b")];
            let (first, amount) = (&owners[0], 5);
            let made = relata::transaction(&pool)
                .retry(1)
                .run(async |tx| {
                    let from = Account::insert(new(first).balance(amount));
                    let from = from.fetch_one(&mut *tx).await?;
                    let to = tx
                        .savepoint(async |tx| {
                            let to = Account::insert(new(&owners[1]));
                            to.fetch_one(&mut *tx).await
                        })
                        .await?;
                    let transfer = NewTransfer {
                        from_id: from.id,
                        to_id: to.id,
                        amount,
                    };
                    Transfer::insert(transfer).execute(&mut *tx).await
                })
                .await?;
            let all = relata::transaction(&pool)
                .run(async move |tx| {
                    let rich = Account::query().filter(columns::owner.in_(&owners));
                    rich.for_share().fetch_all(&mut *tx).await
                })
                .await?;
            assert_eq!(all.len(), 2);
            Ok(made)
        }
    });
    assert_eq!(post().await.unwrap().unwrap(), 1);
}

#[tokio::test]
async fn every_kind_of_connection_is_an_executor() {
    let db = database().await;
    let pool = pool(&db, 2).await;
    let ids = accounts(&pool, 1, 1).await;
    let id = ids[0];
    assert!(Account::find(&pool, id).await.unwrap().is_some());
    let mut connection = pool.acquire().await.unwrap();
    assert!(Account::find(&mut *connection, id).await.unwrap().is_some());
    drop(connection);
    let mut theirs = pool.begin().await.unwrap();
    assert!(Account::find(&mut theirs, id).await.unwrap().is_some());
    assert!(Account::find(&mut *theirs, id).await.unwrap().is_some());
    let locked = Account::query().for_update().fetch_all(&mut theirs).await;
    assert_eq!(locked.unwrap().len(), 1);
    theirs.rollback().await.unwrap();
    let mut ours = relata::begin(&pool).await.unwrap();
    assert!(Account::find(&mut ours, id).await.unwrap().is_some());
    assert!(Account::find(&mut *ours, id).await.unwrap().is_some());
    ours.rollback().await.unwrap();
}
