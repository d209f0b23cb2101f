//! A column that is never NULL, read into an `Option`.

#[path = "../blog.rs"]
mod db;

use db::posts;

#[derive(relata::Load)]
#[load(posts)]
struct PostCard {
    id: i64,
    title: Option<String>,
}

fn main() {
    let _ = PostCard::query();
}
