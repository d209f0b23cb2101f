//! Tables and views.

use super::name::{Name, qualified, settings, stable};
use super::split;
use relata_schema::database::{
    Column, Constraint, Index, Part, Partition, QualifiedName, ReplicaIdentity, RowSecurity, Table,
    Trigger, View, ViewColumn,
};
use relata_schema::sql;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct TableRow {
    pub(super) oid: i64,
    /// The type of its rows.
    pub(super) row: i64,
    namespace: String,
    pub(super) name: String,
    unlogged: bool,
    /// `RANGE (at)`
    partition: Option<String>,
    /// `FOR VALUES …`
    bound: Option<String>,
    condition: Option<String>,
    part_foreign_keys: Vec<String>,
    parents: Vec<Name>,
    of_type: Option<Name>,
    access_method: Option<String>,
    tablespace: Option<String>,
    options: Vec<String>,
    /// `d`, `n`, `f`, `i`
    replica_identity: String,
    row_security: bool,
    row_security_forced: bool,
    comment: Option<String>,
}

/// What a table is made of.
pub(super) struct Parts {
    pub(super) columns: Vec<Column>,
    pub(super) constraints: Vec<Constraint>,
    pub(super) indexes: Vec<Index>,
    pub(super) triggers: Vec<Trigger>,
    /// The index that is its replica identity.
    pub(super) replica: Option<String>,
}

impl TableRow {
    pub(super) fn qualified(&self) -> QualifiedName {
        qualified(&self.namespace, &self.name)
    }

    pub(super) fn is_partition(&self) -> bool {
        self.bound.is_some()
    }

    /// The table; the others of its database are called by their numbers.
    pub(super) fn table(
        &self,
        parts: Parts,
        called: impl Fn(i64) -> Option<QualifiedName>,
    ) -> Table {
        let mut parents = self.parents.iter().cloned().map(QualifiedName::from);
        let part_of = self.bound.as_ref().and_then(|bound| {
            Some(Part {
                parent: parents.next()?,
                bound: bound.clone(),
                condition: (self.condition.as_ref()).map(|it| with_names(it, &called)),
                foreign_keys: self.part_foreign_keys.clone(),
            })
        });
        Table {
            name: self.qualified(),
            columns: parts.columns,
            constraints: parts.constraints,
            indexes: parts.indexes,
            triggers: parts.triggers,
            partition: self.partition.as_deref().and_then(partition),
            part_of,
            inherits: parents.collect(),
            of_type: self.of_type.clone().map(Into::into),
            unlogged: self.unlogged,
            access_method: self.access_method.clone(),
            tablespace: self.tablespace.clone(),
            options: settings(&self.options),
            replica_identity: match (self.replica_identity.as_str(), parts.replica) {
                ("f", _) => ReplicaIdentity::Full,
                ("i", Some(index)) => ReplicaIdentity::Index(index),
                // An index that was dropped leaves nothing.
                ("n" | "i", _) => ReplicaIdentity::Nothing,
                _ => ReplicaIdentity::PrimaryKey,
            },
            row_security: RowSecurity {
                enabled: self.row_security,
                forced: self.row_security_forced,
            },
            comment: self.comment.clone(),
        }
    }
}

/// A condition in which tables are called by their names: of a part by hash, PostgreSQL writes its parent's number.
fn with_names(condition: &str, called: impl Fn(i64) -> Option<QualifiedName>) -> String {
    const HASH: &str = "satisfies_hash_partition('";
    let mut pieces = condition.split(HASH);
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text.push_str(HASH.trim_end_matches('\''));
        let named = piece.split_once("'::oid").and_then(|(number, rest)| {
            let name = called(number.parse().ok()?)?;
            Some(format!(
                "{}::regclass{rest}",
                sql::literal(&sql::qualified(&name))
            ))
        });
        text.push_str(&named.unwrap_or_else(|| format!("'{piece}")));
    }
    text
}

/// `LIST (lower(l), k)` as its parts.
fn partition(text: &str) -> Option<Partition> {
    let by = split::list(split::parenthesized(text)?);
    Some(Partition {
        method: text.split(' ').next()?.to_ascii_lowercase(),
        by: by.into_iter().map(str::to_owned).collect(),
    })
}

#[derive(Deserialize)]
pub(super) struct ViewRow {
    pub(super) oid: i64,
    /// The type of its rows.
    pub(super) row: i64,
    /// What holds its query, and so what the view needs.
    pub(super) rule: Option<i64>,
    namespace: String,
    name: String,
    materialized: bool,
    populated: bool,
    #[serde(deserialize_with = "stable")]
    query: Option<String>,
    options: Vec<String>,
    access_method: Option<String>,
    tablespace: Option<String>,
    comment: Option<String>,
}

impl ViewRow {
    pub(super) fn qualified(&self) -> QualifiedName {
        qualified(&self.namespace, &self.name)
    }

    pub(super) fn view(&self, columns: Vec<ViewColumn>, indexes: Vec<Index>) -> View {
        let query = self.query.as_deref().unwrap_or_default().trim();
        View {
            name: self.qualified(),
            materialized: self.materialized,
            populated: self.populated,
            columns,
            query: query.trim_end_matches(';').trim_end().to_owned(),
            options: settings(&self.options),
            access_method: self.access_method.clone(),
            tablespace: self.tablespace.clone(),
            indexes,
            comment: self.comment.clone(),
        }
    }
}
