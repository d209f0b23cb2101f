//! Aggregates that are read into other types than PostgreSQL gives them.

#[path = "../shop.rs"]
mod db;

use db::{orders};

#[derive(relata::Load)]
#[load(orders, group_by(status))]
struct PerStatus {
    #[load(count)]
    orders: i32,
    #[load(sum(votes))]
    votes: Option<i32>,
    #[load(max(votes))]
    most: i32,
}

fn main() {}
