//! A page of a blog: posts with their author, newest comments, tags and number of comments, loaded
//! in one statement from a PostgreSQL that starts itself.

mod page;
mod sample;
mod statements;

use anstream::{eprintln, println};
use relata::testing::Database;
use serde::{Deserialize, Serialize};

use crate::db::{UserStatus, posts, users};
use crate::page::PostCard;

/// The tables, as `schema/blog.relata` declares them.
mod db {
    relata::schema!("schema/blog.relata");
}

/// What a user has chosen; the column `users.settings`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Whether the page is dark.
    dark: bool,
    /// Tags that the reader does not want to see.
    muted: Vec<String>,
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    match run().await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let sent = statements::record();
    let database = Database::create(db::DDL).await?;
    let pool = database.pool();

    sample::insert(pool).await?;
    println!("Inserted the sample in {} statements.\n", sent.take().len());

    let page = PostCard::query()
        .filter(posts::published_at.is_not_null())
        .filter(posts::author.matches(users::status.eq(UserStatus::Active)))
        .order_by(posts::published_at.desc())
        .limit(5)
        .fetch_all(pool)
        .await?;

    let sent = sent.take();
    for statement in &sent {
        println!("{}\n", statement.lines());
    }
    println!("{} statement, {} posts:\n", sent.len(), page.len());
    page::print(&page);

    database.close().await?;
    Ok(())
}
