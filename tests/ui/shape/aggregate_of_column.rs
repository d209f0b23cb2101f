//! An aggregate of rows that a column does not have, in a shape of rows.

#[path = "../shop.rs"]
mod db;

use db::{orders};

#[derive(relata::Load)]
#[load(orders)]
struct Card {
    id: i64,
    #[load(count(votes))]
    votes: i64,
    #[load(sum(payments.amout))]
    paid: Option<relata::rust_decimal::Decimal>,
    #[load(sum(payments.amount))]
    sum: relata::rust_decimal::Decimal,
    #[load(count(payments))]
    count: i32,
}

fn main() {}
