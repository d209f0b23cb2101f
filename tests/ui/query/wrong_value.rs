//! A column compared with a value of another type.

#[path = "../blog.rs"]
mod db;

use db::{Post, posts};

fn main() {
    let _ = Post::query().filter(posts::votes.ge("ten"));
}
