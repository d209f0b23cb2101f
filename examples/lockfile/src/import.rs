//! From cargo's words to rows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cargo_metadata::{DependencyKind as CargoKind, Metadata, MetadataCommand, Node, PackageId};
use relata::sqlx::{PgConnection, PgPool};

use crate::db::{
    Dependency, DependencyKind, Feature, Keyword, Licence, NewDependency, NewDependencyWith,
    NewFeature, NewKeyword, NewLicence, NewPackage, NewVersion, NewVersionKeyword,
    NewVersionLicence, Package, Version, VersionKeyword, VersionLicence,
};
use crate::licence;

/// Asks cargo about a workspace: the one of the manifest, or this one.
pub(crate) fn read(manifest: Option<&Path>) -> Result<Metadata, cargo_metadata::Error> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.toml");
    MetadataCommand::new()
        .manifest_path(manifest.unwrap_or(&here))
        .exec()
}

/// Inserts everything, or nothing.
pub(crate) async fn insert(
    pool: &PgPool,
    metadata: &Metadata,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut transaction = pool.begin().await?;
    let versions = versions(&mut transaction, metadata).await?;
    dependencies(&mut transaction, metadata, &versions).await?;
    features(&mut transaction, metadata, &versions).await?;
    licences(&mut transaction, metadata, &versions).await?;
    keywords(&mut transaction, metadata, &versions).await?;
    transaction.commit().await?;
    Ok(())
}

/// The keys of the versions, by cargo's.
type Versions<'m> = BTreeMap<&'m PackageId, i64>;

async fn versions<'m>(
    on: &mut PgConnection,
    metadata: &'m Metadata,
) -> relata::Result<Versions<'m>> {
    let names: BTreeSet<&str> = metadata
        .packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let packages = Package::insert_many(
        names
            .into_iter()
            .map(|name| NewPackage { name: name.into() }),
    )
    .fetch_all(&mut *on)
    .await?;
    let packages: BTreeMap<_, _> = packages
        .into_iter()
        .map(|package| (package.name, package.id))
        .collect();

    let new = metadata.packages.iter().map(|package| {
        NewVersion {
            package_id: packages[package.name.as_str()],
            number: package.version.to_string(),
            edition: package.edition.to_string(),
        }
        .rust_version(package.rust_version.as_ref().map(ToString::to_string))
        .licence(package.license.clone())
        .description(package.description.clone())
        .source(package.source.as_ref().map(|source| source.repr.clone()))
    });
    let versions = Version::insert_many(new).fetch_all(on).await?;
    Ok(metadata
        .packages
        .iter()
        .map(|package| &package.id)
        .zip(versions.iter().map(|version| version.id))
        .collect())
}

async fn dependencies(
    on: &mut PgConnection,
    metadata: &Metadata,
    versions: &Versions<'_>,
) -> relata::Result<u64> {
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    let new: Vec<_> = nodes
        .flat_map(|node| needs(node, metadata, versions))
        .collect();
    Dependency::insert_many(new).execute(on).await
}

/// What one version is built with: a row a kind and platform.
fn needs(node: &Node, metadata: &Metadata, versions: &Versions<'_>) -> Vec<NewDependencyWith> {
    let package = &metadata[&node.id];
    let mut rows = Vec::new();
    for needed in &node.deps {
        let version = &metadata[&needed.pkg];
        for why in &needed.dep_kinds {
            let wish = package.dependencies.iter().find(|wish| {
                wish.name == *version.name
                    && wish.kind == why.kind
                    && wish.target == why.target
                    && wish.req.matches(&version.version)
            });
            rows.push(
                NewDependency {
                    dependent_id: versions[&node.id],
                    needed_id: versions[&needed.pkg],
                    requirement: wish.map_or_else(|| "*".to_owned(), |wish| wish.req.to_string()),
                }
                .kind(kind(why.kind))
                .optional(wish.is_some_and(|wish| wish.optional))
                .platform(why.target.as_ref().map(ToString::to_string)),
            );
        }
    }
    rows
}

fn kind(kind: CargoKind) -> DependencyKind {
    match kind {
        CargoKind::Development => DependencyKind::Dev,
        CargoKind::Build => DependencyKind::Build,
        _ => DependencyKind::Normal,
    }
}

async fn features(
    on: &mut PgConnection,
    metadata: &Metadata,
    versions: &Versions<'_>,
) -> relata::Result<u64> {
    let new = metadata.packages.iter().flat_map(|package| {
        package.features.iter().map(|(name, enables)| {
            NewFeature {
                version_id: versions[&package.id],
                name: name.clone(),
            }
            .enables(enables.clone())
        })
    });
    Feature::insert_many(new.collect::<Vec<_>>())
        .execute(on)
        .await
}

async fn licences(
    on: &mut PgConnection,
    metadata: &Metadata,
    versions: &Versions<'_>,
) -> relata::Result<u64> {
    let named: Vec<(i64, Vec<&str>)> = metadata
        .packages
        .iter()
        .map(|package| {
            (
                versions[&package.id],
                licence::names(package.license.as_deref().unwrap_or_default()),
            )
        })
        .collect();
    let names: BTreeSet<&str> = named.iter().flat_map(|(_, names)| names).copied().collect();
    let licences = Licence::insert_many(
        names
            .into_iter()
            .map(|name| NewLicence { name: name.into() }),
    )
    .fetch_all(&mut *on)
    .await?;
    let keys: BTreeMap<_, _> = licences
        .iter()
        .map(|licence| (licence.name.as_str(), licence.id))
        .collect();
    let pairs = named.iter().flat_map(|(version_id, names)| {
        names.iter().map(|name| NewVersionLicence {
            version_id: *version_id,
            licence_id: keys[name],
        })
    });
    VersionLicence::insert_many(pairs.collect::<Vec<_>>())
        .execute(on)
        .await
}

async fn keywords(
    on: &mut PgConnection,
    metadata: &Metadata,
    versions: &Versions<'_>,
) -> relata::Result<u64> {
    let words: BTreeSet<&str> = metadata
        .packages
        .iter()
        .flat_map(|package| &package.keywords)
        .map(String::as_str)
        .collect();
    let keywords = Keyword::insert_many(
        words
            .into_iter()
            .map(|name| NewKeyword { name: name.into() }),
    )
    .fetch_all(&mut *on)
    .await?;
    let keys: BTreeMap<_, _> = keywords
        .iter()
        .map(|keyword| (keyword.name.as_str(), keyword.id))
        .collect();
    let pairs: BTreeSet<(i64, i64)> = metadata
        .packages
        .iter()
        .flat_map(|package| {
            package
                .keywords
                .iter()
                .map(|word| (versions[&package.id], keys[word.as_str()]))
        })
        .collect();
    let pairs = pairs
        .into_iter()
        .map(|(version_id, keyword_id)| NewVersionKeyword {
            version_id,
            keyword_id,
        });
    VersionKeyword::insert_many(pairs).execute(on).await
}
