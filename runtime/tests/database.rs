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

/// A pool of one connection, which keeps the statements that it has seen.
pub(crate) async fn one_connection(db: &Database) -> relata::sqlx::PgPool {
    let options = (*db.pool().connect_options()).clone();
    let one = relata::sqlx::postgres::PgPoolOptions::new().max_connections(1);
    one.connect_with(options).await.unwrap()
}
