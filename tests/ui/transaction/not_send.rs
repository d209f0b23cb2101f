//! What can't move to another thread is not kept across an await.

use std::rc::Rc;

use relata::sqlx::PgPool;

async fn kept(pool: &PgPool) -> relata::Result<()> {
    relata::transaction(pool)
        .run(async |tx| {
            let kept = Rc::new(1);
            tx.begin().await?.commit().await?;
            drop(kept);
            relata::Ok(())
        })
        .await
}

fn main() {}
