//! Databases read from a server: all that is in them, and that what is created of it reads back equal.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use relata::testing::Database;
use relata_cli::catalogue::{self, Catalogue};
use relata_schema::database::{self, Object};

/// Every kind of object that a database can hold.
const EVERYTHING: &str = include_str!("catalogue/everything.sql");

/// The lines of a text that are for a server of this version.
fn for_version(text: &str, version: u32) -> String {
    let is_for = |line: &str| match line
        .rsplit_once(" -- ")
        .map(|(_, note)| note.split_once(' '))
    {
        Some(Some(("from", since))) => since.parse().is_ok_and(|since: u32| version >= since),
        Some(Some(("before", until))) => until.parse().is_ok_and(|until: u32| version < until),
        _ => true,
    };
    let lines = text.lines().filter(|line| is_for(line));
    lines.map(|line| format!("{line}\n")).collect()
}

async fn version() -> u32 {
    let database = Database::empty().await.unwrap();
    let catalogue = read(&database).await;
    database.close().await.unwrap();
    catalogue.version
}

async fn read(database: &Database) -> Catalogue {
    catalogue::read_url(database.url()).await.unwrap()
}

/// The database that this SQL makes.
async fn made(sql: &str) -> database::Database {
    let database = Database::create(sql)
        .await
        .unwrap_or_else(|error| panic!("{error}\n{sql}"));
    let catalogue = read(&database).await;
    database.close().await.unwrap();
    catalogue.database
}

/// Creates a database of what was read, reads that, and compares all but what cannot be created.
async fn reads_back_equal(first: &database::Database) {
    let mut first = first.clone();
    first.outside.retain(|it| it.definition.is_some());
    let known = |object: &Object| match object {
        Object::Outside(kind, on, name) => first
            .outside
            .iter()
            .any(|it| (&it.kind, &it.on, &it.name) == (kind, on, name)),
        _ => true,
    };
    first
        .dependencies
        .retain(|it| known(&it.of) && known(&it.on));
    let again = made(&relata_schema::create(&first)).await;
    let (was, became) = (objects(&first), objects(&again));
    let lost: Vec<&String> = was.iter().filter(|it| !became.contains(it)).collect();
    let new: Vec<&String> = became.iter().filter(|it| !was.contains(it)).collect();
    assert!(
        lost.is_empty() && new.is_empty(),
        "{}\n\n--- became\n{}",
        lost.iter()
            .map(|it| it.as_str())
            .collect::<Vec<_>>()
            .join("\n"),
        new.iter()
            .map(|it| it.as_str())
            .collect::<Vec<_>>()
            .join("\n")
    );
    assert_eq!(first, again);
}

/// Each object of a database as a text; of tables each part.
fn objects(database: &database::Database) -> Vec<String> {
    let database = database.clone();
    let mut objects = Vec::new();
    objects.extend(database.extensions.iter().map(|it| format!("{it:?}")));
    objects.extend(database.namespaces.iter().map(|it| format!("{it:?}")));
    objects.extend(database.enums.iter().map(|it| format!("{it:?}")));
    objects.extend(database.composites.iter().map(|it| format!("{it:?}")));
    objects.extend(database.domains.iter().map(|it| format!("{it:?}")));
    objects.extend(database.sequences.iter().map(|it| format!("{it:?}")));
    objects.extend(database.views.iter().map(|it| format!("{it:?}")));
    objects.extend(database.outside.iter().map(|it| format!("{it:?}")));
    objects.extend(database.dependencies.iter().map(|it| format!("{it:?}")));
    for mut table in database.tables {
        let of = table.name.name.clone();
        objects.extend(table.columns.drain(..).map(|it| format!("{of}: {it:?}")));
        objects.extend(
            table
                .constraints
                .drain(..)
                .map(|it| format!("{of}: {it:?}")),
        );
        objects.extend(table.indexes.drain(..).map(|it| format!("{of}: {it:?}")));
        objects.push(format!("{table:?}"));
    }
    objects
}

#[tokio::test]
async fn everything_reads_back_equal() {
    let first = made(&for_version(EVERYTHING, version().await)).await;
    reads_back_equal(&first).await;
}
