//! What a killed supervisor leaves: a folder, and perhaps a server in it.

use std::fs::File;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::server::account::Account;
use crate::server::supervisor::{MOMENT, dead};
use crate::server::{Error, Result, folder};

/// Stops what runs in a folder that nobody supervises, and removes the folder.
/// Its lock is held: nobody else starts or clears anything there.
pub(super) fn clear(path: &Path, _lock: &File) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(10);
    // Only somebody who answers at this socket is the process of that number.
    while UnixStream::connect(path.join(".s.PGSQL.5432")).is_ok() {
        if let Some(server) = server(path) {
            // It ends between the two lines: that is what was wanted.
            let _ = kill_process(server, Signal::QUIT);
        }
        if Instant::now() > deadline {
            let reason = "a server that nobody supervises runs in it and does not stop".to_owned();
            return Err(Error::Folder {
                folder: path.to_owned(),
                reason,
            });
        }
        sleep(MOMENT * 5);
    }

    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::Folder {
            folder: path.to_owned(),
            reason: error.to_string(),
        }),
        _ => Ok(()),
    }
}

/// The server's process: the first line of its PID file.
fn server(path: &Path) -> Option<Pid> {
    let file = std::fs::read_to_string(path.join("data/postmaster.pid")).ok()?;
    let mut lines = file.lines();
    let pid = lines.next()?.parse().ok()?;
    let data = PathBuf::from(lines.next()?);
    (data == path.join("data"))
        .then(|| Pid::from_raw(pid))
        .flatten()
}

/// Clears what killed supervisors of this user left in a root. What can't be
/// cleared stays: it is not what the caller came for.
pub(super) fn sweep(root: &Path, prefix: &str, account: &Account) {
    for entry in std::fs::read_dir(root).into_iter().flatten().flatten() {
        let path = entry.path();
        let ours = entry.file_name().to_string_lossy().starts_with(prefix);
        if !ours || !dead(&path) {
            continue;
        }
        if let Ok(Some(lock)) = folder::open(&path, account)
            && lock.try_lock().is_ok()
            && dead(&path)
        {
            let _ = clear(&path, &lock);
        }
    }
}
