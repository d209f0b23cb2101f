//! A reference compared with a key.

#[path = "../shop.rs"]
mod db;

use db::{orders};

fn wrong() {
    let _ = orders::customer.eq(3);
}

fn main() {}
