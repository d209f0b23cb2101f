//! Words of one statement in another.

#[path = "../accounts.rs"]
mod db;

use db::{Account, NewAccount, Note, accounts, notes};
use relata::sqlx::PgPool;

fn new() -> NewAccount {
    NewAccount { email: String::new(), name: String::new(), realm: String::new() }
}

async fn run(pool: &PgPool) -> relata::Result<()> {
    // A filter and an order of what is not looked for.
    Account::insert(new()).filter(accounts::name.eq("x")).execute(pool).await?;
    Note::update().set(notes::votes, 0).filter(notes::id.eq(1)).order_by(notes::id.asc()).execute(pool).await?;
    // A conflict where nothing is inserted, and where it can't be said.
    Note::update().on_conflict(notes::slug);
    Account::copy_in().on_conflict(accounts::email);
    // Of any key, it is not known which row is to be updated.
    Account::insert(new()).on_any_conflict().do_update(|row| row.set(accounts::name, "x")).execute(pool).await?;
    // A lock of what is not read, and of groups.
    Note::delete().all().for_update();
    // `excluded` where no row is excluded is one of the other table.
    Note::update().set(notes::body, relata::excluded(accounts::name));
    Ok(())
}

fn main() {}
