//! About how many rows there are.

use super::{Error, connection};
use relata_schema::database::QualifiedName;
use sqlx::{PgConnection, Row};
use std::collections::BTreeMap;

/// What the last ANALYZE or VACUUM found, or else as many as there would be of 100 bytes in the file; of a partitioned
/// table, its partitions' together. A file without a page is an empty table.
const SQL: &str = "
SELECT n.nspname, c.relname, coalesce((
    SELECT sum(CASE
        WHEN leaf.reltuples >= 0 AND leaf.relpages > 0 OR pg_relation_size(leaf.oid) = 0
        THEN greatest(leaf.reltuples, 0)
        ELSE pg_relation_size(leaf.oid) / 100
    END)
    FROM pg_class AS leaf
    WHERE leaf.relkind IN ('r', 'm')
        AND leaf.oid IN (SELECT c.oid UNION SELECT relid FROM pg_partition_tree(c.oid))
), 0)::bigint
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
";

/// About how many rows each table and materialized view of a database has; zero for what is empty.
///
/// # Errors
///
/// As for [`read_url`](super::read_url).
pub async fn estimates(url: &str) -> Result<BTreeMap<QualifiedName, u64>, Error> {
    let mut connection = connection::open(url).await?;
    let found = read(&mut connection).await;
    connection::close(connection).await;
    found.map_err(|source| Error::Sql {
        doing: "about how many rows there are",
        source,
    })
}

async fn read(connection: &mut PgConnection) -> Result<BTreeMap<QualifiedName, u64>, sqlx::Error> {
    let mut found = BTreeMap::new();
    for row in sqlx::raw_sql(SQL).fetch_all(connection).await? {
        let name = QualifiedName {
            namespace: row.try_get(0)?,
            name: row.try_get(1)?,
        };
        let count: i64 = row.try_get(2)?;
        found.insert(name, u64::try_from(count).unwrap_or(0));
    }
    Ok(found)
}
