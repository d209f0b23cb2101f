//! Statements that a connection has kept, and that the server runs no more as they were.
//!
//! A connection prepares a statement once and keeps it. When a column's type is changed under a running
//! application, the server refuses what was prepared before (`0A000`, “cached plan must not change result
//! type”): the answer would be another than the one that it described. After `DISCARD ALL` or `DEALLOCATE
//! ALL`, by the application or by what stands between it and the server, it knows none of them (`26000`).
//! Either is said before anything runs, so the connection forgets what it keeps, and the statement is sent
//! once more. In a transaction that cannot be done, because it has failed with the statement; the error
//! then says that the transaction can be run again.

use sqlx::postgres::PgDatabaseError;
use sqlx::{Connection as _, PgConnection};

use crate::error::{Error, Result};
use crate::statement::Statement;

/// Whether an error says that it is what the connection has kept that the server does not take.
pub(crate) fn is_stale(error: &sqlx::Error) -> bool {
    let Some(refused) = error.as_database_error() else {
        return false;
    };
    match refused.code().as_deref() {
        Some("26000") => true,
        // The code is that of all that PostgreSQL does not do; its message is in the server's language.
        Some("0A000") => refused
            .try_downcast_ref::<PgDatabaseError>()
            .is_some_and(|refused| refused.routine() == Some("RevalidateCachedQuery")),
        _ => false,
    }
}

/// Whether a statement can be sent again when it turns out to be stale. A new one can too: it is prepared
/// by one message and run by the next, and in between its table can be changed.
pub(crate) fn can_be(connection: &PgConnection) -> bool {
    !connection.is_in_transaction()
}

/// How often a statement is sent again: its table can be changed once more before it runs.
pub(crate) const TRIES: usize = 10;

/// A statement once more, if it may have to be sent again.
pub(crate) struct Spare {
    statement: Option<Statement>,
    left: usize,
    /// Why it was sent again.
    refused: Option<Error>,
}

impl Spare {
    /// Of a statement that is about to be sent.
    pub(crate) fn of(connection: &PgConnection, statement: &Statement) -> Self {
        let kept = statement.named && can_be(connection);
        Self {
            statement: kept.then(|| statement.again()),
            left: TRIES,
            refused: None,
        }
    }

    /// None.
    pub(crate) fn none() -> Self {
        Self {
            statement: None,
            left: 0,
            refused: None,
        }
    }

    /// What to send instead of what has failed.
    ///
    /// # Errors
    ///
    /// The error: it is another one, or the statement is not to be sent again.
    pub(crate) async fn instead(
        &mut self,
        connection: &mut PgConnection,
        error: Error,
    ) -> Result<Statement> {
        if !error.is_stale() {
            // A transaction that was begun by SQL, of which nothing was known here, has failed with the first.
            let aborted = error.sqlstate().as_deref() == Some("25P02");
            return Err(self.refused.take().filter(|_| aborted).unwrap_or(error));
        }
        // Also for the transaction that is run again, on this connection perhaps. If it can't be done, the
        // connection is broken, and what is sent next says so.
        let _ = connection.clear_cached_statements().await;
        let (Some(statement), Some(left)) = (&self.statement, self.left.checked_sub(1)) else {
            return Err(error);
        };
        self.left = left;
        self.refused = Some(error);
        tracing::debug!(target: "relata", shape = statement.what, "a statement is prepared again");
        Ok(statement.again())
    }
}
