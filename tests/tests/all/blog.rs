//! The page of the manual, with everything from the schema's file.

use crate::emitted::blog::{
    Comment, DDL, NewComment, NewPost, NewPostTag, NewTag, NewUser, Post, PostTag, Tag, User,
    UserStatus, comments, posts, tags, users,
};
use relata::testing::Database;
use sqlx::PgPool;

#[derive(Debug, PartialEq, relata::Load)]
#[load(posts)]
struct PostCard {
    title: String,
    author: AuthorName,
    editor: Option<AuthorName>,
    #[load(order_by(created_at desc, id desc), limit = 3)]
    comments: Vec<CommentLine>,
    tags: Vec<TagName>,
    #[load(count(comments))]
    comment_count: i64,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(users)]
struct AuthorName {
    name: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(comments)]
struct CommentLine {
    body: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(tags)]
struct TagName {
    name: String,
}

/// One user, two posts, five comments and two tags on the first.
async fn fill(pool: &PgPool) -> (User, Vec<Post>) {
    let ada = NewUser {
        email: "ada@example.org".to_owned(),
        name: "Ada".to_owned(),
    };
    let ada = User::insert(ada).fetch_one(pool).await.unwrap();
    let post = |title: &str| NewPost {
        author_id: ada.id,
        title: title.to_owned(),
    };
    let new = [
        post("First").votes(12),
        post("Second").votes(30).editor_id(ada.id),
    ];
    let made = Post::insert_many(new).fetch_all(pool).await.unwrap();

    let lines = (1..=5).map(|number| NewComment {
        post_id: made[0].id,
        body: format!("line {number}"),
    });
    Comment::insert_many(lines).execute(pool).await.unwrap();
    let words = ["sql", "rust"].map(|name| NewTag {
        name: name.to_owned(),
    });
    let words = Tag::insert_many(words).fetch_all(pool).await.unwrap();
    let joins = words.iter().map(|tag| NewPostTag {
        post_id: made[0].id,
        tag_id: tag.id,
    });
    PostTag::insert_many(joins).execute(pool).await.unwrap();
    (ada, made)
}

#[tokio::test]
async fn a_page_is_loaded_in_one_statement() {
    let database = Database::create(DDL).await.unwrap();
    let pool = database.pool();
    fill(pool).await;

    let active = posts::author.matches(users::status.eq(UserStatus::Active));
    let page = PostCard::query()
        .filter(posts::votes.ge(10).and(active))
        .order_by(posts::votes.asc())
        .limit(20)
        .fetch_all(pool)
        .await
        .unwrap();

    let ada = || AuthorName {
        name: "Ada".to_owned(),
    };
    let line = |body: &str| CommentLine {
        body: body.to_owned(),
    };
    let tag = |name: &str| TagName {
        name: name.to_owned(),
    };
    let first = PostCard {
        title: "First".to_owned(),
        author: ada(),
        editor: None,
        comments: vec![line("line 5"), line("line 4"), line("line 3")],
        tags: vec![tag("sql"), tag("rust")],
        comment_count: 5,
    };
    let second = PostCard {
        title: "Second".to_owned(),
        author: ada(),
        editor: Some(ada()),
        comments: vec![],
        tags: vec![],
        comment_count: 0,
    };
    assert_eq!(page, [first, second]);
    assert_eq!(PostCard::STATEMENTS, 1);
    database.close().await.unwrap();
}

#[tokio::test]
async fn what_is_not_given_the_database_fills_in() {
    let database = Database::create(DDL).await.unwrap();
    let (ada, made) = fill(database.pool()).await;

    assert_eq!(ada.status, UserStatus::Active);
    assert_eq!(ada.balance.to_string(), "0.00");
    assert_eq!((made[0].votes, made[0].slug.as_str()), (12, "first"));
    assert_eq!(
        (&made[0].editor_id, &made[1].editor_id),
        (&None, &Some(ada.id))
    );
    assert_eq!(made[0].labels, Vec::<String>::new());
    database.close().await.unwrap();
}

#[tokio::test]
async fn what_is_unique_is_found() {
    let database = Database::create(DDL).await.unwrap();
    let pool = database.pool();
    let (ada, made) = fill(pool).await;

    let found = User::find(pool, ada.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&ada));
    // `citext`, and the parameter is one too.
    let found = User::find_by_email(pool, "ADA@example.org").await.unwrap();
    assert_eq!(found.as_ref(), Some(&ada));
    let found = User::find_by_email(pool, "bob@example.org").await.unwrap();
    assert_eq!(found, None);
    let found = Post::find_by_author_id_and_title(pool, ada.id, "Second").await;
    assert_eq!(found.unwrap().as_ref(), Some(&made[1]));
    let tag = Tag::find_by_name(pool, "rust").await.unwrap().unwrap();
    let found = PostTag::find(pool, made[0].id, tag.id).await.unwrap();
    assert_eq!(found.map(|join| join.tag_id), Some(tag.id));
    database.close().await.unwrap();
}

#[tokio::test]
async fn plain_sqlx_reads_rows_and_binds_enums() {
    let database = Database::create(DDL).await.unwrap();
    let pool = database.pool();
    let (ada, _) = fill(pool).await;

    let found: User = sqlx::query_as("SELECT * FROM users WHERE status = $1")
        .bind(UserStatus::Active)
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!(found, ada);
    let statuses: Vec<UserStatus> = sqlx::query_scalar("SELECT status FROM users")
        .fetch_all(pool)
        .await
        .unwrap();
    assert_eq!(statuses, [UserStatus::Active]);
    database.close().await.unwrap();
}

#[test]
fn an_enum_is_its_text() {
    for status in UserStatus::ALL {
        assert_eq!(status.to_string().parse(), Ok(*status));
    }
    let wrong = "gone".parse::<UserStatus>().unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "is `gone`, which is none of `active`, `suspended`, `deleted`"
    );
}
