//! sqlx with statements written by hand: `query_as`, `FromRow`, and a `HashMap` for each level.

use std::collections::HashMap;

use ::sqlx::{Connection as _, FromRow, PgConnection, query_as, query_scalar};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::peer::{Answer, Failed, Peer};
use crate::work::{Digest, Reading, Work};

#[derive(FromRow)]
struct User {
    id: i64,
    name: String,
    hair_color: Option<String>,
}

#[derive(FromRow)]
struct Joined {
    id: i64,
    title: String,
    user_name: String,
}

#[derive(FromRow)]
struct Post {
    id: i64,
    user_id: i64,
    title: String,
    content: String,
}

#[derive(FromRow)]
struct Comment {
    id: i64,
    post_id: i64,
    text: String,
}

#[derive(FromRow)]
struct Card {
    id: i64,
    title: String,
    user_id: i64,
}

#[derive(FromRow)]
struct Author {
    id: i64,
    name: String,
}

#[derive(FromRow)]
struct Tag {
    post_id: i64,
    name: String,
}

#[derive(FromRow)]
struct Count {
    post_id: i64,
    count: i64,
}

struct Sqlx(PgConnection);

pub(crate) async fn connect(url: String) -> Result<Box<dyn Peer>, Failed> {
    Ok(Box::new(Sqlx(PgConnection::connect(&url).await?)))
}

impl Peer for Sqlx {
    fn does(&mut self, work: Work, key: i64, rows: Vec<Reading>) -> Answer<'_> {
        Box::pin(self.work(work, key, rows))
    }
}

impl Sqlx {
    async fn work(
        &mut self,
        work: Work,
        key: i64,
        rows: Vec<Reading>,
    ) -> Result<Option<Digest>, Failed> {
        let on = &mut self.0;
        let mut digest = Digest::default();
        match work {
            Work::ByKey => {
                let sql = "SELECT id, name, hair_color FROM users WHERE id = $1";
                let user: User = query_as(sql).bind(key).fetch_one(on).await?;
                plain(&mut digest, &user);
            }
            Work::Plain(rows) => {
                let sql = "SELECT id, name, hair_color FROM users WHERE id <= $1 ORDER BY id";
                let users: Vec<User> = query_as(sql).bind(rows).fetch_all(on).await?;
                users.iter().for_each(|user| plain(&mut digest, user));
            }
            Work::Join => {
                let sql = "SELECT p.id, p.title, u.name AS user_name FROM posts p \
                    JOIN users u ON u.id = p.user_id WHERE p.id <= $1 ORDER BY p.id";
                let posts: Vec<Joined> = query_as(sql).bind(10_000_i64).fetch_all(on).await?;
                for post in posts {
                    digest.id(post.id);
                    digest.text(&post.title);
                    digest.text(&post.user_name);
                }
            }
            Work::SmallTree => {
                let sql = "SELECT id, name, hair_color FROM users WHERE id = $1";
                let users = query_as(sql).bind(key).fetch_all(&mut *on).await?;
                tree(on, &mut digest, users).await?;
            }
            Work::LargeTree => {
                let sql = "SELECT id, name, hair_color FROM users WHERE id <= $1 ORDER BY id";
                let users = query_as(sql).bind(300_i64).fetch_all(&mut *on).await?;
                tree(on, &mut digest, users).await?;
            }
            Work::Page => page(on, &mut digest).await?,
            Work::Newest => newest(on, &mut digest).await?,
            Work::Insert(_) => insert(on, &rows).await?,
        }
        Ok(Some(digest))
    }
}

fn plain(digest: &mut Digest, user: &User) {
    digest.id(user.id);
    digest.text(&user.name);
    digest.text(user.hair_color.as_deref().unwrap_or_default());
}

async fn tree(on: &mut PgConnection, digest: &mut Digest, users: Vec<User>) -> Result<(), Failed> {
    let ids: Vec<i64> = users.iter().map(|user| user.id).collect();
    let sql = "SELECT id, user_id, title, content FROM posts WHERE user_id = ANY($1) ORDER BY id";
    let posts: Vec<Post> = query_as(sql).bind(ids).fetch_all(&mut *on).await?;
    let ids: Vec<i64> = posts.iter().map(|post| post.id).collect();
    let sql = "SELECT id, post_id, text FROM comments WHERE post_id = ANY($1) ORDER BY id";
    let comments: Vec<Comment> = query_as(sql).bind(ids).fetch_all(on).await?;
    let mut comments_of: HashMap<i64, Vec<Comment>> = HashMap::new();
    for comment in comments {
        comments_of
            .entry(comment.post_id)
            .or_default()
            .push(comment);
    }
    let mut posts_of: HashMap<i64, Vec<(Post, Vec<Comment>)>> = HashMap::new();
    for post in posts {
        let comments = comments_of.remove(&post.id).unwrap_or_default();
        posts_of
            .entry(post.user_id)
            .or_default()
            .push((post, comments));
    }
    for user in users {
        plain(digest, &user);
        for (post, comments) in posts_of.remove(&user.id).unwrap_or_default() {
            digest.id(post.id);
            digest.text(&post.title);
            digest.text(&post.content);
            for comment in comments {
                digest.id(comment.id);
                digest.text(&comment.text);
            }
        }
    }
    Ok(())
}

