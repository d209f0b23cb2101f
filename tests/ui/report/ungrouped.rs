//! A plain column beside an aggregate, which is not grouped by.

#[path = "../shop.rs"]
mod db;

use db::{orders};

#[derive(relata::Load)]
#[load(orders, group_by(status))]
struct PerStatus {
    status: db::OrderStatus,
    votes: i32,
    #[load(count)]
    orders: i64,
}

#[derive(relata::Load)]
#[load(orders)]
struct Totals {
    placed_at: relata::chrono::DateTime<relata::chrono::Utc>,
    #[load(sum(votes))]
    votes: Option<i64>,
}

fn main() {}
