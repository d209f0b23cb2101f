//! Databases that cannot be read: exit code 2, the reason, and no password.

use crate::{Database, made, read};
use relata_cli::catalogue::{self, Error};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const PASSWORD: &str = "s3cret";

/// What `relata pull` writes to stderr of a database that it cannot read.
fn failure(url: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_relata"))
        .args(["pull", url])
        .env_remove("DATABASE_URL")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(output.stdout.is_empty(), "{said}");
    assert!(!said.contains(PASSWORD), "{said}");
    said
}

fn says(url: &str, reason: &str) {
    let said = failure(url);
    assert!(
        said.starts_with("error: ") && said.contains(reason),
        "{said}"
    );
}

#[test]
fn a_wrong_url_is_told_without_its_password() {
    says(
        &format!("mysql://me:{PASSWORD}@localhost/app"),
        "`postgres://user:password@host:5432/database`",
    );
    says(
        &format!("postgres://me:{PASSWORD}@localhost:many/app"),
        "no URL of a database",
    );
    says(
        &format!("postgres://me:{PASSWORD}@127.0.0.1:1/app"),
        "the database cannot be reached",
    );
    says(
        &format!("postgres://me:{PASSWORD}@nowhere.invalid/app"),
        "the database cannot be reached",
    );
}

#[test]
fn without_a_url_it_says_where_one_can_be_named() {
    let output = Command::new(env!("CARGO_BIN_EXE_relata"))
        .arg("pull")
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .env_remove("DATABASE_URL")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("set `DATABASE_URL`") && said.contains("relata.toml"),
        "{said}"
    );
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named() {
    let database = Database::empty().await.unwrap();
    let url = database.url().replace(database.name(), "not_there");
    says(&url, "database \"not_there\" does not exist");
    database.close().await.unwrap();
}

/// A server of one answer.
fn answering(answer: impl FnOnce(TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        answer(stream);
    });
    port
}

/// What a server says when it refuses a connection.
fn refusal(code: &str, message: &str) -> Vec<u8> {
    let fields = format!("SFATAL\0VFATAL\0C{code}\0M{message}\0\0");
    let length = u32::try_from(fields.len() + 4).unwrap();
    [b"E", &length.to_be_bytes()[..], fields.as_bytes()].concat()
}

/// A server that reads the startup of a connection and says this, and after the next message that.
fn saying(first: Vec<u8>, second: Vec<u8>) -> u16 {
    answering(move |mut stream| {
        let mut read = [0; 1024];
        for answer in [first, second] {
            let _ = stream.read(&mut read).unwrap();
            stream.write_all(&answer).unwrap();
        }
    })
}

/// Something listens on the port, and never says a word.
#[test]
fn a_server_that_accepts_and_stays_silent_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("postgres://me:{PASSWORD}@127.0.0.1:{port}/app");
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("silent");
    std::fs::create_dir_all(folder.join("migrations")).unwrap();
    std::fs::write(
        folder.join("all.relata"),
        "table t { id: bigint primary key }",
    )
    .unwrap();
    for arguments in [
        &["pull", &url][..],
        &["diff", "--from", &url, "--to", "all.relata"],
        &["migrate", "run", &url],
        &["migrate", "status", &url],
    ] {
        let begun = Instant::now();
        let output = Command::new(env!("CARGO_BIN_EXE_relata"))
            .args(arguments)
            .current_dir(&folder)
            .env_remove("DATABASE_URL")
            .env("PGCONNECT_TIMEOUT", "1")
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("within 1 s"), "{arguments:?}: {said}");
        assert!(!said.contains(PASSWORD), "{said}");
        // It is the limit that ended it, and no other.
        assert!(begun.elapsed() >= Duration::from_secs(1));
    }
}

#[test]
fn a_server_that_is_starting_says_so() {
    let port = saying(
        refusal("57P03", "the database system is starting up"),
        Vec::new(),
    );
    says(
        &format!("postgres://me:{PASSWORD}@127.0.0.1:{port}/app?sslmode=disable"),
        "the database system is starting up; try again in a moment",
    );
}

