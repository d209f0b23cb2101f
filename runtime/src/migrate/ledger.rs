//! The ledger: what was run in this database, a row a step, in the table `public.relata_migrations`.

use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};

use super::error::{Error, Result, code};
use super::migration::{Migration, Step};
use super::session::{run, text};
use crate::fnv;

/// The format of the rows that this version writes, and the newest that it reads.
const FORMAT: i32 = 1;

/// A row for each step that was begun: `done` when it was finished, and `started` otherwise. A step that runs in a
/// transaction writes its row in it, so nobody ever sees it `started`.
const TABLE: &str = "
CREATE TABLE public.relata_migrations (
    number bigint NOT NULL,
    step integer NOT NULL,
    steps integer NOT NULL,
    name text NOT NULL,
    does text NOT NULL,
    checksum text NOT NULL,
    step_checksum text NOT NULL,
    state text NOT NULL CHECK (state IN ('started', 'done')),
    position text[],
    rows bigint,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    run_by text NOT NULL DEFAULT session_user,
    relata text NOT NULL,
    format integer NOT NULL,
    PRIMARY KEY (number, step)
)";

const COMMENT: &str = "
COMMENT ON TABLE public.relata_migrations IS 'What relata migrate has run here: a row a step. `relata migrate status` reads it.'";

/// What the ledger says of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) number: i64,
    pub(super) step: i32,
    pub(super) steps: i32,
    pub(super) name: String,
    pub(super) checksum: String,
    pub(super) step_checksum: String,
    pub(super) is_done: bool,
    /// How far a step got that was begun: the key of the last row filled, or the number of statements.
    pub(super) position: Option<Vec<String>>,
    pub(super) rows: u64,
    /// When it was begun, and finished.
    pub(super) started_at: String,
    pub(super) finished_at: Option<String>,
    pub(super) run_by: String,
}

/// What tells whether a step is still the one that was run.
pub(super) fn checksum(step: &Step) -> String {
    let statements = step.statements.iter();
    let bytes = statements.flat_map(|it| it.bytes().filter(|it| *it != b'\r').chain([b';']));
    format!("{:016x}", fnv::of(bytes))
}

/// Whether there is a ledger.
pub(super) async fn exists(on: &mut PgConnection) -> Result<bool> {
    sqlx::query_scalar("SELECT to_regclass('public.relata_migrations') IS NOT NULL")
        .persistent(false)
        .fetch_one(on)
        .await
        .map_err(Error::sql("look for the ledger"))
}

/// Makes it, if there is none. Asked first, since `IF NOT EXISTS` wants the right to create even where it is there.
pub(super) async fn ensure(on: &mut PgConnection) -> Result<()> {
    if exists(on).await? {
        return Ok(());
    }
    let made = async {
        run(on, TABLE).await?;
        run(on, COMMENT).await
    };
    match made.await {
        Ok(()) => Ok(()),
        Err(error) => Err(match code(&error).as_deref() {
            Some("3F000") => Error::NoPublic,
            Some("42501") => {
                let role = role(on).await;
                Error::Rights {
                    grant: format!("GRANT CREATE, USAGE ON SCHEMA public TO \"{role}\""),
                    role,
                    doing: "create the table `relata_migrations` in the schema `public`",
                }
            }
            _ => Error::sql("create the table `relata_migrations`")(error),
        }),
    }
}

/// All rows in order; none where there is no ledger.
pub(super) async fn read(on: &mut PgConnection) -> Result<Vec<Row>> {
    if !exists(on).await? {
        return Ok(Vec::new());
    }
    let newest =
        sqlx::query_scalar("SELECT coalesce(max(format), 0) FROM public.relata_migrations")
            .persistent(false)
            .fetch_one(&mut *on)
            .await;
    let newest: i32 = match newest {
        Ok(newest) => newest,
        Err(error) => return Err(unreadable(on, error).await),
    };
    if newest > FORMAT {
        return Err(Error::Newer {
            found: newest,
            known: FORMAT,
        });
    }
    let sql = "SELECT number, step, steps, name, checksum, step_checksum, state = 'done' AS is_done, position, \
               coalesce(rows, 0) AS rows, run_by, \
               to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS started_at, \
               to_char(finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS finished_at \
               FROM public.relata_migrations ORDER BY number, step";
    let rows = sqlx::query(sql).persistent(false).fetch_all(&mut *on).await;
    let rows = match rows {
        Ok(rows) => rows,
        Err(error) => return Err(unreadable(on, error).await),
    };
    let rows: Result<Vec<Row>, sqlx::Error> = rows.iter().map(row).collect();
    rows.map_err(|error| Error::Ledger {
        why: error.to_string(),
    })
}

