//! A database of its own for each test.

use relata::testing::Database;

/// A new database with the blog's schema.
pub(crate) async fn blog() -> Database {
    Database::create(crate::blog::DDL).await.unwrap()
}

/// A new database with the schema of operators and pages.
pub(crate) async fn queries() -> Database {
    Database::create(crate::queries::DDL).await.unwrap()
}
