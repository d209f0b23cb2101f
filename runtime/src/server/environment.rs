//! What the search for PostgreSQL looks at, as a value.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// The variables that are read, and no others.
const VARIABLES: [&str; 6] = [
    "DATABASE_URL",
    "HOME",
    "PATH",
    "RELATA_PG_BIN",
    "TMPDIR",
    "XDG_CACHE_HOME",
];

/// Where to look for a server: variables, a file system and the name of the system.
#[derive(Clone, PartialEq, Eq)]
pub struct Environment {
    /// Environment variables by name. An empty one counts as not set.
    pub variables: BTreeMap<String, OsString>,
    /// The folder below which the usual places are looked at; `/`, but for tests.
    pub root: PathBuf,
    /// The operating system, as in [`std::env::consts::OS`].
    pub system: String,
}

impl Environment {
    /// The environment of this process.
    pub fn current() -> Environment {
        let variables = VARIABLES
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), std::env::var_os(name)?)))
            .collect();

        Environment {
            variables,
            root: PathBuf::from("/"),
            system: std::env::consts::OS.to_owned(),
        }
    }

    /// The variable of this name, unless it is missing or empty.
    pub fn variable(&self, name: &str) -> Option<&OsStr> {
        self.variables
            .get(name)
            .map(OsString::as_os_str)
            .filter(|value| !value.is_empty())
    }
}

/// Only the names: `DATABASE_URL` may hold a password.
impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Environment")
            .field("variables", &self.variables.keys())
            .field("root", &self.root)
            .field("system", &self.system)
            .finish()
    }
}
