//! A connection for one call, from wherever a call may get it.

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres};

use crate::error::Result;
use crate::executor::Source;
use crate::statement::acquire;
use crate::transaction::Tx;

/// A connection for one call.
pub(crate) enum Taken<'e> {
    /// Goes back to its pool.
    Pooled(PoolConnection<Postgres>),
    /// The caller's.
    Held(&'e mut PgConnection),
    /// The caller's, in a transaction behind a proxy.
    Unnamed(&'e mut PgConnection),
    /// Behind a proxy, in a transaction of the call's own: outside of one, each message may go to
    /// another server.
    Own(Box<Tx<'static>>),
}

impl<'e> Taken<'e> {
    /// A connection that may be written on, for a statement of this shape or table.
    pub(crate) async fn from(source: Source<'e>, what: &'static str) -> Result<Self> {
        Ok(match source {
            Source::Held(connection) => Self::Held(connection),
            Source::Unnamed(connection) => Self::Unnamed(connection),
            Source::Pool(pool) => Self::Pooled(acquire(&pool, what).await?),
            Source::Routed(reads) => Self::Pooled(acquire(reads.primary(), what).await?),
            Source::Proxied(proxied) => Self::Own(Box::new(proxied.begin().await?)),
        })
    }

    pub(crate) fn connection(&mut self) -> &mut PgConnection {
        match self {
            Self::Pooled(connection) => connection,
            Self::Held(connection) | Self::Unnamed(connection) => connection,
            Self::Own(tx) => tx.connection(),
        }
    }

    /// Whether a statement that was given a name is there the next time.
    pub(crate) fn keeps_names(&self) -> bool {
        matches!(self, Self::Pooled(_) | Self::Held(_))
    }

    /// Gives it back, after what the call has come to.
    pub(crate) async fn end<T>(self, outcome: Result<T>) -> Result<T> {
        match self {
            Self::Own(tx) => tx.end(outcome).await,
            Self::Pooled(_) | Self::Held(_) | Self::Unnamed(_) => outcome,
        }
    }
}
