//! The process that outlives everyone who uses a server: see `supervisor.sh`.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::fs::OFlags;

use crate::server::account::Account;
use crate::server::{Error, Installation, Result, folder};

const SCRIPT: &str = include_str!("supervisor.sh");

/// The FIFO that everyone who uses the server holds open.
const USERS: &str = "users";

/// The variables that the server's processes get; they run as another user when this
/// process is root's, who has no business with the rest.
const VARIABLES: [&str; 4] = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TZDIR"];

/// How long a server may take from `initdb` until it is ready.
const PATIENCE: Duration = Duration::from_secs(120);

/// How often a state is looked at.
pub(super) const MOMENT: Duration = Duration::from_millis(4);

/// A use of a server: while one exists, in any process, the server runs.
#[derive(Debug)]
pub(super) struct Use {
    users: File,
}

/// What knocking at a server's folder gives.
pub(super) enum Door {
    /// It is in use, and now by this process too.
    Open(Use),
    /// It takes no more users, or not yet.
    Absent,
    /// Its supervisor was killed.
    Dead,
}

/// Asks the supervisor of a folder to keep the server for this process. Does not
/// wait for the server.
pub(super) fn enter(folder: &Path) -> io::Result<Door> {
    let mut users = match knock(folder) {
        Ok(users) => users,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Door::Absent),
        Err(error) if nobody_reads(&error) => return Ok(Door::Dead),
        Err(error) => return Err(error),
    };
    match users.write_all(b"use\n") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Door::Absent),
        written => written?,
    }

    // The supervisor renames it before its last look.
    let opened = users.metadata()?;
    let same = |now: Metadata| (now.dev(), now.ino()) == (opened.dev(), opened.ino());
    let kept = folder.join(USERS).symlink_metadata().is_ok_and(same);
    Ok(if kept {
        Door::Open(Use { users })
    } else {
        Door::Absent
    })
}

/// Whether the supervisor of a folder was killed. Leaves no trace if it was not.
pub(super) fn dead(folder: &Path) -> bool {
    knock(folder).is_err_and(|error| nobody_reads(&error))
}

/// Opens the FIFO without waiting for its reader.
fn knock(folder: &Path) -> io::Result<File> {
    let flags = folder::bits(OFlags::NONBLOCK | OFlags::NOFOLLOW);
    OpenOptions::new()
        .write(true)
        .custom_flags(flags)
        .open(folder.join(USERS))
}

fn nobody_reads(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::NXIO.raw_os_error())
}

impl Use {
    /// Keeps others from coming, after something went wrong with the server.
    pub(super) fn close(mut self) {
        // A supervisor that is gone needs no message.
        let _ = self.users.write_all(b"stop\n");
    }
}

/// Starts the supervisor, which makes a cluster in the empty folder and starts its
/// server; both go on alone.
///
/// `grace` is how many seconds the server stays when nobody uses it.
pub(super) fn spawn(
    installation: &Installation,
    account: &Account,
    folder: &Path,
    grace: u32,
) -> Result<Child> {
    let write = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text)
            .map_err(Error::io(format!("write into `{}`", folder.display())))
    };
    write("supervisor.sh", SCRIPT)?;
    write("settings", &settings(installation, folder))?;

    let mut command = Command::new("/bin/sh");
    command
        .arg(folder.join("supervisor.sh"))
        .arg(&installation.bin)
        .arg(folder)
        .arg(grace.to_string());
    if installation.version.major >= 18 {
        // Checksums became the default, and cost time.
        command.arg("--no-data-checksums");
    }
    let kept = VARIABLES
        .into_iter()
        .filter_map(|name| Some((name, std::env::var_os(name)?)));
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LC_ALL", "C")
        .envs(kept);
    // A test's output must not stay open because its server does.
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.current_dir(folder).process_group(0);
    account.run(&mut command);
    command.spawn().map_err(|error| Error::Start {
        reason: format!("could not run `/bin/sh` as {}: {error}", account.name),
        log: String::new(),
    })
}

/// The end of the server's configuration: no network, no care for what happens in a
/// power cut, little memory, the same answers everywhere.
fn settings(installation: &Installation, folder: &Path) -> String {
    let sockets = folder
        .display()
        .to_string()
        .replace('"', "\"\"")
        .replace('\'', "''");
    let preload = if installation.has_library("pg_stat_statements") {
        "pg_stat_statements"
    } else {
        ""
    };
    format!(
        "listen_addresses = ''
port = 5432
unix_socket_directories = '\"{sockets}\"'
unix_socket_permissions = 0700
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
jit = off
max_connections = 200
shared_buffers = 32MB
shared_preload_libraries = '{preload}'
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = off
log_destination = 'stderr'
"
    )
}

/// What tells one kind of server from another: all that decides how it is started.
pub(super) fn kind(installation: &Installation) -> u64 {
    crate::server::hash::of((
        &installation.bin,
        installation.version.major,
        installation.version.minor,
        SCRIPT,
        settings(installation, Path::new("")),
    ))
}

/// Waits until the supervisor that was just started lets this process in.
pub(super) fn first(folder: &Path, supervisor: &mut Child) -> Result<Use> {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        match enter(folder) {
            Ok(Door::Open(using)) => return Ok(using),
            Ok(Door::Absent | Door::Dead) if ended(folder) => {
                return Err(failed("it stopped at once", folder));
            }
            Ok(Door::Absent | Door::Dead) => {}
            Err(error) => return Err(failed(&error.to_string(), folder)),
        }
        if let Ok(Some(status)) = supervisor.try_wait() {
            return Err(failed(
                &format!("its supervisor ended with {status}"),
                folder,
            ));
        }
        if Instant::now() > deadline {
            return Err(failed("its supervisor did not answer within 10 s", folder));
        }
        sleep(MOMENT);
    }
}

/// Waits until the server accepts connections.
///
/// # Errors
///
/// [`Error::Start`] with the end of its log, when it stopped or takes too long.
pub(super) fn ready(folder: &Path) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if ended(folder) {
            return Err(failed("it stopped", folder));
        }
        if accepts(folder) {
            return Ok(());
        }
        if Instant::now() > deadline {
            return Err(failed(
                &format!("it was not ready within {} s", PATIENCE.as_secs()),
                folder,
            ));
        }
        sleep(MOMENT);
    }
}

/// Whether the server says that it accepts connections: in line 8 of its PID file.
pub(super) fn accepts(folder: &Path) -> bool {
    let file = std::fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
    file.lines()
        .nth(7)
        .is_some_and(|state| state.trim() == "ready")
}

/// Whether the server has stopped or was never started.
pub(super) fn ended(folder: &Path) -> bool {
    folder.join("ended").exists() || !folder.exists()
}

/// The last lines that `initdb` and the server wrote.
pub(super) fn log(folder: &Path) -> String {
    let text = std::fs::read(folder.join("log")).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

fn failed(reason: &str, folder: &Path) -> Error {
    Error::Start {
        reason: reason.to_owned(),
        log: log(folder),
    }
}
