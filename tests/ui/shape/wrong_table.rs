//! A shape of one table where the reference leads to another.

#[path = "../blog.rs"]
mod db;

use db::{comments, posts};

#[derive(relata::Load)]
#[load(posts)]
struct PostCard {
    id: i64,
    author: CommentLine,
}

#[derive(relata::Load)]
#[load(comments)]
struct CommentLine {
    body: String,
}

fn main() {
    let _ = PostCard::query();
}
