//! The database of the site: the one of `DATABASE_URL`, or one that starts with the site and goes with it.

use std::time::Duration;

use relata::Tx;
use relata::server::Database;
use relata::sqlx::PgPool;
use relata::sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::{db, seed};

/// What opening the database can fail with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// PostgreSQL is not there and can't be started.
    #[error(transparent)]
    Server(#[from] relata::server::Error),
    /// `DATABASE_URL` is not one.
    #[error("`DATABASE_URL` is not the URL of a PostgreSQL")]
    Url,
    /// Tables or sample can't be written.
    #[error(transparent)]
    Setup(#[from] relata::Error),
}

/// The database, with tables and something to read.
#[derive(Debug)]
pub struct Opened {
    /// Connections to it.
    pub pool: PgPool,
    /// Keeps the database that came with the site.
    own: Option<Database>,
}

impl Opened {
    /// Opens the database of this URL; without one, starts a PostgreSQL.
    ///
    /// # Errors
    ///
    /// It is not there, or does not take the tables.
    pub async fn open(url: Option<&str>) -> Result<Self, Error> {
        let (options, own) = match url {
            // The parser's own error would quote the URL, and the password in it.
            Some(url) => (
                url.parse::<PgConnectOptions>().map_err(|_| Error::Url)?,
                None,
            ),
            None => {
                let own = Database::empty().await?;
                (own.options().clone(), Some(own))
            }
        };
        let pool = PgPoolOptions::new()
            .max_connections(20)
            .acquire_timeout(Duration::from_secs(5))
            .connect_lazy_with(options);
        set_up(&pool).await?;
        Ok(Self { pool, own })
    }

    /// Closes all connections; a database that came with the site is gone then.
    ///
    /// # Errors
    ///
    /// The server refuses.
    pub async fn close(self) -> Result<(), Error> {
        self.pool.close().await;
        match self.own {
            Some(own) => Ok(own.close().await?),
            None => Ok(()),
        }
    }
}

/// Makes the tables if there are none, and writes the sample if there is no question; does nothing on a
/// database that has both.
///
/// # Errors
///
/// The database refuses.
pub async fn set_up(pool: &PgPool) -> relata::Result<()> {
    relata::transaction(pool)
        .run(async |tx| {
            // Two copies of the site that start at the same time would both find nothing.
            relata::work("set up votes").lock(&mut *tx).await?;
            if !has_tables(tx).await? {
                relata::sqlx::raw_sql(db::DDL).execute(&mut **tx).await?;
            }
            if !db::Question::query().exists(&mut *tx).await? {
                seed::insert(tx).await?;
            }
            relata::Ok(())
        })
        .await
}

async fn has_tables(tx: &mut Tx<'_>) -> relata::Result<bool> {
    let sql = "SELECT to_regclass('questions') IS NOT NULL";
    Ok(relata::sqlx::query_scalar(sql).fetch_one(&mut **tx).await?)
}
