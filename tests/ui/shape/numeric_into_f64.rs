//! Exact digits, read into a float.

#[path = "../blog.rs"]
mod db;

use db::users;

#[derive(relata::Load)]
#[load(users)]
struct Account {
    name: String,
    balance: f64,
}

fn main() {
    let _ = Account::query();
}
