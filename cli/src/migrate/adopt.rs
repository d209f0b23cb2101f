//! `relata migrate adopt`

use super::disk::OnDisk;
use super::{replay, runner, verify};
use crate::arguments::Adopt;
use crate::diff::side::{Read, shown};
use crate::output::{self, Failure, count};
use crate::{Answer, catalogue, config};
use relata::migrate::{Standing, State};
use relata_schema::create;
use relata_schema::database::{Database, History};
use relata_schema::migration::{Id, LOCK_FILE, Lock, Migration, Phase, Step, print};
use relata_schema::plan;
use sqlx::{AssertSqlSafe, PgPool};

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
    let pool = runner::pool(&call.database)?;
    for it in histories.iter().filter(|it| !it.is_relatas()) {
        let unfinished = unfinished(&pool, it).await;
        output::note(&format!(
            "{}: {it}, is left as it is{unfinished}",
            shown(&url)
        ));
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
        go_on_from_sqlx(&pool, &disk, &live).await
    } else {
        begin(&pool, &disk, &live).await
    }
}

/// What a tool began and did not finish. A role that may not read that adopts what is there all the same.
async fn unfinished(pool: &PgPool, history: &History) -> String {
    let Some(sql) = history.unfinished.clone() else {
        return String::new();
    };
    let found = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(pool).await;
    let found: Vec<String> = found.unwrap_or_default();
    if found.is_empty() {
        return String::new();
    }
    let (names, tool) = (found.join("`, `"), history.tool);
    format!(
        "; {tool} began `{names}` and did not finish: what is compared is the structure, so see that the rows are right"
    )
}

/// sqlx's files are the migrations: they have to lead to the database.
async fn go_on_from_sqlx(pool: &PgPool, disk: &OnDisk, live: &Database) -> Result<Answer, Failure> {
    let migrations = &disk.folder.migrations;
    if migrations.is_empty() {
        return Err(Failure(format!(
            "sqlx has run migrations in this database, and there are none in `{}`: name their folder with `--migrations`",
            disk.path.display()
        )));
    }
    let status = relata::migrate::status(pool, &runner::known(disk)).await;
    let status = status.map_err(|error| Failure(error.to_string()))?;
    let unfit: Vec<String> = status.migrations.iter().filter_map(unfit).collect();
    if !unfit.is_empty() {
        for it in unfit {
            output::note(&format!("error: {it}"));
        }
        output::note("nothing was written: when this is mended, adopt the database again");
        return Ok(Answer::No);
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

/// Why a migration is none that sqlx has run as its file says.
fn unfit(of: &Standing) -> Option<String> {
    match &of.state {
        State::Done | State::Ahead => None,
        State::Wrong(wrong) => Some(wrong.to_string()),
        _ => Some(format!(
            "sqlx has not run migration {} (`{}`) here: run it with sqlx first, or adopt without its file",
            of.number, of.name
        )),
    }
}

/// The first migration is the database as it is, and is noted there as applied.
///
/// The files get their names when the database has noted it. Whatever happens in between, adopting again goes on.
async fn begin(pool: &PgPool, disk: &OnDisk, live: &Database) -> Result<Answer, Failure> {
    if let Some(it) = disk.folder.migrations.first() {
        return Err(Failure(format!(
            "there are migrations already, from `{}` on: a database that has them is not adopted; `relata migrate \
             status` says what it lacks",
            disk.shown(&it.file)
        )));
    }
    let migration = of_database(live);
    let all = std::slice::from_ref(&migration);
    let reached = replay::replay(disk, all).await?;
    let drafts = disk.draft(all, &Lock::new(all, &create(&reached.database)))?;
    let known = runner::migration(&migration, &print(&migration));
    let noted = relata::migrate::adopt(pool, &known).await;
    noted.map_err(|error| {
        Failure(format!(
            "{error}\nnothing was written: when this is mended, adopt the database again"
        ))
    })?;
    drafts.name().map_err(|Failure(why)| {
        Failure(format!(
            "{why}\nthe database has noted that it is adopted: when this is mended, adopt it again"
        ))
    })?;
    output::print_verbatim(&format!("{}\n", disk.shown(&migration.file)))?;
    Ok(Answer::Yes)
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
