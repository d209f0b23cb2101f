//! PostgreSQL by itself: real servers, real processes, real signals.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in the tests, but not in what they call"
)]

#[path = "server/child.rs"]
mod child;

use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use relata::server::{
    Database, Environment, Error, Found, Installation, Server, find, installation,
};
use rustix::process::{Pid, Signal, kill_process};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};

use child::{Scratch, assert_gone, command, processes, start};

#[tokio::test]
async fn a_process_does_what_its_role_says() {
    child::act().await;
}

async fn found() -> Installation {
    installation(&Environment::current()).await.unwrap()
}

/// The server's folder, out of the URL of one of its databases.
fn folder(url: &str) -> PathBuf {
    PgConnectOptions::from_str(url)
        .unwrap()
        .get_socket()
        .unwrap()
        .clone()
}

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

/// A folder of two programs that answer `-V`; the rest of the scripts is given.
fn fake(folder: &Path, version: &str, initdb: &str, postgres: &str) {
    std::fs::create_dir_all(folder).unwrap();
    for (name, rest) in [("initdb", initdb), ("postgres", postgres)] {
        let script = format!(
            "#!/bin/sh\n[ \"$1\" = -V ] && echo '{name} (PostgreSQL) {version}' && exit\n{rest}\n"
        );
        std::fs::write(folder.join(name), script).unwrap();
        std::fs::set_permissions(folder.join(name), PermissionsExt::from_mode(0o755)).unwrap();
    }
}

fn environment(scratch: &Scratch, variables: &[(&str, &Path)]) -> Environment {
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.into()))
        .collect();
    Environment {
        variables,
        root: scratch.0.clone(),
        system: "linux".to_owned(),
    }
}

#[tokio::test]
async fn a_private_server_leaves_nothing_when_it_is_stopped() {
    let server = Server::start(&found().await).await.unwrap();
    let folder = server.folder().to_owned();
    let database = Database::on(&server, "CREATE TABLE t (id int)")
        .await
        .unwrap();
    let fsync: (String,) = sqlx::query_as("SHOW fsync")
        .fetch_one(database.pool())
        .await
        .unwrap();
    assert_eq!(fsync.0, "off");
    database.close().await.unwrap();

    server.stop().await.unwrap();

    assert!(!folder.exists());
    assert_gone(&folder);
}

#[tokio::test]
async fn a_private_server_goes_with_its_process() {
    let scratch = Scratch::new();
    let mut process = start(command(&scratch, "private").env("RELATA_PG_BIN", found().await.bin));
    let folder = PathBuf::from(process.line());
    assert_eq!(process.ask(), "0");

    process.kill();

    assert_gone(&folder);
}

#[tokio::test]
async fn the_shared_server_goes_when_its_only_process_is_killed() {
    let scratch = Scratch::new();
    let mut process = start(&mut command(&scratch, "database"));
    let folder = folder(&process.line());
    assert!(folder.starts_with(&scratch.0) && !processes(&folder).is_empty());

    process.kill();

    assert_gone(&folder);
}

#[tokio::test]
async fn the_shared_server_goes_when_its_processes_are_interrupted() {
    let scratch = Scratch::new();
    let mut process = start(&mut command(&scratch, "database"));
    let folder = folder(&process.line());

    process.interrupt();

    assert_gone(&folder);
}

#[tokio::test]
async fn a_process_that_is_killed_while_it_starts_a_server_leaves_nothing() {
    let scratch = Scratch::new();
    let process = start(&mut command(&scratch, "database"));
    // Somewhere in the middle of initdb.
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    process.kill();

    let mut next = start(&mut command(&scratch, "database"));
    let folder = folder(&next.line());
    assert_eq!(next.ask(), "0");
    next.kill();

    assert_gone(&folder);
}

#[tokio::test]
async fn processes_that_start_at_once_share_one_server() {
    let scratch = Scratch::new();
    let mut several: Vec<_> = (0..4)
        .map(|_| start(&mut command(&scratch, "database")))
        .collect();
    let folders: Vec<_> = several
        .iter_mut()
        .map(|process| folder(&process.line()))
        .collect();
    assert!(
        folders.iter().all(|folder| *folder == folders[0]),
        "{folders:?}"
    );

    let mut last = several.pop().unwrap();
    several.into_iter().for_each(child::Process::kill);
    assert_eq!(last.ask(), "0");

    last.finish();
    assert_gone(&folders[0]);
}

#[tokio::test]
async fn an_ordinary_user_has_a_server_of_its_own() {
    if !rustix::process::geteuid().is_root() {
        // Then all the other tests are that.
        return;
    }
    let scratch = Scratch::new();
    let mut ours = start(&mut command(&scratch, "database"));
    let mut theirs = start(command(&scratch, "database").uid(65534).gid(65534));
    let (ours_in, theirs_in) = (folder(&ours.line()), folder(&theirs.line()));

    assert_ne!(ours_in, theirs_in);
    assert_eq!(
        std::os::unix::fs::MetadataExt::uid(&theirs_in.metadata().unwrap()),
        65534
    );
    assert_eq!((ours.ask(), theirs.ask()), ("0".to_owned(), "0".to_owned()));

    ours.kill();
    theirs.kill();
    assert_gone(&ours_in);
    assert_gone(&theirs_in);
}

