//! Running a transaction again when PostgreSQL says that it may succeed then.

use std::error::Error as StdError;
use std::time::Duration;

use super::{SendFn, Transaction, Tx, call, jittered};
use crate::error::{Error, Result};
use crate::stale::is_stale;

/// The limit of the first pause …
const FIRST: Duration = Duration::from_millis(10);
/// … and that of each.
const LONGEST: Duration = Duration::from_secs(1);

/// A transaction that is run again when it fails with an error that is [retryable](Error::is_retryable).
#[must_use = "a transaction does nothing until it is run"]
#[derive(Debug, Clone)]
pub struct Retried {
    transaction: Transaction,
    times: u32,
}

impl Retried {
    pub(super) fn new(transaction: Transaction, times: u32) -> Self {
        Self { transaction, times }
    }

    /// Runs the closure in a transaction, and again in another while that fails with a
    /// [retryable](Error::is_retryable) error, at most as often as was said.
    ///
    /// # Errors
    ///
    /// Those of [`Transaction::run`]; the last, when the runs are used up.
    pub fn run<'a, T, E, F>(self, work: F) -> impl Future<Output = Result<T, E>> + Send + 'a
    where
        F: AsyncFn(&mut Tx<'_>) -> Result<T, E> + Send + Sync + 'a,
        F: for<'r, 'c> SendFn<&'r mut Tx<'c>, Result<T, E>, Fut: Send>,
        T: Send + 'a,
        E: From<Error> + Retryable + Send + 'a,
    {
        let Self { transaction, times } = self;
        Box::pin(async move {
            let mut attempt = 0;
            loop {
                let mut tx = transaction.clone().begin().await?;
                let outcome = call(&work, &mut tx).await;
                match tx.end(outcome).await {
                    Err(error) if attempt < times && error.is_retryable() => {}
                    done => return done,
                }
                let pause = jittered(FIRST, LONGEST, attempt);
                attempt += 1;
                tracing::debug!(target: "relata", attempt, ?pause, "a transaction is run again");
                tokio::time::sleep(pause).await;
            }
        })
    }
}

/// An error of a transaction that can be retried.
///
/// It is implemented for [`relata::Error`](enum@Error), `sqlx::Error`, `Box<dyn Error>`, and with
/// the feature `anyhow` for `anyhow::Error`. For an enum of the application's:
///
/// ```
/// # #[derive(Debug, thiserror::Error)]
/// # #[error(transparent)]
/// # struct TransferError(#[from] relata::Error);
/// impl relata::Retryable for TransferError {
///     fn is_retryable(&self) -> bool {
///         relata::is_retryable(self)
///     }
/// }
/// # let error = TransferError::from(relata::Error::NotFound { what: "Account" });
/// # assert!(!relata::Retryable::is_retryable(&error));
/// ```
#[diagnostic::on_unimplemented(
    message = "of `{Self}` it is not known which errors are to be retried",
    label = "implement `relata::Retryable` for it",
    note = "`fn is_retryable(&self) -> bool {{ relata::is_retryable(self) }}` asks the error and its sources"
)]
pub trait Retryable {
    /// Whether the same transaction may succeed when it runs again.
    fn is_retryable(&self) -> bool;
}

/// Whether the error, or one that it comes from, says that the same transaction may succeed when
/// it runs again: as [`Error::is_retryable`].
#[must_use]
pub fn is_retryable(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(sqlx) = error.downcast_ref::<sqlx::Error>() {
            let code = sqlx
                .as_database_error()
                .and_then(sqlx::error::DatabaseError::code);
            return matches!(code.as_deref(), Some("40001" | "40P01")) || is_stale(sqlx);
        }
        next = error.source();
    }
    false
}

impl Retryable for Error {
    fn is_retryable(&self) -> bool {
        Self::is_retryable(self)
    }
}

impl Retryable for sqlx::Error {
    fn is_retryable(&self) -> bool {
        is_retryable(self)
    }
}

impl Retryable for Box<dyn StdError> {
    fn is_retryable(&self) -> bool {
        is_retryable(self.as_ref())
    }
}

impl Retryable for Box<dyn StdError + Send + Sync> {
    fn is_retryable(&self) -> bool {
        is_retryable(self.as_ref())
    }
}

#[cfg(feature = "anyhow")]
impl Retryable for anyhow::Error {
    fn is_retryable(&self) -> bool {
        is_retryable(self.as_ref())
    }
}
