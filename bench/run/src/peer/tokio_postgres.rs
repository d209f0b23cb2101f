//! tokio-postgres with statements written by hand, each prepared once.

use std::collections::HashMap;

use ::tokio_postgres::types::ToSql;
use ::tokio_postgres::{Client, Config, NoTls, Row, Statement};

use crate::peer::{Answer, Failed, Peer};
use crate::work::{Digest, Reading, Work};

struct TokioPostgres {
    client: Client,
    prepared: HashMap<String, Statement>,
}

pub(crate) async fn connect(url: String) -> Result<Box<dyn Peer>, Failed> {
    let config: Config = url.parse()?;
    let (client, connection) = config.connect(NoTls).await?;
    tokio::task::spawn_local(async move {
        if let Err(error) = connection.await {
            eprintln!("tokio-postgres: {error}");
        }
    });
    Ok(Box::new(TokioPostgres {
        client,
        prepared: HashMap::new(),
    }))
}

impl Peer for TokioPostgres {
    fn does(&mut self, work: Work, key: i64, rows: Vec<Reading>) -> Answer<'_> {
        Box::pin(self.work(work, key, rows))
    }
}

struct Post {
    id: i64,
    title: String,
    content: String,
    comments: Vec<Comment>,
}

struct Comment {
    id: i64,
    text: String,
}

struct User {
    id: i64,
    name: String,
    hair_color: Option<String>,
}

impl User {
    fn read(row: &Row) -> Self {
        Self {
            id: row.get(0),
            name: row.get(1),
            hair_color: row.get(2),
        }
    }

    fn digest(&self, digest: &mut Digest) {
        digest.id(self.id);
        digest.text(&self.name);
        digest.text(self.hair_color.as_deref().unwrap_or_default());
    }
}

impl TokioPostgres {
    async fn query(
        &mut self,
        sql: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, Failed> {
        let statement = self.prepared(sql).await?;
        Ok(self.client.query(&statement, parameters).await?)
    }

    async fn prepared(&mut self, sql: &str) -> Result<Statement, Failed> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).await?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    async fn work(
        &mut self,
        work: Work,
        key: i64,
        rows: Vec<Reading>,
    ) -> Result<Option<Digest>, Failed> {
        let mut digest = Digest::default();
        match work {
            Work::ByKey => {
                let sql = "SELECT id, name, hair_color FROM users WHERE id = $1";
                let statement = self.prepared(sql).await?;
                let row = self.client.query_one(&statement, &[&key]).await?;
                User::read(&row).digest(&mut digest);
            }
            Work::Plain(rows) => {
                let sql = "SELECT id, name, hair_color FROM users WHERE id <= $1 ORDER BY id";
                let rows = self.query(sql, &[&rows]).await?;
                let users: Vec<User> = rows.iter().map(User::read).collect();
                users.iter().for_each(|user| user.digest(&mut digest));
            }
            Work::Join => {
                let sql = "SELECT p.id, p.title, u.name FROM posts p JOIN users u ON u.id = p.user_id \
                    WHERE p.id <= $1 ORDER BY p.id";
                let rows = self.query(sql, &[&10_000_i64]).await?;
                let posts: Vec<(i64, String, String)> = rows
                    .iter()
                    .map(|row| (row.get(0), row.get(1), row.get(2)))
                    .collect();
                for (id, title, name) in posts {
                    digest.id(id);
                    digest.text(&title);
                    digest.text(&name);
                }
            }
            Work::SmallTree => {
                let sql = "SELECT id, name, hair_color FROM users WHERE id = $1";
                let users = self.query(sql, &[&key]).await?;
                self.tree(&mut digest, users).await?;
            }
            Work::LargeTree => {
                let sql = "SELECT id, name, hair_color FROM users WHERE id <= $1 ORDER BY id";
                let users = self.query(sql, &[&300_i64]).await?;
                self.tree(&mut digest, users).await?;
            }
            Work::Page => self.page(&mut digest).await?,
            Work::Newest => self.newest(&mut digest).await?,
            Work::Insert(_) => self.insert(&rows).await?,
        }
        Ok(Some(digest))
    }

