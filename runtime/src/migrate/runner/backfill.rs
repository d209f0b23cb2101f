//! Rows that are filled a batch after the other: each batch commits with its place in the ledger, and the next run goes on
//! behind it.

use std::time::{Duration, Instant};

use sqlx::AssertSqlSafe;

use super::transaction::{begin, of_ledger, roll_back};
use super::{Attempts, Refusal, Runner, at, refused};
use crate::migrate::error::{Error, Result, code};
use crate::migrate::event::{Blocker, Event};
use crate::migrate::ledger::{self, Row};
use crate::migrate::migration::{Backfill, Migration};
use crate::migrate::session;
use crate::name::Quoted;

/// How many rows the first batch has.
const FIRST: u32 = 500;
/// The fewest that a batch has, unless others hold its rows: fewer would take no less time.
const LEAST: u32 = 100;
/// The most that a batch has: its transaction's locks and its place in the server's log stay small.
const MOST: u32 = 20_000;
/// The shortest and the longest pause between two batches.
const PAUSES: (Duration, Duration) = (Duration::from_millis(2), Duration::from_millis(500));

/// The statements of a backfill.
struct Statements {
    /// The key of a batch's last row as texts, and how many rows it has: of the first batch, and of those behind `$2`.
    first: String,
    next: String,
    /// Fills the rows up to the key `$1`: of the first batch, and of those behind `$2`.
    fill_first: String,
    fill_next: String,
}

/// A batch that was filled.
struct Batch {
    last: Vec<String>,
    rows: u64,
    is_last: bool,
    /// How long its rows took, without what each transaction takes.
    took: Duration,
}

/// Runs it, or goes on with it.
pub(super) async fn run(
    runner: &mut Runner<'_>,
    migration: &Migration,
    index: usize,
    backfill: &Backfill,
    row: Option<&Row>,
) -> Result<()> {
    let statements = statements(runner, backfill).await?;
    let estimate = estimate(runner, backfill).await;
    let mut position = row.and_then(|row| row.position.clone());
    let mut filled = row.map_or(0, |row| row.rows);
    let mut is_started = row.is_some();
    let mut size = FIRST;
    let mut attempts = Attempts::new();
    loop {
        let mut seen = Vec::new();
        let place = Place {
            position: position.as_deref(),
            size,
            is_started,
        };
        let tried = batch(runner, migration, index, &statements, &place, &mut seen).await;
        let batch = match tried {
            Ok(batch) => batch,
            Err(refusal) => {
                roll_back(runner, &refusal).await;
                if is_of_a_row(&refusal.source) {
                    // The rows before the one that is refused are filled, and then it stands alone.
                    if size > 1 {
                        size /= 2;
                        continue;
                    }
                    let help = which(runner, backfill, &statements, position.as_deref()).await;
                    return Err(refused(migration, index, refusal, help));
                }
                size = (size / 2).max(1);
                attempts
                    .again(runner, migration, index, refusal, seen)
                    .await?;
                continue;
            }
        };
        attempts = Attempts::new();
        is_started = true;
        filled += batch.rows;
        runner.settings.tell(&Event::Filled {
            at: at(migration, index),
            rows: filled,
            of: estimate.map(|it| it.max(filled)),
        });
        if batch.is_last {
            return Ok(());
        }
        position = Some(batch.last);
        size = resized(size, batch.took, runner.settings.batch);
        tokio::time::sleep((batch.took / 4).clamp(PAUSES.0, PAUSES.1)).await;
        runner.check().await?;
    }
}

/// Whether a value or a row does not fit, so that the same is refused again: classes 22 and 23.
fn is_of_a_row(error: &sqlx::Error) -> bool {
    code(error).is_some_and(|it| it.starts_with("22") || it.starts_with("23"))
}

