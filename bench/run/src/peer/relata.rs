//! relata.

use ::relata::Load;
use ::relata::sqlx::{Connection as _, PgConnection};

use crate::db::{NewReading, Reading as Row, User, comments, posts, users};
use crate::peer::{Answer, Failed, Peer};
use crate::work::{Digest, Reading, Work};

#[derive(Load)]
#[load(users)]
struct Plain {
    id: i64,
    name: String,
    hair_color: Option<String>,
}

#[derive(Load)]
#[load(users)]
struct Name {
    name: String,
}

#[derive(Load)]
#[load(posts)]
struct Joined {
    id: i64,
    title: String,
    user: Name,
}

#[derive(Load)]
#[load(comments)]
struct Comment {
    id: i64,
    text: String,
}

#[derive(Load)]
#[load(posts)]
struct Post {
    id: i64,
    title: String,
    content: String,
    #[load(order_by(id))]
    comments: Vec<Comment>,
}

#[derive(Load)]
#[load(users)]
struct Tree {
    id: i64,
    name: String,
    hair_color: Option<String>,
    #[load(order_by(id))]
    posts: Vec<Post>,
}

#[derive(Load)]
#[load(crate::db::tags)]
struct Tag {
    name: String,
}

#[derive(Load)]
#[load(posts)]
struct Card {
    id: i64,
    title: String,
    user: Name,
    #[load(order_by(name))]
    tags: Vec<Tag>,
    #[load(count(comments))]
    comment_count: i64,
}

#[derive(Load)]
#[load(posts)]
struct Newest {
    id: i64,
    #[load(order_by(created_at desc), limit = 3)]
    comments: Vec<Comment>,
}

struct Relata(PgConnection);

pub(crate) async fn connect(url: String) -> Result<Box<dyn Peer>, Failed> {
    Ok(Box::new(Relata(PgConnection::connect(&url).await?)))
}

impl Peer for Relata {
    fn does(&mut self, work: Work, key: i64, rows: Vec<Reading>) -> Answer<'_> {
        Box::pin(self.work(work, key, rows))
    }
}

impl Relata {
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
                let user = User::find(on, key).await?.ok_or("no such user")?;
                plain(&mut digest, user.id, &user.name, user.hair_color.as_deref());
            }
            Work::Plain(rows) => {
                let of = Plain::query()
                    .filter(users::id.le(rows))
                    .order_by(users::id.asc());
                for user in of.fetch_all(on).await? {
                    plain(&mut digest, user.id, &user.name, user.hair_color.as_deref());
                }
            }
            Work::Join => {
                let of = Joined::query()
                    .filter(posts::id.le(10_000))
                    .order_by(posts::id.asc());
                for post in of.fetch_all(on).await? {
                    digest.id(post.id);
                    digest.text(&post.title);
                    digest.text(&post.user.name);
                }
            }
            Work::SmallTree => {
                let of = Tree::query().filter(users::id.eq(key));
                tree(&mut digest, &of.fetch_one(on).await?);
            }
            Work::LargeTree => {
                let of = Tree::query()
                    .filter(users::id.le(300))
                    .order_by(users::id.asc());
                for user in of.fetch_all(on).await? {
                    tree(&mut digest, &user);
                }
            }
            Work::Page => {
                let of = Card::query().order_by(posts::published_at.desc()).limit(50);
                for post in of.fetch_all(on).await? {
                    digest.id(post.id);
                    digest.text(&post.title);
                    digest.text(&post.user.name);
                    for tag in &post.tags {
                        digest.text(&tag.name);
                    }
                    digest.id(post.comment_count);
                }
            }
            Work::Newest => {
                let of = Newest::query()
                    .filter(posts::id.ge(50_001).and(posts::id.le(50_100)))
                    .order_by(posts::id.asc());
                for post in of.fetch_all(on).await? {
                    digest.id(post.id);
                    for comment in &post.comments {
                        digest.id(comment.id);
                        digest.text(&comment.text);
                    }
                }
            }
            Work::Insert(_) => {
                let mut rows = rows.into_iter().map(|row| NewReading {
                    id: row.id,
                    name: row.name,
                    amount: row.amount,
                    count: row.count,
                    at: row.at,
                });
                match (rows.len(), rows.next()) {
                    (1, Some(row)) => Row::insert(row).execute(on).await?,
                    (_, first) => {
                        Row::insert_many(first.into_iter().chain(rows))
                            .execute(on)
                            .await?
                    }
                };
            }
        }
        Ok(Some(digest))
    }
}

fn plain(digest: &mut Digest, id: i64, name: &str, hair_color: Option<&str>) {
    digest.id(id);
    digest.text(name);
    digest.text(hair_color.unwrap_or_default());
}

fn tree(digest: &mut Digest, user: &Tree) {
    plain(digest, user.id, &user.name, user.hair_color.as_deref());
    for post in &user.posts {
        digest.id(post.id);
        digest.text(&post.title);
        digest.text(&post.content);
        for comment in &post.comments {
            digest.id(comment.id);
            digest.text(&comment.text);
        }
    }
}
