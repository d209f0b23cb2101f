//! What a cargo workspace is built from: the output of `cargo metadata` loaded into PostgreSQL, and
//! questions answered by shapes, one statement each.
//!
//! `cargo run -p lockfile` asks about this workspace, `cargo run -p lockfile -- path/to/Cargo.toml`
//! about another.

mod import;
mod licence;
mod questions;

use std::path::PathBuf;
use std::process::ExitCode;

use anstream::eprintln;
use relata::testing::Database;

/// The tables, as `schema/lockfile.relata` declares them.
mod db {
    relata::schema!("schema/lockfile.relata");
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = std::env::args_os().nth(1).map(PathBuf::from);
    let metadata = import::read(manifest.as_deref())?;

    let database = Database::create(db::DDL).await?;
    let pool = database.pool();
    import::insert(pool, &metadata).await?;

    questions::most_needed(pool).await?;
    questions::pulled_in(pool, &metadata).await?;
    questions::duplicated(pool).await?;
    questions::by_licence(pool).await?;

    database.close().await?;
    Ok(())
}
