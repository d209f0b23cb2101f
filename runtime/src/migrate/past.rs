//! What sqlx's own migrator has run, in its table `_sqlx_migrations`: it counts as run.

use sqlx::{AssertSqlSafe, PgConnection, Row as _};

use super::error::{Error, Result};

/// A row of sqlx's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Past {
    pub(super) number: i64,
    pub(super) name: String,
    /// The SHA-384 of the file, in hexadecimal.
    pub(super) checksum: String,
    pub(super) success: bool,
    /// In UTC.
    pub(super) at: String,
}

/// The table, as SQL, if there is one where the role's own search path looks, or in `public`.
pub(super) async fn table(on: &mut PgConnection) -> Result<Option<String>> {
    let sql = "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class AS c \
               JOIN pg_namespace AS n ON n.oid = c.relnamespace \
               WHERE c.oid = coalesce(to_regclass('_sqlx_migrations'), to_regclass('public._sqlx_migrations')) \
               AND c.relkind IN ('r', 'p')";
    sqlx::query_scalar(sql)
        .persistent(false)
        .fetch_optional(on)
        .await
        .map_err(Error::sql("look for `_sqlx_migrations`"))
}

/// Its rows.
pub(super) async fn read(on: &mut PgConnection, table: Option<&str>) -> Result<Vec<Past>> {
    let Some(table) = table else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "SELECT version, replace(description, ' ', '_') AS name, encode(checksum, 'hex') AS checksum, success, \
         to_char(installed_on AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS at FROM {table} ORDER BY version"
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .persistent(false)
        .fetch_all(on)
        .await;
    let rows = rows.map_err(Error::sql("read `_sqlx_migrations`"))?;
    let read = rows.iter().map(|row| {
        Ok(Past {
            number: row.try_get("version")?,
            name: row.try_get("name")?,
            checksum: row.try_get("checksum")?,
            success: row.try_get("success")?,
            at: row.try_get("at")?,
        })
    });
    let read: Result<Vec<Past>, sqlx::Error> = read.collect();
    read.map_err(Error::sql("understand `_sqlx_migrations`"))
}
