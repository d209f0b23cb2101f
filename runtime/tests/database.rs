//! A database of its own for each test.

use relata::testing::Database;

/// A new database with the blog's schema.
pub(crate) async fn blog() -> Database {
    Database::create(crate::blog::DDL).await.unwrap()
}

/// A new database with the schema that is written to.
pub(crate) async fn writes() -> Database {
    Database::create(crate::writes::DDL).await.unwrap()
}
