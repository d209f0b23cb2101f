//! The page of the manual: one statement for everything on it.

use relata::codegen::sqlx::PgPool;

use crate::blog::{
    Comment, NewComment, NewPost, NewPostTag, NewTag, NewUser, Post, PostTag, Tag, User,
    UserStatus, comments, posts, tags, users,
};
use crate::database;

#[derive(Debug, PartialEq, relata::Load)]
#[load(users)]
struct AuthorName {
    name: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(comments)]
struct CommentLine {
    body: String,
    author: Option<AuthorName>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(tags)]
struct TagName {
    name: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(posts)]
struct PostCard {
    id: i64,
    title: String,
    author: AuthorName,
    #[load(order_by(created_at desc, id desc), limit = 3)]
    comments: Vec<CommentLine>,
    tags: Vec<TagName>,
    #[load(count(comments))]
    comment_count: i64,
}

/// Two users, a post of each; five comments and two tags on the first.
async fn fill(pool: &PgPool) -> (User, User, Vec<Post>) {
    let ada = NewUser {
        email: "ada@example.org".into(),
        name: "Ada".into(),
    };
    let ada = User::insert(ada).fetch_one(pool).await.unwrap();
    let bob = NewUser {
        email: "bob@example.org".into(),
        name: "Bob".into(),
    };
    let bob = User::insert(bob.status(UserStatus::Suspended))
        .fetch_one(pool)
        .await
        .unwrap();
    let new = [
        NewPost {
            author_id: ada.id,
            title: "First".into(),
        }
        .votes(12),
        NewPost {
            author_id: bob.id,
            title: "Second".into(),
        }
        .editor_id(ada.id)
        .votes(30),
    ];
    let made = Post::insert_many(new).fetch_all(pool).await.unwrap();

    let lines = (1..=5).map(|number| {
        let line = NewComment {
            post_id: made[0].id,
            body: format!("line {number}"),
        };
        if number % 2 == 0 {
            line.author_id(bob.id)
        } else {
            line.author_id(None)
        }
    });
    Comment::insert_many(lines).execute(pool).await.unwrap();
    let words = ["sql", "rust"].map(|name| NewTag { name: name.into() });
    let words = Tag::insert_many(words).fetch_all(pool).await.unwrap();
    assert_eq!(
        words.iter().map(|tag| &tag.name).collect::<Vec<_>>(),
        ["sql", "rust"]
    );
    let joins = words.iter().map(|tag| NewPostTag {
        post_id: made[0].id,
        tag_id: tag.id,
    });
    PostTag::insert_many(joins).execute(pool).await.unwrap();
    (ada, bob, made)
}

#[tokio::test]
async fn the_page_is_one_statement() {
    let db = database::blog().await;
    let pool = db.pool();
    let (_, _, made) = fill(pool).await;
    let query = PostCard::query()
        .filter(
            posts::votes
                .ge(10)
                .and(posts::author.matches(users::status.eq(UserStatus::Active))),
        )
        .order_by(posts::published_at.desc())
        .limit(20);
    println!("{}", query.sql());
    let page = query.fetch_all(pool).await.unwrap();

    let line = |body: &str, author: Option<&str>| CommentLine {
        body: body.into(),
        author: author.map(|name| AuthorName { name: name.into() }),
    };
    let tag = |name: &str| TagName { name: name.into() };
    let expected = PostCard {
        id: made[0].id,
        title: "First".into(),
        author: AuthorName { name: "Ada".into() },
        comments: vec![
            line("line 5", None),
            line("line 4", Some("Bob")),
            line("line 3", None),
        ],
        tags: vec![tag("sql"), tag("rust")],
        comment_count: 5,
    };
    assert_eq!(page, [expected]);
    assert_eq!(PostCard::STATEMENTS, 1);
}

#[tokio::test]
async fn a_collection_with_nothing_in_it_is_empty() {
    let db = database::blog().await;
    let pool = db.pool();
    let (_, _, made) = fill(pool).await;
    let card = PostCard::query()
        .filter(posts::id.eq(made[1].id))
        .fetch_one(pool)
        .await
        .unwrap();
    assert_eq!(
        (card.comments, card.tags, card.comment_count),
        (vec![], vec![], 0)
    );
}
