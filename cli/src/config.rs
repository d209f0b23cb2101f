//! `relata.toml`, and where the schema and the database are that a call does not name.

use crate::output::Failure;
use serde::Deserialize;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

const FILE: &str = "relata.toml";

/// What stands in `relata.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// The schema, from the file's own folder.
    schema: Option<PathBuf>,
    /// The folder of the migrations, from the file's own folder.
    migrations: Option<PathBuf>,
    /// The URL of the database.
    database: Option<String>,
}

/// The schema of the nearest `relata.toml`, in this folder or one above it; without one, `schema/` in this folder.
pub(crate) fn default_schema() -> Result<PathBuf, Failure> {
    Ok(match nearest()? {
        Some((folder, config)) => folder.join(config.schema.unwrap_or_else(usual)),
        None => usual(),
    })
}

/// The folder of the migrations of the nearest `relata.toml`; without one, `migrations/` beside it, or in this folder.
pub(crate) fn default_migrations() -> Result<PathBuf, Failure> {
    let usual = || PathBuf::from("migrations/");
    Ok(match nearest()? {
        Some((folder, config)) => folder.join(config.migrations.unwrap_or_else(usual)),
        None => usual(),
    })
}

/// The URL of the database: of `DATABASE_URL`, else of the nearest `relata.toml`.
pub(crate) fn default_database() -> Result<String, Failure> {
    let variable = std::env::var("DATABASE_URL").unwrap_or_default();
    if !variable.is_empty() {
        return Ok(variable);
    }
    let config = nearest()?.map(|(_, config)| config);
    config.and_then(|it| it.database).ok_or_else(|| {
        Failure(
            "no database is named: give its URL, set `DATABASE_URL`, or write `database = \"postgres://…\"` into \
             `relata.toml`"
                .to_owned(),
        )
    })
}

/// The nearest `relata.toml` with its folder.
fn nearest() -> Result<Option<(PathBuf, Config)>, Failure> {
    let depth = std::env::current_dir()
        .map_err(|error| Failure(format!("the current folder cannot be found: {error}")))?
        .ancestors()
        .count();
    let mut folder = PathBuf::new();
    for _ in 0..depth {
        if let Some(config) = read(&folder.join(FILE))? {
            return Ok(Some((folder, config)));
        }
        folder.push("..");
    }
    Ok(None)
}

fn usual() -> PathBuf {
    PathBuf::from("schema/")
}

fn read(path: &Path) -> Result<Option<Config>, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(Failure(format!(
                "`{}` cannot be read: {error}",
                path.display()
            )));
        }
    };
    match toml::from_str(&text) {
        Ok(config) => Ok(Some(config)),
        Err(error) => {
            let line = error
                .span()
                .map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            Err(Failure(format!(
                "`{}`, line {line}: {}",
                path.display(),
                error.message()
            )))
        }
    }
}
