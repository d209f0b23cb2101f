//! The transaction is lent to each call.

#[path = "../blog.rs"]
mod db;

use db::Post;
use relata::sqlx::PgPool;

async fn twice(pool: &PgPool) -> relata::Result<()> {
    relata::transaction(pool)
        .run(async |tx| {
            Post::find(tx, 1).await?;
            Post::find(tx, 2).await?;
            relata::Ok(())
        })
        .await
}

fn main() {}
