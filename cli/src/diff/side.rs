//! What is compared: a schema, or a live database.

use crate::arguments::SchemaArgument;
use crate::catalogue;
use crate::input;
use crate::output::Failure;
use relata_schema::database::Database;
use relata_schema::{create, lower};
use std::path::{Path, PathBuf};

/// One side of a comparison.
pub(super) enum Side {
    /// The URL of a database.
    Live(String),
    /// A schema's path.
    Schema(PathBuf),
}

impl Side {
    /// What an argument means.
    pub(super) fn told(argument: &str) -> Result<Self, Failure> {
        if argument.contains("://") {
            return Ok(Self::Live(argument.to_owned()));
        }
        let path = PathBuf::from(argument);
        if is_migrations(&path) {
            return Err(Failure(format!(
                "`{argument}` is a folder of migrations, which are not compared yet: name a schema or the URL of a \
                 database"
            )));
        }
        Ok(Self::Schema(path))
    }

    pub(super) fn is_schema(&self) -> bool {
        matches!(self, Self::Schema(_))
    }
}

/// Whether a folder holds SQL and no schema.
fn is_migrations(path: &Path) -> bool {
    let Ok(entries) = path.read_dir() else {
        return false;
    };
    let extensions: Vec<String> = entries
        .flatten()
        .filter_map(|it| Some(it.path().extension()?.to_string_lossy().into_owned()))
        .collect();
    let has = |wanted: &str| extensions.iter().any(|it| it == wanted);
    (has("sql") || has("lock")) && !has("relata")
}

/// An argument without what may be a secret.
pub(super) fn shown(argument: &str) -> String {
    let Some((scheme, rest)) = argument.split_once("://") else {
        return argument.to_owned();
    };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    format!("{scheme}://{place}")
}

/// Both databases; nothing, where a schema has errors, which are then on stderr.
pub(super) async fn both(from: &Side, to: &Side) -> Result<Option<(Database, Database)>, Failure> {
    let Some(from) = database(from).await? else {
        return Ok(None);
    };
    let Some(to) = database(to).await? else {
        return Ok(None);
    };
    Ok(Some((from, to)))
}

async fn database(side: &Side) -> Result<Option<Database>, Failure> {
    match side {
        Side::Live(url) => read(url).await.map(Some),
        Side::Schema(path) => {
            let argument = SchemaArgument {
                path: Some(path.clone()),
            };
            let Some(model) = input::model(input::read(&argument)?) else {
                return Ok(None);
            };
            canonical(&create(&lower(&model))).await.map(Some)
        }
    }
}

/// A database as PostgreSQL writes it: created on a throw-away server, and read back.
async fn canonical(ddl: &str) -> Result<Database, Failure> {
    let created = relata::server::Database::create(ddl)
        .await
        .map_err(|error| Failure(error.to_string()))?;
    let read = read(created.url()).await;
    created
        .close()
        .await
        .map_err(|error| Failure(error.to_string()))?;
    read
}

async fn read(url: &str) -> Result<Database, Failure> {
    let catalogue = catalogue::read_url(url)
        .await
        .map_err(|error| Failure(format!("{}: {error}", shown(url))))?;
    Ok(catalogue.database)
}
