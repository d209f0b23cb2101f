//! A reference that can be absent, without an `Option`.

#[path = "../blog.rs"]
mod db;

use db::{posts, users};

#[derive(relata::Load)]
#[load(posts)]
struct PostCard {
    id: i64,
    editor: UserName,
}

#[derive(relata::Load)]
#[load(users)]
struct UserName {
    name: String,
}

fn main() {
    let _ = PostCard::query();
}
