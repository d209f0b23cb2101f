//! Migrations that are a part of the application.

use super::{database, number};

mod db {
    relata::migrations!("tests/migrate/folder");
}

#[tokio::test]
async fn an_application_migrates_its_database_when_it_starts() {
    async fn start(pool: &relata::sqlx::PgPool) -> relata::Result<usize> {
        Ok(db::migrate(pool).await?.steps)
    }
    let database = database().await;
    let pool = database.pool();
    assert_eq!(start(pool).await.unwrap(), 4);
    assert_eq!(start(pool).await.unwrap(), 0);
    let filled = "SELECT count(*) FROM notes WHERE old = 'it''s; the first'";
    assert_eq!(number(pool, filled).await, 1);
    let ran = db::migrate(pool).contract().await.unwrap();
    assert_eq!(ran.migrations, [4]);
    let status = relata::migrate::status(pool, db::MIGRATIONS).await.unwrap();
    assert!(status.is_done());
}

#[test]
fn what_is_awaited_can_be_sent() {
    fn sent<T: Send>(_: T) {}
    let pool = relata::sqlx::postgres::PgPoolOptions::new();
    let options = relata::sqlx::postgres::PgConnectOptions::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _inside = runtime.enter();
    let pool = pool.connect_lazy_with(options);
    sent(IntoFuture::into_future(db::migrate(&pool)));
    sent(relata::migrate::status(&pool, db::MIGRATIONS));
}
