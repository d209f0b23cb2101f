//! One template database for each schema on a server, made once.
//!
//! Copying the files of a database is several times faster than running its
//! DDL. Who makes the template holds an advisory lock in the database `postgres`, so
//! that it is made once, by whichever process comes first.

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::server::address::Address;
use crate::server::{Error, Result, hash};

/// Runs one statement, or several that need no result.
pub(super) async fn run(on: &mut PgConnection, doing: &str, sql: String) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql))
        .execute(on)
        .await
        .map(drop)
        .map_err(Error::sql(doing))
}

/// Runs the DDL of a database.
pub(super) async fn apply(on: &mut PgConnection, ddl: &str) -> Result<()> {
    let applied = sqlx::raw_sql(AssertSqlSafe(ddl.to_owned()))
        .execute(on)
        .await;
    applied.map(drop).map_err(|source| Error::Ddl {
        line: line(ddl, &source),
        source,
    })
}

/// The line of the DDL that the server points at.
fn line(ddl: &str, error: &sqlx::Error) -> Option<usize> {
    use sqlx::postgres::{PgDatabaseError, PgErrorPosition};

    let error = error
        .as_database_error()?
        .try_downcast_ref::<PgDatabaseError>()?;
    match error.position()? {
        PgErrorPosition::Original(character) => Some(
            1 + ddl
                .chars()
                .take(character.saturating_sub(1))
                .filter(|character| *character == '\n')
                .count(),
        ),
        PgErrorPosition::Internal { .. } => None,
    }
}

/// The name of the template for this DDL; makes the template unless it is there.
///
/// Three to eight statements through `admin`, a superuser's connection to the
/// database `postgres`.
pub(super) async fn ensure(
    admin: &mut PgConnection,
    address: &Address,
    ddl: &str,
) -> Result<String> {
    let key = hash::of(("template", ddl));
    let name = format!(
        "relata_template_{key:016x}{:016x}",
        hash::of((ddl, "template"))
    );
    if finished(admin, &name).await? {
        return Ok(name);
    }

    let key = key.cast_signed();
    run(
        admin,
        "wait for a template database",
        format!("SELECT pg_advisory_lock({key})"),
    )
    .await?;
    let made = make(admin, address, ddl, &name).await;
    run(
        admin,
        "let others use the template database",
        format!("SELECT pg_advisory_unlock({key})"),
    )
    .await?;
    made.map(|()| name)
}

/// Whether the template is there and complete: it is marked as one at the end.
async fn finished(admin: &mut PgConnection, name: &str) -> Result<bool> {
    let sql = format!("SELECT 1 FROM pg_database WHERE datname = '{name}' AND datistemplate");
    let rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(admin).await;
    rows.map(|rows| !rows.is_empty())
        .map_err(Error::sql("look for a template database"))
}

async fn make(admin: &mut PgConnection, address: &Address, ddl: &str, name: &str) -> Result<()> {
    if finished(admin, name).await? {
        return Ok(());
    }

    // Whoever began it was killed.
    let doing = "make a template database";
    run(
        admin,
        doing,
        format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
    )
    .await?;
    run(admin, doing, format!("CREATE DATABASE {name}")).await?;
    let mut inside = PgConnection::connect_with(&address.options(name))
        .await
        .map_err(Error::sql(doing))?;
    let applied = apply(&mut inside, ddl).await;
    inside.close().await.map_err(Error::sql(doing))?;
    if let Err(error) = applied {
        run(admin, doing, format!("DROP DATABASE {name} WITH (FORCE)")).await?;
        return Err(error);
    }

    // Nobody may be connected to a template while it is copied.
    run(
        admin,
        doing,
        format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false IS_TEMPLATE true"),
    )
    .await
}
