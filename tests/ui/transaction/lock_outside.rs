//! A lock on a pool ends with its statement.

#[path = "../blog.rs"]
mod db;

use db::Post;
use relata::sqlx::PgPool;

fn first(pool: &PgPool) -> relata::One<'_, Post> {
    Post::query().for_update().fetch_one(pool)
}

fn main() {}
