//! `relata migrate`: what is written, and what it comes to on a server.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use expect_test::{Expect, expect};
use relata::testing::Database;
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

/// Runs SQL on a database; what a query gives, a value a line.
fn sql(database: &Database, sql: &str) -> String {
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
            migrations/: 4 migrations, which lead to the schema
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
            "relata.lock",
        ]"#]]
    .assert_eq(&format!("{:#?}", files(&folder)));
}

#[test]
fn a_name_is_no_path() {
    let folder = folder("name", FIRST);
    for name in ["../x", "a/b", "Add email", "", ".", "1a", "a\nb"] {
        let (_, error) = ends(&folder, &["migrate", "new", name], 2);
        assert!(
            error.contains("a migration's name has small letters"),
            "{error}"
        );
    }
    assert!(!folder.join("migrations").exists());
}

/// A table whose column goes, and comes again as another.
const NICKNAME: &str = "
    table users { id: bigint primary key identity, name: text, nickname: text? }
";
const OTHER_NICKNAME: &str = "
    table users { id: bigint primary key identity, name: text, nickname: integer? }
";

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_something_away_waits() {
    let folder = folder("contract", NICKNAME);
    let database = Database::empty().await.unwrap();
    let run = ["migrate", "run", database.url()];
    ends(&folder, &["migrate", "new", "create_users"], 0);
    ends(&folder, &run, 0);
    sql(
        &database,
        "INSERT INTO users (name, nickname) VALUES ('Ada', 'A')",
    );

    write(&folder, FIRST);
    let (_, error) = ends(&folder, &["migrate", "new", "drop_nickname"], 2);
    assert!(error.contains("--allow-loss users.nickname"), "{error}");
    assert_eq!(files(&folder), ["0001_create_users.sql", "relata.lock"]);
    let allowed = [
        "migrate",
        "new",
        "drop_nickname",
        "--allow-loss",
        "users.nickname",
        "--prove",
    ];
    check(
        &folder,
        &allowed,
        &expect![[r#"
        exit 0
        migrations/0002_drop_nickname_contract.sql (waits for `relata migrate run --contract`)
          ALTER TABLE users DROP COLUMN nickname
            loses the column nickname of users
        --- stderr
    "#]],
    );
    expect![[r#"
        -- relata: phase contract

        -- step: ALTER TABLE users DROP COLUMN nickname
        -- hazard: loses the column nickname of users
        ALTER TABLE users
            DROP COLUMN nickname;
    "#]]
    .assert_eq(&text(&folder, "0002_drop_nickname_contract.sql"));
    let (_, error) = ends(&folder, &run, 0);
    assert!(
        error.contains("0002_drop_nickname_contract.sql waits"),
        "{error}"
    );
    assert_eq!(sql(&database, "SELECT nickname FROM users"), "A\n");

    // The new column can only come when the old one is gone.
    write(&folder, OTHER_NICKNAME);
    check(
        &folder,
        &["migrate", "new", "nickname_number"],
        &expect![[r#"
        exit 0
        migrations/0003_nickname_number_contract.sql (waits for `relata migrate run --contract`)
          ALTER TABLE users ADD COLUMN nickname integer
        --- stderr
        migrations/0002_drop_nickname_contract.sql has to run before what is new, which therefore waits for `relata migrate run --contract` as well
    "#]],
    );
    ends(&folder, &run, 0);
    assert_eq!(sql(&database, "SELECT nickname FROM users"), "A\n");
    // What has nothing to do with it can come before.
    write(
        &folder,
        &format!("{OTHER_NICKNAME} table posts {{ id: bigint primary key }}"),
    );
    check(
        &folder,
        &["migrate", "new", "posts"],
        &expect![[r#"
        exit 0
        migrations/0004_posts.sql
          CREATE TABLE posts ( id bigint NOT NULL, CONSTRAINT posts_pkey PRIMARY KEY (id) )
        --- stderr
    "#]],
    );
    ends(&folder, &run, 0);
    assert_eq!(sql(&database, "SELECT count(*) FROM posts"), "0\n");
    ends(
        &folder,
        &["migrate", "run", "--contract", database.url()],
        0,
    );
    assert_eq!(sql(&database, "SELECT name, nickname FROM users"), "Ada|\n");
    ends(
        &folder,
        &["diff", "--from", database.url(), "--to", "schema"],
        0,
    );
    ends(&folder, &["migrate", "verify"], 0);
    database.close().await.unwrap();
}

#[test]
fn a_renamed_table_has_both_names_until_the_contract() {
    let folder = folder("renamed_table", FIRST);
    ends(&folder, &["migrate", "new", "create_users"], 0);
    write(
        &folder,
        "table people was users { id: bigint primary key identity, full_name: text was name, age: integer? }",
    );
    let (out, _) = ends(&folder, &["migrate", "new", "people", "--prove"], 0);
    assert!(
        out.contains("call users people, and leave a view of the old name"),
        "{out}"
    );
    assert_eq!(
        files(&folder),
        [
            "0001_create_users.sql",
            "0002_people.sql",
            "0003_people_contract.sql",
            "relata.lock"
        ]
    );
    let expand = text(&folder, "0002_people.sql");
    assert!(
        expand.contains("CREATE VIEW users (id, name) AS\nSELECT id, full_name\nFROM people;"),
        "{expand}"
    );
    assert!(expand.contains("ADD COLUMN age integer"), "{expand}");
    assert_eq!(
        text(&folder, "0003_people_contract.sql"),
        "-- relata: phase contract\n\n-- step: drop the view that is left of users\nDROP VIEW users;\n"
    );
}

#[test]
fn what_is_written_by_hand_is_kept() {
    let folder = folder("hand", FIRST);
    ends(&folder, &["migrate", "new", "create_users"], 0);
    check(
        &folder,
        &["migrate", "new", "add_function", "--empty"],
        &expect![[r#"
            exit 0
            migrations/0002_add_function.sql
            --- stderr
        "#]],
    );
    check(
        &folder,
        &["migrate", "new", "nothing"],
        &expect![[r#"
        exit 2
        --- stderr
        error: migrations/0002_add_function.sql:2: there is no SQL in it; write some, or remove the file
    "#]],
    );
    fs::write(
        folder.join("migrations/0002_add_function.sql"),
        "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$;\nGRANT SELECT ON users TO some_reader;\n",
    )
    .unwrap();
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
            exit 1
            --- stderr
            migrations/0002_add_function.sql: it is not in the lock file
        "#]],
    );
    check(
        &folder,
        &["migrate", "new", "nothing"],
        &expect![[r#"
            exit 0
            --- stderr
            migrations/0002_add_function.sql: it is not in the lock file: it is run on a throw-away database
            migrations/relata.lock: noted what is new in the folder; beyond that there is nothing to do
        "#]],
    );
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
            exit 0
            --- stderr
            migrations/: 2 migrations, which lead to the schema
        "#]],
    );
    assert!(text(&folder, "relata.lock").contains("FUNCTION public.one()"));

    fs::write(
        folder.join("migrations/0003_wrong.sql"),
        "SELECT 1;\n\nALTER TABLE persons ADD a int;\n",
    )
    .unwrap();
    check(
        &folder,
        &["migrate", "lock"],
        &expect![[r#"
        exit 2
        --- stderr
        error: migrations/0003_wrong.sql:1: PostgreSQL refuses the step "wrong": relation "persons" does not exist
    "#]],
    );
    // A schema on which the hand-written SQL has something that the schema lacks.
    fs::write(
        folder.join("migrations/0003_wrong.sql"),
        "ALTER TABLE users ADD extra int;\n",
    )
    .unwrap();
    ends(&folder, &["migrate", "lock"], 0);
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
            exit 1
            SET search_path = public;

            -- loses the column extra of users
            BEGIN;

            ALTER TABLE users
                DROP COLUMN extra;

            COMMIT;
            --- stderr
            migrations/: the migrations do not lead to the schema; what is printed leads there
        "#]],
    );
    check(
        &folder,
        &["migrate", "verify", "--format", "json"],
        &expect![[r#"
            exit 1
            {
              "mistakes": [],
              "steps": [
                {
                  "hazards": [
                    "loses the column extra of users"
                  ],
                  "phase": "contract",
                  "sql": "ALTER TABLE users\n    DROP COLUMN extra",
                  "transactional": true
                }
              ]
            }
            --- stderr
            migrations/: the migrations do not lead to the schema; what is printed leads there
        "#]],
    );
}

#[test]
fn the_lock_file_knows_the_files() {
    let folder = folder("lock", FIRST);
    ends(&folder, &["migrate", "new", "create_users"], 0);
    write(&folder, SECOND);
    ends(&folder, &["migrate", "new", "add_posts", "--safe=no"], 0);
    let first = folder.join("migrations/0001_create_users.sql");
    let lock = folder.join("migrations/relata.lock");
    let (first_text, lock_text) = (
        fs::read_to_string(&first).unwrap(),
        fs::read_to_string(&lock).unwrap(),
    );

    // From Windows.
    for file in files(&folder) {
        let path = folder.join("migrations").join(&file);
        let text = fs::read_to_string(&path).unwrap().replace('\n', "\r\n");
        fs::write(&path, format!("\u{feff}{text}")).unwrap();
    }
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
        exit 0
        --- stderr
        migrations/: 2 migrations, which lead to the schema
    "#]],
    );
    ends(&folder, &["migrate", "new", "nothing"], 0);
    fs::write(&lock, &lock_text).unwrap();

    // Edited.
    fs::write(&first, first_text.replace("name text", "name text  ")).unwrap();
    check(
        &folder,
        &["migrate", "new", "more"],
        &expect![[r#"
        exit 2
        --- stderr
        error: migrations/0001_create_users.sql: it was edited after it was written to the lock file; bring the file back as it was, or, if it was applied nowhere, say with `relata migrate lock` that this is meant
    "#]],
    );
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
        exit 1
        --- stderr
        migrations/0001_create_users.sql: it was edited after it was written to the lock file
    "#]],
    );
    ends(&folder, &["migrate", "lock"], 0);
    ends(&folder, &["migrate", "verify"], 0);

    // Gone.
    fs::remove_file(&first).unwrap();
    check(
        &folder,
        &["migrate", "new", "more"],
        &expect![[r#"
        exit 2
        --- stderr
        error: migrations/0001_create_users.sql: it is in the lock file, and the file is not there; bring the file back as it was, or, if it was applied nowhere, say with `relata migrate lock` that this is meant
    "#]],
    );
    fs::write(&first, first_text).unwrap();

    // Merged.
    fs::write(folder.join("migrations/0002_other.sql"), "SELECT 1").unwrap();
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
        exit 2
        --- stderr
        error: migrations/0002_other.sql: `0002_add_posts.sql` has the same number; give the one that was applied nowhere the next free number, then `relata migrate lock`
    "#]],
    );
    fs::remove_file(folder.join("migrations/0002_other.sql")).unwrap();
    fs::write(
        &lock,
        lock_text.replace(
            "-- version 1\n",
            "<<<<<<< HEAD\n-- version 1\n=======\n>>>>>>> other\n",
        ),
    )
    .unwrap();
    check(
        &folder,
        &["migrate", "new", "more"],
        &expect![[r#"
        exit 2
        --- stderr
        error: migrations/relata.lock:2: a merge left a conflict here; give the migrations of both branches numbers of their own, then `relata migrate lock` writes it anew from the migrations
    "#]],
    );
    fs::write(&lock, lock_text.replace("title text", "title int")).unwrap();
    check(
        &folder,
        &["migrate", "verify"],
        &expect![[r#"
        exit 1
        --- stderr
        migrations/relata.lock: its checksum is not that of its text: a merge or an editor changed it; `relata migrate lock` writes it anew from the migrations
    "#]],
    );
    fs::write(&lock, lock_text.replace("-- version 1", "-- version 2")).unwrap();
    check(
        &folder,
        &["migrate", "new", "more"],
        &expect![[r#"
        exit 2
        --- stderr
        error: migrations/relata.lock:2: a newer relata wrote it: version 2 of its format; this one knows 1: upgrade it
    "#]],
    );
    ends(&folder, &["migrate", "lock"], 0);
    assert_eq!(fs::read_to_string(&lock).unwrap(), lock_text);
    fs::remove_file(&lock).unwrap();
    check(
        &folder,
        &["migrate", "new", "nothing"],
        &expect![[r#"
        exit 0
        --- stderr
        `migrations/relata.lock` is not there: all migrations are run on a throw-away database
        migrations/relata.lock: noted what is new in the folder; beyond that there is nothing to do
    "#]],
    );
    assert_eq!(fs::read_to_string(&lock).unwrap(), lock_text);
}

#[test]
fn a_proof_says_where_made_up_rows_do_not_fit() {
    let folder = folder(
        "proof",
        "table users { id: bigint primary key identity, name: text? }",
    );
    ends(&folder, &["migrate", "new", "create_users"], 0);
    write(
        &folder,
        "table users { id: bigint primary key identity, name: text }",
    );
    check(
        &folder,
        &["migrate", "new", "name_is_there", "--prove", "--safe=no"],
        &expect![[r#"
            exit 0
            migrations/0002_name_is_there.sql
              ALTER TABLE users ALTER COLUMN name SET NOT NULL
                fails unless every users.name has a value
                nobody can use users while each row is read
            --- stderr
            migrations/0002_name_is_there.sql: PostgreSQL refuses the step "ALTER TABLE users ALTER COLUMN name SET NOT NULL": column "name" of relation "users" contains null values; the rows are made up, and the step says of itself that it may fail: proven without rows
        "#]],
    );
    write(
        &folder,
        "table users { id: bigint primary key identity, name: text check (length(name) > 0) }",
    );
    check(
        &folder,
        &[
            "migrate",
            "new",
            "name_is_long",
            "--prove",
            "--format",
            "json",
        ],
        &expect![[r#"
            exit 0
            [
              {
                "file": "migrations/0003_name_is_long.sql",
                "phase": "expand",
                "transactional": true,
                "steps": [
                  {
                    "summary": "ALTER TABLE users ADD CONSTRAINT users_name_check CHECK ((length(name) > 0)) NOT VALID",
                    "sql": "ALTER TABLE users\n    ADD CONSTRAINT users_name_check CHECK ((length(name) > 0)) NOT VALID",
                    "hazards": []
                  },
                  {
                    "summary": "look whether the rows of users satisfy users_name_check",
                    "sql": "ALTER TABLE users\n    VALIDATE CONSTRAINT users_name_check",
                    "hazards": [
                      "fails unless the rows of users satisfy users_name_check",
                      "reads or writes every row of users"
                    ]
                  }
                ]
              }
            ]
            --- stderr
        "#]],
    );
    ends(&folder, &["migrate", "verify"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_there_is_adopted() {
    let folder = folder("adopt", FIRST);
    let database = Database::create(
        "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
        CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE TABLE _prisma_migrations (id text PRIMARY KEY, migration_name text);
        INSERT INTO users (name) VALUES ('Ada')",
    )
    .await
    .unwrap();
    let url = database.url();
    write(&folder, SECOND);
    let output = call(&folder, &["migrate", "adopt", url]);
    let text_of = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    assert_eq!(output.status.code(), Some(1));
    let (out, error) = (text_of(&output.stdout), text_of(&output.stderr));
    assert!(
        out.contains("CREATE TABLE posts") && !out.contains("prisma"),
        "{out}"
    );
    assert!(
        error.contains("the table _prisma_migrations, the history of Prisma, is left as it is"),
        "{error}"
    );
    assert!(!folder.join("migrations").exists());

    write(&folder, FIRST);
    let (out, _) = ends(&folder, &["migrate", "adopt", url], 0);
    assert_eq!(out, "migrations/0001_adopted.sql\n");
    let first = text(&folder, "0001_adopted.sql");
    assert!(
        first.contains("FUNCTION public.one()") && !first.contains("prisma"),
        "{first}"
    );
    ends(&folder, &["migrate", "status", url], 0);
    ends(&folder, &["migrate", "verify"], 0);
    let (_, error) = ends(&folder, &["migrate", "adopt", url], 2);
    assert!(error.contains("there are migrations already"), "{error}");

    write(&folder, SECOND);
    ends(&folder, &["migrate", "new", "add_posts"], 0);
    ends(&folder, &["migrate", "run", url], 0);
    check(
        &folder,
        &["diff", "--from", url, "--to", "schema"],
        &expect![[r#"
            exit 0
            --- stderr
            left as it is: the table _prisma_migrations, the history of Prisma, which only --from has
            left as it is: the table relata_migrations, the history of relata, which only --from has
            not modelled and left as it is: the function one(), which only --from has
        "#]],
    );
    let (out, error) = ends(&folder, &["pull", url], 0);
    assert!(!out.contains("_migrations"), "{out}");
    assert!(
        error.contains("left out: the table relata_migrations, the history of relata"),
        "{error}"
    );
    assert_eq!(sql(&database, "SELECT name FROM users"), "Ada\n");

    // The folder of another project.
    fs::remove_dir_all(folder.join("migrations")).unwrap();
    let (_, error) = ends(&folder, &["migrate", "adopt", url], 2);
    assert!(
        error.contains("relata has run migrations in this database already"),
        "{error}"
    );
    database.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_of_sqlx_goes_on() {
    let folder = folder("sqlx", FIRST);
    let create = "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);\n";
    let database = Database::create(create).await.unwrap();
    let url = database.url();
    let sum =
        "SELECT sha384(convert_to($$1$$, 'UTF8'))".replace("$$1$$", &format!("$x${create}$x$"));
    sql(
        &database,
        &format!(
            "CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL,
                installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL, checksum bytea NOT NULL,
                execution_time bigint NOT NULL);
            INSERT INTO _sqlx_migrations VALUES (20260101120000, 'create users', now(), true, ({sum}), 1)"
        ),
    );
    let (_, error) = ends(&folder, &["migrate", "adopt", url], 2);
    assert!(error.contains("there are none in `migrations/`"), "{error}");
    fs::create_dir_all(folder.join("migrations")).unwrap();
    fs::write(
        folder.join("migrations/20260101120000_create_users.sql"),
        create,
    )
    .unwrap();
    ends(&folder, &["migrate", "adopt", url], 0);
    ends(&folder, &["migrate", "status", url], 0);
    write(&folder, SECOND);
    ends(&folder, &["migrate", "new", "add_posts"], 0);
    assert_eq!(files(&folder)[1], "20260101120001_add_posts.sql");
    ends(&folder, &["migrate", "run", url], 0);
    ends(&folder, &["diff", "--from", url, "--to", "migrations"], 0);
    database.close().await.unwrap();
}

#[test]
fn a_deprecated_column_goes_in_two_releases() {
    let deprecated = NICKNAME.replace("nickname: text?", "nickname: text? unique deprecated");
    let folder = folder("deprecated", &NICKNAME.replace("text?", "text? unique"));
    ends(&folder, &["migrate", "new", "create_users"], 0);
    write(&folder, &deprecated);
    let (_, error) = ends(&folder, &["migrate", "new", "drop_nickname"], 2);
    assert!(error.contains("--allow-loss users.nickname"), "{error}");
    let allowed = [
        "migrate",
        "new",
        "drop_nickname",
        "--allow-loss",
        "all",
        "--prove",
    ];
    ends(&folder, &allowed, 0);
    assert!(
        files(&folder)
            .iter()
            .any(|it| it.ends_with("_drop_nickname_contract.sql"))
    );
    ends(&folder, &["migrate", "verify"], 0);
    // The application still has it.
    let (out, _) = ends(&folder, &["ddl"], 0);
    assert!(out.contains("nickname text"), "{out}");
    write(&folder, FIRST);
    ends(&folder, &["migrate", "verify"], 0);
    let (_, error) = ends(&folder, &["migrate", "new", "nothing"], 0);
    assert!(error.contains("nothing to do"), "{error}");
}

/// What is emitted says nothing of the deprecated field by itself.
#[deny(deprecated)]
mod db {
    relata::schema! {
        table users { id: bigint primary key identity, name: text, nickname: text? deprecated }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[expect(
    deprecated,
    reason = "the compiler says that the column is about to go"
)]
async fn a_deprecated_column_is_read_until_it_is_gone() {
    let database = Database::create(db::DDL).await.unwrap();
    sql(
        &database,
        "INSERT INTO users (name, nickname) VALUES ('Ada', 'A')",
    );
    let user = db::User::find(database.pool(), 1).await.unwrap().unwrap();
    assert_eq!(user.nickname.as_deref(), Some("A"));
    database.close().await.unwrap();
}
