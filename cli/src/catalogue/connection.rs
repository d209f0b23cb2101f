//! A connection, and a snapshot in it.

use super::Error;
use super::question;
use relata::migrate::connect_timeout;
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};
use std::str::FromStr;

/// The oldest server that is read.
const OLDEST: u32 = 14;

/// What every text is written under: names without a namespace are those of `public`, and values look the same
/// whoever asks.
const SETTINGS: &str = "
    SET LOCAL search_path TO public;
    SET LOCAL quote_all_identifiers TO off;
    SET LOCAL TimeZone TO 'UTC';
    SET LOCAL DateStyle TO 'ISO, MDY';
    SET LOCAL IntervalStyle TO 'postgres';
    SET LOCAL extra_float_digits TO 1;
    SET LOCAL bytea_output TO 'hex';
    SET LOCAL xmloption TO 'content';
    SET LOCAL lc_monetary TO 'C';
    SET LOCAL lock_timeout TO '10s';
    SET LOCAL jit TO off;
";

/// Connects to the database of a URL.
pub(super) async fn open(url: &str) -> Result<PgConnection, Error> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(Error::Url {
            reason: "it does not begin with `postgres://`".to_owned(),
        });
    }
    let options = PgConnectOptions::from_str(url).map_err(|error| Error::Url {
        reason: match error {
            sqlx::Error::Configuration(reason) => reason.to_string(),
            other => other.to_string(),
        },
    })?;
    let connecting = PgConnection::connect_with(&options);
    let patience = connect_timeout();
    match tokio::time::timeout(patience, connecting).await {
        Ok(connected) => connected.map_err(|source| Error::Connect { source }),
        Err(_) => Err(Error::Silent {
            seconds: patience.as_secs(),
        }),
    }
}

/// Says goodbye, which the server can do without.
pub(super) async fn close(connection: PgConnection) {
    let _ = connection.close().await;
}

/// The major version of the server.
pub(super) async fn version(connection: &mut PgConnection) -> Result<u32, Error> {
    let number: i32 = sqlx::query_scalar("SELECT current_setting('server_version_num')::int4")
        .persistent(false)
        .fetch_one(connection)
        .await
        .map_err(sql("its version"))?;
    let version = number.unsigned_abs() / 10_000;
    if version < OLDEST {
        return Err(Error::TooOld { version });
    }
    Ok(version)
}

/// A read-only transaction that sees the database as it was at one moment.
pub(super) struct Snapshot<'c> {
    pub(super) connection: &'c mut PgConnection,
    pub(super) version: u32,
    fingerprint: String,
}

impl<'c> Snapshot<'c> {
    pub(super) async fn begin(
        connection: &'c mut PgConnection,
        version: u32,
    ) -> Result<Self, Error> {
        // Of a try that failed.
        run(connection, "ROLLBACK").await?;
        run(
            connection,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        )
        .await?;
        run(connection, SETTINGS).await?;
        let hidden_from: Option<String> = sqlx::query_scalar(
            "SELECT current_user::text FROM pg_namespace \
             WHERE nspname = 'public' AND NOT has_schema_privilege(oid, 'USAGE')",
        )
        .persistent(false)
        .fetch_optional(&mut *connection)
        .await
        .map_err(sql("the role's privileges"))?;
        if let Some(role) = hidden_from {
            return Err(Error::Hidden { role });
        }
        let fingerprint = fingerprint(connection).await?;
        Ok(Self {
            connection,
            version,
            fingerprint,
        })
    }

    /// Ends it, and tells whether nobody changed the database since it began.
    pub(super) async fn end(self) -> Result<bool, Error> {
        run(self.connection, "ROLLBACK").await?;
        Ok(fingerprint(self.connection).await? == self.fingerprint)
    }
}

async fn fingerprint(connection: &mut PgConnection) -> Result<String, Error> {
    sqlx::query_scalar(question::FINGERPRINT)
        .persistent(false)
        .fetch_one(connection)
        .await
        .map_err(sql("whether it changes"))
}

async fn run(connection: &mut PgConnection, statements: &'static str) -> Result<(), Error> {
    sqlx::raw_sql(statements)
        .execute(connection)
        .await
        .map_err(sql("a snapshot"))?;
    Ok(())
}

/// An [`Error::Sql`], for `map_err`.
pub(super) fn sql(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Error {
    move |source| Error::Sql { doing, source }
}
