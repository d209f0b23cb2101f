//! A cluster that survives its server: with fsync on, in a folder of the test's, to be killed and started again.

use relata::server::{Environment, Installation, installation};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection};
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take to start, which after a crash is to end what its backends still do, and to recover.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) struct Cluster {
    folder: PathBuf,
    installation: Installation,
    /// Who it belongs to, if not to whom the test runs as.
    account: Option<(u32, u32)>,
    server: Option<Child>,
}

impl Cluster {
    /// A new one, whose server is running.
    pub(crate) async fn new(name: &str) -> Self {
        // The path of a socket has 107 bytes at most.
        let folder = std::env::temp_dir().join(format!("relata-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
        // PostgreSQL does not run as root.
        let is_root = fs::metadata(&folder).unwrap().uid() == 0;
        let account = is_root.then(|| (id("-u"), id("-g")));
        if let Some((uid, gid)) = account {
            chown(&folder, Some(uid), Some(gid)).unwrap();
        }
        let installation = installation(&Environment::current()).await.unwrap();
        let mut cluster = Self {
            folder,
            installation,
            account,
            server: None,
        };
        let made = cluster
            .command("initdb")
            .args(["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C"])
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        cluster.start().await;
        cluster
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.installation.bin.join(program));
        command
            .arg("-D")
            .arg(self.folder.join("data"))
            .current_dir(&self.folder)
            .stdin(Stdio::null());
        if let Some((uid, gid)) = self.account {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Starts the server; again if processes of the one before are still there, as they are for a moment.
    pub(crate) async fn start(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        let socket = self.folder.display().to_string();
        while Instant::now() < deadline {
            let log = fs::File::create(self.folder.join("log")).unwrap();
            let mut server = self
                .command("postgres")
                .args(["-c", "listen_addresses=", "-c", "fsync=on", "-k", &socket])
                .stdout(Stdio::null())
                .stderr(log)
                .spawn()
                .unwrap();
            while server.try_wait().unwrap().is_none() {
                if let Ok(one) = PgConnection::connect_with(&self.options("postgres")).await {
                    one.close().await.unwrap();
                    self.server = Some(server);
                    return;
                }
                assert!(Instant::now() < deadline, "{}", self.log());
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{}", self.log());
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Kills the server itself, with `kill -9`; its other processes find out by themselves.
    pub(crate) fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().unwrap();
            server.wait().unwrap();
        }
    }

    pub(crate) fn options(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.folder)
            .username("postgres")
            .database(database)
    }

    pub(crate) fn url(&self, database: &str) -> String {
        let socket = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://postgres@localhost/{database}?host={socket}")
    }
}

/// Of the account that a package of PostgreSQL made, or of nobody.
fn id(which: &str) -> u32 {
    let ids = ["postgres", "nobody"].iter().find_map(|name| {
        let output = Command::new("id").args([which, name]).output().unwrap();
        String::from_utf8(output.stdout)
            .unwrap()
            .trim()
            .parse()
            .ok()
    });
    ids.unwrap()
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.kill();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
