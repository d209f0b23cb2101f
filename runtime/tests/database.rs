//! A database of its own for each test.

use std::sync::atomic::{AtomicUsize, Ordering};

use relata::codegen::sqlx::{self, AssertSqlSafe, Connection as _, PgConnection, PgPool};

/// A new database with the blog's schema.
pub(crate) async fn blog() -> PgPool {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);

    let server = std::env::var("DATABASE_URL").expect("DATABASE_URL leads to a PostgreSQL");
    let options: sqlx::postgres::PgConnectOptions = server.parse().unwrap();
    let name = format!("runtime_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect_with(&options).await.unwrap();
    let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::raw_sql(create).execute(&mut connection).await.unwrap();
    let pool = PgPool::connect_with(options.database(&name)).await.unwrap();
    sqlx::raw_sql(crate::blog::DDL).execute(&pool).await.unwrap();
    pool
}