#[tokio::test]
async fn what_a_killed_supervisor_left_is_cleared_by_the_next_process() {
    let scratch = Scratch::new();
    let mut process = start(&mut command(&scratch, "database"));
    let left = folder(&process.line());
    process.kill();
    for (pid, arguments) in processes(&left) {
        if arguments.contains("supervisor.sh") {
            let _ = kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL);
        }
    }
    assert!(
        processes(&left)
            .iter()
            .any(|(_, arguments)| arguments.contains("postgres"))
    );

    let mut next = start(&mut command(&scratch, "database"));
    assert_eq!(folder(&next.line()), left);
    assert_eq!(next.ask(), "0");
    next.kill();

    assert_gone(&left);
}

#[tokio::test]
async fn a_supervisor_that_is_asked_to_end_takes_the_server_along() {
    let server = Server::start(&found().await).await.unwrap();
    let folder = server.folder().to_owned();
    let (supervisor, _) = processes(&folder)
        .into_iter()
        .find(|(_, arguments)| arguments.contains("supervisor.sh"))
        .unwrap();

    kill_process(Pid::from_raw(supervisor).unwrap(), Signal::TERM).unwrap();

    assert_gone(&folder);
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
async fn a_server_that_does_not_start_shows_its_log() {
    let scratch = Scratch::new();
    fake(
        &scratch.0.join("a"),
        "16.1",
        "echo 'initdb: error: no room'; exit 1",
        "",
    );
    let real = found().await.bin.join("initdb");
    let initdb = format!("exec '{}' \"$@\"", real.display());
    fake(
        &scratch.0.join("b"),
        "15.1",
        &initdb,
        "echo 'FATAL:  no luck' >&2; exit 1",
    );

    for (folder, expected) in [("a", "initdb: error: no room"), ("b", "FATAL:  no luck")] {
        let installation = Installation::at(&scratch.0.join(folder)).unwrap();
        let error = Server::start(&installation).await.unwrap_err().to_string();
        assert!(
            error.contains("PostgreSQL did not start") && error.contains(expected),
            "{error}"
        );
    }
}

#[test]
fn a_wrong_folder_is_an_error_that_names_it() {
    let scratch = Scratch::new();
    fake(&scratch.0.join("old"), "13.9", "", "");
    std::fs::create_dir(scratch.0.join("none")).unwrap();

    for (folder, reason) in [
        ("old", "13.9, and 14 is the oldest"),
        ("none", "no `postgres`"),
        ("nowhere", "No such file"),
    ] {
        let folder = scratch.0.join(folder);
        let error = find(&environment(&scratch, &[("RELATA_PG_BIN", &folder)]))
            .err()
            .unwrap()
            .to_string();
        assert!(
            error.contains(folder.to_str().unwrap())
                && error.contains(reason)
                && error.contains("RELATA_PG_BIN"),
            "{error}"
        );
    }
}

#[test]
fn the_newest_installation_is_taken() {
    let scratch = Scratch::new();
    for version in ["9.6", "15", "18", "13"] {
        fake(
            &scratch
                .0
                .join("usr/lib/postgresql")
                .join(version)
                .join("bin"),
            &format!("{version}.2"),
            "",
            "",
        );
    }
    fake(&scratch.0.join("usr/pgsql-17/bin"), "17.5", "", "");
    let path = scratch.0.join("elsewhere");
    fake(&path, "18.1", "", "");

    let Ok(Found::Installation(newest)) = find(&environment(&scratch, &[("PATH", &path)])) else {
        panic!()
    };

    assert_eq!(newest.bin, scratch.0.join("usr/lib/postgresql/18/bin"));
    assert_eq!(newest.version.to_string(), "18.2");
}

#[test]
fn pg_config_leads_to_an_installation() {
    let scratch = Scratch::new();
    let (path, hidden) = (scratch.0.join("bin"), scratch.0.join("hidden"));
    fake(&path, "1.1", "", "");
    fake(&hidden, "16.3", "", "");
    std::fs::write(
        path.join("pg_config"),
        format!("#!/bin/sh\necho '{}'\n", hidden.display()),
    )
    .unwrap();
    std::fs::set_permissions(path.join("pg_config"), PermissionsExt::from_mode(0o755)).unwrap();

    let Ok(Found::Installation(found)) = find(&environment(&scratch, &[("PATH", &path)])) else {
        panic!()
    };

    assert_eq!(found.bin, hidden);
}

#[test]
fn without_any_server_one_line_says_how_to_install_one() {
    let scratch = Scratch::new();
    std::fs::create_dir(scratch.0.join("etc")).unwrap();
    std::fs::write(scratch.0.join("etc/os-release"), "NAME=Debian\nID=debian\n").unwrap();

    let error = find(&environment(&scratch, &[])).err().unwrap().to_string();

    assert_eq!(
        error,
        "no PostgreSQL 14 or newer was found: install it with `apt-get install -y postgresql`, \
         or set `DATABASE_URL` or `RELATA_PG_BIN`"
    );
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

#[cfg(feature = "download")]
#[tokio::test]
async fn what_is_in_the_cache_is_used_without_a_network() {
    let scratch = Scratch::new();
    let bin = scratch.0.join("var/cache/relata/postgresql/15.1/bin");
    std::fs::create_dir_all(&bin).unwrap();
    let real = found().await;
    for program in ["initdb", "postgres"] {
        std::os::unix::fs::symlink(real.bin.join(program), bin.join(program)).unwrap();
    }

    let cache = scratch.0.join("var/cache");
    let cached = installation(&environment(&scratch, &[("XDG_CACHE_HOME", &cache)]))
        .await
        .unwrap();
    assert_eq!((&cached.bin, cached.version), (&bin, real.version));

    let server = Server::start(&cached).await.unwrap();
    Database::on(&server, "")
        .await
        .unwrap()
        .close()
        .await
        .unwrap();
    server.stop().await.unwrap();
}
