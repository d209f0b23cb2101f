//! Servers start for whoever needs one, and leave nothing behind.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::str::FromStr;

use relata::server::{Database, Server};
use rustix::process::{Pid, Signal, kill_process};
use sqlx::postgres::PgConnectOptions;

use crate::child::{Process, Scratch, assert_gone, command, processes, start};
use crate::found;

/// The server's folder, out of the URL of one of its databases.
fn folder(url: &str) -> PathBuf {
    PgConnectOptions::from_str(url)
        .unwrap()
        .get_socket()
        .unwrap()
        .clone()
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
    several.into_iter().for_each(Process::kill);
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
