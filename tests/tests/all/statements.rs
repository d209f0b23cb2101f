//! How many statements reach the server, as the server counts them.

use relata::testing::Database;
use sqlx::PgPool;

/// The schema of the example, whose page is the one below.
mod db {
    relata::schema!("../examples/blog/schema/blog.relata");
}

use db::{
    Comment, DDL, NewComment, NewPost, NewPostTag, NewTag, NewUser, Post, PostTag, Tag, User,
    UserStatus, comments, posts, tags, users,
};

/// The shapes of `examples/blog`.
#[derive(Debug, PartialEq, relata::Load)]
#[load(posts)]
struct PostCard {
    title: String,
    slug: String,
    votes: i32,
    published_at: Option<relata::types::DateTime<relata::types::Utc>>,
    author: Person,
    editor: Option<Person>,
    #[load(order_by(created_at desc), limit = 3)]
    comments: Vec<CommentLine>,
    #[load(order_by(name))]
    tags: Vec<TagName>,
    #[load(count(comments))]
    comment_count: i64,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(users)]
struct Person {
    name: String,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(comments)]
struct CommentLine {
    body: String,
    author: Option<Person>,
}

#[derive(Debug, PartialEq, relata::Load)]
#[load(tags)]
struct TagName {
    name: String,
}

/// Counts what a database is sent, except for the questions asked here. The server has to keep
/// count, as relata's own do where PostgreSQL's additional modules are installed; that of
/// `DATABASE_URL` may not.
struct Counter<'a>(&'a PgPool);

impl<'a> Counter<'a> {
    async fn new(pool: &'a PgPool) -> Option<Self> {
        let made = sqlx::raw_sql("CREATE EXTENSION pg_stat_statements")
            .execute(pool)
            .await;
        let asked = sqlx::raw_sql("SELECT FROM pg_stat_statements LIMIT 0")
            .execute(pool)
            .await;
        match made.and(asked) {
            Ok(_) => Some(Self(pool)),
            Err(error) => {
                eprintln!("this server does not count statements: {error}");
                None
            }
        }
    }

    async fn count(&self) -> i64 {
        let count = "SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements
            WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND query NOT LIKE '%pg_stat_statements%'";
        sqlx::query_scalar(count).fetch_one(self.0).await.unwrap()
    }

    /// What it gives, and how many statements that took.
    async fn of<T>(&self, sent: impl Future<Output = relata::Result<T>>) -> (T, i64) {
        let before = self.count().await;
        let given = sent.await.unwrap();
        (given, self.count().await - before)
    }
}

fn post(user: &User, number: u16) -> db::NewPostWith {
    NewPost {
        author_id: user.id,
        title: format!("Post {number}"),
    }
    .votes(i32::from(number))
    .published_at(relata::types::DateTime::UNIX_EPOCH)
}

async fn user(pool: &PgPool) -> User {
    let ada = NewUser {
        email: "ada@example.org".to_owned(),
        name: "Ada".to_owned(),
    };
    User::insert(ada).fetch_one(pool).await.unwrap()
}

#[tokio::test]
async fn a_page_is_one_statement_however_many_posts_there_are() {
    let database = Database::create(DDL).await.unwrap();
    let pool = database.pool();
    let Some(counter) = Counter::new(pool).await else {
        return;
    };
    let ada = user(pool).await;
    let new = ["sql", "rust", "speed"].map(|name| NewTag { name: name.into() });
    let words = Tag::insert_many(new).fetch_all(pool).await.unwrap();

    let mut there = 0;
    for wanted in [0u16, 1, 10, 500] {
        let new = (there..wanted).map(|number| post(&ada, number));
        let made = Post::insert_many(new).fetch_all(pool).await.unwrap();
        there = wanted;
        // None of the first, and up to 19 of each other.
        let new = made.iter().flat_map(|post| {
            (0..post.votes % 20).map(|number| {
                let new = NewComment {
                    post_id: post.id,
                    body: format!("Remark {number}"),
                };
                new.author_id((number % 2 == 0).then_some(post.author_id))
            })
        });
        Comment::insert_many(new).execute(pool).await.unwrap();
        let new = made.iter().flat_map(|post| {
            words.iter().map(|tag| NewPostTag {
                post_id: post.id,
                tag_id: tag.id,
            })
        });
        PostTag::insert_many(new).execute(pool).await.unwrap();

        let page = PostCard::query()
            .filter(posts::published_at.is_not_null())
            .filter(posts::author.matches(users::status.eq(UserStatus::Active)))
            .order_by(posts::published_at.desc());
        let one = page.clone().one_statement();
        let (one, statements) = counter.of(one.fetch_all(pool)).await;
        assert_eq!((one.len(), statements), (usize::from(wanted), 1));
        let (all, statements) = counter.of(page.clone().fetch_all(pool)).await;
        // A level that nothing leads to is not asked for.
        let levels = if wanted == 0 { 1 } else { 3 };
        assert_eq!((all.len(), statements), (usize::from(wanted), levels));
        assert_eq!(PostCard::LEVELS, 3);
        assert_eq!(one, all);
        let comments = all.iter().map(|post| post.comments.len());
        let expected = (0..wanted).map(|number| usize::from(number % 20).min(3));
        assert_eq!(comments.sum::<usize>(), expected.sum::<usize>());
        assert!(all.iter().all(|post| post.tags.len() == 3));

        let (five, statements) = counter.of(page.limit(5).fetch_all(pool)).await;
        assert_eq!((five.len(), statements), (usize::from(wanted.min(5)), 1));
    }
    database.close().await.unwrap();
}

#[tokio::test]
async fn an_insert_and_a_finder_are_one_statement() {
    let database = Database::create(DDL).await.unwrap();
    let pool = database.pool();
    let Some(counter) = Counter::new(pool).await else {
        return;
    };
    let ada = user(pool).await;

    let one = Post::insert(post(&ada, 5001)).fetch_one(pool);
    let (one, statements) = counter.of(one).await;
    assert_eq!(statements, 1);
    let sent = Post::insert(post(&ada, 5002)).execute(pool);
    assert_eq!(counter.of(sent).await, (1, 1));

    let new = (0..1000).map(|number| post(&ada, number));
    let (many, statements) = counter.of(Post::insert_many(new).fetch_all(pool)).await;
    assert_eq!((many.len(), statements), (1000, 1));
    let new = (1000..2000).map(|number| post(&ada, number));
    let sent = Post::insert_many(new).execute(pool);
    assert_eq!(counter.of(sent).await, (1000, 1));
    let none: [NewPost; 0] = [];
    let sent = Post::insert_many(none).execute(pool);
    assert_eq!(counter.of(sent).await, (0, 0));

    let sent = Post::find(pool, one.id);
    assert_eq!(counter.of(sent).await, (Some(one.clone()), 1));
    let sent = User::find_by_email(pool, "ADA@example.org");
    assert_eq!(counter.of(sent).await, (Some(ada.clone()), 1));
    let sent = Post::find_by_author_id_and_title(pool, ada.id, &one.title);
    assert_eq!(counter.of(sent).await, (Some(one), 1));
    let sent = Tag::find_by_name(pool, "none");
    assert_eq!(counter.of(sent).await, (None, 1));
    database.close().await.unwrap();
}
