//! Two shapes that contain each other without an end.
//!
//! The number of their levels is a circle of constants, which the compiler finds before any text of relata's
//! could be computed; a graph of statics would be one as well, since the compiler looks behind a constant's references.
//! So the name of a constant says it.

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
