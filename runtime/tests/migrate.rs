//! Migrations on a real PostgreSQL: what is run, when, and what is left when something goes wrong.

mod alone;
mod embedded;
mod filling;
mod history;
mod locks;
mod running;
mod turns;

use std::sync::{Arc, Mutex};

use relata::migrate::{LockWait, Migration, Phase, Probe, Run, Step};
use relata::sqlx::{self, AssertSqlSafe, PgPool};
use relata::testing::Database;

async fn database() -> Database {
    Database::empty().await.unwrap()
}

/// A step in a transaction.
fn step(statements: &[&str]) -> Step {
    let statements: Vec<_> = statements.iter().map(|it| it.to_string().into()).collect();
    Step {
        does: "".into(),
        statements: statements.into(),
        transactional: true,
        locks: LockWait::Short,
        probe: None,
        backfill: None,
    }
}

/// A step in none.
fn alone(statement: &str, probe: Option<Probe>) -> Step {
    Step {
        transactional: false,
        locks: LockWait::Unlimited,
        probe,
        ..step(&[statement])
    }
}

fn index(name: &str) -> Option<Probe> {
    Some(Probe::Index(name.to_owned().into()))
}

fn migration(number: i64, name: &str, steps: Vec<Step>) -> Migration {
    let text: Vec<_> = steps.iter().flat_map(|it| it.statements.iter()).collect();
    Migration {
        number,
        name: name.to_owned().into(),
        checksum: format!("{text:?}").into(),
        of_sqlx: Vec::new().into(),
        phase: Phase::Expand,
        steps: steps.into(),
    }
}

async fn sql(pool: &PgPool, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    sqlx::raw_sql(sql).execute(pool).await.unwrap();
}

async fn number(pool: &PgPool, sql: &str) -> i64 {
    let sql = AssertSqlSafe(sql.to_owned());
    sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
}

/// The rows of the ledger: `1.1 done`.
async fn ledger(pool: &PgPool) -> Vec<String> {
    let sql =
        "SELECT number || '.' || step || ' ' || state FROM relata_migrations ORDER BY number, step";
    sqlx::query_scalar(sql).fetch_all(pool).await.unwrap()
}

/// What was told while migrations ran.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<String>>>);

impl Told {
    fn by<'a>(&self, run: Run<'a>) -> Run<'a> {
        let told = self.clone();
        run.on_event(move |event| told.0.lock().unwrap().push(event.to_string()))
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    fn has(&self, text: &str) -> bool {
        self.all().iter().any(|it| it.contains(text))
    }
}
