//! A transaction that has begun, or a savepoint in one.

use std::ops::{Deref, DerefMut};

use sqlx::{Executor as _, PgConnection, Postgres};

use super::{SendFnOnce, begin, call_once};
use crate::error::{Error, Result, refusals};
use crate::executor::Source;

/// A transaction that has begun, or a savepoint in one: what a closure of
/// [`run`](super::Transaction::run) is given, and what [`begin`](super::begin()) gives.
///
/// Each call of relata's takes `&mut *tx`, and each of sqlx's `&mut **tx`; where `tx` is no
/// reference but the guard itself, `&mut tx` and `&mut *tx`. When it is dropped without
/// [`commit`](Self::commit), it is rolled back before its connection does anything else.
#[must_use = "a transaction that is dropped is rolled back"]
#[derive(Debug)]
pub struct Tx<'c> {
    transaction: sqlx::Transaction<'c, Postgres>,
    /// How many statements of the process had failed when it began.
    refusals: u64,
    /// Whether sqlx has had the connection, of whose errors nothing is known.
    lent: bool,
    nested: bool,
    /// Behind a proxy, where statements have no names.
    unnamed: bool,
}

impl<'c> Tx<'c> {
    pub(super) fn new(transaction: sqlx::Transaction<'c, Postgres>) -> Self {
        Self {
            transaction,
            refusals: refusals(),
            lent: false,
            nested: false,
            unnamed: false,
        }
    }

    /// The same, behind a proxy.
    pub(super) fn unnamed(mut self) -> Self {
        self.unnamed = true;
        self
    }

    /// Commits. Of a savepoint, keeps what was done since, to be committed with what is around
    /// it.
    ///
    /// Cancelled while the server answers, it may or may not have taken effect.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] if the database refuses (`40001`, a deferred constraint) or can't be
    /// reached; [`Error::Aborted`] if a statement had failed, after which there was nothing to
    /// commit. Nothing is stored then, unless the connection broke while the server answered.
    pub async fn commit(mut self) -> Result<()> {
        // The release of a savepoint fails by itself.
        if !self.nested {
            self.stands().await?;
        }
        self.transaction
            .commit()
            .await
            .map_err(|error| refused("commit", error))
    }

    /// Rolls back. Of a savepoint, undoes what was done since.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] if the database can't be reached; it rolls back by itself then.
    pub async fn rollback(self) -> Result<()> {
        self.transaction
            .rollback()
            .await
            .map_err(Error::database("transaction", "roll back"))
    }

    /// Sets a savepoint: what is done through the guard can be undone without the rest. Sends
    /// `SAVEPOINT`, and `RELEASE SAVEPOINT` or `ROLLBACK TO SAVEPOINT`.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] if the transaction has failed already, or the database can't be
    /// reached.
    pub async fn begin(&mut self) -> Result<Tx<'_>> {
        // sqlx answers a savepoint that fails by rolling back what is around it.
        self.stands().await?;
        let mut nested = begin::savepoint(&mut self.transaction).await?;
        nested.nested = true;
        nested.unnamed = self.unnamed;
        Ok(nested)
    }

    /// Runs the closure in a savepoint. If it returns an `Err`, panics or is dropped, what it did
    /// is undone, and the transaction around it goes on.
    ///
    /// For what may fail without harm:
    ///
    /// ```no_run
    /// # async fn f(pool: &sqlx::PgPool) -> relata::Result<()> {
    /// relata::transaction(pool)
    ///     .run(async |tx| {
    ///         let logged = tx
    ///             .savepoint(async |tx| {
    ///                 let log = "INSERT INTO log (line) VALUES ('seen')";
    ///                 sqlx::query(log).execute(&mut **tx).await?;
    ///                 relata::Ok(())
    ///             })
    ///             .await;
    ///         if logged.is_err() {
    ///             // The transaction still stands.
    ///         }
    ///         relata::Ok(())
    ///     })
    ///     .await
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The closure's; those of [`begin`](Self::begin) and [`commit`](Self::commit).
    pub fn savepoint<'a, T, E, F>(
        &'a mut self,
        work: F,
    ) -> impl Future<Output = Result<T, E>> + Send + 'a
    where
        F: AsyncFnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'a,
        F: for<'r, 's> SendFnOnce<&'r mut Tx<'s>, Result<T, E>, Fut: Send>,
        T: Send + 'a,
        E: From<Error> + Send + 'a,
    {
        Box::pin(async move {
            let mut nested = self.begin().await?;
            let outcome = call_once(work, &mut nested).await;
            nested.end(outcome).await
        })
    }

    /// Commits what has succeeded, and rolls back what has not.
    pub(crate) async fn end<T, E: From<Error>>(self, outcome: Result<T, E>) -> Result<T, E> {
        match outcome {
            Ok(value) => {
                self.commit().await?;
                Ok(value)
            }
            Err(error) => {
                // What went wrong is the closure's error; a connection that can't even roll back
                // is found out when it goes back to its pool.
                let _ = self.rollback().await;
                Err(error)
            }
        }
    }

    /// Asks, if a statement may have failed, whether the transaction still stands. PostgreSQL does
    /// not say so in its answer to `COMMIT`, or does in a word that sqlx drops.
    async fn stands(&mut self) -> Result<()> {
        if !self.lent && self.refusals == refusals() {
            return Ok(());
        }
        let asked = self.transaction.execute("SAVEPOINT asked").await;
        asked.map(drop).map_err(|error| refused("go on", error))
    }

    /// The connection, for statements of relata's own.
    pub(crate) fn connection(&mut self) -> &mut PgConnection {
        &mut self.transaction
    }

    /// The same, as what a statement runs on.
    pub(crate) fn held(&mut self) -> Source<'_> {
        if self.unnamed {
            Source::Unnamed(&mut self.transaction)
        } else {
            Source::Held(&mut self.transaction)
        }
    }
}

/// An error of a commit, of which two codes say that there was nothing to commit.
fn refused(doing: &'static str, error: sqlx::Error) -> Error {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    match code.as_deref() {
        Some("25P01" | "25P02") => Error::Aborted,
        _ => Error::database("transaction", doing)(error),
    }
}

impl Deref for Tx<'_> {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        &self.transaction
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.lent = true;
        &mut self.transaction
    }
}
