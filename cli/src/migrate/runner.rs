//! What the runner of the runtime needs: the migrations of a folder as it takes them, and the database.

use super::OnDisk;
use crate::Answer;
use crate::arguments::{DatabaseArgument, MigrationsArgument};
use crate::config;
use crate::output::{self, Failure};
use relata::migrate::{Backfill, Error, LockWait, Migration, Phase, Probe, Step};
use relata_schema::migration::{self as file, LockTimeout, Runnable, checksums_of_sqlx, runnable};
use relata_schema::sql;
use sqlx::PgPool;

/// The migrations of the folder, which has to be as its lock file says.
pub(super) fn migrations(argument: &MigrationsArgument) -> Result<Vec<Migration>, Failure> {
    let on_disk = OnDisk::read(argument)?;
    on_disk.expect()?;
    if let Some(lock) = on_disk.lock().map_err(Failure)? {
        let differences = on_disk.folder.differences(&lock);
        if !differences.is_empty() {
            let lines: Vec<String> = differences
                .iter()
                .map(|it| on_disk.shown(&it.to_string()))
                .collect();
            return Err(Failure(format!(
                "{}\nnothing was run: put the files back as they were, or, if it is meant, `relata migrate lock`",
                lines.join("\nerror: ")
            )));
        }
    }
    Ok(known(&on_disk))
}

/// The migrations of a folder as the runner takes them.
pub(super) fn known(disk: &OnDisk) -> Vec<Migration> {
    let all = disk.folder.migrations.iter();
    all.filter_map(|it| Some(migration(it, disk.text(&it.file)?)))
        .collect()
}

/// Connections to the database that is named, or the default one; none is made yet.
pub(super) fn pool(argument: &DatabaseArgument) -> Result<PgPool, Failure> {
    let url = match &argument.url {
        Some(url) => url.clone(),
        None => config::default_database()?,
    };
    let pool = relata::pool(&url).application_name("relata").connect_lazy();
    pool.map_err(|error| Failure(error.to_string()))
}

/// The answer of a runner that stopped: "no" where it was for the migrations, a failure where it was for anything else.
pub(super) fn stopped(error: &Error) -> Result<Answer, Failure> {
    match error {
        Error::History(_)
        | Error::Twice { .. }
        | Error::HalfDone { .. }
        | Error::Exists { .. }
        | Error::Refused(_)
        | Error::Blocked { .. } => {
            output::note(&format!("error: {error}"));
            Ok(Answer::No)
        }
        _ => Err(Failure(error.to_string())),
    }
}

/// A migration as the runner takes it, with the text of its file.
pub(super) fn migration(of: &file::Migration, text: &str) -> Migration {
    let of_sqlx = checksums_of_sqlx(text).into_iter().map(Into::into);
    Migration {
        number: of.id.number,
        name: of.id.name.clone().into(),
        checksum: of.checksum.clone().into(),
        of_sqlx: of_sqlx.collect(),
        phase: match of.phase {
            file::Phase::Expand => Phase::Expand,
            file::Phase::Backfill => Phase::Backfill,
            file::Phase::Contract => Phase::Contract,
        },
        steps: runnable(of).into_iter().map(step).collect(),
    }
}

fn step(of: Runnable) -> Step {
    Step {
        does: of.summary.into(),
        statements: of.statements.into_iter().map(Into::into).collect(),
        transactional: of.transactional,
        locks: match of.lock_timeout {
            LockTimeout::Short => LockWait::Short,
            LockTimeout::None => LockWait::Unlimited,
        },
        probe: of.probe.as_ref().map(probe),
        backfill: of.backfill.map(|it| Backfill {
            table: sql::qualified(&it.table).into(),
            key: it.key.into_iter().map(Into::into).collect(),
            set: it.set.into(),
            filter: it.filter.map(Into::into),
        }),
    }
}

fn probe(of: &file::Probe) -> Probe {
    match of {
        file::Probe::Index(name) => Probe::Index(sql::qualified(name).into()),
        file::Probe::Constraint { table, name } => Probe::Constraint {
            table: sql::qualified(table).into(),
            name: name.clone().into(),
        },
        file::Probe::Detach { parent, partition } => Probe::Detach {
            parent: sql::qualified(parent).into(),
            partition: sql::qualified(partition).into(),
        },
    }
}
