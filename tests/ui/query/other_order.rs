#[path = "../things.rs"]
#[allow(dead_code)]
mod db;

use db::{Thing, owners, things};

fn main() {
    let _ = Thing::query().order_by(owners::name.asc());
    let _ = Thing::query().order_by(things::name);
    let _ = Thing::query().filter(things::name.eq(owners::name));
}
