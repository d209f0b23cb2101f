//! What a newcomer does wrong with `relata migrate`, and what is said of it.

use super::folder::{Called, Folder};
use expect_test::{Expect, expect};
use relata::testing::Database;

const ONE: (&str, &str) = ("0001_make.sql", "CREATE TABLE t (id bigint PRIMARY KEY);\n");

fn check(called: &Called, expected: &Expect) {
    let code = called.code.unwrap();
    expected.assert_eq(&format!("exit {code}\n{}{}", called.out, called.err));
}

#[test]
fn a_call_that_lacks_something_says_what() {
    let folder = Folder::new("mistakes_lacking", &[ONE]);
    for command in ["run", "status", "adopt"] {
        check(
            &folder.without_url(&["migrate", command]),
            &expect![[r#"
                exit 2
                error: no database is named: give its URL, set `DATABASE_URL`, or write `database = "postgres://…"` into `relata.toml`
            "#]],
        );
    }
    let nowhere = "postgres://nobody@localhost/nothing";
    check(
        &folder.call(nowhere, &["run", "--migrations", "migration"]),
        &expect![[r#"
            exit 2
            error: there is no folder `migration`: `relata migrate new NAME` makes it; if it is another, name it with `--migrations`, or write `migrations = "…"` into `relata.toml`
        "#]],
    );
    check(
        &folder.call(nowhere, &["status", "--migrations", "migration"]),
        &expect![[r#"
            exit 2
            error: there is no folder `migration`: `relata migrate new NAME` makes it; if it is another, name it with `--migrations`, or write `migrations = "…"` into `relata.toml`
        "#]],
    );
    check(
        &folder.without_url(&["migrate", "verify", "--migrations", "migration"]),
        &expect![[r#"
            exit 2
            error: there is no folder `migration`: `relata migrate new NAME` makes it; if it is another, name it with `--migrations`, or write `migrations = "…"` into `relata.toml`
        "#]],
    );
    check(
        &folder.without_url(&["migrate", "new", "add_users"]),
        &expect![[r#"
            exit 2
            error: there is no schema at `schema/`: name one, or write `schema = "…"` into `relata.toml`
        "#]],
    );
    check(
        &folder.without_url(&["migrate", "new", "Add users"]),
        &expect![[r#"
            exit 2
            error: `Add users`: a migration's name has small letters, digits and `_`, begins with a letter, and has 100 at most: `add_users`
        "#]],
    );
    check(
        &folder.without_url(&["migrate", "resolve", "one", "--applied"]),
        &expect![[r#"
            exit 2
            error: invalid value 'one' for '<NUMBER[.STEP]>': write the number of a migration, and perhaps of a step: `7`, `7.2`

            For more information, try '--help'.
        "#]],
    );
    check(
        &folder.without_url(&["migrate", "verify"]),
        &expect![[r#"
        exit 2
        error: there is no schema at `schema/`: name one, or write `schema = "…"` into `relata.toml`
    "#]],
    );
}

#[test]
fn a_folder_that_cannot_be_read_says_where_and_why() {
    let folder = Folder::new("mistakes_files", &[ONE]);
    let url = "postgres://nobody@localhost/nothing";
    let run = |folder: &Folder| folder.call(url, &["run"]);

    folder.write_bytes("0002_latin.sql", b"SELECT 1;\n-- Stra\xdfe\nSELECT 2;");
    check(
        &run(&folder),
        &expect![[r#"
        exit 2
        error: `migrations/0002_latin.sql` is not UTF-8: byte 17, in line 2, is 0xdf; save the file as UTF-8
    "#]],
    );
    folder.remove("0002_latin.sql");
    folder.write("0001_other.sql", "SELECT 1;");
    check(
        &run(&folder),
        &expect![[r#"
        exit 2
        error: migrations/0001_other.sql: `0001_make.sql` has the same number; give the one that was applied nowhere the next free number, then `relata migrate lock`
    "#]],
    );
    folder.remove("0001_other.sql");
    folder.write("add_users.sql", "SELECT 1;");
    folder.write("0002_open.sql", "SELECT 1;\n\nSELECT 'it;\n");
    check(
        &run(&folder),
        &expect![[r#"
        exit 2
        error: migrations/0002_open.sql:3: a quote, a comment or a `$$` is opened here and not closed
        error: migrations/add_users.sql: `add` is no number; a migration is called like `0001_create_users.sql`; what is none belongs elsewhere
    "#]],
    );
    folder.remove("add_users.sql");
    folder.remove("0002_open.sql");
    folder.write("relata.lock", "<<<<<<< HEAD\n");
    check(
        &run(&folder),
        &expect![[r#"
        exit 2
        error: migrations/relata.lock:1: a merge left a conflict here; give the migrations of both branches numbers of their own, then `relata migrate lock` writes it anew from the migrations
    "#]],
    );
}

#[tokio::test]
async fn an_extension_that_cannot_be_moved_says_which_schema_is_meant() {
    let sql = "CREATE SCHEMA tools; CREATE EXTENSION xml2 WITH SCHEMA tools";
    let db = Database::create(sql).await.unwrap();
    let folder = Folder::new("mistakes_extension", &[]);
    folder.write_beside(
        "schema/all.relata",
        "extension xml2;\ntable t { id: bigint primary key }\n",
    );
    check(
        &folder.without_url(&["diff", "--from", db.url(), "--to", "schema"]),
        &expect![[r#"
        exit 2
        error: PostgreSQL cannot put an extension into the namespace where it is to be: extension "xml2" does not support SET SCHEMA (by `schema` it means the namespace); where it cannot be moved, leave it in its namespace with a `sql` item in the relata schema, which `relata pull` writes for it, or drop it and create it anew by hand
    "#]],
    );
}

#[tokio::test]
async fn a_database_that_a_newer_relata_has_migrated_is_left_alone() {
    let db = Database::empty().await.unwrap();
    let folder = Folder::new("mistakes_newer", &[ONE]);
    assert_eq!(folder.call(db.url(), &["run"]).code, Some(0));
    let newer = "UPDATE relata_migrations SET format = 99";
    sqlx::raw_sql(newer).execute(db.pool()).await.unwrap();
    for words in ["run", "status"] {
        check(
            &folder.call(db.url(), &[words]),
            &expect![[r#"
            exit 2
            error: a newer relata has written to `relata_migrations`, whose rows are of format 99; this one knows format 1: update relata
        "#]],
        );
    }
}

#[tokio::test]
async fn a_step_that_fails_says_the_file_the_line_and_the_way_on() {
    let db = Database::empty().await.unwrap();
    let rows = "-- step: fill t\nINSERT INTO t SELECT 1 FROM generate_series(1, 2);\n";
    let folder = Folder::new("mistakes_refused", &[ONE, ("0002_fill.sql", rows)]);
    let refused = folder.call(db.url(), &["run"]);
    let refused = Called {
        out: String::new(),
        ..refused
    };
    check(
        &refused,
        &expect![[r#"
        exit 1
        0001_make
        0002_fill (fill t)
        error: 0002_fill.sql (fill t): duplicate key value violates unique constraint "t_pkey" (SQLSTATE 23505), at `INSERT INTO t SELECT 1 FROM generate_series(1, 2)`
    "#]],
    );
    let missing = folder.call(&db.url().replace(db.name(), "not_there"), &["run"]);
    check(
        &missing,
        &expect![[r#"
        exit 2
        error: cannot connect to the database: database "not_there" does not exist (SQLSTATE 3D000); `CREATE DATABASE` makes one, from a database that is there: `postgres`
    "#]],
    );
}