/// The row that is refused, which is the next one, and the way on.
async fn which(
    runner: &mut Runner<'_>,
    backfill: &Backfill,
    statements: &Statements,
    position: Option<&[String]>,
) -> Option<String> {
    let find = match position {
        None => &statements.first,
        Some(_) => &statements.next,
    };
    let found = sqlx::query_as(AssertSqlSafe(find.clone())).bind(1_i64);
    let found = match position {
        None => found,
        Some(position) => found.bind(position),
    };
    let found: Option<(Vec<String>, i64)> = found
        .persistent(false)
        .fetch_optional(&mut runner.session.work)
        .await
        .ok()?;
    let (values, _) = found?;
    let Backfill {
        table, key, set, ..
    } = backfill;
    let (key, values) = (key.join(", "), values.join(", "));
    Some(format!(
        "the row of {table} whose ({key}) is ({values}) can't have `{set}`: correct or delete it, and run again, which goes \
         on with this row; those before it are filled"
    ))
}

/// Where a batch begins.
struct Place<'a> {
    /// Behind this key.
    position: Option<&'a [String]>,
    /// How many rows it has at most.
    size: u32,
    /// Whether the ledger has a row of the step.
    is_started: bool,
}

async fn batch(
    runner: &mut Runner<'_>,
    migration: &Migration,
    index: usize,
    statements: &Statements,
    place: &Place<'_>,
    seen: &mut Vec<Blocker>,
) -> Result<Batch, Refusal> {
    begin(runner).await?;
    let refused = |statement: &str| {
        let statement = statement.to_owned();
        move |source| Refusal { statement, source }
    };
    if !place.is_started {
        let on = &mut runner.session.work;
        ledger::start(on, migration, index)
            .await
            .map_err(of_ledger)?;
    }
    let (find, fill) = match place.position {
        None => (&statements.first, &statements.fill_first),
        Some(_) => (&statements.next, &statements.fill_next),
    };
    // A key's text is the same in the next run, whatever that one's settings are.
    let on = &mut runner.session.work;
    session::run(on, "SET LOCAL DateStyle = ISO")
        .await
        .map_err(of_ledger)?;
    let begun = Instant::now();
    let found = sqlx::query_as(AssertSqlSafe(find.clone())).bind(i64::from(place.size));
    let found = match place.position {
        None => found,
        Some(position) => found.bind(position),
    };
    let found: Option<(Vec<String>, i64)> = found
        .persistent(false)
        .fetch_optional(&mut *on)
        .await
        .map_err(refused(find))?;
    let (last, rows) = found.unwrap_or_default();
    if rows > 0 {
        let query = sqlx::query(AssertSqlSafe(fill.clone())).bind(&last);
        let query = match place.position {
            None => query,
            Some(position) => query.bind(position),
        };
        let settings = runner.settings;
        let tell = |by: &[Blocker], waited| {
            let at = at(migration, index);
            settings.tell(&Event::Blocked { at, by, waited });
        };
        let super::Session { work, watch, .. } = &mut runner.session;
        let filling = query.persistent(false).execute(work);
        let filled = crate::migrate::watch::watched(filling, runner.pid, watch, seen, &tell).await;
        filled.map_err(refused(fill))?;
    }
    let took = begun.elapsed();
    let is_last = rows < i64::from(place.size);
    let rows = rows.unsigned_abs();
    let on = &mut runner.session.work;
    let written = async {
        if rows > 0 {
            ledger::advance(on, migration, index, &last, rows).await?;
        }
        if is_last {
            ledger::finish(on, migration, index).await?;
        }
        Ok(())
    };
    written.await.map_err(of_ledger)?;
    runner.send(migration, index, "COMMIT", seen).await?;
    Ok(Batch {
        last,
        rows,
        is_last,
        took,
    })
}

/// The next size: what would have taken as long as wanted, but at most twice the last, and a quarter at least.
fn resized(size: u32, took: Duration, wanted: Duration) -> u32 {
    let factor = wanted.as_secs_f64() / took.as_secs_f64().max(0.000_1);
    let next = f64::from(size) * factor.clamp(0.25, 2.0);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between a hundred and a few thousands"
    )]
    let next = next.clamp(f64::from(LEAST), f64::from(MOST)) as u32;
    next
}

