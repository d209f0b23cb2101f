//! A word in `#[load(…)]` that it does not know.

#[path = "../blog.rs"]
mod db;

use db::{comments, posts};

#[derive(relata::Load)]
#[load(posts)]
struct PostCard {
    id: i64,
    #[load(sort_by(id desc), limit = 3)]
    comments: Vec<CommentLine>,
}

#[derive(relata::Load)]
#[load(comments)]
struct CommentLine {
    body: String,
}

fn main() {
    let _ = PostCard::query();
}
