//! A partial index that does not hold all rows that are asked for.

#[path = "../shop.rs"]
mod db;

use db::{orders};

#[derive(relata::Load)]
#[load(orders, by(due_on))]
struct Card {
    id: i64,
}

#[derive(relata::Load)]
#[load(orders, by(due_on), filter(orders::status.eq(db::OrderStatus::Paid)))]
struct Paid {
    id: i64,
}

fn main() {}
