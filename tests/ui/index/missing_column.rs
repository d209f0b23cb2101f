//! A query by a column that no index begins with.

#[path = "../shop.rs"]
mod db;

use db::{orders};

#[derive(relata::Load)]
#[load(orders, by(votes), order_by(placed_at desc))]
struct Card {
    id: i64,
}

fn main() {}
