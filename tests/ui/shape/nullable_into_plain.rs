//! A column that can be NULL, read into a type that has no such value.

#[path = "../blog.rs"]
mod db;

use db::posts;

#[derive(relata::Load)]
#[load(posts)]
struct PostCard {
    id: i64,
    body: String,
}

fn main() {
    let _ = PostCard::query();
}
