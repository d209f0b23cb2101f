//! An update and a delete that do not say of which rows.

#[path = "../accounts.rs"]
mod db;

use db::{Note, notes};
use relata::sqlx::PgPool;

async fn run(pool: &PgPool) -> relata::Result<()> {
    Note::update().set(notes::votes, 0).execute(pool).await?;
    let _ = Note::delete().fetch_all(pool).await?;
    Note::delete().all().execute(pool).await?;
    Ok(())
}

fn main() {}
