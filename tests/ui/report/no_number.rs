//! A sum of what cannot be added up, and the least of what has none.

#[path = "../shop.rs"]
mod db;

use db::{customers};

#[derive(relata::Load)]
#[load(customers)]
struct Totals {
    #[load(sum(name))]
    names: Option<String>,
    #[load(min(id))]
    first: Option<relata::uuid::Uuid>,
}

fn main() {}
