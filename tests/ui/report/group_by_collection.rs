//! Rows that are grouped by a collection.

#[path = "../shop.rs"]
mod db;

use db::{orders};

#[derive(relata::Load)]
#[load(orders, group_by(payments))]
struct PerPayment {
    #[load(count)]
    orders: i64,
}

fn main() {}
