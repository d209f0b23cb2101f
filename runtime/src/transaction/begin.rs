//! Beginning a transaction so that it can be cancelled at any time.
//!
//! sqlx counts a transaction as begun when the server has answered. If the call is dropped before,
//! the `BEGIN` is on its way, and nothing rolls back what it begins.

use std::pin::Pin;
use std::task::{Context, Poll};

use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, SqlSafeStr as _};

use super::Tx;
use crate::error::{Error, Result};
use crate::statement::acquire;

/// A `BEGIN` or `SAVEPOINT` on its way.
type Opening<'c> =
    Pin<Box<dyn Future<Output = sqlx::Result<sqlx::Transaction<'c, Postgres>>> + Send + 'c>>;

/// Begins a transaction.
pub(super) async fn begin(pool: &PgPool, sql: String) -> Result<Tx<'static>> {
    let connection = acquire(pool, "transaction").await?;
    let statement = AssertSqlSafe(sql).into_sql_str();
    let opening = sqlx::Transaction::begin(connection, Some(statement));
    let begun = Finished(Some(opening)).await;
    begun
        .map(Tx::new)
        .map_err(Error::database("transaction", "begin"))
}

/// Sets a savepoint.
pub(super) async fn savepoint(connection: &mut PgConnection) -> Result<Tx<'_>> {
    let opening = sqlx::Transaction::begin(connection, None);
    let begun = Kept(Some(opening)).await;
    begun
        .map(Tx::new)
        .map_err(Error::database("transaction", "set a savepoint"))
}

/// Goes on in the background when it is dropped, until there is a transaction to roll back.
struct Finished(Option<Opening<'static>>);

impl Future for Finished {
    type Output = sqlx::Result<sqlx::Transaction<'static, Postgres>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(opening) = &mut self.0 else {
            return Poll::Pending;
        };
        let answer = opening.as_mut().poll(context);
        if answer.is_ready() {
            self.0 = None;
        }
        answer
    }
}

impl Drop for Finished {
    fn drop(&mut self) {
        if let Some(opening) = self.0.take()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(async move { drop(opening.await) });
        }
    }
}

/// Is never dropped before its end. sqlx would roll back one level more than was begun, and so
/// what is around the savepoint; a savepoint that nobody goes back to does no harm. What is
/// lost of it is the memory of one future.
struct Kept<'c>(Option<Opening<'c>>);

impl<'c> Future for Kept<'c> {
    type Output = sqlx::Result<sqlx::Transaction<'c, Postgres>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(opening) = &mut self.0 else {
            return Poll::Pending;
        };
        let answer = opening.as_mut().poll(context);
        if answer.is_ready() {
            self.0 = None;
        }
        answer
    }
}

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        std::mem::forget(self.0.take());
    }
}
