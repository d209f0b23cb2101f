//! A violation of what has no constraints.

#[path = "../accounts.rs"]
mod db;

#[derive(relata::Load)]
#[load(accounts)]
struct Name {
    name: String,
}

use db::accounts;

fn run(error: &relata::Error) {
    let _ = error.violation::<Name>();
}

fn main() {}
