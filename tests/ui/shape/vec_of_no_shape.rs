//! A collection of what is no shape.

#[path = "../shop.rs"]
mod db;

use db::{orders};

#[derive(relata::Load)]
#[load(orders)]
struct Card {
    payments: Vec<Amount>,
}

struct Amount {}

fn main() {}
