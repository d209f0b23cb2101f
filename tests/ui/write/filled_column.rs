//! Columns that the database fills in by itself.

#[path = "../accounts.rs"]
mod db;

use db::{Account, AccountChanges, accounts};

fn main() {
    let _ = Account::update().set(accounts::slug, "x");
    let _ = Account::update().set(accounts::id, 7);
    let _ = Account::update().set(accounts::revision, 7);
    let _ = AccountChanges { slug: Some("x".to_owned()), ..AccountChanges::default() };
}
