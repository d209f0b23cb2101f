//! A folder of a project, and the command in it.

use expect_test::Expect;
use relata::testing::Database;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of a test's own, with a schema in it.
pub(crate) fn folder(name: &str, schema: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("migrate")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("schema")).unwrap();
    write(&folder, schema);
    folder
}

pub(crate) fn write(folder: &Path, schema: &str) {
    fs::write(folder.join("schema/all.relata"), schema).unwrap();
}

pub(crate) fn call(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relata"));
    let command = command.args(arguments).current_dir(folder);
    command.env_remove("CLICOLOR_FORCE").output().unwrap()
}

/// The exit code, stdout and stderr of a call.
pub(crate) fn check(folder: &Path, arguments: &[&str], expected: &Expect) {
    let output = call(folder, arguments);
    expected.assert_eq(&format!(
        "exit {}\n{}--- stderr\n{}",
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap()
    ));
}

/// A call that has to end with this code; its stdout and stderr.
pub(crate) fn ends(folder: &Path, arguments: &[&str], code: i32) -> (String, String) {
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
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let mut files: Vec<String> = fs::read_dir(folder.join("migrations"))
        .map(|entries| {
            let names = entries.map(|it| it.unwrap().file_name());
            names.map(|it| it.into_string().unwrap()).collect()
        })
        .unwrap_or_default();
    files.sort();
    files
}

pub(crate) fn text(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join("migrations").join(file)).unwrap()
}

/// Runs SQL on a database; what a query gives, a value a line.
pub(crate) fn sql(database: &Database, sql: &str) -> String {
    let output = Command::new("psql")
        .args([
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            sql,
            database.url(),
        ])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

pub(crate) const FIRST: &str = "
    table users { id: bigint primary key identity, name: text }
";

pub(crate) const SECOND: &str = "
    table users { id: bigint primary key identity, name: text, email: text?, unique (email) }
    table posts { id: bigint primary key identity, author_id: references users on delete cascade, title: text }
";

/// A table whose column goes.
pub(crate) const NICKNAME: &str = "
    table users { id: bigint primary key identity, name: text, nickname: text? }
";
