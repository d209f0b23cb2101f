//! A table that is not a queue.

#[path = "../blog.rs"]
mod db;

fn main() {
    let _ = relata::queue::<db::posts>();
}
