//! Transactions, locks and queues, with many at the same time.

mod advisory;
mod cancelled;
mod keyed;
mod listen;
mod locks;
mod queue;
pub(crate) mod schema;
mod stress;
mod transactions;
mod wire;

use std::time::Duration;

use relata::codegen::sqlx::PgPool;
use relata::codegen::sqlx::postgres::PgPoolOptions;
use relata::testing::Database;

/// A new database.
async fn database() -> Database {
    Database::create(schema::DDL).await.unwrap()
}

/// Connections to it, this many at most.
async fn pool(db: &Database, connections: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(60))
        .connect_with(db.options().clone())
        .await
        .unwrap()
}

/// Accounts, numbered from 1, each with this balance.
async fn accounts(pool: &PgPool, count: i64, balance: i64) -> Vec<i64> {
    let new = (1..=count).map(|id| {
        schema::NewAccount {
            owner: format!("{id}"),
        }
        .balance(balance)
    });
    let made = schema::Account::insert_many(new).fetch_all(pool).await;
    made.unwrap().iter().map(|account| account.id).collect()
}

/// A plain number.
async fn number(pool: &PgPool, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
}
