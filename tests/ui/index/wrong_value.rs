//! A declared query that is given a value of another type.

#[path = "../shop.rs"]
mod db;

use db::{orders};

#[derive(relata::Load)]
#[load(orders, by(customer_id))]
struct Card {
    id: i64,
}

fn wrong() {
    let _ = Card::by_customer_id(3);
}

fn main() {}
