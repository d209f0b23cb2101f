//! What the steps of a plan really lock, read and write anew, as the server tells before they are committed: never more
//! than the plan says.

use crate::pair::{FILL, Pair};
use relata::testing::Database;
use relata_cli::catalogue::read_url;
use relata_schema::plan::{AllowLoss, Effort, LockMode, Options, Step, plan};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use std::collections::BTreeMap;

/// The tables and views that are there before, by their number: what each is called, and the file that it is in, if it
/// holds anything.
const RELATIONS: &str = "
SELECT c.oid::bigint, n.nspname::text, c.relname::text, c.relkind::text,
    CASE WHEN c.relispopulated THEN pg_relation_filenode(c.oid)::bigint END
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
";

/// How often this session has read each relation as a whole.
const SCANS: &str = "
SELECT c.oid::bigint, coalesce(pg_stat_get_xact_numscans(c.oid), 0)::bigint
FROM pg_class AS c WHERE c.relkind IN ('r', 'p', 'm')
";

/// What this transaction holds.
const HELD: &str = "
SELECT l.relation::bigint, l.mode::text, coalesce(pg_stat_get_xact_numscans(l.relation), 0)::bigint
FROM pg_locks AS l
WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.granted
";

struct Relation {
    name: String,
    file: Option<i64>,
}

/// What of a pair's plan does more than it says; nothing where there is no plan, or the rows do not fit.
pub(crate) async fn beyond_the_plan(pair: &Pair) -> Result<String, String> {
    let said = |error: &dyn std::fmt::Display| format!("{}: {error}", pair.name);
    let mut databases = Vec::new();
    for sql in [&pair.old, &pair.new] {
        match Database::create(sql).await {
            Ok(database) => databases.push(database),
            // What a newer server understands, this one need not.
            Err(error) if error.to_string().contains("SQLSTATE 42601") => {
                eprintln!("{}: not for this server: {error}", pair.name);
                return Ok(String::new());
            }
            Err(error) => return Err(said(&error)),
        }
    }
    let found = observed(databases[0].url(), databases[1].url()).await;
    for database in databases {
        database.close().await.map_err(|it| said(&it))?;
    }
    found.map_err(|it| said(&it))
}

async fn observed(old: &str, new: &str) -> Result<String, Box<dyn std::error::Error>> {
    let mut connection = PgConnection::connect(old).await?;
    sqlx::raw_sql(FILL).execute(&mut connection).await?;
    let (from, to) = (read_url(old).await?, read_url(new).await?);
    let options = Options {
        safe: true,
        version: from.version,
        // What is known to be empty is exempt: here nothing is known.
        rows: BTreeMap::new(),
        column_order: false,
        allow_loss: AllowLoss::All,
    };
    // What moves with its names is tried on a copy first, and a plan begins there.
    if !relata_schema::diff::moves(&from.database, &to.database).is_empty() {
        return Ok(String::new());
    }
    let changes = relata_schema::diff(&from.database, &to.database);
    let Ok(plan) = plan(&from.database, &to.database, &changes, &options) else {
        return Ok(String::new());
    };
    let before = relations(&mut connection).await?;
    sqlx::raw_sql("SET search_path = public")
        .execute(&mut connection)
        .await?;
    let mut beyond = String::new();
    for step in &plan.steps {
        match run(step, &before, &mut connection).await {
            Ok(more) => beyond.push_str(&more),
            // Class 22 and 23: a value or a row does not fit.
            Err(error) => {
                let code = error
                    .as_database_error()
                    .and_then(sqlx::error::DatabaseError::code);
                if code.is_some_and(|it| it.starts_with("22") || it.starts_with("23")) {
                    return Ok(beyond);
                }
                return Err(format!("{error}\n{}", step.sql.join(";\n")).into());
            }
        }
    }
    Ok(beyond)
}

/// Runs a step; what it did and does not say.
async fn run(
    step: &Step,
    before: &BTreeMap<i64, Relation>,
    connection: &mut PgConnection,
) -> Result<String, sqlx::Error> {
    let files = relations(connection).await?;
    if !step.transactional {
        for sql in &step.sql {
            sqlx::raw_sql(AssertSqlSafe(sql.clone()))
                .execute(&mut *connection)
                .await?;
        }
        return Ok(String::new());
    }
    let mut transaction = connection.begin().await?;
    let mut read = BTreeMap::new();
    for row in sqlx::raw_sql(SCANS).fetch_all(&mut *transaction).await? {
        read.insert(row.try_get::<i64, _>(0)?, row.try_get::<i64, _>(1)?);
    }
    for sql in &step.sql {
        sqlx::raw_sql(AssertSqlSafe(sql.clone()))
            .execute(&mut *transaction)
            .await?;
    }
    let held = sqlx::raw_sql(HELD).fetch_all(&mut *transaction).await?;
    let after = relations(&mut transaction).await?;
    transaction.commit().await?;
    let mut beyond = String::new();
    for row in held {
        let (oid, mode, scans): (i64, String, i64) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let (Some(relation), Some(mode)) = (before.get(&oid), strong(&mode)) else {
            continue;
        };
        let said = step
            .locks
            .iter()
            .find(|it| it.relation.to_string() == relation.name);
        let file = |of: &BTreeMap<i64, Relation>| of.get(&oid).and_then(|it| it.file);
        let is_anew = file(&after).is_some() && file(&files) != file(&after);
        let work = if is_anew {
            Effort::Rewrite
        } else if scans > read.get(&oid).copied().unwrap_or(0) {
            Effort::Scan
        } else {
            Effort::Instant
        };
        if said.is_none_or(|it| it.mode < mode || it.work < work) {
            beyond.push_str(&format!(
                "{}: {mode}, {work:?}, not {said:?}: {}\n",
                relation.name,
                step.sql.join("; ")
            ));
        }
    }
    Ok(beyond)
}

/// A mode that keeps more than dropping the table waiting.
fn strong(mode: &str) -> Option<LockMode> {
    Some(match mode {
        "ShareUpdateExclusiveLock" => LockMode::ShareUpdateExclusive,
        "ShareLock" => LockMode::Share,
        "ShareRowExclusiveLock" => LockMode::ShareRowExclusive,
        "ExclusiveLock" => LockMode::Exclusive,
        "AccessExclusiveLock" => LockMode::AccessExclusive,
        _ => return None,
    })
}

async fn relations(connection: &mut PgConnection) -> Result<BTreeMap<i64, Relation>, sqlx::Error> {
    let mut found = BTreeMap::new();
    for row in sqlx::raw_sql(RELATIONS).fetch_all(connection).await? {
        let (namespace, name): (String, String) = (row.try_get(1)?, row.try_get(2)?);
        let name = if namespace == "public" {
            name
        } else {
            format!("{namespace}.{name}")
        };
        let file = row.try_get(4)?;
        found.insert(row.try_get(0)?, Relation { name, file });
    }
    Ok(found)
}
