//! A fresh database that goes when it is no longer needed.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, Row};

use crate::server::address::Address;
use crate::server::template::{apply, ensure, run};
use crate::server::{Error, Found, Result, Server, find, hash};

/// How a database is known to be one that may be dropped.
const MARK: &str = "made by relata for a test or tool; dropped when its user is gone";

/// A database of its own, with a schema: for a test, an example or a tool.
///
/// Where `DATABASE_URL` is set it is on that server, in a new database beside the
/// one that is named, which is not changed; otherwise on a server that all
/// processes of the run share.
///
/// [`close`](Self::close) drops it. So does dropping the value, which blocks its
/// thread meanwhile, some 20 ms. A database whose process was killed goes with the
/// shared server, or, with `DATABASE_URL`, when the next one is made there.
#[derive(Debug)]
pub struct Database {
    name: String,
    url: String,
    options: PgConnectOptions,
    pool: PgPool,
    home: Option<Home>,
}

/// Where a database is, and what shows that it is still needed.
#[derive(Debug)]
struct Home {
    admin: PgConnectOptions,
    keep: Keep,
}

#[derive(Debug)]
enum Keep {
    /// The server stays for as long as this does.
    Server { _server: Server },
    /// Holds an advisory lock on the number in the database's name.
    Lock { connection: Box<PgConnection> },
}

impl Database {
    /// Makes a database and runs this DDL in it.
    ///
    /// On a shared server the DDL is run once for the whole test run, in a template
    /// that all databases with the same DDL are copied from; on that of
    /// `DATABASE_URL` for each database, so that no template stays there. The
    /// statements are run as one transaction.
    ///
    /// # Errors
    ///
    /// [`Error::Ddl`] with the line, when the server refuses the DDL; when there is no
    /// server, what [`find`](fn@find) and [`Server::shared`] say.
    pub async fn create(ddl: &str) -> Result<Database> {
        match find::available().await? {
            Found::Url(url) => beside(&Address::parse(&url)?, ddl).await,
            Found::Installation(installation) => {
                let server = Server::shared(&installation).await?;
                Database::on(&server, ddl).await
            }
        }
    }

    /// Makes a database with nothing in it.
    ///
    /// # Errors
    ///
    /// As for [`create`](Self::create), but for the DDL.
    pub async fn empty() -> Result<Database> {
        Database::create("").await
    }

    /// Makes a database on a server that relata runs, by way of a template as in
    /// [`create`](Self::create).
    ///
    /// # Errors
    ///
    /// [`Error::Ddl`] with the line, [`Error::Sql`].
    pub async fn on(server: &Server, ddl: &str) -> Result<Database> {
        let address = server.address();
        let home = Home {
            admin: address.own(),
            keep: Keep::Server {
                _server: server.clone(),
            },
        };
        let mut admin = connect(&home.admin).await?;
        let from = match ddl.trim() {
            "" => "template1".to_owned(),
            _ => ensure(&mut admin, address, ddl).await?,
        };

        let name = name(hash::unique());
        // Before 15 it was the only way, and had no name.
        let strategy = if server.version().major >= 15 {
            " STRATEGY FILE_COPY"
        } else {
            ""
        };
        run(
            &mut admin,
            "make a database",
            format!("CREATE DATABASE {name} TEMPLATE {from}{strategy}"),
        )
        .await?;
        // The server learns of it in any case.
        let _ = admin.close().await;
        Ok(Database::new(name, address, home))
    }

