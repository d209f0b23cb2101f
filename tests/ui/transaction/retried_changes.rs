//! Nor change it: it would be changed twice.

use relata::sqlx::PgPool;

async fn count(pool: &PgPool) -> relata::Result<u32> {
    let mut runs = 0;
    relata::transaction(pool)
        .retry(3)
        .run(async |_| {
            runs += 1;
            relata::Ok(())
        })
        .await?;
    Ok(runs)
}

fn main() {}
