//! `relata migrate adopt`

use super::disk::OnDisk;
use super::{replay, runner, verify};
use crate::arguments::Adopt;
use crate::diff::side::{Read, shown};
use crate::output::{self, Failure, count};
use crate::{Answer, catalogue, config};
use relata::migrate::Resolution;
use relata_schema::create;
use relata_schema::database::{Database, History};
use relata_schema::migration::{Id, LOCK_FILE, Lock, Migration, Phase, Step, print};
use relata_schema::plan;

/// What the first migration is called.
const NAME: &str = "adopted";

/// Begins with a database that is there.
pub(super) async fn run(call: &Adopt) -> Result<Answer, Failure> {
    let url = match &call.database.url {
        Some(url) => url.clone(),
        None => config::default_database()?,
    };
    let disk = OnDisk::read(&call.folder)?;
    let Some(schema) = Read::of_schema(&call.schema.argument()).await? else {
        return Ok(Answer::No);
    };
    let live = catalogue::read_url(&url).await;
    let live = live.map_err(|error| Failure(format!("{}: {error}", shown(&url))))?;
    let mut live = live.database;
    let histories = live.take_histories(&schema.database);
    for it in histories.iter().filter(|it| !it.is_relatas()) {
        output::note(&format!("{}: {it}, is left as it is", shown(&url)));
    }

    let left = verify::difference(live.clone(), &schema).await?;
    if !left.steps.is_empty() {
        output::print_verbatim(&plan::print(&left))?;
        output::note(
            "the database is not what the schema says; what is printed would make it so. Nothing was written: change the \
             schema, or run this on the database, and adopt it then",
        );
        return Ok(Answer::No);
    }
    if histories.iter().any(History::is_sqlxs) {
        go_on_from_sqlx(&disk, &live).await
    } else {
        begin(call, &disk, &live, &histories).await
    }
}

/// sqlx's files are the migrations: they have to lead to the database.
async fn go_on_from_sqlx(disk: &OnDisk, live: &Database) -> Result<Answer, Failure> {
    let migrations = &disk.folder.migrations;
    if migrations.is_empty() {
        return Err(Failure(format!(
            "sqlx has run migrations in this database, and there are none in `{}`: name their folder with `--migrations`",
            disk.path.display()
        )));
    }
    let reached = replay::replay(disk, migrations).await?.database;
    let left = verify::difference(live.clone(), &Read::of(reached.clone())).await?;
    if !left.steps.is_empty() {
        output::print_verbatim(&plan::print(&left))?;
        output::note(&format!(
            "the database is not what the migrations in `{}` lead to; what is printed would make it so. Nothing was \
             written",
            disk.path.display()
        ));
        return Ok(Answer::No);
    }
    disk.write(&[], &Lock::new(migrations, &create(&reached)))?;
    output::print_verbatim(&format!("{}\n", disk.shown(LOCK_FILE)))?;
    output::note(&format!(
        "{} of sqlx's, which `relata migrate run` goes on from",
        count(migrations.len(), "migration")
    ));
    Ok(Answer::Yes)
}

/// The first migration is the database as it is, and is noted there as applied.
async fn begin(
    call: &Adopt,
    disk: &OnDisk,
    live: &Database,
    histories: &[History],
) -> Result<Answer, Failure> {
    if let Some(it) = disk.folder.migrations.first() {
        return Err(Failure(format!(
            "there are migrations already, from `{}` on: a database that has them is not adopted; `relata migrate \
             status` says what it lacks",
            disk.shown(&it.file)
        )));
    }
    if histories.iter().any(History::is_relatas) {
        return Err(Failure(format!(
            "relata has run migrations in this database already, and there are none in `{}`: name their folder with \
             `--migrations`",
            disk.path.display()
        )));
    }
    let migration = of_database(live);
    let reached = replay::replay(disk, std::slice::from_ref(&migration)).await?;
    disk.write(
        std::slice::from_ref(&migration),
        &Lock::new(std::slice::from_ref(&migration), &create(&reached.database)),
    )?;
    output::print_verbatim(&format!("{}\n", disk.shown(&migration.file)))?;

    let pool = runner::pool(&call.database)?;
    let known = [runner::migration(&migration, &print(&migration))];
    let noted = relata::migrate::resolve(&pool, &known, 1, None, Resolution::Applied).await;
    match noted {
        Ok(()) => Ok(Answer::Yes),
        Err(error) => {
            output::note(
                "the files are written, but the database does not know yet that they are applied: `relata migrate \
                 resolve 1 --applied` tells it, when this is mended",
            );
            runner::stopped(&error)
        }
    }
}

fn of_database(database: &Database) -> Migration {
    let id = Id {
        number: 1,
        name: NAME.to_owned(),
    };
    let step = Step {
        summary: "create what was there when relata came".to_owned(),
        sql: create(database),
        ..Step::default()
    };
    Migration::new(id, Phase::Expand, true, vec![step])
}
