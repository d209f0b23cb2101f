//! A report with rows of another table, another span, and words that it does not take.

#[path = "../shop.rs"]
mod db;

use db::{orders};

#[derive(relata::Load)]
#[load(orders, group_by(month(placed_at)), by(status))]
struct Monthly {
    #[load(day(placed_at))]
    day: relata::chrono::DateTime<relata::chrono::Utc>,
    #[load(sum(payments.amount))]
    paid: Option<relata::rust_decimal::Decimal>,
    #[load(max(votes), or_zero, limit = 3)]
    votes: Option<i32>,
}

fn main() {}
