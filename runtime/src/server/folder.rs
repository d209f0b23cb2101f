//! The folder of a server: where it may be, and whose it is.

use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, fchown};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, OFlags, StatVfs};

use crate::server::account::Account;
use crate::server::{Environment, Error, Result};

/// The longest path of a socket, in bytes, on the strictest system (macOS; Linux
/// has 107), less the socket's own name and the folder's.
const LONGEST_ROOT: usize =
    103 - "/.s.PGSQL.5432".len() - "/relata-4294967295-0123456789abcdef".len();

/// Shared memory is used when it has this many bytes left: a server takes some
/// 40 MB, a database 8 MB, and containers often come with 64 MB in all.
const ROOMY: u64 = 1 << 30;

/// The folders that servers may live in, best first: `TMPDIR` alone if that will do;
/// else shared memory if roomy, and the usual temporary folders. Never one that
/// the account could not reach or could not remove its folder from, or whose path
/// is too long for a socket.
pub(super) fn roots(environment: &Environment, account: &Account) -> Vec<PathBuf> {
    let usable = |root: &Path| {
        let root = root.canonicalize().ok()?;
        let short = root.as_os_str().len() <= LONGEST_ROOT;
        (short && writable(&root, account)).then_some(root)
    };
    if let Some(chosen) = environment
        .variable("TMPDIR")
        .map(Path::new)
        .and_then(usable)
    {
        return vec![chosen];
    }

    let mut roots = ["/dev/shm", "/tmp", "/var/tmp"].map(Path::new);
    let roomy = |space: StatVfs| space.f_bavail * space.f_frsize >= ROOMY;
    if !rustix::fs::statvfs(roots[0]).is_ok_and(roomy) {
        // A server that runs in it already is still found there.
        roots.rotate_left(1);
    }
    roots.into_iter().filter_map(usable).collect()
}

/// Whether an account can make and remove entries of a folder.
fn writable(folder: &Path, account: &Account) -> bool {
    if !account.other {
        return folder.is_dir()
            && rustix::fs::access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok();
    }
    let open = |found: Metadata| found.is_dir() && found.mode() & 0o002 != 0;
    reachable(folder, account) && folder.metadata().is_ok_and(open)
}

/// Whether an account may enter a folder and all that are above it.
pub(super) fn reachable(folder: &Path, account: &Account) -> bool {
    let enterable = |found: Metadata| {
        let bit = if found.uid() == account.uid {
            0o100
        } else if found.gid() == account.gid {
            0o010
        } else {
            0o001
        };
        found.mode() & bit != 0
    };
    !account.other
        || folder
            .ancestors()
            .all(|part| part.metadata().is_ok_and(enterable))
}

/// Makes the folder unless it is there, and waits for the lock on it: one process at
/// a time starts a server or clears up after one. The lock goes with the result
/// or with the process. `None` if somebody removed the folder meanwhile.
///
/// # Errors
///
/// [`Error::Folder`] if it is not the account's alone: anybody can make a folder
/// of any name in a temporary folder.
pub(super) fn claim(folder: &Path, account: &Account) -> Result<Option<File>> {
    let refused = |error: io::Error| Error::Folder {
        folder: folder.to_owned(),
        reason: error.to_string(),
    };

    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(refused(error)),
        _ => {}
    }
    let Some(handle) = open(folder, account)? else {
        return Ok(None);
    };
    handle.lock().map_err(refused)?;

    let owned = handle.metadata().map_err(refused)?;
    let same = folder
        .symlink_metadata()
        .is_ok_and(|now| (now.dev(), now.ino()) == (owned.dev(), owned.ino()));
    if !same {
        return Ok(None);
    }
    if owned.uid() != account.uid {
        fchown(&handle, Some(account.uid), Some(account.gid)).map_err(refused)?;
    }
    Ok(Some(handle))
}

/// Opens the folder, not through a link, and makes sure that it is the account's
/// alone, or root's when that is who asks. `None` if it is not there.
pub(super) fn open(folder: &Path, account: &Account) -> Result<Option<File>> {
    let refuse = |reason: String| {
        Err(Error::Folder {
            folder: folder.to_owned(),
            reason,
        })
    };

    let flags = OFlags::NOFOLLOW | OFlags::DIRECTORY;
    let handle = match OpenOptions::new()
        .read(true)
        .custom_flags(bits(flags))
        .open(folder)
    {
        Ok(handle) => handle,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return refuse(format!("{error}; remove it")),
    };
    let found = match handle.metadata() {
        Ok(found) => found,
        Err(error) => return refuse(error.to_string()),
    };

    if found.uid() != account.uid && !(account.other && found.uid() == 0) {
        return refuse(format!(
            "it belongs to uid {} and not to {}; remove it",
            found.uid(),
            account.name
        ));
    }
    if found.mode() & 0o077 != 0 {
        return refuse("others than its owner may enter it; remove it".to_owned());
    }
    Ok(Some(handle))
}

/// Flags as the standard library takes them.
pub(super) fn bits(flags: OFlags) -> i32 {
    flags.bits().cast_signed()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn me() -> Account {
        let uid = rustix::process::geteuid().as_raw();
        Account {
            name: "me".to_owned(),
            uid,
            gid: rustix::process::getegid().as_raw(),
            other: false,
        }
    }

    fn scratch() -> PathBuf {
        let name = format!("relata-test-{:016x}", crate::server::hash::unique());
        std::env::temp_dir().join(name)
    }

    #[test]
    fn a_folder_that_others_may_enter_is_refused() {
        let folder = scratch();
        std::fs::create_dir(&folder).unwrap();
        std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o755)).unwrap();
        let claimed = claim(&folder, &me());
        std::fs::remove_dir(&folder).unwrap();

        assert!(matches!(claimed, Err(Error::Folder { .. })), "{claimed:?}");
    }

    #[test]
    fn a_folder_of_somebody_else_is_refused() {
        let folder = scratch();
        let stranger = Account {
            uid: me().uid.wrapping_add(1),
            ..me()
        };
        let claimed = claim(&folder, &stranger);
        std::fs::remove_dir(&folder).unwrap();

        assert!(matches!(claimed, Err(Error::Folder { .. })), "{claimed:?}");
    }

    #[test]
    fn a_link_is_refused() {
        let (folder, target) = (scratch(), scratch());
        DirBuilder::new().mode(0o700).create(&target).unwrap();
        std::os::unix::fs::symlink(&target, &folder).unwrap();
        let claimed = claim(&folder, &me());
        std::fs::remove_file(&folder).unwrap();
        std::fs::remove_dir(&target).unwrap();

        assert!(matches!(claimed, Err(Error::Folder { .. })), "{claimed:?}");
    }

    #[test]
    fn there_is_room_for_the_socket_in_every_root() {
        let environment = Environment {
            variables: [("TMPDIR".to_owned(), "/tmp/".into())].into(),
            ..Environment::current()
        };
        let roots = roots(&environment, &me());

        assert!(
            roots
                .iter()
                .all(|root| root.as_os_str().len() <= LONGEST_ROOT)
        );
        assert_eq!(roots, [PathBuf::from("/tmp").canonicalize().unwrap()]);
    }
}
