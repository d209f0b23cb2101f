//! A PostgreSQL on this machine: a folder of programs and their version.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::server::{Error, Result};

/// The oldest version that relata works with.
const OLDEST: u32 = 14;

/// A folder with `initdb` and `postgres`, both of which run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// The folder, absolute and without symbolic links.
    pub bin: PathBuf,
    /// What `postgres -V` says.
    pub version: Version,
}

/// A version of PostgreSQL, such as 17.2; a beta counts as minor version 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// The part that decides compatibility.
    pub major: u32,
    /// The number of the bug-fix release.
    pub minor: u32,
}

impl Installation {
    /// Looks at a folder by running `postgres -V` and `initdb -V` in it.
    ///
    /// # Errors
    ///
    /// [`Error::Binaries`] when a program is missing or does not run, or is older than 14.
    pub fn at(bin: &Path) -> Result<Installation> {
        let refuse = |reason: String| Error::Binaries {
            folder: bin.to_owned(),
            reason,
        };

        let bin = bin
            .canonicalize()
            .map_err(|error| refuse(error.to_string()))?;
        // Some 20 ms each: both at once.
        let [postgres, initdb] = ["postgres", "initdb"].map(|program| ask(&bin, program));
        let (postgres, initdb) = (postgres.map_err(refuse)?, initdb.map_err(refuse)?);
        let version = answer(postgres).map_err(refuse)?;
        answer(initdb).map_err(refuse)?;
        if version.major < OLDEST {
            let reason = format!(
                "it holds PostgreSQL {version}, and {OLDEST} is the oldest that is supported"
            );
            return Err(refuse(reason));
        }

        Ok(Installation { bin, version })
    }

    /// Whether the server can load this library, as far as can be seen: packages
    /// often leave out the contributed ones.
    pub(super) fn has_library(&self, name: &str) -> bool {
        let prefix = self.bin.parent().unwrap_or(&self.bin);
        let folders = [
            "lib",
            "lib/postgresql",
            "lib64",
            "lib64/pgsql",
            "lib64/postgresql",
        ];
        let mut files = folders.iter().flat_map(|folder| {
            ["so", "dylib"].map(|extension| prefix.join(folder).join(format!("{name}.{extension}")))
        });
        files.any(|file| file.exists())
    }
}

/// Starts a program that tells its version, or says why it does not start.
fn ask(bin: &Path, program: &str) -> std::result::Result<Child, String> {
    let path = bin.join(program);
    if !path.is_file() {
        return Err(format!("there is no `{program}` in it"));
    }
    let command = Command::new(&path)
        .arg("-V")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    command.map_err(|error| format!("its `{program}` does not run: {error}"))
}

/// What it says, or what is wrong with that.
fn answer(program: Child) -> std::result::Result<Version, String> {
    let output = program
        .wait_with_output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    Version::parse(&text)
        .ok_or_else(|| "its programs do not answer `-V` with a version of PostgreSQL".to_owned())
}

impl Version {
    /// Reads what `-V` prints, such as `postgres (PostgreSQL) 17.2 (Debian 17.2-1)`.
    fn parse(text: &str) -> Option<Version> {
        let (_, rest) = text.split_once("(PostgreSQL) ")?;
        let digits = |text: &str| {
            text.chars()
                .take_while(char::is_ascii_digit)
                .collect::<String>()
        };
        let major = digits(rest);
        let minor = rest[major.len()..]
            .strip_prefix('.')
            .map(digits)
            .unwrap_or_default();

        Some(Version {
            major: major.parse().ok()?,
            minor: minor.parse().unwrap_or(0),
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_are_read_from_what_the_programs_print() {
        let parse = |text| Version::parse(text).map(|version| (version.major, version.minor));

        assert_eq!(
            parse("postgres (PostgreSQL) 15.19 (Debian 15.19-0+deb12u1)\n"),
            Some((15, 19))
        );
        assert_eq!(parse("initdb (PostgreSQL) 18beta1"), Some((18, 0)));
        assert_eq!(parse("postgres (PostgreSQL) 9.6.24"), Some((9, 6)));
        assert_eq!(parse("postgres (EnterpriseDB) x"), None);
        assert_eq!(parse("(PostgreSQL) devel"), None);
    }
}
