//! A running server of relata's own.

use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;

use crate::server::account::Account;
use crate::server::address::Address;
use crate::server::supervisor::{self, Door, Use};
use crate::server::{Environment, Error, Installation, Result, Version, folder, hash, orphan};

/// How many seconds a shared server waits for the next process of a run.
const GRACE: u32 = 5;

/// A PostgreSQL server in a folder of its own, reached by a socket in it.
///
/// The superuser is `postgres`, without a password; only the user that the server
/// runs as, and root, can enter the folder. That user is the one of this
/// process; of root's processes it is `postgres`, else `nobody`.
///
/// What stops the server is a supervisor: a shell script in a process group of its
/// own, so that Ctrl-C does not reach it. Everyone who uses the server holds a
/// FIFO open for writing, which the supervisor reads: the kernel closes it for
/// whoever ends, in whatever way, and the end of the file means that nobody is
/// left. Then it stops the server and removes the folder. This needs neither `flock`, which
/// macOS has not as a command, nor a process that this library would have to run
/// its own code in. Starting is serialized by a lock on the folder itself, which goes
/// with the folder, so no lock file stays either.
///
/// Clones are the same server. It is left when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Server {
    running: Arc<Running>,
}

#[derive(Debug)]
struct Running {
    folder: PathBuf,
    version: Version,
    address: Address,
    using: Mutex<Option<Use>>,
}

/// The shared servers that this process uses, until it ends.
static SHARED: Mutex<Vec<Server>> = Mutex::new(Vec::new());

impl Server {
    /// Starts a server for the caller alone: a new cluster, about a second.
    ///
    /// It is stopped when the last clone is dropped or the process ends, at once and
    /// without waiting for it; [`stop`](Self::stop) waits.
    ///
    /// # Errors
    ///
    /// [`Error::Start`] with the server's last log lines, [`Error::Folder`].
    pub async fn start(installation: &Installation) -> Result<Server> {
        let installation = installation.clone();
        blocking(move || start(&installation)).await
    }

    /// The server that all processes of this user share which use the same
    /// installation; starts it if there is none.
    ///
    /// It stays until this process and all the others have ended, and 5 seconds
    /// more, for the next test binary of the run. Attaching takes a few
    /// milliseconds; while another process is starting it, waits for that one.
    ///
    /// # Errors
    ///
    /// As for [`start`](Self::start).
    pub async fn shared(installation: &Installation) -> Result<Server> {
        let installation = installation.clone();
        blocking(move || shared(&installation)).await
    }

    /// Leaves the server, and waits until it has stopped and its folder is gone. A
    /// shared one stays for the others; this does not wait for them.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`] when the folder is still there after 20 seconds.
    pub async fn stop(self) -> Result<()> {
        let shared = SHARED
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .any(|server| Arc::ptr_eq(&server.running, &self.running));
        if shared {
            return Ok(());
        }
        self.running
            .using
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let folder = self.running.folder.clone();
        blocking(move || gone(&folder)).await
    }

    /// The URL of one of its databases, as psql, sqlx and tokio-postgres take it. The
    /// superuser's own database is `postgres`.
    pub fn url(&self, database: &str) -> String {
        self.running.address.url(database)
    }

    /// How to connect to one of its databases.
    pub fn options(&self, database: &str) -> PgConnectOptions {
        self.running.address.options(database)
    }

    /// The version of the server.
    pub fn version(&self) -> Version {
        self.running.version
    }

    /// The folder that holds the cluster (`data`), its socket and its `log`.
    pub fn folder(&self) -> &Path {
        &self.running.folder
    }

    /// The last lines of the server's log.
    pub fn log(&self) -> String {
        supervisor::log(&self.running.folder)
    }

    pub(super) fn address(&self) -> &Address {
        &self.running.address
    }

    fn new(folder: PathBuf, installation: &Installation, using: Use) -> Server {
        let address = Address::of_socket(&folder);
        let using = Mutex::new(Some(using));
        Server {
            running: Arc::new(Running {
                folder,
                version: installation.version,
                address,
                using,
            }),
        }
    }
}

/// Runs what waits for processes on a thread that may.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(Error::Io {
            doing: "wait for the server".to_owned(),
            source: error.into(),
        }),
    }
}

fn start(installation: &Installation) -> Result<Server> {
    let (account, roots) = place(installation)?;
    let folder = roots[0].join(format!("{}{:016x}", prefix(), hash::unique()));
    orphan::sweep(&roots[0], &prefix(), &account);
    let lock = folder::claim(&folder, &account)?;
    let using = begin(installation, &account, &folder, 0)?;
    drop(lock);
    Ok(Server::new(folder, installation, using))
}

