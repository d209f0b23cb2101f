//! What is compared: a schema, a folder of migrations, or a live database.

use crate::arguments::SchemaArgument;
use crate::catalogue::{self, Catalogue};
use crate::input;
use crate::migrate::{OnDisk, replay};
use crate::output::Failure;
use relata_schema::database::{Database, QualifiedName};
use relata_schema::diff::{Rename, follow, moves, renames};
use relata_schema::migration::drops;
use relata_schema::model::Model;
use relata_schema::plan::RenamedColumn;
use relata_schema::source::Source;
use relata_schema::{create, lower};
use std::collections::BTreeMap;
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
    /// The major version of its server.
    pub(crate) version: u32,
    /// About how many rows its tables have; nothing of a schema's.
    pub(crate) rows: BTreeMap<QualifiedName, u64>,
    /// The schema that it was made of, if it was.
    pub(super) schema: Option<(Source, Model)>,
    /// Whether what the schema calls deprecated is gone.
    is_settled: bool,
}

impl Read {
    /// One that no schema made, of whose rows nothing is known, and which may be on any server.
    pub(crate) fn of(database: Database) -> Self {
        Self {
            database,
            version: 0,
            rows: BTreeMap::new(),
            schema: None,
            is_settled: false,
        }
    }

    /// The oldest server that a schema has to run on.
    pub(crate) fn oldest(&self) -> Option<u32> {
        self.schema.as_ref().map(|(_, it)| it.postgres)
    }

    /// The statements that create it on an empty database: the schema's own, where it is one.
    pub(crate) fn ddl(&self) -> String {
        match &self.schema {
            Some((_, model)) if !self.is_settled => create(&lower(model)),
            _ => create(&self.database),
        }
    }

    /// One of a schema; nothing, where it has errors, which are then on stderr.
    pub(crate) async fn of_schema(argument: &SchemaArgument) -> Result<Option<Self>, Failure> {
        Self::of_input(argument, |_| Vec::new()).await
    }

    /// The same without the columns that the schema calls deprecated, and what goes with them: what migrations lead to.
    pub(crate) async fn of_settled(argument: &SchemaArgument) -> Result<Option<Self>, Failure> {
        Self::of_input(argument, drops).await
    }

    async fn of_input(
        argument: &SchemaArgument,
        drops: impl FnOnce(&Model) -> Vec<String>,
    ) -> Result<Option<Self>, Failure> {
        let input = input::read(argument)?;
        let source = input.source.clone();
        let Some(model) = input::model(input) else {
            return Ok(None);
        };
        let drops = drops(&model);
        let mut ddl = create(&lower(&model));
        for it in &drops {
            ddl.push_str(&format!("\n{it};\n"));
        }
        let catalogue = canonical(&ddl).await?;
        Ok(Some(Self {
            database: catalogue.database,
            version: catalogue.version,
            rows: BTreeMap::new(),
            schema: Some((source, model)),
            is_settled: !drops.is_empty(),
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

/// The renames that the target declares with `was`, and of what has to move with all that names it, and the database after
/// them: tried on a copy. The columns that the plan copies are none of them.
pub(crate) async fn renamed(
    from: &Read,
    to: &Read,
    copied: &[RenamedColumn],
) -> Result<(Vec<Rename>, Option<Database>), Failure> {
    let declared = to.schema.as_ref().map(|(_, model)| model);
    let mut found = moves(&from.database, &to.database);
    found.extend(declared.map_or_else(Vec::new, |model| renames(model, &from.database, copied)));
    if found.is_empty() {
        return Ok((found, None));
    }
    let ddl = create(&from.database);
    let after = |renames: &[Rename]| {
        let statements = renames.iter().flat_map(|it| it.statements.clone());
        let statements: Vec<String> = statements.collect();
        format!("{ddl};\nRESET ALL;\n{};", statements.join(";\n"))
    };
    let first = canonical(&after(&found)).await?.database;
    let names = match declared {
        Some(_) => follow(&first, &to.database),
        None => Vec::new(),
    };
    if names.is_empty() {
        return Ok((found, Some(first)));
    }
    found.extend(names);
    let second = canonical(&after(&found)).await?.database;
    Ok((found, Some(second)))
}

async fn read_side(side: &Side) -> Result<Option<Read>, Failure> {
    match side {
        Side::Live(url) => {
            let (catalogue, rows) = read(url).await?;
            Ok(Some(Read {
                database: catalogue.database,
                version: catalogue.version,
                rows,
                schema: None,
                is_settled: false,
            }))
        }
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
pub(crate) async fn canonical(ddl: &str) -> Result<Catalogue, Failure> {
    let created = crate::canonical::canonical(ddl).await;
    created.map_err(|error| Failure(error.to_string()))
}

async fn read(url: &str) -> Result<(Catalogue, BTreeMap<QualifiedName, u64>), Failure> {
    let failed = |error| Failure(format!("{}: {error}", shown(url)));
    let catalogue = catalogue::read_url(url).await.map_err(failed)?;
    let rows = catalogue::estimates(url).await.map_err(failed)?;
    Ok((catalogue, rows))
}
