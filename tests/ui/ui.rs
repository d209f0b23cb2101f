//! What must not compile, and what the compiler says of it.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::fs;
use std::path::Path;

/// What lies beside the Cargo.toml of the crate that the cases are compiled as.
const MIGRATIONS: [(&str, &str); 3] = [
    (
        "0001_create_users.sql",
        "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, nickname text);\n",
    ),
    (
        "0002_drop_nickname_contract.sql",
        "-- relata: phase contract\n\n-- step: drop the column users.nickname\n\
         ALTER TABLE users DROP COLUMN nickname;\n",
    ),
    ("relata.lock", ""),
];

fn write_migrations() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let folder = target.join("tests/trybuild/relata-ui-tests/migrations");
    fs::create_dir_all(&folder).unwrap();
    for (file, text) in MIGRATIONS {
        fs::write(folder.join(file), text).unwrap();
    }
}

#[test]
fn mistakes_are_explained_at_their_place() {
    write_migrations();
    let cases = trybuild::TestCases::new();
    cases.compile_fail("schema/*.rs");
    cases.compile_fail("shape/*.rs");
    cases.compile_fail("query/*.rs");
    cases.compile_fail("insert/*.rs");
    cases.compile_fail("write/*.rs");
    cases.compile_fail("transaction/*.rs");
    cases.compile_fail("report/*.rs");
    cases.compile_fail("index/*.rs");
}
