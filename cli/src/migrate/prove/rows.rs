//! Rows in every table, and whether they are there afterwards.

use crate::output::Failure;
use relata_schema::database::QualifiedName;
use relata_schema::sql;
use sqlx::{AssertSqlSafe, PgConnection, Row as _};
use std::collections::BTreeMap;

/// Fills every table with up to three rows, the last one with as many NULLs as it can have.
const FILL: &str = include_str!("fill.sql");

/// The tables that hold rows by themselves, with their columns. A generated column is none: nobody wrote its values.
const TABLES: &str = "
    SELECT c.oid::int8, n.nspname::text, c.relname::text, a.attnum::int4, a.attname::text,
        format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_attribute AS a
        ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
    ORDER BY 1, 4";

/// A table, and what is in it.
#[derive(Debug)]
pub(super) struct Table {
    id: i64,
    name: QualifiedName,
    columns: BTreeMap<i32, Column>,
    count: i64,
    /// A checksum of the values of each column, in the order of the values.
    values: BTreeMap<i32, String>,
}

#[derive(Debug, PartialEq)]
struct Column {
    name: String,
    ty: String,
}

/// Makes rows.
pub(super) async fn fill(connection: &mut PgConnection) -> Result<(), Failure> {
    sqlx::raw_sql(FILL)
        .execute(connection)
        .await
        .map_err(failed)?;
    Ok(())
}

/// All tables.
pub(super) async fn tables(connection: &mut PgConnection) -> Result<Vec<Table>, Failure> {
    let mut tables: Vec<Table> = Vec::new();
    let rows = sqlx::query(TABLES).persistent(false);
    for row in rows.fetch_all(&mut *connection).await.map_err(failed)? {
        let id: i64 = row.try_get(0).map_err(failed)?;
        if tables.last().is_none_or(|it| it.id != id) {
            tables.push(Table {
                id,
                name: QualifiedName {
                    namespace: row.try_get(1).map_err(failed)?,
                    name: row.try_get(2).map_err(failed)?,
                },
                columns: BTreeMap::new(),
                count: 0,
                values: BTreeMap::new(),
            });
        }
        let number: Option<i32> = row.try_get(3).map_err(failed)?;
        if let (Some(table), Some(number)) = (tables.last_mut(), number) {
            let column = Column {
                name: row.try_get(4).map_err(failed)?,
                ty: row.try_get(5).map_err(failed)?,
            };
            table.columns.insert(number, column);
        }
    }
    for table in &mut tables {
        measure(connection, table).await?;
    }
    Ok(tables)
}

async fn measure(connection: &mut PgConnection, table: &mut Table) -> Result<(), Failure> {
    let sums = table.columns.values().map(|it| {
        let value = format!("coalesce({}::text, '∅')", sql::identifier(&it.name));
        format!(", md5(string_agg({value}, ' ' ORDER BY {value} COLLATE \"C\"))")
    });
    let sums: String = sums.collect();
    let query = format!(
        "SELECT count(*){sums} FROM ONLY {}",
        sql::qualified(&table.name)
    );
    let row = sqlx::query(AssertSqlSafe(query))
        .persistent(false)
        .fetch_one(connection)
        .await
        .map_err(failed)?;
    table.count = row.try_get(0).map_err(failed)?;
    for (at, number) in table.columns.keys().enumerate() {
        let sum: Option<String> = row.try_get(at + 1).map_err(failed)?;
        table.values.insert(*number, sum.unwrap_or_default());
    }
    Ok(())
}

/// What is no longer as it was: rows of tables that are still there, and values of columns whose type is still the same.
///
/// Tables and columns are followed by their numbers, which renames do not change; a table that was made anew, by its
/// name. What is gone as a whole is not looked at: a plan does not drop anything unless it was told so.
pub(super) async fn lost(
    connection: &mut PgConnection,
    before: &[Table],
) -> Result<Vec<String>, Failure> {
    let after = tables(connection).await?;
    let mut lost = Vec::new();
    for old in before {
        let same = after.iter().find(|it| it.id == old.id);
        let Some(new) = same.or_else(|| after.iter().find(|it| it.name == old.name)) else {
            continue;
        };
        if new.count != old.count {
            lost.push(format!(
                "the table {} had {} rows and has {} now",
                old.name, old.count, new.count
            ));
            continue;
        }
        for (number, column) in &old.columns {
            let number_now = if same.is_some() {
                Some(number)
            } else {
                let mut columns = new.columns.iter();
                columns
                    .find(|(_, it)| it.name == column.name)
                    .map(|(it, _)| it)
            };
            let Some(number_now) = number_now.filter(|it| new.columns.contains_key(it)) else {
                continue;
            };
            if new.columns[number_now].ty == column.ty
                && new.values[number_now] != old.values[number]
            {
                lost.push(format!(
                    "values of the column {}.{} changed",
                    old.name, column.name
                ));
            }
        }
    }
    Ok(lost)
}

fn failed(error: sqlx::Error) -> Failure {
    Failure(format!("the throw-away database cannot be asked: {error}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that panics has failed")]
mod tests {
    use super::*;
    use relata::server::Database;
    use sqlx::Connection as _;

    #[tokio::test]
    async fn what_is_lost_is_told_and_renames_lose_nothing() {
        let ddl = "CREATE TYPE mood AS ENUM ('good', 'bad');
            CREATE TABLE a (id bigint PRIMARY KEY, b text, c mood, d int[]);
            CREATE TABLE e (id bigint PRIMARY KEY, a_id bigint REFERENCES a, f text);
            CREATE TABLE g (h jsonb)";
        let database = Database::create(ddl).await.unwrap();
        let mut connection = PgConnection::connect_with(database.options())
            .await
            .unwrap();
        fill(&mut connection).await.unwrap();
        let before = tables(&mut connection).await.unwrap();
        assert!(before.iter().all(|it| it.count == 3), "{before:?}");
        let mut run = async |sql: &'static str| {
            sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
            lost(&mut connection, &before).await.unwrap()
        };
        let kept = run(
            "ALTER TABLE a RENAME TO x; ALTER TABLE x RENAME b TO y; ALTER TABLE x ADD z int;
            ALTER TABLE x ALTER id TYPE numeric; ALTER TABLE e DROP f; DROP TABLE g",
        )
        .await;
        assert_eq!(kept, Vec::<String>::new());
        let changed = run("UPDATE x SET y = NULL WHERE y = '1'; DELETE FROM e WHERE id = 2").await;
        assert_eq!(
            changed,
            [
                "values of the column a.b changed",
                "the table e had 3 rows and has 2 now"
            ]
        );
        database.close().await.unwrap();
    }
}
