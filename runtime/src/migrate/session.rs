//! The two connections of a runner: one works, the other holds the lock and watches.

use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use super::error::{Error, Result, code};
use crate::transaction::{jittered, milliseconds};

/// How long a server may take until it accepts connections, once it answers that it soon will.
const STARTING: Duration = Duration::from_secs(60);

/// How long a proxy may take to find a second connection to the server.
const PROXY: Duration = Duration::from_secs(5);

/// How long a server may take to answer a connection that it has accepted, unless the environment says otherwise.
const SILENT: Duration = Duration::from_secs(30);

/// How long a server may take to answer: the seconds of `PGCONNECT_TIMEOUT`, as for PostgreSQL's own tools, or 30.
#[doc(hidden)]
#[must_use]
pub fn connect_timeout() -> Duration {
    let seconds = std::env::var("PGCONNECT_TIMEOUT").ok();
    let seconds = seconds.and_then(|seconds| seconds.trim().parse().ok());
    seconds
        .filter(|seconds| *seconds > 0)
        .map_or(SILENT, Duration::from_secs)
}

/// A connection, if the server answers in time.
async fn answered(options: &PgConnectOptions) -> sqlx::Result<PgConnection> {
    let limit = connect_timeout();
    let connecting = PgConnection::connect_with(options);
    tokio::time::timeout(limit, connecting)
        .await
        .unwrap_or_else(|_| {
            let why = format!("no answer within {} s", limit.as_secs());
            Err(sqlx::Error::Io(std::io::Error::new(
                std::io::ErrorKind::TimedOut,
                why,
            )))
        })
}

/// A connection of its own, which `pg_stat_activity` shows under this name. A server that is just starting is waited for.
pub(super) async fn connect(options: &PgConnectOptions, name: &str) -> Result<PgConnection> {
    let own = match options.get_application_name() {
        Some(application) => format!("{application}: {name}"),
        None => name.to_owned(),
    };
    let options = options.clone().application_name(&own);
    let begun = Instant::now();
    let mut attempt = 0;
    loop {
        match answered(&options).await {
            Ok(connection) => return Ok(connection),
            Err(source) => {
                let is_starting = code(&source).as_deref() == Some("57P03");
                if !is_starting || begun.elapsed() > STARTING {
                    return Err(Error::Connect { source });
                }
            }
        }
        let (base, limit) = (Duration::from_millis(100), Duration::from_secs(1));
        tokio::time::sleep(jittered(base, limit, attempt)).await;
        attempt += 1;
    }
}

/// Sends statements that give nothing back, as they are: they are not prepared.
pub(super) async fn run(on: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    let sql = AssertSqlSafe(sql.to_owned());
    sqlx::raw_sql(sql).execute(on).await.map(drop)
}

/// The text in the first column of the first row.
pub(super) async fn text(on: &mut PgConnection, sql: &'static str) -> Result<String, sqlx::Error> {
    sqlx::query_scalar(sql)
        .persistent(false)
        .fetch_one(on)
        .await
}

/// Refuses a server that cannot be written to.
pub(super) async fn writable(on: &mut PgConnection) -> Result<()> {
    let sql = "SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only') = 'on', current_user::text";
    let (replica, read_only, role): (bool, bool, String) = sqlx::query_as(sql)
        .persistent(false)
        .fetch_one(on)
        .await
        .map_err(Error::sql("ask the server whether it can be written to"))?;
    match (replica, read_only) {
        (true, _) => Err(Error::Replica),
        (_, true) => Err(Error::ReadOnly { role }),
        _ => Ok(()),
    }
}

/// Refuses a proxy that gives each transaction another of the server's connections.
///
/// Two connections that are one at the server give it away, or one that is not the same one twice. A proxy may happen
/// to give an idle connection back to whom it was taken from; so the other one takes it meanwhile, into a transaction.
pub(super) async fn direct(one: &mut PgConnection, other: &mut PgConnection) -> Result<()> {
    let before = process(one).await?;
    if process(other).await? == before || process(one).await? != before {
        return Err(Error::Proxy);
    }
    run(other, "BEGIN")
        .await
        .map_err(Error::sql("begin a transaction"))?;
    // A proxy that has one connection to the server has none left.
    let after = tokio::time::timeout(PROXY, process(one)).await;
    let is_same = matches!(&after, Ok(Ok(after)) if *after == before);
    run(other, "ROLLBACK")
        .await
        .map_err(Error::sql("end a transaction"))?;
    match after {
        Ok(Err(error)) => Err(error),
        _ if is_same => Ok(()),
        _ => Err(Error::Proxy),
    }
}

/// The process at the server. In one message, as nothing else is sure to be answered by one process behind a proxy.
async fn process(on: &mut PgConnection) -> Result<i32> {
    use sqlx::{Executor as _, Row as _};
    let row = on.fetch_one(sqlx::raw_sql("SELECT pg_backend_pid()")).await;
    let row = row.map_err(Error::sql("ask for the process at the server"))?;
    row.try_get(0)
        .map_err(Error::sql("read the process at the server"))
}

/// What a statement runs under, whatever was run before: nothing that a step sets lasts to the next.
///
/// Names without a namespace are of `public`, as in a schema. If the runner is gone, so is its work within two seconds,
/// on systems where the server can tell.
pub(super) async fn settle(
    on: &mut PgConnection,
    lock: Option<Duration>,
    statement: Option<Duration>,
) -> Result<()> {
    let lock = lock.map_or(0, milliseconds);
    let statement = statement.map_or(0, milliseconds);
    let sql = format!(
        "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; UNLISTEN *; CLOSE ALL; DISCARD TEMP; \
         SET search_path = public; SET standard_conforming_strings = on; SET lock_timeout = {lock}; \
         SET statement_timeout = {statement}; SET idle_in_transaction_session_timeout = 0"
    );
    run(on, &sql)
        .await
        .map_err(Error::sql("prepare the session"))?;
    // Not on every version, nor on every system.
    let _ = run(on, "SET client_connection_check_interval = 2000").await;
    let _ = run(on, "SET transaction_timeout = 0").await;
    Ok(())
}

/// The same for the connection that holds the lock, which stays open for as long as the work takes.
pub(super) async fn stay(on: &mut PgConnection) -> Result<()> {
    let sql = "SET statement_timeout = 0; SET lock_timeout = 0; SET search_path = pg_catalog";
    run(on, sql)
        .await
        .map_err(Error::sql("prepare the session"))?;
    let _ = run(on, "SET idle_session_timeout = 0").await;
    Ok(())
}
