//! The lock of a piece of work on a pool, which would end with its statement.

use relata::sqlx::PgPool;

async fn run(pool: &PgPool) -> relata::Result<()> {
    relata::work("nightly-report").lock(pool).await?;
    Ok(())
}

fn main() {}
