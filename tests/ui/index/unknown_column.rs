//! A query by a column that the table does not have.

#[path = "../shop.rs"]
mod db;

use db::{orders};

#[derive(relata::Load)]
#[load(orders, by(custumer_id), order_by(plced_at))]
struct Card {
    id: i64,
}

fn main() {}
