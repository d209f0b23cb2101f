//! Every schema of `tests/fixtures`: its DDL, and what a real server holds after it has run.

use crate::facts;
use expect_test::expect_file;
use relata::testing::Database;
use relata_schema::diagnostic::{Diagnostics, one_line};
use relata_schema::model::Model;
use relata_schema::read;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A test for each folder, so that a failure names it; and one that no folder is without.
macro_rules! fixtures {
    ($($name:ident)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                visit(stringify!($name)).await;
            }
        )*

        #[test]
        fn every_fixture_is_visited() {
            let visited = BTreeSet::from([$(stringify!($name).to_owned()),*]);
            assert_eq!(folders(), visited);
        }
    };
}

fixtures! {
    blog events expressions films ledger music names orders queue structure tenants types values
}

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name)
}

pub(crate) fn folders() -> BTreeSet<String> {
    fs::read_dir(fixture(""))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

/// The golden files say what is created; the server has to agree with the schema, too, in everything that both can
/// say without an expression.
async fn visit(name: &str) {
    let folder = fixture(name);
    let model = model(&folder.join("schema.relata"));
    let ddl = relata_schema::create(&relata_schema::lower(&model));
    expect_file![folder.join("create.sql")].assert_eq(&ddl);

    let server = server_version().await;
    if server < model.postgres {
        eprintln!(
            "`{name}` is for PostgreSQL {}, and this is {server}",
            model.postgres
        );
        return;
    }
    let database = Database::create(&ddl).await.unwrap();
    let catalogue = lines(&database, include_str!("catalogue.sql")).await;
    expect_file![folder.join("catalogue.txt")].assert_eq(&(catalogue.join("\n") + "\n"));

    let held = lines(&database, include_str!("facts.sql")).await;
    let held: BTreeSet<String> = held.into_iter().collect();
    let said = facts::of(&model);
    let missing: Vec<&String> = said.difference(&held).collect();
    // What statements of the schema's own create is theirs to say.
    let is_by_hand = |fact: &str| {
        let trigger = fact
            .strip_prefix("trigger ")
            .and_then(|it| it.rsplit(' ').next());
        trigger.is_some_and(|name| model.sql.iter().any(|sql| sql.create.contains(name)))
    };
    let unasked: Vec<&String> = held
        .difference(&said)
        .filter(|fact| !is_by_hand(fact))
        .collect();
    assert!(
        missing.is_empty() && unasked.is_empty(),
        "only the schema says: {missing:#?}\nonly the server holds: {unasked:#?}"
    );
    database.close().await.unwrap();
}

/// The major version of the server that judges.
pub(crate) async fn server_version() -> u32 {
    let database = Database::empty().await.unwrap();
    let version = lines(&database, "SHOW server_version_num").await;
    database.close().await.unwrap();
    version[0].parse::<u32>().unwrap() / 10_000
}

pub(crate) fn model(path: &Path) -> Model {
    let source = read::schema(path).unwrap();
    let mut found = Diagnostics::default();
    let model = relata_schema::compile(&source, &mut found);
    let found: Vec<String> = found.list.iter().map(|it| one_line(it, &source)).collect();
    assert!(found.is_empty(), "{found:#?}");
    model.unwrap()
}

/// The rows of a query that gives texts.
pub(crate) async fn lines(database: &Database, query: &'static str) -> Vec<String> {
    sqlx::query_scalar(query)
        .fetch_all(database.pool())
        .await
        .unwrap()
}
