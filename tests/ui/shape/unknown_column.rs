//! A field that is called like no column, reference or collection of the table.

#[path = "../blog.rs"]
mod db;

use db::posts;

#[derive(relata::Load)]
#[load(posts)]
struct PostCard {
    id: i64,
    titel: String,
}

fn main() {
    let _ = PostCard::query();
}
