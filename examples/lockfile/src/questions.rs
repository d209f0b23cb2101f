//! Questions, each a shape and one statement.

use anstream::println;
use cargo_metadata::Metadata;
use relata::sqlx::PgPool;
use relata::{Filter, Load};

use crate::db::{DependencyKind, dependencies, licences, packages, versions};

/// A version by its package's name and its number.
#[derive(Debug, Load)]
#[load(versions)]
struct Release {
    package: Name,
    number: String,
}

#[derive(Debug, Load)]
#[load(packages)]
struct Name {
    name: String,
}

impl std::fmt::Display for Release {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} {}", self.package.name, self.number)
    }
}

/// A version, who needs it, and how many do.
#[derive(Debug, Load)]
#[load(versions)]
struct Needed {
    package: Name,
    number: String,
    #[load(count(dependents))]
    dependent_count: i64,
    #[load(order_by(id desc), limit = 3)]
    dependents: Vec<Dependent>,
}

#[derive(Debug, Load)]
#[load(dependencies)]
struct Dependent {
    requirement: String,
    kind: DependencyKind,
    dependent: Release,
}

/// Which versions do most others need?
pub(crate) async fn most_needed(pool: &PgPool) -> relata::Result<()> {
    let found = Needed::query()
        .order_by(versions::dependents.count().desc())
        .limit(5)
        .fetch_all(pool)
        .await?;

    println!("Most depended on, with the newest three that do:");
    for needed in &found {
        println!(
            "  {:>4}  {} {}",
            needed.dependent_count, needed.package.name, needed.number
        );
        for each in &needed.dependents {
            println!(
                "        {} wants {} ({})",
                each.dependent, each.requirement, each.kind
            );
        }
    }
    println!();
    Ok(())
}

/// What a version is built with wherever it is built.
fn always() -> Filter<dependencies> {
    dependencies::kind
        .eq(DependencyKind::Normal)
        .and(dependencies::platform.is_null())
}

/// Three levels of what a version is built with.
#[derive(Debug, Load)]
#[load(versions)]
struct Built {
    package: Name,
    number: String,
    #[load(order_by(id), filter(always()))]
    dependencies: Vec<FirstLevel>,
}

#[derive(Debug, Load)]
#[load(dependencies)]
struct FirstLevel {
    needed: BuiltWith,
}

#[derive(Debug, Load)]
#[load(versions)]
struct BuiltWith {
    package: Name,
    number: String,
    #[load(order_by(id), filter(always()))]
    dependencies: Vec<SecondLevel>,
}

#[derive(Debug, Load)]
#[load(dependencies)]
struct SecondLevel {
    needed: Release,
}

/// What does a package pull in?
pub(crate) async fn pulled_in(pool: &PgPool, metadata: &Metadata) -> relata::Result<()> {
    let Some(member) = metadata.workspace_packages().first().copied() else {
        return Ok(());
    };
    let found = Built::query()
        .filter(versions::number.eq(member.version.to_string()))
        .filter(versions::source.is_null())
        .filter(versions::package.matches(packages::name.eq(member.name.as_str())))
        .fetch_one(pool)
        .await?;

    println!(
        "What {} {} pulls in, two levels deep:",
        found.package.name, found.number
    );
    for first in &found.dependencies {
        println!("  {} {}", first.needed.package.name, first.needed.number);
        for second in &first.needed.dependencies {
            println!("    {}", second.needed);
        }
    }
    println!();
    Ok(())
}

/// A package with its versions.
#[derive(Debug, Load)]
#[load(packages)]
struct Duplicated {
    name: String,
    #[load(order_by(number))]
    versions: Vec<WithDependents>,
}

#[derive(Debug, Load)]
#[load(versions)]
struct WithDependents {
    number: String,
    #[load(order_by(id), limit = 4)]
    dependents: Vec<Wanted>,
}

#[derive(Debug, Load)]
#[load(dependencies)]
struct Wanted {
    dependent: Release,
}

/// Which packages are there in more than one version, and who wants them?
pub(crate) async fn duplicated(pool: &PgPool) -> relata::Result<()> {
    let found = Duplicated::query()
        .filter(packages::versions.count().gt(1))
        .order_by(packages::name.asc())
        .fetch_all(pool)
        .await?;

    println!(
        "{} packages are there in more than one version:",
        found.len()
    );
    for package in &found {
        println!("  {}", package.name);
        for version in &package.versions {
            let by: Vec<_> = version
                .dependents
                .iter()
                .map(|each| each.dependent.to_string())
                .collect();
            println!("    {:<10} for {}", version.number, by.join(", "));
        }
    }
    println!();
    Ok(())
}

/// A licence with what is under it.
#[derive(Debug, Load)]
#[load(licences)]
struct Under {
    name: String,
    #[load(count(versions))]
    version_count: i64,
    #[load(order_by(id), limit = 4)]
    versions: Vec<Release>,
}

/// How many versions are under which licence?
pub(crate) async fn by_licence(pool: &PgPool) -> relata::Result<()> {
    let found = Under::query()
        .order_by(licences::versions.count().desc())
        .fetch_all(pool)
        .await?;

    println!("By licence:");
    for licence in &found {
        let some: Vec<_> = licence.versions.iter().map(ToString::to_string).collect();
        let more = if licence.version_count > 4 {
            ", …"
        } else {
            ""
        };
        println!(
            "  {:>4}  {:<24} {}{more}",
            licence.version_count,
            licence.name,
            some.join(", ")
        );
    }
    Ok(())
}
