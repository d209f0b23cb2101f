//! A column is set to what it can't hold.

#[path = "../accounts.rs"]
mod db;

use db::{Account, Note, accounts, notes};

fn main() {
    let _ = Note::update().set(notes::votes, "ten");
    let _ = Note::update().set(notes::votes, None::<i32>);
    let _ = Account::update().set(accounts::name, accounts::age);
    let _ = Note::update().set(notes::body, notes::votes + 1);
}
