//! What became of a statement that runs in no transaction, when its runner ended in the middle: the catalogue knows.

use sqlx::PgConnection;

use super::error::{Error, Result};
use super::migration::Probe;

/// What the catalogue says of what a statement makes or takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing was done.
    Nothing,
    /// All is done.
    All,
    /// A part is done: these statements bring it back, or bring it to its end.
    Part(Vec<Repair>, Then),
}

/// A statement that repairs, and what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Repair {
    pub(super) sql: String,
    pub(super) does: String,
}

/// What is to do after the repairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// The statement runs again.
    Run,
    /// It is done.
    Done,
}

/// Asks, for a statement that this probe is of.
pub(super) async fn ask(on: &mut PgConnection, probe: &Probe, statement: &str) -> Result<Found> {
    let asked = match probe {
        Probe::Index(name) => index(on, name, statement).await,
        Probe::Constraint { table, name } => constraint(on, table, name, statement).await,
        Probe::Detach { parent, partition } => detach(on, parent, partition).await,
    };
    asked.map_err(Error::sql("ask the catalogue how far a step got"))
}

async fn index(on: &mut PgConnection, name: &str, statement: &str) -> Result<Found, sqlx::Error> {
    let there: Option<bool> = sqlx::query_scalar(
        "SELECT indisvalid AND indisready AND indislive FROM pg_index WHERE indexrelid = to_regclass($1)",
    )
    .bind(name)
    .persistent(false)
    .fetch_optional(&mut *on)
    .await?;
    if begins(statement, "drop") {
        return Ok(match there {
            Some(_) => Found::Nothing,
            None => Found::All,
        });
    }
    let mut repairs = Vec::new();
    if there == Some(false) {
        repairs.push(drop_index(name));
    }
    for left in leftovers(on, name).await? {
        repairs.push(drop_index(&left));
    }
    let is_made = there == Some(true) && begins(statement, "create");
    Ok(match (repairs.is_empty(), is_made) {
        (true, true) => Found::All,
        (true, false) => Found::Nothing,
        (false, true) => Found::Part(repairs, Then::Done),
        (false, false) => Found::Part(repairs, Then::Run),
    })
}

fn drop_index(name: &str) -> Repair {
    Repair {
        sql: format!("DROP INDEX CONCURRENTLY IF EXISTS {name}"),
        does: format!("drops the index {name}, which is half built"),
    }
}

/// What `REINDEX CONCURRENTLY` leaves behind when it fails: indexes that are not valid, called like the one that they
/// were to replace. A name that would be too long is cut.
async fn leftovers(on: &mut PgConnection, name: &str) -> Result<Vec<String>, sqlx::Error> {
    let sql = "SELECT format('%I.%I', n.nspname, c.relname) \
               FROM pg_class AS c JOIN pg_index AS i ON i.indexrelid = c.oid \
               JOIN pg_namespace AS n ON n.oid = c.relnamespace, \
               parse_ident($1) AS said, \
               regexp_replace(c.relname::text, '_cc(new|old)[0-9]*$', '') AS base \
               WHERE NOT i.indisvalid AND c.relname::text ~ '_cc(new|old)[0-9]*$' \
               AND n.nspname = CASE cardinality(said) WHEN 2 THEN said[1] ELSE current_schema() END \
               AND (base = said[cardinality(said)] \
                    OR octet_length(c.relname::text) > 60 AND starts_with(said[cardinality(said)], base)) \
               ORDER BY 1";
    sqlx::query_scalar(sql)
        .bind(name)
        .persistent(false)
        .fetch_all(on)
        .await
}

async fn constraint(
    on: &mut PgConnection,
    table: &str,
    name: &str,
    statement: &str,
) -> Result<Found, sqlx::Error> {
    let valid: Option<bool> = sqlx::query_scalar(
        "SELECT convalidated FROM pg_constraint WHERE conrelid = to_regclass($1) AND conname = $2",
    )
    .bind(table)
    .bind(name)
    .persistent(false)
    .fetch_optional(on)
    .await?;
    let drops =
        begins(statement, "alter") && statement.to_ascii_lowercase().contains("drop constraint");
    Ok(match valid {
        _ if drops => match valid {
            Some(_) => Found::Nothing,
            None => Found::All,
        },
        None => Found::Nothing,
        Some(true) => Found::All,
        Some(false) => {
            let quoted = crate::name::Quoted(name);
            let validate = Repair {
                sql: format!("ALTER TABLE {table} VALIDATE CONSTRAINT {quoted}"),
                does: format!("validates the constraint {name}, which is there and not validated"),
            };
            Found::Part(vec![validate], Then::Done)
        }
    })
}

async fn detach(
    on: &mut PgConnection,
    parent: &str,
    partition: &str,
) -> Result<Found, sqlx::Error> {
    let pending: Option<bool> = sqlx::query_scalar(
        "SELECT inhdetachpending FROM pg_inherits WHERE inhparent = to_regclass($1) AND inhrelid = to_regclass($2)",
    )
    .bind(parent)
    .bind(partition)
    .persistent(false)
    .fetch_optional(on)
    .await?;
    Ok(match pending {
        None => Found::All,
        Some(false) => Found::Nothing,
        Some(true) => {
            let finalize = Repair {
                sql: format!("ALTER TABLE {parent} DETACH PARTITION {partition} FINALIZE"),
                does: format!("finalizes the detaching of {partition}"),
            };
            Found::Part(vec![finalize], Then::Done)
        }
    })
}

/// Whether a statement begins with a word.
pub(super) fn begins(statement: &str, word: &str) -> bool {
    let first = statement.split_whitespace().next().unwrap_or_default();
    first.eq_ignore_ascii_case(word)
}

/// What is there, in words.
pub(super) fn thing(probe: &Probe) -> String {
    match probe {
        Probe::Index(name) => format!("the index {name}"),
        Probe::Constraint { table, name } => format!("the constraint {name} of {table}"),
        Probe::Detach { partition, .. } => format!("the partition {partition}"),
    }
}
