#[path = "../things.rs"]
#[allow(dead_code)]
mod db;

use db::{Thing, things};

fn main() {
    let _ = Thing::query().filter(things::size.like("1%"));
    let _ = Thing::query().filter(things::data.lt(relata::serde_json::json!(1)));
    let _ = Thing::query().filter(things::raw.eq(relata::serde_json::json!(1)));
    let _ = Thing::query().filter(things::words.in_([vec!["a".to_owned()]]));
    let _ = Thing::query().filter(things::name.get("key").eq("a"));
    let _ = Thing::query().order_by(things::data.asc());
}