#[test]
fn a_wrong_password_is_not_told() {
    // The question for the password as it is.
    let asks = b"R\0\0\0\x08\0\0\0\x03".to_vec();
    let port = saying(
        asks,
        refusal("28P01", "password authentication failed for user \"me\""),
    );
    says(
        &format!("postgres://me:{PASSWORD}@127.0.0.1:{port}/app?sslmode=disable"),
        "password authentication failed for user \"me\"",
    );
}

#[test]
fn a_server_without_tls_is_refused_where_tls_is_wanted() {
    let port = saying(b"N".to_vec(), Vec::new());
    let said = failure(&format!(
        "postgres://me:{PASSWORD}@127.0.0.1:{port}/app?sslmode=require"
    ));
    assert!(said.to_lowercase().contains("tls"), "{said}");

    let port = saying(
        refusal(
            "28000",
            "no pg_hba.conf entry for host \"127.0.0.1\", user \"me\", database \"app\", no encryption",
        ),
        Vec::new(),
    );
    says(
        &format!("postgres://me:{PASSWORD}@127.0.0.1:{port}/app?sslmode=disable"),
        "no encryption",
    );
}

#[test]
fn what_is_no_postgresql_is_a_failure() {
    for (words, mode) in [
        ("HTTP/1.1 400 Bad Request\r\n\r\n", "disable"),
        ("HTTP/1.1 400 Bad Request\r\n\r\n", "prefer"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "prefer"),
    ] {
        let port = saying(words.as_bytes().to_vec(), Vec::new());
        says(
            &format!("postgres://me:{PASSWORD}@127.0.0.1:{port}/app?sslmode={mode}"),
            "the database cannot be reached",
        );
    }
}

#[tokio::test]
async fn a_session_that_is_ended_in_the_middle_is_a_failure() {
    let sql = "CREATE TABLE ts (id integer); CREATE VIEW vs AS SELECT id FROM ts";
    let database = Database::create(sql).await.unwrap();
    let mut admin = PgConnection::connect(database.url()).await.unwrap();
    // Who writes a view's query waits for what it reads.
    run(
        &mut admin,
        "BEGIN; LOCK TABLE ts, vs IN ACCESS EXCLUSIVE MODE",
    )
    .await;
    let url = database.url().to_owned();
    let reading = tokio::task::spawn_blocking(move || failure(&url));
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let start = Instant::now();
    while sqlx::raw_sql(end)
        .fetch_optional(&mut admin)
        .await
        .unwrap()
        .is_none()
    {
        // The statistics of a transaction stay as they were first seen.
        run(&mut admin, "SELECT pg_stat_clear_snapshot()").await;
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(start.elapsed() < Duration::from_secs(60), "it never waits");
    }
    let said = reading.await.unwrap();
    assert!(
        said.contains("terminating connection due to administrator command"),
        "{said}"
    );
    run(&mut admin, "ROLLBACK").await;
    admin.close().await.unwrap();
    database.close().await.unwrap();
}

#[tokio::test]
async fn a_server_that_vanishes_in_the_middle_is_a_failure() {
    let database = Database::create("CREATE TABLE ts (id integer)")
        .await
        .unwrap();
    let Some(socket) = database.options().get_socket().cloned() else {
        // That of `DATABASE_URL` is not behind a socket of ours.
        return;
    };
    let name = database.name().to_owned();
    for bytes in [600, 1_000, 1_500] {
        let path = socket.join(".s.PGSQL.5432");
        let port =
            answering(move |client| forward(client, UnixStream::connect(path).unwrap(), bytes));
        says(
            &format!("postgres://postgres:{PASSWORD}@127.0.0.1:{port}/{name}?sslmode=disable"),
            "the connection broke",
        );
    }
    database.close().await.unwrap();
}

/// Passes on what the server says until it has said so much.
fn forward(mut client: TcpStream, mut server: UnixStream, bytes: usize) {
    let (mut from_client, mut to_server) =
        (client.try_clone().unwrap(), server.try_clone().unwrap());
    std::thread::spawn(move || std::io::copy(&mut from_client, &mut to_server));
    let mut left = bytes;
    let mut buffer = [0; 512];
    while left > 0 {
        let length = server.read(&mut buffer).unwrap().min(left);
        assert_ne!(length, 0, "the server has said all that it had to say");
        client.write_all(&buffer[..length]).unwrap();
        left -= length;
    }
    client.shutdown(std::net::Shutdown::Both).unwrap();
}

