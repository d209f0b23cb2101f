#[path = "../things.rs"]
#[allow(dead_code)]
mod db;

use db::{Thing, owners, things};

fn main() {
    let _ = Thing::query().filter((things::name + 1).eq(1));
    let _ = Thing::query().filter((things::size + 1.5).gt(2));
    let _ = Thing::query().filter((things::size + things::price).gt(2));
    let _ = Thing::query().filter((things::size + owners::size).gt(2));
}
