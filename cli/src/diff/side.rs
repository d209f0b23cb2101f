//! What is compared: a schema, or a live database.

use crate::arguments::SchemaArgument;
use crate::catalogue::{self, Catalogue};
use crate::input;
use crate::output::Failure;
use relata_schema::database::{Database, QualifiedName};
use relata_schema::diff::{follow, renames};
use relata_schema::model::Model;
use relata_schema::{create, lower};
use std::collections::BTreeMap;
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

/// A database, and the schema that it was made of, if it was.
pub(super) struct Read {
    pub(super) database: Database,
    /// The major version of its server.
    pub(super) version: u32,
    /// About how many rows its tables have; nothing of a schema's.
    pub(super) rows: BTreeMap<QualifiedName, u64>,
    model: Option<Model>,
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
pub(super) async fn renamed(
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
    let first = canonical(&after(&statements)).await?.database;
    let names = follow(&first, &to.database);
    if names.is_empty() {
        return Ok((statements, Some(first)));
    }
    statements.extend(names);
    let second = canonical(&after(&statements)).await?.database;
    Ok((statements, Some(second)))
}

async fn read_side(side: &Side) -> Result<Option<Read>, Failure> {
    match side {
        Side::Live(url) => {
            let (catalogue, rows) = read(url).await?;
            Ok(Some(Read {
                database: catalogue.database,
                version: catalogue.version,
                rows,
                model: None,
            }))
        }
        Side::Schema(path) => {
            let argument = SchemaArgument {
                path: Some(path.clone()),
            };
            let Some(model) = input::model(input::read(&argument)?) else {
                return Ok(None);
            };
            let catalogue = canonical(&create(&lower(&model))).await?;
            Ok(Some(Read {
                database: catalogue.database,
                version: catalogue.version,
                rows: BTreeMap::new(),
                model: Some(model),
            }))
        }
    }
}

/// A database as PostgreSQL writes it: created on a throw-away server, and read back.
async fn canonical(ddl: &str) -> Result<Catalogue, Failure> {
    let created = crate::canonical::canonical(ddl).await;
    created.map_err(|error| Failure(error.to_string()))
}

async fn read(url: &str) -> Result<(Catalogue, BTreeMap<QualifiedName, u64>), Failure> {
    let failed = |error| Failure(format!("{}: {error}", shown(url)));
    let catalogue = catalogue::read_url(url).await.map_err(failed)?;
    let rows = catalogue::estimates(url).await.map_err(failed)?;
    Ok((catalogue, rows))
}
