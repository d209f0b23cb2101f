//! Where statements run: pools with settings, behind PgBouncer, on replicas.

mod executors;
mod private;
mod proxy;
mod replicas;
mod settings;

use crate::contention::schema::{Account, NewAccount};

/// A row to insert.
fn account(owner: &str) -> NewAccount {
    NewAccount {
        owner: owner.to_owned(),
    }
}

/// Rows numbered from 1, whose balance is ten times their number.
async fn accounts(pool: &relata::sqlx::PgPool, count: i64) {
    let new = (1..=count).map(|n| account(&format!("owner {n}")).balance(10 * n));
    Account::insert_many(new).execute(pool).await.unwrap();
}
