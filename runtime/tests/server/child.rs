//! Other processes: this test binary run again, told by a variable what to do.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use relata::server::{Database, Installation, Server};
use rustix::process::{Pid, Signal};

/// The variable that says what the other process does.
const ROLE: &str = "RELATA_TEST_ROLE";

/// A process that does what its role says, prints a line that begins with `@`, and
/// then answers every line it reads, until it is killed or its input ends.
pub(crate) struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// A folder that everybody may write to, removed at the end.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    pub(crate) fn new() -> Scratch {
        let number = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), 0);
        let folder = PathBuf::from(format!("/tmp/relata-test-{number:016x}"));
        std::fs::create_dir(&folder).unwrap();
        std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o1777)).unwrap();
        Scratch(folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The program to run, where every user can: the build folder may be private.
fn program(scratch: &Scratch) -> PathBuf {
    let copy = scratch.0.join("program");
    if !copy.exists() {
        std::fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
    }
    copy
}

/// A command for a process whose servers live in the scratch folder.
pub(crate) fn command(scratch: &Scratch, role: &str) -> Command {
    let mut command = Command::new(program(scratch));
    command.args([
        "--exact",
        "a_process_does_what_its_role_says",
        "--nocapture",
    ]);
    command
        .env(ROLE, role)
        .env("TMPDIR", &scratch.0)
        .env_remove("DATABASE_URL");
    command.current_dir("/").process_group(0);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command
}

pub(crate) fn start(command: &mut Command) -> Process {
    let mut child = loop {
        match command.spawn() {
            // Another test's process was forked while this one's program was copied.
            Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => {
                std::thread::sleep(Duration::from_millis(5));
            }
            spawned => break spawned.unwrap(),
        }
    };
    let input = child.stdin.take().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    Process {
        child,
        input,
        output,
    }
}

impl Process {
    /// The next line that is meant for the test.
    pub(crate) fn line(&mut self) -> String {
        loop {
            let mut line = String::new();
            assert!(
                self.output.read_line(&mut line).unwrap() > 0,
                "the process ended"
            );
            // The harness writes the test's name before it, on the same line.
            if let Some((_, line)) = line.split_once('@') {
                return line.trim_end().to_owned();
            }
        }
    }

    pub(crate) fn ask(&mut self) -> String {
        self.input.write_all(b"?\n").unwrap();
        self.line()
    }

    /// Lets it end by itself.
    pub(crate) fn finish(mut self) {
        drop(self.input);
        self.child.wait().unwrap();
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// What Ctrl-C does: a signal to the whole group.
    pub(crate) fn interrupt(mut self) {
        let group = Pid::from_child(&self.child);
        rustix::process::kill_process_group(group, Signal::INT).unwrap();
        self.child.wait().unwrap();
    }
}

/// Waits until no process has the folder in its command line and the folder is gone.
pub(crate) fn assert_gone(folder: &Path) {
    let deadline = Instant::now() + Duration::from_secs(15);
    loop {
        let left = processes(folder);
        if left.is_empty() && !folder.exists() {
            return;
        }
        assert!(
            Instant::now() < deadline,
            "left: {left:?}, folder: {}",
            folder.exists()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The processes that were started with this folder, by `ps`.
pub(crate) fn processes(folder: &Path) -> Vec<(i32, String)> {
    let output = Command::new("ps")
        .args(["-eo", "pid=,args="])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text
        .lines()
        .filter(|line| line.contains(folder.to_str().unwrap()) && !line.contains("/program"));
    lines
        .filter_map(|line| line.trim().split_once(' '))
        .map(|(pid, arguments)| (pid.parse().unwrap(), arguments.to_owned()))
        .collect()
}

/// What the other process does; nothing when the variable is not set.
pub(crate) async fn act() {
    let Ok(role) = std::env::var(ROLE) else {
        return;
    };
    let database = match role.as_str() {
        "database" => match Database::create("CREATE TABLE t (id int)").await {
            Ok(database) => {
                println!("@{}", database.url());
                database
            }
            Err(error) => {
                println!("@{error}");
                return;
            }
        },
        "private" => {
            let installation =
                Installation::at(Path::new(&std::env::var("RELATA_PG_BIN").unwrap())).unwrap();
            let server = Server::start(&installation).await.unwrap();
            println!("@{}", server.folder().display());
            Database::on(&server, "CREATE TABLE t (id int)")
                .await
                .unwrap()
        }
        _ => panic!("no such role: {role}"),
    };

    for _ in std::io::stdin().lines() {
        let counted: (i64,) = sqlx::query_as("SELECT count(*) FROM t")
            .fetch_one(database.pool())
            .await
            .unwrap();
        println!("@{}", counted.0);
    }
    database.close().await.unwrap();
}