async fn statements(runner: &mut Runner<'_>, backfill: &Backfill) -> Result<Statements> {
    let Backfill {
        table,
        key,
        set,
        filter,
    } = backfill;
    let names: Vec<String> = key.iter().map(ToString::to_string).collect();
    let types: Vec<String> = sqlx::query_scalar(
        "SELECT format_type(a.atttypid, a.atttypmod) FROM unnest($2::text[]) WITH ORDINALITY AS k(name, place) \
         JOIN pg_attribute AS a ON a.attrelid = to_regclass($1) AND a.attname = k.name AND NOT a.attisdropped \
         ORDER BY k.place",
    )
    .bind(&**table)
    .bind(&names)
    .persistent(false)
    .fetch_all(&mut runner.session.work)
    .await
    .map_err(Error::sql("ask for the key of a backfill"))?;
    if types.len() != names.len() || names.is_empty() {
        let names = names.join(", ");
        return Err(Error::Unknown(format!(
            "the rows of {table} are to be filled in the order of ({names}), which it has not: is the migration written \
             for another table?"
        )));
    }
    let columns: Vec<String> = names
        .iter()
        .map(|it| format!("{table}.{}", Quoted(it)))
        .collect();
    let row = columns.join(", ");
    let value = |parameter: u8| {
        let each = types.iter().enumerate();
        let each = each.map(|(at, of)| format!("(${parameter}::text[])[{}]::{of}", at + 1));
        each.collect::<Vec<_>>().join(", ")
    };
    let texts: Vec<String> = (1..=names.len()).map(|at| format!("k{at}::text")).collect();
    let keys: Vec<String> = (1..=names.len()).map(|at| format!("k{at}")).collect();
    let down: Vec<String> = keys.iter().map(|it| format!("{it} DESC")).collect();
    let find = |behind: &str| {
        format!(
            "WITH batch ({}) AS MATERIALIZED (SELECT {row} FROM {table}{behind} ORDER BY {row} LIMIT $1) \
             SELECT ARRAY[{}], (SELECT count(*) FROM batch) FROM batch ORDER BY {} LIMIT 1",
            keys.join(", "),
            texts.join(", "),
            down.join(", ")
        )
    };
    let filter = filter
        .as_ref()
        .map_or(String::new(), |it| format!(" AND ({it})"));
    let fill = |behind: &str| {
        format!(
            "UPDATE {table} SET {set} WHERE ({row}) <= ({}){behind}{filter}",
            value(1)
        )
    };
    let behind = format!("({row}) > ({})", value(2));
    Ok(Statements {
        first: find(""),
        next: find(&format!(" WHERE {behind}")),
        fill_first: fill(""),
        fill_next: fill(&format!(" AND {behind}")),
    })
}

/// How many rows the table has, as the server last counted them; none, if it never has.
async fn estimate(runner: &mut Runner<'_>, backfill: &Backfill) -> Option<u64> {
    // A table that has no partitions has no tree either.
    let sql = "SELECT sum(reltuples)::bigint FROM pg_class WHERE reltuples > 0 \
               AND (oid = to_regclass($1) OR oid IN (SELECT relid FROM pg_partition_tree(to_regclass($1))))";
    let asked: Result<Option<i64>, sqlx::Error> = sqlx::query_scalar(sql)
        .bind(&*backfill.table)
        .persistent(false)
        .fetch_one(&mut runner.session.work)
        .await;
    asked.ok().flatten().map(i64::unsigned_abs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_grows_until_it_takes_as_long_as_wanted() {
        let wanted = Duration::from_millis(150);
        let after = |size, took| resized(size, Duration::from_millis(took), wanted);
        assert_eq!(after(500, 10), 1000);
        assert_eq!(after(500, 150), 500);
        assert_eq!(after(500, 300), 250);
        assert_eq!(after(500, 60_000), 125);
        assert_eq!(after(1, 60_000), LEAST);
        assert_eq!(after(MOST, 1), MOST);
    }
}
