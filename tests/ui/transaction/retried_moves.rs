//! What runs again can't give away what it captures.

use relata::sqlx::PgPool;

async fn give_away(pool: &PgPool, names: Vec<String>) -> relata::Result<usize> {
    relata::transaction(pool)
        .retry(3)
        .run(async |_| {
            let names = names;
            relata::Ok(names.len())
        })
        .await
}

fn main() {}
