//! Which rows keep a unique index from being built: said with the columns, never with the values.

use sqlx::{AssertSqlSafe, PgConnection, Row as _};

use super::session::run;

/// What is wrong with the rows, and the query that shows them. Asked while the index that could not be built is still
/// in the catalogue; nothing, if it is not.
pub(super) async fn explain(on: &mut PgConnection, index: &str) -> Option<String> {
    let sql = "SELECT i.indrelid::regclass::text AS table, pg_get_expr(i.indpred, i.indrelid, true) AS filter, \
               to_jsonb(i) ->> 'indnullsnotdistinct' = 'true' AS nulls_are_equal, \
               ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, true) FROM generate_series(1, i.indnkeyatts) AS k) AS keys \
               FROM pg_index AS i WHERE i.indexrelid = to_regclass($1) AND i.indisunique";
    let row = sqlx::query(sql)
        .bind(index)
        .persistent(false)
        .fetch_optional(&mut *on)
        .await
        .ok()??;
    let table: String = row.try_get("table").ok()?;
    let filter: Option<String> = row.try_get("filter").ok()?;
    let nulls_are_equal: Option<bool> = row.try_get("nulls_are_equal").ok()?;
    let keys: Vec<String> = row.try_get("keys").ok()?;
    let list = keys.join(", ");

    let mut conditions: Vec<String> = filter.into_iter().map(|it| format!("({it})")).collect();
    if nulls_are_equal != Some(true) {
        conditions.extend(keys.iter().map(|key| format!("{key} IS NOT NULL")));
    }
    let filter = match conditions.as_slice() {
        [] => String::new(),
        conditions => format!(" WHERE {}", conditions.join(" AND ")),
    };
    let groups = format!("FROM {table}{filter} GROUP BY {list} HAVING count(*) > 1");
    let how_many = count(on, &groups).await;
    let how_many = match how_many {
        Some((1, rows)) => format!("one value of ({list}) stands in {rows} rows of {table}"),
        Some((values, rows)) if values > 1 => {
            format!("{values} values of ({list}) stand in {rows} rows of {table}")
        }
        // They were made one meanwhile, or counting takes too long.
        _ => format!("values of ({list}) stand in several rows of {table}"),
    };
    Some(format!(
        "{how_many}, so that {index} can't be unique. These are they:\n  SELECT {list}, count(*) {groups}\n\
         Change or delete all but one of each, and run again; nothing of the index is left"
    ))
}

/// How many values, and how many rows have them; none, if it takes longer than ten seconds.
async fn count(on: &mut PgConnection, groups: &str) -> Option<(i64, i64)> {
    let sql = format!(
        "SELECT count(*), coalesce(sum(times), 0)::bigint FROM (SELECT count(*) AS times {groups}) AS found"
    );
    run(on, "SET statement_timeout = 10000").await.ok()?;
    let counted = sqlx::query_as(AssertSqlSafe(sql))
        .persistent(false)
        .fetch_one(&mut *on)
        .await;
    run(on, "SET statement_timeout = 0").await.ok()?;
    counted.ok()
}
