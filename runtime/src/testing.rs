//! A database for each test, on a server that the whole test run shares.
//!
//! ```no_run
//! # async fn test() -> Result<(), relata::server::Error> {
//! let db = relata::testing::Database::create("CREATE TABLE t (id int PRIMARY KEY)").await?;
//! sqlx::raw_sql("INSERT INTO t VALUES (1)").execute(db.pool()).await.unwrap();
//! db.close().await?;
//! # Ok(())
//! # }
//! ```
//!
//! The first test of a run starts PostgreSQL (about a second), the others
//! attach to it; the first test with a schema runs its DDL, the others get a
//! copy. A few seconds after the last test process is gone, whatever ended it,
//! neither a process nor a folder is left. See [`crate::server`] for which
//! PostgreSQL it is.

mod statements;

pub use crate::server::{Database, Error};
pub use statements::{Statements, assert_statements};
