//! The tables and views that are there before a plan, whatever they are called later.

use relata_schema::database::QualifiedName;
use sqlx::{PgConnection, Row as _};
use std::collections::BTreeMap;

const RELATIONS: &str = "
    SELECT c.oid::int8, n.nspname::text, c.relname::text, c.relkind IN ('r', 'p'), pg_relation_filenode(c.oid)::int8,
        c.relispopulated
    FROM pg_class AS c
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    ORDER BY 1";

/// What was there at the beginning, by number.
#[derive(Debug, Clone, Default)]
pub struct Relations(pub(super) BTreeMap<i64, Relation>);

#[derive(Debug, Clone)]
pub(super) struct Relation {
    /// All names that it has had, the first one first.
    pub(super) names: Vec<QualifiedName>,
    /// What it is called now; nothing if it is no more.
    pub(super) called: Option<QualifiedName>,
    /// Whether it is a table, and not a view.
    pub(super) is_table: bool,
    /// The file that its rows are in.
    pub(super) file: Option<i64>,
    /// Whether it may have any: not a materialized view that was emptied.
    pub(super) is_filled: bool,
}

impl Relations {
    /// Those that a database has now.
    ///
    /// # Errors
    ///
    /// Where the server does not answer.
    pub async fn read(connection: &mut PgConnection) -> Result<Self, sqlx::Error> {
        let mut found = BTreeMap::new();
        for row in sqlx::raw_sql(RELATIONS).fetch_all(connection).await? {
            let name = QualifiedName {
                namespace: row.try_get(1)?,
                name: row.try_get(2)?,
            };
            let relation = Relation {
                called: Some(name.clone()),
                names: vec![name],
                is_table: row.try_get(3)?,
                file: row.try_get(4)?,
                is_filled: row.try_get(5)?,
            };
            found.insert(row.try_get(0)?, relation);
        }
        Ok(Self(found))
    }

    /// Notes what they are called now, and gives those whose rows are in another file.
    pub(super) fn follow(&mut self, now: &Self) -> Vec<i64> {
        let mut anew = Vec::new();
        for (number, relation) in &mut self.0 {
            let Some(now) = now.0.get(number) else {
                relation.called = None;
                continue;
            };
            relation.called.clone_from(&now.called);
            if !relation.names.contains(&now.names[0]) {
                relation.names.extend(now.names.iter().cloned());
            }
            if now.file.is_some() && relation.file != now.file && now.is_filled {
                anew.push(*number);
            }
            relation.file = now.file;
        }
        anew
    }
}
