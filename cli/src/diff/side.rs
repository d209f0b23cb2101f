//! What is compared: a schema, a folder of migrations, or a live database.

use crate::arguments::SchemaArgument;
use crate::catalogue;
use crate::input;
use crate::migrate::{OnDisk, replay};
use crate::output::Failure;
use relata_schema::database::Database;
use relata_schema::diff::{follow, renames};
use relata_schema::model::Model;
use relata_schema::{create, lower};
use std::path::{Path, PathBuf};

/// One side of a comparison.
pub(crate) enum Side {
    /// The URL of a database.
    Live(String),
    /// A schema's path.
    Schema(PathBuf),
    /// The path of a folder of migrations.
    Migrations(PathBuf),
}

impl Side {
    /// What an argument means.
    pub(super) fn told(argument: &str) -> Result<Self, Failure> {
        if argument.contains("://") {
            return Ok(Self::Live(argument.to_owned()));
        }
        let path = PathBuf::from(argument);
        Ok(if is_migrations(&path) {
            Self::Migrations(path)
        } else {
            Self::Schema(path)
        })
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
pub(crate) fn shown(argument: &str) -> String {
    let Some((scheme, rest)) = argument.split_once("://") else {
        return argument.to_owned();
    };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    format!("{scheme}://{place}")
}

/// A database, and the schema that it was made of, if it was.
pub(crate) struct Read {
    pub(crate) database: Database,
    model: Option<Model>,
}

impl Read {
    /// One that no schema made.
    pub(crate) fn of(database: Database) -> Self {
        Self {
            database,
            model: None,
        }
    }

    /// The statements that create it on an empty database: the schema's own, where it is one.
    pub(crate) fn ddl(&self) -> String {
        match &self.model {
            Some(model) => create(&lower(model)),
            None => create(&self.database),
        }
    }

    /// One of a schema; nothing, where it has errors, which are then on stderr.
    pub(crate) async fn of_schema(argument: &SchemaArgument) -> Result<Option<Self>, Failure> {
        let Some(model) = input::model(input::read(argument)?) else {
            return Ok(None);
        };
        Ok(Some(Self {
            database: canonical(&create(&lower(&model))).await?,
            model: Some(model),
        }))
    }
}

/// Both databases; nothing, where a schema has errors, which are then on stderr.
pub(super) async fn both(from: &Side, to: &Side) -> Result<Option<(Read, Read)>, Failure> {
    let Some(from) = read_side(from).await? else {
        return Ok(None);
    };
    let Some(to) = read_side(to).await? else {
        return Ok(None);
    };
    Ok(Some((from, to)))
}

/// The statements of the renames that the target declares with `was`, and the database after them: tried on a copy.
pub(crate) async fn renamed(
    from: &Read,
    to: &Read,
) -> Result<(Vec<String>, Option<Database>), Failure> {
    let Some(model) = &to.model else {
        return Ok((Vec::new(), None));
    };
    let mut statements = renames(model, &from.database);
    if statements.is_empty() {
        return Ok((statements, None));
    }
    let ddl = create(&from.database);
    let after = |statements: &[String]| format!("{ddl};\nRESET ALL;\n{};", statements.join(";\n"));
    let first = canonical(&after(&statements)).await?;
    let names = follow(&first, &to.database);
    if names.is_empty() {
        return Ok((statements, Some(first)));
    }
    statements.extend(names);
    let second = canonical(&after(&statements)).await?;
    Ok((statements, Some(second)))
}

async fn read_side(side: &Side) -> Result<Option<Read>, Failure> {
    match side {
        Side::Live(url) => Ok(Some(Read::of(read(url).await?))),
        Side::Migrations(path) => {
            let disk = OnDisk::read_path(path.clone())?;
            let reached = replay::replay(&disk, &disk.folder.migrations).await?;
            Ok(Some(Read::of(reached.database)))
        }
        Side::Schema(path) => {
            let argument = SchemaArgument {
                path: Some(path.clone()),
            };
            Read::of_schema(&argument).await
        }
    }
}

/// A database as PostgreSQL writes it: created on a throw-away server, and read back.
pub(crate) async fn canonical(ddl: &str) -> Result<Database, Failure> {
    let created = crate::canonical::canonical(ddl).await;
    let catalogue = created.map_err(|error| Failure(error.to_string()))?;
    Ok(catalogue.database)
}

async fn read(url: &str) -> Result<Database, Failure> {
    let catalogue = catalogue::read_url(url)
        .await
        .map_err(|error| Failure(format!("{}: {error}", shown(url))))?;
    Ok(catalogue.database)
}
