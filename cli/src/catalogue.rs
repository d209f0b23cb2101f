//! A live PostgreSQL, 14 to 18, as a [`Database`].
//!
//! All questions are asked in one snapshot; their number does not depend on how much there is. PostgreSQL's functions
//! that write expressions do not keep to a snapshot, so a number for all that is written in the catalogues is taken
//! before and after: where it differs, somebody changed the database meanwhile, and it is read again.

mod assemble;
mod column;
mod connection;
mod constraint;
mod dependency;
mod error;
mod estimate;
mod index;
mod name;
mod outside;
mod question;
mod relation;
mod sequence;
mod split;
mod stamp;
mod types;

pub use error::Error;
pub use estimate::estimates;

use connection::Snapshot;
use relata_schema::database::Database;
use sqlx::PgConnection;
use std::time::Duration;

/// How often a database is read that others change meanwhile.
const TRIES: u32 = 10;

/// What a server holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// The major version of the server.
    pub version: u32,
    /// The database.
    pub database: Database,
}

/// Reads the database of a URL: `postgres://user:password@host:5432/database`.
///
/// # Errors
///
/// [`Error::Url`] and [`Error::Connect`], which hold no part of the URL; else as for [`read`].
pub async fn read_url(url: &str) -> Result<Catalogue, Error> {
    let mut connection = connection::open(url).await?;
    let catalogue = read(&mut connection).await;
    connection::close(connection).await;
    catalogue
}

/// Reads the database of a connection, in read-only transactions of its own. It takes no locks but those under which
/// PostgreSQL writes the queries of views (`ACCESS SHARE`), for which it waits 10 seconds at most.
///
/// The lists are in the order of names; of columns, labels and attributes in their own order. What extensions brought is
/// left out; so are owners, and what belongs to a session alone.
///
/// # Errors
///
/// [`Error::TooOld`] for a server before 14; [`Error::Hidden`] where the role may not use `public`, so that names would
/// be written otherwise; [`Error::Changing`] where others change the database in each of ten tries;
/// [`Error::Sql`] when the server refuses or is gone.
pub async fn read(connection: &mut PgConnection) -> Result<Catalogue, Error> {
    let version = connection::version(connection).await?;
    let mut last = Error::Changing;
    for tried in 0..TRIES {
        if tried > 0 {
            tokio::time::sleep(Duration::from_millis(30) * tried).await;
        }
        match once(connection, version).await {
            Ok(Some(database)) => return Ok(Catalogue { version, database }),
            Ok(None) => last = Error::Changing,
            Err(error) if error.may_come_of_changes() => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

/// One try; nothing, if somebody changed the database meanwhile.
async fn once(connection: &mut PgConnection, version: u32) -> Result<Option<Database>, Error> {
    let mut snapshot = Snapshot::begin(connection, version).await?;
    let rows = assemble::Rows::read(&mut snapshot).await;
    let unchanged = snapshot.end().await;
    // What went wrong first says why.
    let rows = rows?;
    if !unchanged? {
        return Ok(None);
    }
    assemble::database(rows).map(Some)
}
