//! A row without a column that has to be given.

#[path = "../blog.rs"]
mod db;

use db::{NewUser, User};

fn main() {
    let _ = User::insert(NewUser { email: "ada@example.com".to_owned() });
}
