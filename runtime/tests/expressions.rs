//! Arithmetic on columns, in filters and orders.

use relata::Expression;
use relata::types::{Decimal, PgInterval};

use crate::blog::{
    Everything, NewEverything, NewPost, NewUser, Post, User, everything, posts, users,
};
use crate::database;

#[tokio::test]
async fn the_database_computes_with_columns() {
    let db = database::blog().await;
    let pool = db.pool();
    let user = NewUser {
        email: "ada@example.org".into(),
        name: "Ada".into(),
    };
    let user = User::insert(user).fetch_one(pool).await.unwrap();
    let new = (1..=5).map(|n| {
        NewPost {
            author_id: user.id,
            title: format!("{n}"),
        }
        .votes(n)
    });
    Post::insert_many(new).execute(pool).await.unwrap();
    let titles = async |filter| {
        let found = Post::query().filter(filter).order_by(posts::title.asc());
        let found = found.fetch_all(pool).await.unwrap();
        found.into_iter().map(|post| post.title).collect::<String>()
    };

    assert_eq!(titles((posts::votes + 1).eq(3)).await, "2");
    assert_eq!(titles((posts::votes - 1).ge(3)).await, "45");
    assert_eq!(titles((posts::votes * posts::votes).lt(10)).await, "123");
    assert_eq!(titles((posts::votes / 2).eq(1)).await, "23");
    assert_eq!(
        titles(((posts::votes + 1) * 2).eq(posts::votes * 3)).await,
        "2"
    );
    assert_eq!(titles(posts::votes.eq(posts::votes + 0)).await, "12345");
    assert_eq!(
        titles((posts::votes - (posts::votes - 4)).gt(posts::votes)).await,
        "123"
    );
    assert_eq!(titles((posts::votes * 7).in_([7, 21])).await, "13");
    assert_eq!(titles((posts::votes * -1).between(-3, -2)).await, "23");

    let farthest = Post::query().order_by(((posts::votes - 3) * (posts::votes - 3)).desc());
    let farthest = farthest.limit(2).fetch_all(pool).await.unwrap();
    assert!(
        farthest
            .iter()
            .all(|post| post.votes == 1 || post.votes == 5)
    );

    let rich = users::balance + Decimal::ONE;
    let rich = User::query().filter(rich.eq(Decimal::ONE));
    assert_eq!(rich.fetch_all(pool).await.unwrap().len(), 1);
    let day = || PgInterval {
        months: 0,
        days: 1,
        microseconds: 0,
    };
    let before = users::created_at - day();
    let both = before
        .lt(users::created_at)
        .and((users::created_at + day()).gt(users::created_at));
    assert_eq!(
        User::query()
            .filter(both)
            .fetch_all(pool)
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn what_is_null_stays_null() {
    let db = database::blog().await;
    let pool = db.pool();
    let day = relata::types::NaiveDate::from_ymd_opt(2024, 2, 28).unwrap();
    let new = [
        NewEverything {}.an_integer(1).a_quantity(2).a_date(day),
        NewEverything {}.an_integer(5),
    ];
    Everything::insert_many(new).execute(pool).await.unwrap();

    let sum: Expression<everything, Option<i32>> = everything::an_integer + everything::a_quantity;
    let found = Everything::query().filter(sum.clone().is_null());
    assert_eq!(found.fetch_one(pool).await.unwrap().an_integer, Some(5));
    let found = Everything::query().filter(sum.eq(3));
    assert_eq!(found.fetch_one(pool).await.unwrap().an_integer, Some(1));
    // A value that a domain does not admit is none of the domain.
    let below = (everything::a_quantity - 5).eq(-3);
    let found = Everything::query().filter(below);
    assert_eq!(found.fetch_one(pool).await.unwrap().an_integer, Some(1));
    let below = Everything::query().filter(everything::a_quantity.eq(-3));
    assert!(below.fetch_optional(pool).await.unwrap().is_none());
    let below = Everything::query().filter(everything::a_quantity.in_([-3, 2]));
    assert!(below.fetch_optional(pool).await.unwrap().is_some());
    let leap =
        (everything::a_date + 2).eq(relata::types::NaiveDate::from_ymd_opt(2024, 3, 1).unwrap());
    assert!(
        Everything::query()
            .filter(leap)
            .fetch_optional(pool)
            .await
            .unwrap()
            .is_some()
    );

    // Numbers that grow too large are the server's error, not others.
    let huge = Everything::query().filter((everything::an_integer * i32::MAX).gt(0));
    let error = huge.fetch_all(pool).await.unwrap_err();
    assert_eq!(error.sqlstate().as_deref(), Some("22003"));
}
