//! What a statement can run on.

use sqlx::{PgConnection, PgPool, Postgres};

use crate::proxy::Proxied;
use crate::replica::Reads;
use crate::transaction::Tx;

/// What a statement can run on: `&PgPool`, `&mut PgConnection`, `&mut sqlx::Transaction<'_, Postgres>`,
/// or relata's [`&mut Tx`](Tx). Behind PgBouncer [`&Proxied`](Proxied), and for reads from replicas
/// [`&Reads`](Reads).
///
/// A statement takes what it runs on for as long as it runs. Of a `tx` that is itself a reference,
/// as in [`run`](crate::Transaction::run), each call is lent `&mut *tx`.
#[diagnostic::on_unimplemented(
    message = "a statement can't run on `{Self}`",
    label = "write `&pool`, `&mut connection`, `&mut transaction`, or `&mut *tx`",
    note = "a pool's connection is passed as `&mut *connection`"
)]
pub trait Executor<'e> {
    /// The connection, or where to get one.
    #[doc(hidden)]
    fn source(self) -> Source<'e>;
}

/// What a statement can run on that takes a lock: [`&mut Tx`](Tx), or
/// `&mut sqlx::Transaction<'_, Postgres>`.
#[diagnostic::on_unimplemented(
    message = "a row lock needs a transaction",
    label = "`{Self}` ends its transaction with the statement, and the lock with it",
    note = "run it inside `relata::transaction(&pool).run(async |tx| {{ … }})`, on `&mut *tx`"
)]
pub trait InTransaction<'e>: Executor<'e> {}

/// Where a statement gets its connection.
#[doc(hidden)]
#[derive(Debug)]
pub enum Source<'e> {
    /// From a pool, for this one call.
    Pool(PgPool),
    /// It is the caller's.
    Held(&'e mut PgConnection),
    /// It is the caller's, in a transaction behind a proxy.
    Unnamed(&'e mut PgConnection),
    /// From a pool behind a proxy, for this one call.
    Proxied(Proxied),
    /// Of a replica for what reads, of the primary for what writes.
    Routed(Reads),
}

impl Source<'_> {
    /// The same, for a statement before another.
    pub(crate) fn again(&mut self) -> Source<'_> {
        match self {
            Self::Pool(pool) => Source::Pool(pool.clone()),
            Self::Held(connection) => Source::Held(connection),
            Self::Unnamed(connection) => Source::Unnamed(connection),
            Self::Proxied(pool) => Source::Proxied(pool.clone()),
            Self::Routed(reads) => Source::Routed(reads.clone()),
        }
    }
}

impl<'e> Executor<'e> for &PgPool {
    fn source(self) -> Source<'e> {
        Source::Pool(self.clone())
    }
}

impl<'e> Executor<'e> for &Proxied {
    fn source(self) -> Source<'e> {
        Source::Proxied(self.clone())
    }
}

impl<'e> Executor<'e> for &Reads {
    fn source(self) -> Source<'e> {
        Source::Routed(self.clone())
    }
}

impl<'e> Executor<'e> for Source<'e> {
    fn source(self) -> Source<'e> {
        self
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

impl<'e> Executor<'e> for &'e mut Tx<'_> {
    fn source(self) -> Source<'e> {
        self.held()
    }
}

impl<'e> InTransaction<'e> for &'e mut sqlx::Transaction<'_, Postgres> {}

impl<'e> InTransaction<'e> for &'e mut Tx<'_> {}
