//! A pool by value, as is easily written in a handler.

#[path = "../blog.rs"]
mod db;

use db::Post;
use relata::sqlx::PgPool;

fn all(pool: PgPool) -> relata::Many<'static, Post> {
    Post::query().fetch_all(pool)
}

fn main() {}
