//! Programs of a test's own, that end with it: the settings of the shared server are nobody's to
//! change.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use relata::testing::Database;

/// A folder that belongs to the account that servers run as, removed at the end.
pub(super) struct Folder {
    pub(super) path: PathBuf,
    account: (u32, u32),
}

/// A program that is killed when this is dropped, or when the test's process ends.
pub(super) struct Running(Child);

impl Folder {
    /// As the account that runs the server of this database.
    pub(super) fn new(db: &Database) -> Self {
        let server = db.options().get_socket().expect("a server with a socket");
        let owner = fs::metadata(server).unwrap();
        let number = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0);
        let path = PathBuf::from(format!("/tmp/relata-pools-{number:016x}"));
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        let account = (owner.uid(), owner.gid());
        chown(&path, Some(account.0), Some(account.1)).unwrap();
        Self { path, account }
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.path).env("LC_ALL", "C");
        let own = fs::metadata("/proc/self").unwrap();
        if own.uid() != self.account.0 {
            command.gid(self.account.1).uid(self.account.0);
        }
        command
    }

    /// Runs a program to its end.
    pub(super) fn run(&self, program: &Path, arguments: &[&str]) {
        let output = self.command(program).args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program:?}: {said}");
    }

    /// Starts a program that goes on.
    pub(super) fn start(&self, program: &Path, arguments: &[&str]) -> Running {
        let guard = "\"$@\" </dev/null & read -r _; kill -KILL $!";
        let log = fs::File::create(self.path.join("log")).unwrap();
        let child = self
            .command(Path::new("/bin/sh"))
            .args(["-c", guard, "guard"])
            .arg(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn();
        Running(child.unwrap())
    }

    /// Writes a file that the account may read.
    pub(super) fn write(&self, name: &str, text: &str) {
        let path = self.path.join(name);
        fs::write(&path, text).unwrap();
        chown(&path, Some(self.account.0), Some(self.account.1)).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.stdin.take();
        let _ = self.0.wait();
    }
}
