//! A query by a column that stands behind another in the index.

#[path = "../shop.rs"]
mod db;

use db::{orders};

#[derive(relata::Load)]
#[load(orders, by(customer_id), order_by(placed_at desc))]
struct Card {
    id: i64,
}

fn main() {}
