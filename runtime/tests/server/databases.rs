//! Databases come from a template, or beside the one of a URL, and go.

use relata::server::{Database, Error, Server};
use sqlx::{Connection, PgConnection};

use crate::child::{Scratch, command, start};
use crate::found;

/// The names of the databases that relata made on a server.
async fn databases(server: &Server) -> Vec<String> {
    let mut admin = PgConnection::connect_with(&server.options("postgres"))
        .await
        .unwrap();
    let names =
        "SELECT datname::text FROM pg_database WHERE datname LIKE 'relata%' ORDER BY datname";
    sqlx::query_scalar(names)
        .fetch_all(&mut admin)
        .await
        .unwrap()
}

#[tokio::test]
async fn databases_with_the_same_ddl_are_made_from_one_template_and_apart() {
    let server = Server::start(&found().await).await.unwrap();
    let ddl = "CREATE TABLE t (id int); INSERT INTO t VALUES (1);";
    let (one, other, third) = tokio::join!(
        Database::on(&server, ddl),
        Database::on(&server, ddl),
        Database::on(&server, "CREATE TABLE u ()")
    );
    let (one, other, third) = (one.unwrap(), other.unwrap(), third.unwrap());

    sqlx::query("DELETE FROM t")
        .execute(one.pool())
        .await
        .unwrap();
    let left: (i64,) = sqlx::query_as("SELECT count(*) FROM t")
        .fetch_one(other.pool())
        .await
        .unwrap();
    assert_eq!(left.0, 1);
    sqlx::query("SELECT FROM u")
        .execute(third.pool())
        .await
        .unwrap();
    assert_eq!(databases(&server).await.len(), 5);

    // One is closed while a connection is in use, the other dropped.
    let _held = one.pool().acquire().await.unwrap();
    one.close().await.unwrap();
    drop(other);
    third.close().await.unwrap();
    let left = databases(&server).await;
    assert!(
        left.len() == 2 && left.iter().all(|name| name.starts_with("relata_template_")),
        "{left:?}"
    );
    server.stop().await.unwrap();
}

#[tokio::test]
async fn ddl_that_fails_says_in_which_line_and_leaves_nothing() {
    let server = Server::start(&found().await).await.unwrap();

    let error = Database::on(
        &server,
        "CREATE TABLE t (id int);\nCREATE TABLE u (id integr);",
    )
    .await
    .unwrap_err();

    assert!(matches!(error, Error::Ddl { line: Some(2), .. }), "{error}");
    assert!(
        error.to_string().starts_with("the DDL failed at line 2: "),
        "{error}"
    );
    assert_eq!(databases(&server).await, Vec::<String>::new());
    server.stop().await.unwrap();
}

#[tokio::test]
async fn on_the_server_of_a_url_databases_come_and_go_beside_its_own() {
    let scratch = Scratch::new();
    let server = Server::start(&found().await).await.unwrap();
    let url = server.url("postgres");

    let mut killed = start(command(&scratch, "database").env("DATABASE_URL", &url));
    assert!(
        killed
            .line()
            .starts_with(url.split_once("/postgres?").unwrap().0)
    );
    let first = databases(&server).await;
    assert_eq!(first.len(), 1);
    killed.kill();

    // The next one drops what the killed one left, but not what is in use.
    let mut second = start(command(&scratch, "database").env("DATABASE_URL", &url));
    let mut third = start(command(&scratch, "database").env("DATABASE_URL", &url));
    let (_, _) = (second.line(), third.line());
    assert_eq!(
        (second.ask(), third.ask()),
        ("0".to_owned(), "0".to_owned())
    );
    let now = databases(&server).await;
    assert!(now.len() == 2 && !now.contains(&first[0]), "{now:?}");

    second.finish();
    third.finish();
    assert_eq!(databases(&server).await, Vec::<String>::new());
    let mut own = PgConnection::connect_with(&server.options("postgres"))
        .await
        .unwrap();
    let tables: (i64,) = sqlx::query_as("SELECT count(*) FROM pg_class WHERE relname = 't'")
        .fetch_one(&mut own)
        .await
        .unwrap();
    assert_eq!(tables.0, 0);
    own.close().await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_user_who_may_not_make_databases_is_told_how_to_permit_it() {
    let scratch = Scratch::new();
    let server = Server::start(&found().await).await.unwrap();
    let mut admin = PgConnection::connect_with(&server.options("postgres"))
        .await
        .unwrap();
    sqlx::raw_sql("CREATE ROLE weak LOGIN")
        .execute(&mut admin)
        .await
        .unwrap();
    let url = server
        .url("postgres")
        .replace("//postgres@", "//weak:s3cret@");

    let mut process = start(command(&scratch, "database").env("DATABASE_URL", url));
    let line = process.line();

    assert!(
        line.contains("`ALTER ROLE \"weak\" CREATEDB` permits it"),
        "{line}"
    );
    process.finish();
    admin.close().await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_test_gets_a_database_without_asking_for_a_server() {
    let (one, other) = tokio::join!(
        Database::create("CREATE TABLE t (id int)"),
        Database::empty()
    );
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_ne!(one.name(), other.name());

    let name = |database: &Database| database.options().get_database().unwrap().to_owned();
    assert!(one.url().contains(&name(&one)) && other.url().contains(&name(&other)));
    sqlx::query("SELECT id FROM t")
        .execute(one.pool())
        .await
        .unwrap();
    let mut outside = PgConnection::connect(one.url()).await.unwrap();
    sqlx::query("SELECT id FROM t")
        .execute(&mut outside)
        .await
        .unwrap();
    assert!(
        sqlx::query("SELECT id FROM t")
            .execute(other.pool())
            .await
            .is_err()
    );

    one.close().await.unwrap();
    other.close().await.unwrap();
}

#[tokio::test]
async fn an_error_never_tells_the_password() {
    let scratch = Scratch::new();
    for url in [
        "postgres://u:s3cret@localhost:1/x",
        "postgres://u:s3cret@h:port/x",
        "mysql://u:s3cret@h/x",
    ] {
        let mut process = start(command(&scratch, "database").env("DATABASE_URL", url));
        let line = process.line();
        assert!(
            line.starts_with("could not connect")
                || line.starts_with("`DATABASE_URL` cannot be used"),
            "{line}"
        );
        assert!(!line.contains("s3cret"), "{line}");
        process.finish();
    }
}
