//! A query of rows that is filtered by a measure, and a report by that of another.

#[path = "../shop.rs"]
mod db;

use db::{orders};

#[derive(relata::Load)]
#[load(orders, group_by(status))]
struct PerStatus {
    #[load(count)]
    orders: i64,
}

#[derive(relata::Load)]
#[load(orders)]
struct Totals {
    #[load(count)]
    orders: i64,
}

#[derive(relata::Load)]
#[load(orders)]
struct Plain {
    id: i64,
}

fn wrong() {
    let _ = Plain::query().filter(PerStatus::orders.gt(3));
    let _ = PerStatus::query().having(Totals::orders.gt(3));
    let _ = PerStatus::query().order_by(Totals::orders.desc());
}

fn main() {}