    /// Connections to it: 10 at most, made when needed, not tested when taken.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Its URL, as psql, sqlx and tokio-postgres take it. Holds what `DATABASE_URL`
    /// holds: perhaps a password.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How to connect to it.
    pub fn options(&self) -> &PgConnectOptions {
        &self.options
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Closes the pool and drops the database, whoever else is connected to it.
    ///
    /// # Errors
    ///
    /// [`Error::Sql`] when the server refuses.
    pub async fn close(mut self) -> Result<()> {
        // A connection that the caller still holds is closed by the server.
        let _ = tokio::time::timeout(Duration::from_millis(500), self.pool.close()).await;
        match self.home.take() {
            Some(home) => discard(&home.admin, &self.name).await,
            None => Ok(()),
        }
    }

    fn new(name: String, address: &Address, home: Home) -> Database {
        let options = address.options(&name);
        let pool = PgPoolOptions::new()
            .test_before_acquire(false)
            .connect_lazy_with(options.clone());
        Database {
            url: address.url(&name),
            name,
            options,
            pool,
            home: Some(home),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some(home) = self.home.take() else { return };
        // The runtime that this is dropped in, if any, cannot be waited for here.
        let name = self.name.clone();
        let admin = home.admin.clone();
        let thread = std::thread::Builder::new()
            .name("relata drop".to_owned())
            .spawn(move || {
                let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                else {
                    return;
                };
                let _ = runtime.block_on(async {
                    tokio::time::timeout(Duration::from_secs(10), discard(&admin, &name)).await
                });
            });
        if let Ok(thread) = thread {
            let _ = thread.join();
        }
    }
}

/// Makes a database on the server of `DATABASE_URL`, and drops those whose process
/// was killed.
async fn beside(address: &Address, ddl: &str) -> Result<Database> {
    let number = hash::unique();
    let name = name(number);
    let admin = address.own();
    let mut connection = connect(&admin).await?;

    // Held until this connection ends: see `sweep`.
    let lock = format!("SELECT pg_advisory_lock({})", number.cast_signed());
    run(
        &mut connection,
        "take a lock on the server of `DATABASE_URL`",
        lock,
    )
    .await?;
    sweep(&mut connection).await?;
    let create = format!("CREATE DATABASE {name}");
    let made = run(
        &mut connection,
        "make a database on the server of `DATABASE_URL`",
        create,
    )
    .await;
    made.map_err(|error| permitted(error, admin.get_username()))?;

    let home = Home {
        admin,
        keep: Keep::Lock {
            connection: Box::new(connection),
        },
    };
    let mut database = Database::new(name, address, home);
    match fill(&mut database, ddl).await {
        Ok(()) => Ok(database),
        Err(error) => {
            // The first error is the one to tell.
            let _ = database.close().await;
            Err(error)
        }
    }
}

async fn fill(database: &mut Database, ddl: &str) -> Result<()> {
    if let Some(Home {
        keep: Keep::Lock { connection },
        ..
    }) = &mut database.home
    {
        let mark = format!("COMMENT ON DATABASE {} IS '{MARK}'", database.name);
        run(connection, "mark a database", mark).await?;
    }
    let mut inside = connect(&database.options).await?;
    let applied = apply(&mut inside, ddl).await;
    let _ = inside.close().await;
    applied
}

/// Drops the databases that were made here by processes that are no more: nobody on
/// the server holds a lock on the number in their name. Process numbers would not
/// do, as the processes may be on other machines.
async fn sweep(connection: &mut PgConnection) -> Result<()> {
    let sql = format!(
        r"SELECT datname::text FROM pg_database
        WHERE datname ~ '^relata_[0-9]+_[0-9a-f]{{16}}$' AND shobj_description(oid, 'pg_database') = '{MARK}'
        AND ('x' || right(datname, 16))::bit(64)::bigint NOT IN (
            SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1)"
    );
    let left = sqlx::raw_sql(AssertSqlSafe(sql))
        .fetch_all(&mut *connection)
        .await;
    for row in left.map_err(Error::sql("look for databases that killed processes left"))? {
        let name: String = row
            .try_get(0)
            .map_err(Error::sql("read the name of a database"))?;
        // Another process may be at it too, or another user may have made it.
        let _ = run(
            connection,
            "drop a database",
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        )
        .await;
    }
    Ok(())
}

/// Says what to do about a user who may not make databases.
fn permitted(error: Error, user: &str) -> Error {
    match error {
        Error::Sql { doing, source }
            if source
                .as_database_error()
                .and_then(sqlx::error::DatabaseError::code)
                .as_deref()
                == Some("42501") =>
        {
            Error::Sql {
                doing: format!("{doing} (`ALTER ROLE \"{user}\" CREATEDB` permits it)"),
                source,
            }
        }
        other => other,
    }
}

async fn discard(admin: &PgConnectOptions, name: &str) -> Result<()> {
    let mut admin = connect(admin).await?;
    run(
        &mut admin,
        "drop a database",
        format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
    )
    .await?;
    let _ = admin.close().await;
    Ok(())
}

async fn connect(options: &PgConnectOptions) -> Result<PgConnection> {
    PgConnection::connect_with(options)
        .await
        .map_err(Error::sql("connect to PostgreSQL"))
}

/// The process says whose it is to people; the number says it to [`sweep`].
fn name(number: u64) -> String {
    format!("relata_{}_{number:016x}", std::process::id())
}
