//! Filters, orders and limits.

use relata::Error;

use crate::blog::{NewPost, NewUser, Post, User, UserStatus, comments, posts, users};
use crate::database;
use relata::codegen::sqlx::PgPool;

async fn titles(pool: &PgPool, filter: relata::Filter<posts>) -> String {
    let found = Post::query().filter(filter).order_by(posts::title.asc());
    let found = found.fetch_all(pool).await.unwrap();
    found.into_iter().map(|post| post.title).collect()
}

#[tokio::test]
async fn filters_say_what_they_say() {
    let db = database::blog().await;
    let pool = db.pool();
    let new = [
        NewUser {
            email: "ada@example.org".into(),
            name: "Ada".into(),
        }
        .into(),
        NewUser {
            email: "bob@example.org".into(),
            name: "Bob".into(),
        }
        .status(UserStatus::Suspended),
    ];
    let made = User::insert_many(new).fetch_all(pool).await.unwrap();
    let (ada, bob) = (made[0].id, made[1].id);
    let post = |author_id, title: &str| NewPost {
        author_id,
        title: title.into(),
    };
    let new = [
        post(ada, "a").votes(1).editor_id(ada),
        post(ada, "b").votes(2).body("text".to_owned()),
        post(bob, "c").votes(3).editor_id(ada),
    ];
    Post::insert_many(new).execute(pool).await.unwrap();

    let (name, numbers) = ("a".to_owned(), vec![1, 3]);
    assert_eq!(titles(pool, posts::votes.eq(2)).await, "b");
    assert_eq!(titles(pool, posts::votes.ne(2)).await, "ac");
    assert_eq!(titles(pool, posts::votes.lt(2)).await, "a");
    assert_eq!(titles(pool, posts::votes.le(2)).await, "ab");
    assert_eq!(titles(pool, posts::votes.gt(2)).await, "c");
    assert_eq!(titles(pool, posts::votes.ge(2)).await, "bc");
    assert_eq!(titles(pool, posts::title.eq("a")).await, "a");
    assert_eq!(titles(pool, posts::title.eq(&name)).await, "a");
    assert_eq!(titles(pool, posts::body.is_null()).await, "ac");
    assert_eq!(titles(pool, posts::body.is_not_null()).await, "b");
    assert_eq!(
        titles(pool, posts::body.is_not_distinct_from(None)).await,
        "ac"
    );
    assert_eq!(
        titles(pool, posts::editor_id.eq(posts::author_id)).await,
        "a"
    );
    assert_eq!(titles(pool, posts::votes.in_([1, 3])).await, "ac");
    assert_eq!(titles(pool, posts::votes.in_(&numbers)).await, "ac");
    assert_eq!(numbers, [1, 3]);
    assert_eq!(titles(pool, posts::votes.in_(Vec::<i32>::new())).await, "");
    assert_eq!(titles(pool, posts::title.in_(["a", "b"])).await, "ab");
    assert_eq!(titles(pool, posts::title.in_(&["a", "b"])).await, "ab");
    assert_eq!(
        titles(pool, posts::votes.eq(1).or(posts::votes.eq(2))).await,
        "ab"
    );
    let both = posts::votes
        .ge(2)
        .and(posts::votes.eq(1).or(posts::votes.eq(3)));
    assert_eq!(titles(pool, both.clone()).await, "c");
    assert_eq!(titles(pool, !both).await, "ab");
    assert_eq!(
        titles(pool, posts::labels.eq(Vec::<String>::new())).await,
        "abc"
    );

    let active = || users::status.eq(UserStatus::Active);
    assert_eq!(titles(pool, posts::author.matches(active())).await, "ab");
    assert_eq!(titles(pool, posts::editor.matches(active())).await, "ac");
    assert_eq!(
        titles(pool, posts::comments.none(comments::body.eq("x"))).await,
        "abc"
    );
    assert_eq!(
        titles(pool, posts::comments.any(comments::body.eq("x"))).await,
        ""
    );
    let edits = users::edited_posts.any(posts::author.matches(users::name.eq("Bob")));
    let editors = User::query().filter(edits).fetch_all(pool).await.unwrap();
    assert_eq!(editors.len(), 1);
    assert_eq!(editors[0].id, ada);

    // Enums and citext keep their own comparisons.
    let some = users::status.in_([UserStatus::Suspended, UserStatus::Deleted]);
    let some = User::query().filter(some).fetch_all(pool).await.unwrap();
    assert_eq!(some.len(), 1);
    let later = users::status.gt(UserStatus::Active);
    assert_eq!(
        User::query()
            .filter(later)
            .fetch_all(pool)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        User::find_by_email(pool, "ADA@Example.org")
            .await
            .unwrap()
            .unwrap()
            .id,
        ada
    );
    let any_case = users::email.in_(["BOB@example.org", "nobody"]);
    let found = User::query()
        .filter(any_case)
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!(found.id, bob);
}

#[tokio::test]
async fn one_row_is_the_first_in_order() {
    let db = database::blog().await;
    let pool = db.pool();
    let user = NewUser {
        email: "a@example.org".into(),
        name: "A".into(),
    };
    let user = User::insert(user).fetch_one(pool).await.unwrap();
    let new = (0..3).map(|n| {
        NewPost {
            author_id: user.id,
            title: format!("{n}"),
        }
        .votes(n)
    });
    Post::insert_many(new).execute(pool).await.unwrap();

    let best = Post::query().order_by(posts::votes.desc());
    assert_eq!(best.clone().fetch_one(pool).await.unwrap().votes, 2);
    let second = best.clone().offset(1).fetch_optional(pool).await.unwrap();
    assert_eq!(second.unwrap().votes, 1);
    assert!(
        best.clone()
            .limit(0)
            .fetch_optional(pool)
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        best.clone().limit(2).fetch_all(pool).await.unwrap().len(),
        2
    );
    let none = best.filter(posts::votes.gt(100)).fetch_one(pool).await;
    assert!(matches!(none, Err(Error::NotFound { what: "Post" })));
    assert_eq!(none.unwrap_err().to_string(), "Post: no row was found");
}
