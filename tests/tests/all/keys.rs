//! Rows by their keys, many at once.

use crate::emitted::{blog, orders};
use relata::testing::Database;
use relata::types::Uuid;

#[tokio::test]
async fn each_key_has_its_row_or_none_in_the_order_asked_for() {
    let database = Database::create(blog::DDL).await.unwrap();
    let pool = database.pool();
    let names = ["a", "b", "c"].map(|name| blog::NewTag {
        name: name.to_owned(),
    });
    let made = blog::Tag::insert_many(names).fetch_all(pool).await.unwrap();
    let [a, b, c] = [0, 1, 2].map(|at: usize| made[at].id);

    let ids = vec![c, -1, a, c, b];
    let found = blog::Tag::find_many(pool, &ids).await.unwrap();
    let found: Vec<Option<&str>> = found
        .iter()
        .map(|tag| tag.as_ref().map(|tag| tag.name.as_str()))
        .collect();
    assert_eq!(found, [Some("c"), None, Some("a"), Some("c"), Some("b")]);

    let missing = blog::User::find_many(pool, [Uuid::nil()]).await.unwrap();
    assert_eq!(missing, [None]);
    database.close().await.unwrap();
}

#[tokio::test]
async fn there_can_be_more_keys_than_a_statement_has_parameters() {
    let database = Database::create(blog::DDL).await.unwrap();
    let pool = database.pool();
    let name = "only".to_owned();
    let only = blog::NewTag { name };
    let only = blog::Tag::insert(only).fetch_one(pool).await.unwrap();

    let found = blog::Tag::find_many(pool, 1..=100_000).await.unwrap();
    assert_eq!(found.len(), 100_000);
    let there: Vec<&blog::Tag> = found.iter().flatten().collect();
    assert_eq!(there, [&only]);
    database.close().await.unwrap();
}

#[tokio::test]
async fn without_keys_nothing_is_sent() {
    let database = Database::create(blog::DDL).await.unwrap();
    let pool = database.pool().clone();
    database.close().await.unwrap();
    assert!(pool.is_closed());
    let none: [i64; 0] = [];
    assert_eq!(blog::Post::find_many(&pool, none).await.unwrap(), []);
    assert_eq!(blog::PostTag::find_many(&pool, &[]).await.unwrap(), []);
    assert!(blog::Post::find_many(&pool, [1]).await.is_err());
}

#[tokio::test]
async fn a_key_of_several_columns_is_a_tuple() {
    let database = Database::create(orders::DDL).await.unwrap();
    let pool = database.pool();
    let region = "north".to_owned();
    let insert = "INSERT INTO territories (code, region) VALUES ('n1', 'north'), ('n2', 'north')";
    sqlx::raw_sql(insert).execute(pool).await.unwrap();

    let found = orders::Territory::find_many(pool, ["n2", "", "n1"])
        .await
        .unwrap();
    let codes: Vec<Option<String>> = found.into_iter().map(|it| it.map(|it| it.code)).collect();
    assert_eq!(codes, [Some("n2".to_owned()), None, Some("n1".to_owned())]);
    let owned = vec!["n1".to_owned()];
    let found = orders::Territory::find_many(pool, &owned).await.unwrap();
    assert_eq!(found[0].as_ref().map(|it| &it.region), Some(&region));

    let pairs = [(1, "n1"), (2, "n1")];
    let none = orders::EmployeeTerritory::find_many(pool, &pairs)
        .await
        .unwrap();
    assert_eq!(none, [None, None]);
    database.close().await.unwrap();
}
