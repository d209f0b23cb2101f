//! What the catalogue says of the tables in a plan: how large they are, whether PostgreSQL has
//! statistics of them, and which indexes they have.

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::plan::{Plan, Relation};
use crate::error::{Error, Result};

/// What the catalogue says of some tables.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Catalogue {
    /// How much memory a sort or a hash table may take, in kB.
    pub work_mem: Option<f64>,
    /// The tables.
    pub tables: Vec<Table>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Table {
    /// The schema of the database that it is in.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Of a partition, the table that is declared, with its schema of the database.
    pub root: Option<(String, String)>,
    /// How many rows it has, as PostgreSQL estimates.
    pub rows: f64,
    /// How large it is, without its indexes.
    pub bytes: f64,
    /// Whether there are statistics of it.
    pub analyzed: bool,
    /// Its columns, with their types as PostgreSQL writes them.
    pub columns: Vec<Column>,
    /// Its indexes.
    pub indexes: Vec<Index>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type; of a domain, the type beneath it.
    pub sql_type: String,
}

/// An index that statements can use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Its method: `btree`, `gin`.
    pub method: String,
    /// Whether it holds some of the rows only.
    pub partial: bool,
    /// Its columns, each with whether the highest comes first. An expression has no name.
    pub columns: Vec<(Option<String>, bool)>,
}

const SQL: &str = "
SELECT json_build_object(
    'work_mem', (SELECT setting::float8 FROM pg_settings WHERE name = 'work_mem'),
    'tables', coalesce(json_agg(json_build_object(
        'namespace', n.nspname,
        'name', c.relname,
        'root', (SELECT json_build_array(rn.nspname, r.relname)
            FROM pg_class AS r JOIN pg_namespace AS rn ON rn.oid = r.relnamespace
            WHERE c.relispartition AND r.oid = pg_partition_root(c.oid)),
        'rows', CASE WHEN c.reltuples < 0 THEN s.bytes / 100
            WHEN c.relpages = 0 THEN c.reltuples
            ELSE c.reltuples / c.relpages * (s.bytes / current_setting('block_size')::float8) END,
        'bytes', s.bytes,
        'analyzed', EXISTS (SELECT FROM pg_stats AS t
                WHERE t.schemaname = n.nspname AND t.tablename = c.relname)
            OR EXISTS (SELECT FROM pg_stat_all_tables AS t WHERE t.relid = c.oid
                AND coalesce(t.last_analyze, t.last_autoanalyze) IS NOT NULL),
        'columns', (SELECT coalesce(json_agg(json_build_object('name', a.attname,
                'sql_type', format_type(CASE WHEN y.typtype = 'd' THEN y.typbasetype ELSE y.oid END, NULL))
                ORDER BY a.attnum), '[]')
            FROM pg_attribute AS a JOIN pg_type AS y ON y.oid = a.atttypid
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
        'indexes', (SELECT coalesce(json_agg(json_build_object('name', ic.relname, 'method', m.amname,
                'partial', i.indpred IS NOT NULL,
                'columns', (SELECT json_agg(json_build_array(a.attname, (i.indoption[k.n - 1] & 1) = 1) ORDER BY k.n)
                    FROM generate_series(1, i.indnkeyatts) AS k(n)
                    LEFT JOIN pg_attribute AS a
                        ON a.attrelid = c.oid AND a.attnum = i.indkey[k.n - 1] AND a.attnum > 0))
                ORDER BY ic.relname), '[]')
            FROM pg_index AS i JOIN pg_class AS ic ON ic.oid = i.indexrelid JOIN pg_am AS m ON m.oid = ic.relam
            WHERE i.indrelid = c.oid AND i.indisvalid)
    ) ORDER BY n.nspname, c.relname), '[]'))::text
FROM unnest($1::text[], $2::text[]) AS k(namespace, name)
JOIN pg_namespace AS n ON n.nspname = k.namespace
JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = k.name
CROSS JOIN LATERAL (SELECT pg_relation_size(c.oid)::float8 AS bytes) AS s";

impl Catalogue {
    /// Reads it, of the tables of some plans. Sends one statement.
    ///
    /// # Errors
    ///
    /// The database can't be asked.
    pub async fn read(connection: &mut PgConnection, plans: &[Plan]) -> Result<Self> {
        let nodes = plans.iter().flat_map(|plan| plan.root.all());
        let tables = nodes.filter_map(|node| node.table.as_ref());
        let named = tables.filter_map(|table| Some((table.namespace.as_deref()?, &*table.name)));
        let mut named: Vec<(&str, &str)> = named.collect();
        named.sort_unstable();
        named.dedup();
        let (namespaces, names): (Vec<&str>, Vec<&str>) = named.into_iter().unzip();

        let failed = Error::database("explain", "read the catalogue");
        let query = sqlx::query_scalar(SQL).bind(namespaces).bind(names);
        let query = query.persistent(false);
        let json: String = query.fetch_one(connection).await.map_err(failed)?;
        serde_json::from_str(&json).map_err(|why| Error::Answer {
            what: "explain",
            why: format!("the catalogue's answer does not parse: {why}"),
        })
    }

    /// What is known of a table in a plan.
    pub(super) fn of(&self, relation: &Relation) -> Option<&Table> {
        self.tables.iter().find(|table| {
            let namespace = relation.namespace.as_deref();
            table.name == relation.name
                && namespace.is_none_or(|namespace| namespace == table.namespace)
        })
    }

    /// What a table in a plan is called in the schema language: a partition as the table that it
    /// is part of.
    pub(super) fn name(&self, relation: &Relation) -> String {
        let root = self.of(relation).and_then(|table| table.root.as_ref());
        let (namespace, name) = match root {
            Some((namespace, name)) => (Some(namespace.as_str()), name.as_str()),
            None => (relation.namespace.as_deref(), relation.name.as_str()),
        };
        match namespace {
            Some(namespace) if namespace != "public" => format!("{namespace}.{name}"),
            _ => name.to_owned(),
        }
    }
}

impl Table {
    /// Whether an index of it has these columns first.
    pub(super) fn has(&self, columns: &[&str]) -> bool {
        self.indexes.iter().any(|index| {
            let names = index.columns.iter().map(|(name, _)| name.as_deref());
            !index.partial
                && index.columns.len() >= columns.len()
                && names
                    .zip(columns)
                    .all(|(name, column)| name == Some(*column))
        })
    }

    pub(super) fn type_of(&self, column: &str) -> Option<&str> {
        let mut columns = self.columns.iter();
        let found = columns.find(|there| there.name == column);
        found.map(|column| column.sql_type.as_str())
    }
}
