//! A query by a reference, where its column belongs.

#[path = "../shop.rs"]
mod db;

use db::{orders};

#[derive(relata::Load)]
#[load(orders, by(customer))]
struct Card {
    id: i64,
}

fn main() {}
