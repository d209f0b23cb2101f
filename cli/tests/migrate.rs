//! `relata migrate`: what is written, and what it comes to on a server.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use expect_test::{Expect, expect};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of a test's own, with a schema in it.
fn folder(name: &str, schema: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("migrate")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("schema")).unwrap();
    write(&folder, schema);
    folder
}

fn write(folder: &Path, schema: &str) {
    fs::write(folder.join("schema/all.relata"), schema).unwrap();
}

fn call(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relata"));
    let command = command.args(arguments).current_dir(folder);
    command.env_remove("CLICOLOR_FORCE").output().unwrap()
}

/// The exit code, stdout and stderr of a call.
fn check(folder: &Path, arguments: &[&str], expected: &Expect) {
    let output = call(folder, arguments);
    expected.assert_eq(&format!(
        "exit {}\n{}--- stderr\n{}",
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap()
    ));
}

/// A call that has to end with this code; its stdout and stderr.
fn ends(folder: &Path, arguments: &[&str], code: i32) -> (String, String) {
    let output = call(folder, arguments);
    let out = String::from_utf8(output.stdout).unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        output.status.code(),
        Some(code),
        "{arguments:?}\n{out}{error}"
    );
    (out, error)
}

/// The names of the files in the folder of the migrations.
fn files(folder: &Path) -> Vec<String> {
    let mut files: Vec<String> = fs::read_dir(folder.join("migrations"))
        .map(|entries| {
            let names = entries.map(|it| it.unwrap().file_name());
            names.map(|it| it.into_string().unwrap()).collect()
        })
        .unwrap_or_default();
    files.sort();
    files
}

fn text(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join("migrations").join(file)).unwrap()
}

const FIRST: &str = "
    table users { id: bigint primary key identity, name: text }
";

const SECOND: &str = "
    table users { id: bigint primary key identity, name: text, email: text?, unique (email) }
    table posts { id: bigint primary key identity, author_id: references users on delete cascade, title: text }
";

#[test]
fn migrations_follow_the_schema() {
    let folder = folder("follow", FIRST);
    check(
        &folder,
        &["migrate", "new", "create_users"],
        &expect![[r#"
        exit 0
        migrations/0001_create_users.sql
          create the schema
        --- stderr
    "#]],
    );
    check(
        &folder,
        &["migrate", "new", "nothing"],
        &expect![[r#"
        exit 0
        --- stderr
        nothing to do: the migrations lead to the schema
    "#]],
    );
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
        exit 0
        --- stderr
        migrations/: 1 migration, which lead to the schema
    "#]],
    );
    expect![[r#"
        -- step: create the schema
        CREATE TABLE users (
            id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
            name text NOT NULL,
            CONSTRAINT users_pkey PRIMARY KEY (id)
        );
    "#]]
    .assert_eq(&text(&folder, "0001_create_users.sql"));
    expect![[r#"
        -- The migrations, and the schema that they lead to. `relata migrate` writes this file; commit it with them.
        -- version 1
        -- migration 0001_create_users 770d56b2835ff03aef8fa0e2c58377da4e16fa47e39d167fd0ed0347d0f546f6
        -- checksum 8ddafa178d6fa067f7a9fc0fd4641ac25264d2de3d0f26f2a0ea68a2dd211c83

        CREATE TABLE users (
            id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
            name text NOT NULL,
            CONSTRAINT users_pkey PRIMARY KEY (id)
        );
    "#]].assert_eq(&text(&folder, "relata.lock"));

    write(&folder, SECOND);
    let (out, _) = ends(&folder, &["migrate", "verify"], 1);
    assert!(out.contains("CREATE TABLE posts"), "{out}");
    ends(&folder, &["migrate", "new", "add_posts", "--prove"], 0);
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
        exit 0
        --- stderr
        migrations/: 5 migrations, which lead to the schema
    "#]],
    );
    check(
        &folder,
        &["migrate", "new", "nothing"],
        &expect![[r#"
        exit 0
        --- stderr
        nothing to do: the migrations lead to the schema
    "#]],
    );
    check(
        &folder,
        &["diff", "--from", "migrations", "--to", "schema"],
        &expect![[r#"
        exit 0
        --- stderr
    "#]],
    );
    expect![[r#"
        [
            "0001_create_users.sql",
            "0002_add_posts.sql",
            "0003_add_posts.sql",
            "0004_add_posts.sql",
            "0005_add_posts.sql",
            "relata.lock",
        ]"#]]
    .assert_eq(&format!("{:#?}", files(&folder)));
}