async fn page(on: &mut PgConnection, digest: &mut Digest) -> Result<(), Failed> {
    let sql = "SELECT id, title, user_id FROM posts ORDER BY published_at DESC LIMIT $1";
    let posts: Vec<Card> = query_as(sql).bind(50_i64).fetch_all(&mut *on).await?;
    let users: Vec<i64> = posts.iter().map(|post| post.user_id).collect();
    let sql = "SELECT id, name FROM users WHERE id = ANY($1)";
    let authors: Vec<Author> = query_as(sql).bind(users).fetch_all(&mut *on).await?;
    let authors: HashMap<i64, String> = authors.into_iter().map(|a| (a.id, a.name)).collect();
    let ids: Vec<i64> = posts.iter().map(|post| post.id).collect();
    let sql = "SELECT pt.post_id, t.name FROM post_tags pt JOIN tags t ON t.id = pt.tag_id \
        WHERE pt.post_id = ANY($1) ORDER BY t.name";
    let tags: Vec<Tag> = query_as(sql).bind(&ids).fetch_all(&mut *on).await?;
    let mut tags_of: HashMap<i64, Vec<String>> = HashMap::new();
    for tag in tags {
        tags_of.entry(tag.post_id).or_default().push(tag.name);
    }
    let sql =
        "SELECT post_id, count(*) AS count FROM comments WHERE post_id = ANY($1) GROUP BY post_id";
    let counts: Vec<Count> = query_as(sql).bind(&ids).fetch_all(on).await?;
    let counts: HashMap<i64, i64> = counts.into_iter().map(|c| (c.post_id, c.count)).collect();
    for post in posts {
        digest.id(post.id);
        digest.text(&post.title);
        digest.text(authors.get(&post.user_id).map_or("", String::as_str));
        for tag in tags_of.remove(&post.id).unwrap_or_default() {
            digest.text(&tag);
        }
        digest.id(counts.get(&post.id).copied().unwrap_or_default());
    }
    Ok(())
}

async fn newest(on: &mut PgConnection, digest: &mut Digest) -> Result<(), Failed> {
    let sql = "SELECT id FROM posts WHERE id BETWEEN $1 AND $2 ORDER BY id";
    let ids: Vec<i64> = query_scalar(sql)
        .bind(50_001_i64)
        .bind(50_100_i64)
        .fetch_all(&mut *on)
        .await?;
    let sql = "SELECT c.id, c.post_id, c.text FROM unnest($1::int8[]) AS p (id) CROSS JOIN LATERAL \
        (SELECT * FROM comments WHERE post_id = p.id ORDER BY created_at DESC LIMIT 3) AS c \
        ORDER BY c.post_id, c.created_at DESC";
    let comments: Vec<Comment> = query_as(sql).bind(&ids).fetch_all(on).await?;
    let mut comments_of: HashMap<i64, Vec<Comment>> = HashMap::new();
    for comment in comments {
        comments_of
            .entry(comment.post_id)
            .or_default()
            .push(comment);
    }
    for id in ids {
        digest.id(id);
        for comment in comments_of.remove(&id).unwrap_or_default() {
            digest.id(comment.id);
            digest.text(&comment.text);
        }
    }
    Ok(())
}

/// Multi-row `VALUES`, prepared, a thousand rows a statement.
async fn insert(on: &mut PgConnection, rows: &[Reading]) -> Result<(), Failed> {
    for chunk in rows.chunks(1000) {
        let sql = values(chunk.len());
        let mut query = ::sqlx::query(::sqlx::AssertSqlSafe(sql));
        for row in chunk {
            query = query
                .bind::<Uuid>(row.id)
                .bind(row.name.as_str())
                .bind::<Decimal>(row.amount)
                .bind(row.count)
                .bind::<DateTime<Utc>>(row.at);
        }
        query.execute(&mut *on).await?;
    }
    Ok(())
}

/// An insert of so many rows.
pub(crate) fn values(rows: usize) -> String {
    let mut sql = "INSERT INTO readings (id, name, amount, count, at) VALUES ".to_owned();
    for row in 0..rows {
        let first = row * 5 + 1;
        let comma = if row == 0 { "" } else { ", " };
        sql.push_str(&format!(
            "{comma}(${}, ${}, ${}, ${}, ${})",
            first,
            first + 1,
            first + 2,
            first + 3,
            first + 4
        ));
    }
    sql
}