    async fn tree(&mut self, digest: &mut Digest, users: Vec<Row>) -> Result<(), Failed> {
        let users: Vec<User> = users.iter().map(User::read).collect();
        let ids: Vec<i64> = users.iter().map(|user| user.id).collect();
        let sql =
            "SELECT id, user_id, title, content FROM posts WHERE user_id = ANY($1) ORDER BY id";
        let posts = self.query(sql, &[&ids]).await?;
        let ids: Vec<i64> = posts.iter().map(|post| post.get(0)).collect();
        let sql = "SELECT id, post_id, text FROM comments WHERE post_id = ANY($1) ORDER BY id";
        let mut comments_of: HashMap<i64, Vec<Comment>> = HashMap::new();
        for row in self.query(sql, &[&ids]).await? {
            let comment = Comment {
                id: row.get(0),
                text: row.get(2),
            };
            comments_of.entry(row.get(1)).or_default().push(comment);
        }
        let mut posts_of: HashMap<i64, Vec<Post>> = HashMap::new();
        for row in posts {
            let id = row.get(0);
            let comments = comments_of.remove(&id).unwrap_or_default();
            let post = Post {
                id,
                title: row.get(2),
                content: row.get(3),
                comments,
            };
            posts_of.entry(row.get(1)).or_default().push(post);
        }
        for user in users {
            user.digest(digest);
            for post in posts_of.remove(&user.id).unwrap_or_default() {
                digest.id(post.id);
                digest.text(&post.title);
                digest.text(&post.content);
                for comment in post.comments {
                    digest.id(comment.id);
                    digest.text(&comment.text);
                }
            }
        }
        Ok(())
    }

    async fn page(&mut self, digest: &mut Digest) -> Result<(), Failed> {
        let sql = "SELECT p.id, p.title, u.name FROM (SELECT * FROM posts ORDER BY published_at DESC LIMIT $1) p \
            JOIN users u ON u.id = p.user_id ORDER BY p.published_at DESC";
        let rows = self.query(sql, &[&50_i64]).await?;
        let posts: Vec<(i64, String, String)> = rows
            .iter()
            .map(|row| (row.get(0), row.get(1), row.get(2)))
            .collect();
        let ids: Vec<i64> = posts.iter().map(|post| post.0).collect();
        let sql = "SELECT pt.post_id, t.name FROM post_tags pt JOIN tags t ON t.id = pt.tag_id \
            WHERE pt.post_id = ANY($1) ORDER BY t.name";
        let mut tags_of: HashMap<i64, Vec<String>> = HashMap::new();
        for row in self.query(sql, &[&ids]).await? {
            tags_of.entry(row.get(0)).or_default().push(row.get(1));
        }
        let sql = "SELECT post_id, count(*) FROM comments WHERE post_id = ANY($1) GROUP BY post_id";
        let rows = self.query(sql, &[&ids]).await?;
        let counts: HashMap<i64, i64> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        for (id, title, name) in posts {
            digest.id(id);
            digest.text(&title);
            digest.text(&name);
            for tag in tags_of.remove(&id).unwrap_or_default() {
                digest.text(&tag);
            }
            digest.id(counts.get(&id).copied().unwrap_or_default());
        }
        Ok(())
    }

    async fn newest(&mut self, digest: &mut Digest) -> Result<(), Failed> {
        let sql = "SELECT id FROM posts WHERE id BETWEEN $1 AND $2 ORDER BY id";
        let rows = self.query(sql, &[&50_001_i64, &50_100_i64]).await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
        let sql = "SELECT c.id, c.post_id, c.text FROM unnest($1::int8[]) AS p (id) CROSS JOIN LATERAL \
            (SELECT * FROM comments WHERE post_id = p.id ORDER BY created_at DESC LIMIT 3) AS c \
            ORDER BY c.post_id, c.created_at DESC";
        let mut comments_of: HashMap<i64, Vec<Comment>> = HashMap::new();
        for row in self.query(sql, &[&ids]).await? {
            let comment = Comment {
                id: row.get(0),
                text: row.get(2),
            };
            comments_of.entry(row.get(1)).or_default().push(comment);
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
    async fn insert(&mut self, rows: &[Reading]) -> Result<(), Failed> {
        for chunk in rows.chunks(1000) {
            let statement = self.prepared(&super::sqlx::values(chunk.len())).await?;
            let mut parameters: Vec<&(dyn ToSql + Sync)> = Vec::with_capacity(chunk.len() * 5);
            for row in chunk {
                parameters.extend([
                    &row.id as &(dyn ToSql + Sync),
                    &row.name,
                    &row.amount,
                    &row.count,
                    &row.at,
                ]);
            }
            self.client.execute(&statement, &parameters).await?;
        }
        Ok(())
    }
}
