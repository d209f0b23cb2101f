//! Two shapes that contain each other without an end.

#[path = "../blog.rs"]
mod db;

use db::{comments, posts};

#[derive(relata::Load)]
#[load(posts)]
struct PostCard {
    comments: Vec<CommentLine>,
}

#[derive(relata::Load)]
#[load(comments)]
struct CommentLine {
    post: PostCard,
}

fn main() {
    let _ = PostCard::query();
}
