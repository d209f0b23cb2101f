//! Words of a collection at a column.

#[path = "../shop.rs"]
mod db;

use db::{orders};

#[derive(relata::Load)]
#[load(orders)]
struct Card {
    #[load(limit = 3)]
    votes: i32,
    #[load(filter(orders::votes.gt(3)))]
    id: i64,
}

fn main() {}
