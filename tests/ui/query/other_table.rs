//! A filter on a column of a table that the query does not ask.

#[path = "../blog.rs"]
mod db;

use db::{Post, users};

fn main() {
    let _ = Post::query().filter(users::name.eq("Ada"));
}
