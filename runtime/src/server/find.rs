//! Which PostgreSQL to use: the order that the module's documentation gives.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use crate::server::cluster::blocking;
use crate::server::{Environment, Error, Installation, Result, install};

/// What a search for PostgreSQL found.
#[derive(Clone)]
pub enum Found {
    /// A server that runs already: the text of `DATABASE_URL`.
    Url(String),
    /// The programs to start one with.
    Installation(Installation),
}

/// Without the URL, which may hold a password.
impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Found::Url(_) => f.write_str("Url(..)"),
            Found::Installation(installation) => {
                f.debug_tuple("Installation").field(installation).finish()
            }
        }
    }
}

/// Looks for PostgreSQL. Runs each candidate's `postgres -V` and `initdb -V`,
/// some 10 ms each; downloads nothing.
///
/// # Errors
///
/// [`Error::Url`] and [`Error::Binaries`] when a variable is set to something that
/// cannot be used, [`Error::NotFound`] when there is nothing.
pub fn find(environment: &Environment) -> Result<Found> {
    if let Some(url) = environment.variable("DATABASE_URL") {
        let url = url.to_str().ok_or_else(|| Error::Url {
            reason: "it is not UTF-8".to_owned(),
        })?;
        return Ok(Found::Url(url.to_owned()));
    }

    if let Some(folder) = environment.variable("RELATA_PG_BIN") {
        return match Installation::at(Path::new(folder)) {
            Err(Error::Binaries { folder, reason }) => Err(Error::Binaries {
                folder,
                reason: format!("{reason}; `RELATA_PG_BIN` names it"),
            }),
            looked => looked.map(Found::Installation),
        };
    }

    newest(folders(environment))
        // Debian's is a script that takes longer than all else here.
        .or_else(|| newest(pg_config(environment).into_iter().collect()))
        .or_else(|| cached(environment))
        .map(Found::Installation)
        .ok_or_else(|| Error::NotFound {
            install: install::advice(environment),
        })
}

/// What [`find`] finds in the environment of this process, or a download; the search is
/// made once.
pub(super) async fn available() -> Result<Found> {
    static FOUND: Mutex<Option<(Environment, Found)>> = Mutex::new(None);

    let environment = Environment::current();
    if let Some((searched, found)) = &*FOUND.lock().unwrap_or_else(PoisonError::into_inner)
        && *searched == environment
    {
        return Ok(found.clone());
    }

    let there = environment.clone();
    let found = match blocking(move || find(&there)).await {
        Err(Error::NotFound { install }) => {
            Found::Installation(fetch(&environment, install).await?)
        }
        found => found?,
    };
    *FOUND.lock().unwrap_or_else(PoisonError::into_inner) = Some((environment, found.clone()));
    Ok(found)
}

/// The programs to start servers with, whatever `DATABASE_URL` says; downloads them with
/// the feature `download`.
///
/// # Errors
///
/// As for [`find`](fn@find), and [`Error::Download`].
pub async fn installation(environment: &Environment) -> Result<Installation> {
    let mut environment = environment.clone();
    environment.variables.remove("DATABASE_URL");
    let there = environment.clone();
    match blocking(move || find(&there)).await {
        Ok(Found::Installation(installation)) => Ok(installation),
        Ok(Found::Url(_)) => Err(Error::NotFound {
            install: install::advice(&environment),
        }),
        Err(Error::NotFound { install }) => fetch(&environment, install).await,
        Err(error) => Err(error),
    }
}

/// The newest of the installations in these folders; of equals, the first.
pub(super) fn newest(folders: Vec<PathBuf>) -> Option<Installation> {
    let mut found: Vec<Installation> = Vec::new();
    for folder in folders {
        if let Ok(installation) = Installation::at(&folder)
            && !found.contains(&installation)
        {
            found.push(installation);
        }
    }

    found
        .into_iter()
        .rev()
        .max_by_key(|installation| installation.version)
}

/// The folders that packages put the programs in, then those of PATH.
fn folders(environment: &Environment) -> Vec<PathBuf> {
    let below = |folder: &str, prefix: &str, rest: &str| {
        children(&environment.root.join(folder), prefix)
            .into_iter()
            .map(move |path| path.join(rest))
            .collect::<Vec<_>>()
    };
    let mut folders = [
        below("usr/lib/postgresql", "", "bin"),
        below("usr", "pgsql-", "bin"),
        below("usr/libexec", "postgresql", ""),
        below("opt/homebrew/opt", "postgresql@", "bin"),
        below("usr/local/opt", "postgresql@", "bin"),
        below("Applications/Postgres.app/Contents/Versions", "", "bin"),
        vec![environment.root.join("usr/local/pgsql/bin")],
    ]
    .concat();

    let path = environment.variable("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(path).filter(|folder| folder.is_absolute()));
    folders.retain(|folder| folder.join("postgres").exists() && folder.join("initdb").exists());
    folders
}

/// The entries of a folder whose names begin so, in the order of their names;
/// none if there is no such folder.
fn children(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
        .map(|entry| entry.path())
        .collect();
    entries.sort();
    entries
}

/// The folder that the first `pg_config` of PATH names.
fn pg_config(environment: &Environment) -> Option<PathBuf> {
    let path = environment.variable("PATH")?;
    let program = std::env::split_paths(path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join("pg_config"))
        .find(|program| program.is_file())?;
    let output = Command::new(program)
        .arg("--bindir")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let folder = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(folder.trim_end()))
}

/// What an earlier download left in the user's cache.
#[cfg(feature = "download")]
fn cached(environment: &Environment) -> Option<Installation> {
    crate::server::download::cached(environment)
}

#[cfg(not(feature = "download"))]
fn cached(_: &Environment) -> Option<Installation> {
    None
}

#[cfg(feature = "download")]
async fn fetch(environment: &Environment, install: String) -> Result<Installation> {
    crate::server::download::fetch(environment, install).await
}

#[cfg(not(feature = "download"))]
async fn fetch(_: &Environment, install: String) -> Result<Installation> {
    Err(Error::NotFound { install })
}