fn shared(installation: &Installation) -> Result<Server> {
    let (account, roots) = place(installation)?;
    let name = format!("{}{:016x}", prefix(), supervisor::kind(installation));
    // How roomy shared memory is can change while a server runs in it.
    let there = roots
        .iter()
        .map(|root| root.join(&name))
        .find(|folder| folder.exists());
    let folder = there.unwrap_or_else(|| roots[0].join(&name));

    let mut servers = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    servers.retain(|server| !supervisor::ended(&server.running.folder));
    if let Some(server) = servers
        .iter()
        .find(|server| server.running.folder == folder)
    {
        return Ok(server.clone());
    }
    let using = attach(installation, &account, &folder)?;
    let server = Server::new(folder, installation, using);
    servers.push(server.clone());
    Ok(server)
}

/// Comes to the server of a folder, or starts it.
fn attach(installation: &Installation, account: &Account, folder: &Path) -> Result<Use> {
    let refused = |error: std::io::Error| Error::Folder {
        folder: folder.to_owned(),
        reason: error.to_string(),
    };

    // Without the lock if it is ready, which is nearly always.
    if folder::open(folder, account)?.is_some()
        && let Ok(Door::Open(using)) = supervisor::enter(folder)
        && supervisor::accepts(folder)
    {
        return Ok(using);
    }

    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let Some(lock) = folder::claim(folder, account)? else {
            continue;
        };
        match supervisor::enter(folder).map_err(refused)? {
            // Whoever started it was killed while it waited.
            Door::Open(using) => return supervisor::ready(folder).map(|()| using),
            Door::Dead => orphan::clear(folder, &lock)?,
            Door::Absent if empty(folder).map_err(refused)? => {
                if let Some(root) = folder.parent() {
                    orphan::sweep(root, &prefix(), account);
                }
                return begin(installation, account, folder, GRACE);
            }
            // It is stopping, or its supervisor was killed on the first or last steps.
            Door::Absent if Instant::now() < deadline => sleep(supervisor::MOMENT),
            Door::Absent if supervisor::ended(folder) => {
                let reason = "the shared server has stopped, and other processes still wait for it"
                    .to_owned();
                return Err(Error::Start {
                    reason,
                    log: supervisor::log(folder),
                });
            }
            Door::Absent => orphan::clear(folder, &lock)?,
        }
    }
}

/// Makes and starts a server in an empty folder.
fn begin(installation: &Installation, account: &Account, folder: &Path, grace: u32) -> Result<Use> {
    let mut supervisor = supervisor::spawn(installation, account, folder, grace)?;
    let using = supervisor::first(folder, &mut supervisor);
    reap(supervisor);
    let using = using?;
    match supervisor::ready(folder) {
        Ok(()) => Ok(using),
        Err(error) => {
            using.close();
            Err(error)
        }
    }
}

/// Takes note of the supervisor's end, so that no zombie stays with a process that
/// starts many servers.
fn reap(mut supervisor: Child) {
    // Without a thread a zombie stays until this process ends: no harm.
    let _ = std::thread::Builder::new()
        .name("relata reaper".to_owned())
        .spawn(move || supervisor.wait());
}

/// Who runs servers of this installation, and where: at least one folder.
fn place(installation: &Installation) -> Result<(Account, Vec<PathBuf>)> {
    let account = Account::current()?;
    if !folder::reachable(&installation.bin, &account) {
        return Err(Error::Start {
            reason: format!(
                "`{}`, which it runs as instead of root, may not enter `{}`: put PostgreSQL where everybody may",
                account.name,
                installation.bin.display(),
            ),
            log: String::new(),
        });
    }
    let roots = folder::roots(&Environment::current(), &account);
    if roots.is_empty() {
        let reason = format!(
            "{} cannot write to it; set `TMPDIR` to a short path that it can",
            account.name
        );
        return Err(Error::Folder {
            folder: std::env::temp_dir(),
            reason,
        });
    }
    Ok((account, roots))
}

/// How the folders of this user's servers begin.
fn prefix() -> String {
    format!("relata-{}-", rustix::process::geteuid().as_raw())
}

fn empty(folder: &Path) -> std::io::Result<bool> {
    Ok(std::fs::read_dir(folder)?.next().is_none())
}

fn gone(folder: &Path) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(20);
    while folder.exists() {
        if Instant::now() > deadline {
            let reason = "the server in it did not stop within 20 s".to_owned();
            return Err(Error::Folder {
                folder: folder.to_owned(),
                reason,
            });
        }
        sleep(supervisor::MOMENT);
    }
    Ok(())
}
