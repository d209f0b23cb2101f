//! A collection, read into a single shape.

#[path = "../blog.rs"]
mod db;

use db::{comments, posts};

#[derive(relata::Load)]
#[load(posts)]
struct PostCard {
    id: i64,
    comments: CommentLine,
}

#[derive(relata::Load)]
#[load(comments)]
struct CommentLine {
    body: String,
}

fn main() {
    let _ = PostCard::query();
}
