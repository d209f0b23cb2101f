//! `--prove`: runs new migrations on a throw-away database with rows in it, and looks at what came of it.

mod dump;
mod rows;

use super::disk::OnDisk;
use super::{replay, verify};
use crate::diff::side::Read;
use crate::observe::Relations;
use crate::output::Failure;
use crate::{canonical, catalogue};
use relata::server::Database;
use relata_schema::create;
use relata_schema::database::{self, Object};
use relata_schema::migration::Migration;
use relata_schema::plan;
use sqlx::{Connection as _, PgConnection};

/// What speaks against the migrations, and what could not be looked at.
#[derive(Debug, Default)]
pub(super) struct Proof {
    /// Nothing, if they are right.
    pub(super) against: Vec<String>,
    /// What the proof does not cover, and why.
    pub(super) notes: Vec<String>,
}

/// Runs migrations on a copy of a database, with some rows in every table. No step may lock, read or write anew more than
/// it says. Afterwards the database must be what the schema creates, as relata and as `pg_dump` see it, and the rows must
/// be there as they were.
pub(super) async fn prove(
    disk: &OnDisk,
    from: &database::Database,
    new: &[Migration],
    schema: &Read,
) -> Result<Proof, Failure> {
    let fresh = created(&fresh(from, schema)).await?;
    let mut proof = Proof::default();
    for with_rows in [true, false] {
        let database = created(&create(from)).await?;
        let looked = on(disk, &database, &fresh, new, schema, with_rows, &mut proof).await;
        // It goes with the server in any case.
        let _ = database.close().await;
        if looked? == Looked::AtAll {
            break;
        }
    }
    let _ = fresh.close().await;
    Ok(proof)
}

/// How much there was to look at.
#[derive(PartialEq)]
enum Looked {
    /// All that there is.
    AtAll,
    /// The rows that were made up do not fit, as a step says of itself.
    AtRowsThatDoNotFit,
}

/// What creates the schema, with what it has no words for and the database has.
fn fresh(from: &database::Database, schema: &Read) -> String {
    if from.outside.is_empty() {
        return schema.ddl();
    }
    let mut fresh = schema.database.clone();
    fresh.outside.clone_from(&from.outside);
    let is_outside = |it: &Object| matches!(it, Object::Outside(..));
    let dependencies = from.dependencies.iter();
    let of_it = dependencies.filter(|it| is_outside(&it.of) || is_outside(&it.on));
    fresh.dependencies.extend(of_it.cloned());
    create(&fresh)
}

async fn created(ddl: &str) -> Result<Database, Failure> {
    let created = canonical::create(ddl).await;
    created.map_err(|error| Failure(error.to_string()))
}

async fn on(
    disk: &OnDisk,
    database: &Database,
    fresh: &Database,
    new: &[Migration],
    schema: &Read,
    with_rows: bool,
    proof: &mut Proof,
) -> Result<Looked, Failure> {
    // Its own: what a session has read, it tells when it ends.
    let mut connection = connected(database).await?;
    if with_rows {
        rows::fill(&mut connection).await?;
    }
    let before = rows::tables(&mut connection).await?;
    let relations = Relations::read(&mut connection).await;
    let mut relations = relations.map_err(|error| Failure(error.to_string()))?;
    let _ = connection.close().await;

    let ran = replay::run(database, new, Some(&mut relations)).await;
    if let Err(refused) = &ran {
        let mut hazards = refused.hazards.iter();
        let may_fail = hazards.any(|it| it.starts_with("fails unless"));
        let text = refused.text(disk);
        if refused.is_of_rows() && may_fail && with_rows {
            proof.notes.push(format!(
                "{text}; the rows are made up, and the step says of itself that it may fail: proven without rows"
            ));
            return Ok(Looked::AtRowsThatDoNotFit);
        }
        proof.against.push(text);
        return Ok(Looked::AtAll);
    }

    let exceeded = ran.into_iter().flatten();
    proof.against.extend(exceeded.map(|it| it.text(disk)));
    let mut connection = connected(database).await?;
    proof
        .against
        .extend(rows::lost(&mut connection, &before).await?);
    let _ = connection.close().await;

    let result = catalogue::read_url(database.url())
        .await
        .map_err(|error| Failure(error.to_string()))?;
    let left = verify::difference(result.database, schema).await?;
    if !left.steps.is_empty() {
        proof.against.push(format!(
            "the result is not what the schema creates; what is left is\n{}",
            plan::print(&left)
        ));
    }
    match dump::difference(database.url(), fresh.url()).await {
        Ok(None) => {}
        Ok(Some(lines)) => proof.against.push(format!(
            "pg_dump sees another result (-) than what the schema creates (+):\n{lines}"
        )),
        Err(reason) => proof
            .notes
            .push(format!("not compared by pg_dump: {reason}")),
    }
    Ok(Looked::AtAll)
}

async fn connected(database: &Database) -> Result<PgConnection, Failure> {
    let connected = PgConnection::connect_with(database.options()).await;
    connected.map_err(|error| Failure(format!("the throw-away database cannot be asked: {error}")))
}
