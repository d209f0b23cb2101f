//! Shapes loaded by SQL that is written by hand, and rows by sqlx.

use futures_util::TryStreamExt as _;
use relata::Load;
use relata::sqlx::{self, PgPool};

use crate::blog::{NewComment, NewPost, NewUser, Post, User, UserStatus, comments, posts, users};
use crate::database;

#[derive(Debug, PartialEq, Load)]
#[load(users)]
struct Name {
    name: String,
    status: UserStatus,
}

#[derive(Debug, PartialEq, Load)]
#[load(comments)]
struct Line {
    body: String,
}

#[derive(Debug, PartialEq, Load)]
#[load(posts)]
struct Card {
    title: String,
    author: Name,
    editor: Option<Name>,
    #[load(order_by(id), filter(comments::body.ne("hidden")))]
    comments: Vec<Line>,
    #[load(count(comments))]
    comment_count: i64,
}

#[derive(Debug, Load)]
#[load(posts, group_by(author_id))]
struct PerAuthor {
    #[allow(dead_code)]
    #[load(count)]
    posts: i64,
}

async fn fill(pool: &PgPool) -> User {
    let new = NewUser {
        email: "a@b.c".to_owned(),
        name: "Ann".to_owned(),
    };
    let user = User::insert(new).fetch_one(pool).await.unwrap();
    for n in 0..6 {
        let title = format!("post {n}");
        let new = NewPost {
            author_id: user.id,
            title,
        }
        .votes(n);
        let new = if n == 1 { new.editor_id(user.id) } else { new };
        let post = Post::insert(new).fetch_one(pool).await.unwrap();
        let bodies = ["first", "hidden", "last"];
        let new = bodies.map(|body| NewComment {
            post_id: post.id,
            body: body.to_owned(),
        });
        Comment::insert_many(new).execute(pool).await.unwrap();
    }
    user
}

use crate::blog::Comment;

#[tokio::test]
async fn sql_by_hand_loads_any_shape_in_its_own_order() {
    let db = database::blog().await;
    let pool = db.pool();
    fill(pool).await;
    let first = 1;
    let query = || {
        relata::query_as!(
            Card,
            "SELECT * FROM posts WHERE votes BETWEEN $1 AND $2 ORDER BY votes % 3, votes DESC; -- so",
            first,
            4i32,
        )
    };
    // A comment hides nothing of what follows it.
    let error = query().fetch_all(pool).await.unwrap_err();
    assert_eq!(error.sqlstate().as_deref(), Some("42601"), "{error}");
    let query = || {
        relata::query_as!(
            Card,
            "SELECT * FROM posts -- all of them
             WHERE votes BETWEEN $1 AND $2 ORDER BY votes % 3, votes DESC -- so",
            first,
            4i32,
        )
    };
    let cards = query().fetch_all(pool).await.unwrap();
    let titles: Vec<&str> = cards.iter().map(|card| card.title.as_str()).collect();
    assert_eq!(titles, ["post 3", "post 4", "post 1", "post 2"]);
    let ann = || Name {
        name: "Ann".to_owned(),
        status: UserStatus::Active,
    };
    for card in &cards {
        let lines = ["first", "last"].map(|body| Line {
            body: body.to_owned(),
        });
        assert_eq!(
            (&card.author, &card.comments[..], card.comment_count),
            (&ann(), &lines[..], 3)
        );
        assert_eq!(card.editor.is_some(), card.title == "post 1");
    }
    assert_eq!(&query().fetch_one(pool).await.unwrap(), &cards[0]);
    let streamed: Vec<Card> = query().fetch(pool).try_collect().await.unwrap();
    assert_eq!(streamed, cards);
    let none = relata::query_as!(
        Post,
        "SELECT * FROM posts WHERE title = $1",
        "'; DROP TABLE posts; --"
    );
    assert_eq!(none.fetch_optional(pool).await.unwrap(), None);
}

#[tokio::test]
async fn sql_by_hand_may_write_and_recurse() {
    let db = database::blog().await;
    let pool = db.pool();
    fill(pool).await;
    let raised = relata::query_as!(
        Post,
        "UPDATE posts AS t0 SET votes = votes + $1 WHERE title = $2 RETURNING {columns}",
        100,
        "post 2",
    );
    assert_eq!(raised.fetch_one(pool).await.unwrap().votes, 102);
    let numbers = relata::query_as!(
        Card,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 2 FROM n WHERE i < 5)
         SELECT {columns} FROM n JOIN posts AS t0 ON t0.votes = n.i {joins} ORDER BY n.i DESC",
    );
    let titles: Vec<String> = numbers
        .fetch_all(pool)
        .await
        .unwrap()
        .into_iter()
        .map(|card| card.title)
        .collect();
    assert_eq!(titles, ["post 5", "post 3", "post 1"]);
}

#[tokio::test]
async fn what_does_not_fit_the_shape_is_named() {
    let db = database::blog().await;
    let pool = db.pool();
    fill(pool).await;
    let missing = relata::query_as!(Name, "SELECT id, status FROM users")
        .fetch_all(pool)
        .await;
    let missing = missing.unwrap_err().to_string();
    assert_eq!(
        missing,
        "Name: cannot run SQL for: column t0.name does not exist (SQLSTATE 42703)"
    );
    let other = relata::query_as!(Name, "SELECT 7 AS name, status FROM users")
        .fetch_all(pool)
        .await;
    let other = other.unwrap_err().to_string();
    assert_eq!(
        other,
        "Name: `name` is text in the schema and int4 in the database"
    );
    let report = relata::query_as!(PerAuthor, "SELECT * FROM posts")
        .fetch_all(pool)
        .await;
    let report = report.unwrap_err().to_string();
    assert_eq!(
        report,
        "PerAuthor: is a report, whose rows are groups of a table's rows: `query_as!` loads rows"
    );
    let few = relata::query_as!(Name, "SELECT * FROM users WHERE name = $1")
        .fetch_all(pool)
        .await;
    assert!(few.is_err());
    // What is beside the shape's columns is left out.
    let more = relata::query_as!(Name, "SELECT *, 1 AS one FROM users");
    assert_eq!(more.fetch_all(pool).await.unwrap().len(), 1);
}

#[tokio::test]
async fn rows_are_sqlx_s_too() {
    let db = database::blog().await;
    let pool = db.pool();
    let user = fill(pool).await;
    let found: User = sqlx::query_as("SELECT * FROM users")
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!(found, user);
    let found: Vec<Post> = sqlx::query_as("SELECT * FROM posts WHERE votes > $1 ORDER BY id")
        .bind(2)
        .fetch_all(pool)
        .await
        .unwrap();
    assert_eq!(
        found,
        Post::query()
            .filter(posts::votes.gt(2))
            .order_by(posts::id.asc())
            .fetch_all(pool)
            .await
            .unwrap()
    );
    let _ = (users::id, comments::id);
}