#[tokio::test]
async fn a_role_without_rights_sees_all_but_what_is_hidden() {
    let sql = "CREATE TABLE ts (id integer PRIMARY KEY, n text DEFAULT 'x' CHECK (n <> ''));
        CREATE VIEW vs AS SELECT id FROM ts;
        CREATE SCHEMA secret;
        CREATE TYPE secret.mood AS ENUM ('sad');
        CREATE TABLE secret.us (id integer PRIMARY KEY REFERENCES ts, mood secret.mood DEFAULT 'sad');
        CREATE INDEX ON secret.us ((id + 1)) WHERE mood = 'sad';
        CREATE VIEW secret.ws AS SELECT us.mood FROM secret.us;
        CREATE SEQUENCE secret.counts;
        CREATE TABLE of_secrets (mood secret.mood DEFAULT 'sad', count bigint DEFAULT nextval('secret.counts'));";
    let database = Database::create(sql).await.unwrap();
    let all = read(&database).await;
    let role = format!("nobody_{}", database.name());
    let mut admin = PgConnection::connect(database.url()).await.unwrap();
    run(&mut admin, &format!("CREATE ROLE {role} LOGIN")).await;
    let options = database.options().clone().username(&role);

    let mut connection = PgConnection::connect_with(&options).await.unwrap();
    assert_eq!(catalogue::read(&mut connection).await.unwrap(), all);

    run(&mut admin, "REVOKE USAGE ON SCHEMA public FROM PUBLIC").await;
    let error = catalogue::read(&mut connection).await.unwrap_err();
    assert!(
        matches!(&error, Error::Hidden { role: hidden } if *hidden == role),
        "{error}"
    );
    connection.close().await.unwrap();

    run(&mut admin, &format!("DROP ROLE {role}")).await;
    database.close().await.unwrap();
}

async fn run(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await
        .unwrap();
}

/// Names and the expressions that hold them are read by different means, so this fails without the fingerprint.
#[tokio::test]
async fn a_database_that_changes_meanwhile_is_read_as_it_was_or_not_at_all() {
    let tables: String = (0..15)
        .map(|at| format!("CREATE TABLE t{at} (a integer DEFAULT 1 CHECK (a > 0), b text, CHECK (a > 1 AND b <> ''));
            CREATE INDEX ON t{at} ((a + 1)); CREATE VIEW v{at} AS SELECT a, b FROM t{at};"))
        .collect();
    let rename = |from: &str, to: &str| -> String {
        (0..15)
            .map(|at| format!("ALTER TABLE t{at} RENAME {from} TO {to};"))
            .collect()
    };
    let (there, back) = (rename("a", "renamed"), rename("renamed", "a"));
    let first = made(&tables).await;
    let second = made(&(tables.clone() + &there)).await;

    let database = Database::create(&tables).await.unwrap();
    let mut writer = PgConnection::connect(database.url()).await.unwrap();
    let stopped = Arc::new(AtomicBool::new(false));
    let until = Arc::clone(&stopped);
    let writing = tokio::spawn(async move {
        let mut times = 0;
        while !until.load(Ordering::Relaxed) {
            for sql in [&there, &back] {
                run(&mut writer, sql).await;
                tokio::time::sleep(Duration::from_millis(times % 7 * 40)).await;
                times += 1;
            }
        }
        times
    });
    let start = Instant::now();
    let mut times_read = 0;
    while start.elapsed() < Duration::from_secs(5)
        || (times_read == 0 && start.elapsed() < Duration::from_secs(60))
    {
        match catalogue::read_url(database.url()).await {
            Ok(read) => {
                assert!(
                    read.database == first || read.database == second,
                    "a mixture"
                );
                times_read += 1;
            }
            Err(Error::Changing) => {}
            Err(error) => panic!("{error}"),
        }
    }
    stopped.store(true, Ordering::Relaxed);
    assert!(writing.await.unwrap() > 5);
    assert!(times_read > 0, "never read");
    assert_eq!(read(&database).await.database, first);
    database.close().await.unwrap();
}
