//! An order that runs against that of the index in one of its columns.

#[path = "../shop.rs"]
mod db;

use db::{orders};

#[derive(relata::Load)]
#[load(orders, by(customer_id), order_by(status, placed_at))]
struct Card {
    id: i64,
}

fn main() {}