fn row(row: &PgRow) -> Result<Row, sqlx::Error> {
    Ok(Row {
        number: row.try_get("number")?,
        step: row.try_get("step")?,
        steps: row.try_get("steps")?,
        name: row.try_get("name")?,
        checksum: row.try_get("checksum")?,
        step_checksum: row.try_get("step_checksum")?,
        is_done: row.try_get("is_done")?,
        position: row.try_get("position")?,
        rows: row.try_get::<i64, _>("rows")?.unsigned_abs(),
        started_at: row.try_get("started_at")?,
        finished_at: row.try_get("finished_at")?,
        run_by: row.try_get("run_by")?,
    })
}

async fn unreadable(on: &mut PgConnection, error: sqlx::Error) -> Error {
    match code(&error).as_deref() {
        Some("42501") => {
            let role = role(on).await;
            Error::Rights {
                grant: format!("GRANT ALL ON public.relata_migrations TO \"{role}\""),
                role,
                doing: "use the table `public.relata_migrations`",
            }
        }
        Some("42703" | "42883" | "42804") => Error::Ledger {
            why: crate::error::said(&error),
        },
        _ => Error::sql("read the table `relata_migrations`")(error),
    }
}

async fn role(on: &mut PgConnection) -> String {
    // A transaction in which something was refused gives no answers.
    let _ = run(on, "ROLLBACK").await;
    let role = text(on, "SELECT current_user::text").await;
    role.unwrap_or_default()
}

/// Says that a step was begun. In a transaction, nobody sees it before it is done; and a second runner, if there ever
/// was one, waits here for the first, and is refused (`23505`) when that one has committed.
pub(super) async fn start(
    on: &mut PgConnection,
    migration: &Migration,
    index: usize,
) -> Result<(), sqlx::Error> {
    write(on, migration, index, "started").await
}

async fn write(
    on: &mut PgConnection,
    migration: &Migration,
    index: usize,
    state: &str,
) -> Result<(), sqlx::Error> {
    let step = &migration.steps[index];
    sqlx::query(
        "INSERT INTO public.relata_migrations \
         (number, step, steps, name, does, checksum, step_checksum, state, finished_at, relata, format) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE $8 WHEN 'done' THEN clock_timestamp() END, $9, $10)",
    )
    .bind(migration.number)
    .bind(number(index))
    .bind(number(migration.steps.len()) - 1)
    .bind(&*migration.name)
    .bind(&*step.does)
    .bind(&*migration.checksum)
    .bind(checksum(step))
    .bind(state)
    .bind(env!("CARGO_PKG_VERSION"))
    .bind(FORMAT)
    .persistent(false)
    .execute(on)
    .await
    .map(drop)
}

/// Says that a step that was begun is done.
pub(super) async fn finish(
    on: &mut PgConnection,
    migration: &Migration,
    index: usize,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE public.relata_migrations SET state = 'done', finished_at = clock_timestamp() \
         WHERE number = $1 AND step = $2",
    )
    .bind(migration.number)
    .bind(number(index))
    .persistent(false)
    .execute(on)
    .await
    .map(drop)
}

/// Says how far a step has got, and how many rows more it has filled.
pub(super) async fn advance(
    on: &mut PgConnection,
    migration: &Migration,
    index: usize,
    position: &[String],
    rows: u64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE public.relata_migrations SET position = $3, rows = coalesce(rows, 0) + $4 \
         WHERE number = $1 AND step = $2",
    )
    .bind(migration.number)
    .bind(number(index))
    .bind(position)
    .bind(rows.cast_signed())
    .persistent(false)
    .execute(on)
    .await
    .map(drop)
}

/// How far a step has got.
pub(super) async fn position(
    on: &mut PgConnection,
    migration: &Migration,
    index: usize,
) -> Result<Option<Vec<String>>, sqlx::Error> {
    let found: Option<Option<Vec<String>>> = sqlx::query_scalar(
        "SELECT position FROM public.relata_migrations WHERE number = $1 AND step = $2",
    )
    .bind(migration.number)
    .bind(number(index))
    .persistent(false)
    .fetch_optional(on)
    .await?;
    Ok(found.flatten())
}

/// Forgets that a step was begun or done.
pub(super) async fn forget(
    on: &mut PgConnection,
    number: i64,
    step: i32,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM public.relata_migrations WHERE number = $1 AND step = $2")
        .bind(number)
        .bind(step)
        .persistent(false)
        .execute(on)
        .await
        .map(drop)
}

/// Says that a step is done that no runner has done, or that it is done as its file says now.
pub(super) async fn record(
    on: &mut PgConnection,
    migration: &Migration,
    index: usize,
) -> Result<(), sqlx::Error> {
    forget(on, migration.number, number(index)).await?;
    write(on, migration, index, "done").await
}

/// The number of a step, from 1.
pub(super) fn number(index: usize) -> i32 {
    i32::try_from(index).map_or(i32::MAX, |index| index.saturating_add(1))
}
