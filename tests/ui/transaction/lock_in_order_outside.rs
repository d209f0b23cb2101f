//! So does one that is taken by keys.

#[path = "../blog.rs"]
mod db;

use db::Post;
use relata::sqlx::PgPool;

fn both(pool: &PgPool) -> relata::Found<'_, Post> {
    Post::lock_in_order(pool, [1, 2])
}

fn main() {}
