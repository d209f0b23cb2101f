//! PostgreSQL by itself: real servers, real processes, real signals.
#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml allows it in the tests, but not in what they call"
)]

#[path = "server/child.rs"]
mod child;
#[path = "server/databases.rs"]
mod databases;
#[path = "server/finding.rs"]
mod finding;
#[path = "server/leaving.rs"]
mod leaving;

use relata::server::{Environment, Installation, installation};

#[tokio::test]
async fn a_process_does_what_its_role_says() {
    child::act().await;
}

/// The PostgreSQL that the tests start servers with.
async fn found() -> Installation {
    installation(&Environment::current()).await.unwrap()
}
