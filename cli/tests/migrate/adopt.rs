//! Beginning with a database that is there.

use crate::folder::{FIRST, SECOND, call, check, ends, files, folder, sql, text, write};
use expect_test::expect;
use relata::testing::Database;
use std::fs;

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
