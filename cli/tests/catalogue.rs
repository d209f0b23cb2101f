//! Databases read from a server: all that is in them, and that what is created of it reads back equal.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use relata::testing::Database;
use relata_cli::canonical;
use relata_cli::catalogue::{self, Catalogue};
use relata_schema::database::{self, Object};
use relata_schema::diagnostic::{Diagnostics, one_line};
use relata_schema::source::Source;

#[path = "catalogue/failures.rs"]
mod failures;
#[path = "catalogue/version.rs"]
mod version;

use version::{for_version, version};

/// Every kind of object that a database can hold.
const EVERYTHING: &str = include_str!("catalogue/everything.sql");

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

/// The database without what cannot be created, because nobody tells how.
fn creatable(database: &database::Database) -> database::Database {
    let mut first = database.clone();
    first.outside.retain(|it| it.definition.is_some());
    let outside = first.outside.clone();
    let known = |object: &Object| match object {
        Object::Outside(kind, on, name) => outside
            .iter()
            .any(|it| (&it.kind, &it.on, &it.name) == (kind, on, name)),
        _ => true,
    };
    first
        .dependencies
        .retain(|it| known(&it.of) && known(&it.on));
    first
}

/// Creates a database of what was read, reads that, and compares all but what cannot be created.
async fn reads_back_equal(first: &database::Database) {
    let first = creatable(first);
    let again = made(&relata_schema::create(&first)).await;
    compare(&first, &again);
}

fn compare(first: &database::Database, again: &database::Database) {
    let (was, became) = (objects(first), objects(again));
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
    assert_eq!(*first, *again);
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

/// Pulls a database, creates what was pulled, and compares all but what cannot be created.
async fn pulls_equal(sql: &str) -> String {
    let first = creatable(&made(sql).await);
    let pulled = relata_schema::pull(&first, version().await);
    let source = Source::one("pulled", pulled.text.as_str());
    let mut found = Diagnostics::default();
    let model = relata_schema::compile(&source, &mut found);
    let found: Vec<String> = found.list.iter().map(|it| one_line(it, &source)).collect();
    assert!(found.is_empty(), "{found:#?}\n{}", pulled.text);
    let ddl = relata_schema::create(&relata_schema::lower(&model.unwrap()));
    let again = canonical::canonical(&ddl)
        .await
        .unwrap_or_else(|error| panic!("{error}\n{}", pulled.text));
    compare(&first, &again.database);
    pulled.text
}

#[tokio::test]
async fn everything_is_pulled() {
    pulls_equal(&for_version(EVERYTHING, version().await)).await;
}

#[tokio::test]
async fn the_fixtures_are_pulled() {
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    for name in [
        "blog",
        "films",
        "music",
        "names",
        "orders",
        "structure",
        "tenants",
        "types",
        "values",
        "expressions",
    ] {
        let source =
            relata_schema::read::schema(&fixtures.join(name).join("schema.relata")).unwrap();
        let model = relata_schema::compile(&source, &mut Diagnostics::default()).unwrap();
        if version().await >= model.postgres {
            eprintln!("{name}");
            let text = pulls_equal(&relata_schema::create(&relata_schema::lower(&model))).await;
            if std::env::var_os("SHOW").is_some() {
                eprintln!("{text}");
            }
        }
    }
}

/// Databases as others have them. What is pulled stands beside them, to be read.
#[tokio::test]
async fn what_others_have_is_pulled() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/catalogue/found");
    // From 16 on, the queries of views are written otherwise.
    let is_shown = version().await < 16;
    for name in [
        "employees",
        "events",
        "forum",
        "ledger",
        "orders",
        "records",
        "rental",
        "tracker",
        "world",
    ] {
        let sql = std::fs::read_to_string(folder.join(name).with_extension("sql")).unwrap();
        let text = pulls_equal(&sql).await;
        if is_shown {
            expect_test::expect_file![folder.join(name).with_extension("relata")].assert_eq(&text);
        }
    }
}

#[tokio::test]
async fn what_only_newer_servers_know_is_said_with_the_version() {
    let version = version().await;
    if version < 15 {
        return;
    }
    let text = pulls_equal(
        "CREATE TABLE ts (id bigint PRIMARY KEY, a integer, b text, UNIQUE NULLS NOT DISTINCT (a, b))",
    )
    .await;
    assert!(text.starts_with(&format!("postgres {version};")), "{text}");
    assert!(
        text.contains("unique (a, b) nulls not distinct") && !text.contains("sql "),
        "{text}"
    );
}

#[tokio::test]
async fn a_schema_becomes_what_postgresql_makes_of_it() {
    // The role is made where it is missing, on a server of our own.
    let ddl = "CREATE TABLE ts (id integer CHECK (id between 1 and 2)); GRANT SELECT ON ts TO a_role_of_nobody;";
    if std::env::var_os("DATABASE_URL").is_none() {
        let catalogue = canonical::canonical(ddl).await.unwrap();
        assert_eq!(
            catalogue.database.outside[0].name,
            "SELECT TO a_role_of_nobody"
        );
    }

    let error = canonical::canonical("CREATE EXTENSION not_to_be_had")
        .await
        .unwrap_err();
    assert!(
        matches!(error, canonical::Error::Extension { .. }),
        "{error}"
    );
    let error = canonical::canonical("CREATE TABLE ts (id nothing)")
        .await
        .unwrap_err();
    assert!(matches!(error, canonical::Error::Refused(_)), "{error}");
}

/// `--nocapture` shows what it took.
#[tokio::test]
async fn a_thousand_tables_are_read_and_compared() {
    let tables: String = (0..1000)
        .map(|at| {
            format!(
                "CREATE TABLE t{at} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text DEFAULT 'x' NOT NULL,
                    mail varchar(80) UNIQUE, age integer CHECK (age > 0), data jsonb DEFAULT '{{}}', at timestamptz,
                    active boolean, price numeric(12, 2), note text, other bigint REFERENCES t{} (id));
                CREATE INDEX ON t{at} (other); CREATE INDEX ON t{at} (lower(name)) WHERE active;",
                at / 2
            )
        })
        .collect();
    let database = Database::create(&tables).await.unwrap();
    let (started, busy) = (std::time::Instant::now(), processor_time());
    let first = read(&database).await.database;
    let (wall, busy) = (started.elapsed(), processor_time() - busy);
    let columns: usize = first.tables.iter().map(|it| it.columns.len()).sum();
    assert_eq!((first.tables.len(), columns), (1000, 10_000));

    let mut second = first.clone();
    for table in second.tables.iter_mut().step_by(10) {
        table.columns[8].ty = "bigint".to_owned();
    }
    let started = std::time::Instant::now();
    let changes = relata_schema::diff(&first, &second);
    eprintln!(
        "read in {wall:?}, of which {busy} ms are the client's; compared in {:?}",
        started.elapsed()
    );
    assert_eq!(changes.len(), 100);
    assert!(wall.as_secs() < 60, "{wall:?}");
    database.close().await.unwrap();
}

/// The milliseconds that this thread has computed so far, where the system tells.
fn processor_time() -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let first = told.split(' ').next().and_then(|it| it.parse::<u64>().ok());
    first.unwrap_or_default() / 1_000_000
}
