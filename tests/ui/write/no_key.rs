//! A conflict in what is no unique key of the table.

#[path = "../accounts.rs"]
mod db;

use db::{Account, NewAccount, accounts, notes};
use relata::sqlx::PgPool;

fn insert() -> relata::Insert<Account> {
    Account::insert(NewAccount { email: String::new(), name: String::new(), realm: String::new() })
}

async fn run(pool: &PgPool) -> relata::Result<()> {
    insert().on_conflict(accounts::name).do_nothing().execute(pool).await?;
    insert().on_conflict(notes::slug).do_nothing().execute(pool).await?;
    insert().on_conflict(accounts::accounts_realm_name_key).do_nothing().fetch_one(pool).await?;
    insert().on_conflict(accounts::email).execute(pool).await?;
    Ok(())
}

fn main() {}
