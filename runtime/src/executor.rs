//! What a statement can run on.

use sqlx::{PgConnection, PgPool, Postgres};

/// What a statement can run on: `&PgPool`, `&mut PgConnection`, or
/// `&mut sqlx::Transaction<'_, Postgres>`.
#[diagnostic::on_unimplemented(
    message = "a statement can't run on `{Self}`",
    label = "write `&pool`, `&mut connection` or `&mut transaction`",
    note = "a pool's connection is passed as `&mut *connection`"
)]
pub trait Executor<'e> {
    /// The connection, or where to get one.
    #[doc(hidden)]
    fn source(self) -> Source<'e>;
}

/// Where a statement gets its connection.
#[doc(hidden)]
#[derive(Debug)]
pub enum Source<'e> {
    /// From a pool, for this one call.
    Pool(PgPool),
    /// It is the caller's.
    Held(&'e mut PgConnection),
}

impl Source<'_> {
    /// The same, for a statement before another.
    pub(crate) fn again(&mut self) -> Source<'_> {
        match self {
            Self::Pool(pool) => Source::Pool(pool.clone()),
            Self::Held(connection) => Source::Held(connection),
        }
    }
}

impl<'e> Executor<'e> for &PgPool {
    fn source(self) -> Source<'e> {
        Source::Pool(self.clone())
    }
}

impl<'e> Executor<'e> for &'e mut PgConnection {
    fn source(self) -> Source<'e> {
        Source::Held(self)
    }
}

impl<'e> Executor<'e> for &'e mut sqlx::Transaction<'_, Postgres> {
    fn source(self) -> Source<'e> {
        Source::Held(self)
    }
}
