//! A column, a filter and changes of another table.

#[path = "../accounts.rs"]
mod db;

use db::{AccountChanges, Note, accounts, notes};

fn main() {
    let _ = Note::update().set(accounts::name, "x");
    let _ = Note::update().set(notes::body, accounts::name);
    let _ = Note::update().filter(accounts::name.eq("x"));
    let _ = Note::update().changes(AccountChanges::default());
}
