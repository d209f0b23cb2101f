//! The questions to the catalogues: one file a kind of object.

use super::Error;
use super::connection::{Snapshot, sql};
use serde::de::DeserializeOwned;
use sqlx::AssertSqlSafe;

/// What begins every question.
const OWN: &str = include_str!("sql/own.sql");

/// A number for all that is written about the user's objects.
pub(super) const FINGERPRINT: &str = include_str!("sql/fingerprint.sql");

/// What the user's objects need of each other.
pub(super) const DEPENDENCIES: &str = include_str!("sql/dependencies.sql");

/// A question: what it is about, and its SQL.
pub(super) type Question = (&'static str, &'static str);

pub(super) const NAMESPACES: Question = ("the schemas", include_str!("sql/namespaces.sql"));
pub(super) const EXTENSIONS: Question = ("the extensions", include_str!("sql/extensions.sql"));
pub(super) const TYPES: Question = ("the types", include_str!("sql/types.sql"));
pub(super) const SEQUENCES: Question = ("the sequences", include_str!("sql/sequences.sql"));
pub(super) const TABLES: Question = ("the tables", include_str!("sql/tables.sql"));
pub(super) const COLUMNS: Question = ("the columns", include_str!("sql/columns.sql"));
pub(super) const CONSTRAINTS: Question = ("the constraints", include_str!("sql/constraints.sql"));
pub(super) const INDEXES: Question = ("the indexes", include_str!("sql/indexes.sql"));
pub(super) const VIEWS: Question = ("the views", include_str!("sql/views.sql"));
pub(super) const STAMPS: Question = ("the triggers", include_str!("sql/stamps.sql"));
pub(super) const OUTSIDE: Question = ("what is not modelled", include_str!("sql/outside.sql"));

/// Asks one question; a row comes as JSON, so that lists and names in it need no types of the server's.
pub(super) async fn ask<T: DeserializeOwned>(
    snapshot: &mut Snapshot<'_>,
    (about, text): Question,
) -> Result<Vec<T>, Error> {
    let text = format!("{OWN}SELECT to_json(found)::text FROM (\n{text}) AS found");
    let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(for_version(&text, snapshot.version)))
        .persistent(false)
        .fetch_all(&mut *snapshot.connection)
        .await
        .map_err(sql(about))?;
    rows.iter()
        .map(|row| {
            serde_json::from_str(row).map_err(|error| Error::Answer {
                what: about.to_owned(),
                reason: error.to_string(),
            })
        })
        .collect()
}

/// Leaves out the lines that are for other versions: those that end in `-- from 15` are for 15 and newer, those that
/// end in `-- before 15` for older ones.
fn for_version(text: &str, version: u32) -> String {
    let mut kept = String::with_capacity(text.len());
    for line in text.lines() {
        let (line, is_for) = match line.rsplit_once(" -- ") {
            Some((start, note)) => match note.split_once(' ') {
                Some(("from", since)) => (start, since.parse().is_ok_and(|since| version >= since)),
                Some(("before", until)) => {
                    (start, until.parse().is_ok_and(|until| version < until))
                }
                _ => (line, true),
            },
            None => (line, true),
        };
        if is_for {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_for_versions() {
        let text = "a, -- from 15\nb, -- before 15\nc -- and more\n";
        assert_eq!(for_version(text, 14), "b,\nc -- and more\n");
        assert_eq!(for_version(text, 15), "a,\nc -- and more\n");
    }
}
