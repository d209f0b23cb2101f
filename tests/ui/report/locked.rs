//! A lock, a page and a count of groups, which are no rows.

#[path = "../shop.rs"]
mod db;

use db::orders;

#[derive(relata::Load)]
#[load(orders, group_by(status))]
struct PerStatus {
    #[load(count)]
    orders: i64,
}

fn main() {
    let _ = PerStatus::query().for_update();
    let _ = PerStatus::query().page(20);
}
