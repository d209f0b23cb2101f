//! A report inside a shape.

#[path = "../shop.rs"]
mod db;

use db::{customers, orders};

#[derive(relata::Load)]
#[load(customers)]
struct Customer {
    name: String,
    orders: Vec<PerStatus>,
}

#[derive(relata::Load)]
#[load(orders, group_by(status))]
struct PerStatus {
    status: db::OrderStatus,
    #[load(count)]
    orders: i64,
}

fn main() {}
