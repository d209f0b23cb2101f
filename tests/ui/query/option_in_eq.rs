#[path = "../things.rs"]
#[allow(dead_code)]
mod db;

use db::{Thing, things};

fn main() {
    let note: Option<String> = None;
    let _ = Thing::query().filter(things::note.eq(note));
    let _ = Thing::query().filter(things::note.ne(Some("a".to_owned())));
    let _ = Thing::query().filter(things::name.is_null());
}
