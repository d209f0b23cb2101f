//! Toasty, for what it can do; a pool of one connection.

use ::toasty::{Db, Deferred};

use crate::peer::{Answer, Failed, Peer};
use crate::work::{Digest, Reading, Work};

#[derive(Debug, toasty::Model)]
#[table = "users"]
struct User {
    #[key]
    id: i64,
    name: String,
    hair_color: Option<String>,
    #[has_many]
    posts: Deferred<Vec<Post>>,
}

#[derive(Debug, toasty::Model)]
#[table = "posts"]
struct Post {
    #[key]
    id: i64,
    #[index]
    user_id: i64,
    #[belongs_to(key = user_id, references = id)]
    user: Deferred<User>,
    title: String,
    content: String,
    #[has_many]
    comments: Deferred<Vec<Comment>>,
}

#[derive(Debug, toasty::Model)]
#[table = "comments"]
struct Comment {
    #[key]
    id: i64,
    #[index]
    post_id: i64,
    #[belongs_to(key = post_id, references = id)]
    post: Deferred<Post>,
    text: String,
}

struct Toasty(Db);

pub(crate) async fn connect(url: String) -> Result<Box<dyn Peer>, Failed> {
    let db = Db::builder()
        .models(toasty::models!(User, Post, Comment))
        .max_pool_size(1)
        .connect(&url)
        .await?;
    Ok(Box::new(Toasty(db)))
}

impl Peer for Toasty {
    fn does(&mut self, work: Work, key: i64, _: Vec<Reading>) -> Answer<'_> {
        Box::pin(self.work(work, key))
    }
}

impl Toasty {
    async fn work(&mut self, work: Work, key: i64) -> Result<Option<Digest>, Failed> {
        let on = &mut self.0;
        let mut digest = Digest::default();
        match work {
            Work::ByKey => {
                let user = User::get_by_id(on, key).await?;
                plain(&mut digest, &user);
            }
            Work::Plain(rows) => {
                let of = User::filter(User::fields().id().le(rows));
                let users = of.order_by(User::fields().id().asc()).exec(on).await?;
                users.iter().for_each(|user| plain(&mut digest, user));
            }
            Work::SmallTree => {
                let of = User::filter(User::fields().id().eq(key));
                let users = of
                    .include(User::fields().posts().comments())
                    .exec(on)
                    .await?;
                users.iter().for_each(|user| tree(&mut digest, user));
            }
            Work::LargeTree => {
                let of = User::filter(User::fields().id().le(300));
                let of = of.order_by(User::fields().id().asc());
                let users = of
                    .include(User::fields().posts().comments())
                    .exec(on)
                    .await?;
                users.iter().for_each(|user| tree(&mut digest, user));
            }
            // No columns of two tables in one row, no count of a collection, no limit for each parent. And its
            // features for decimals and times ask for a version of SQLite that can't be linked beside sqlx's.
            Work::Join | Work::Page | Work::Newest | Work::Insert(_) => return Ok(None),
        }
        Ok(Some(digest))
    }
}

fn plain(digest: &mut Digest, user: &User) {
    digest.id(user.id);
    digest.text(&user.name);
    digest.text(user.hair_color.as_deref().unwrap_or_default());
}

fn tree(digest: &mut Digest, user: &User) {
    plain(digest, user);
    let mut posts: Vec<&Post> = user.posts.get().iter().collect();
    posts.sort_unstable_by_key(|post| post.id);
    for post in posts {
        digest.id(post.id);
        digest.text(&post.title);
        digest.text(&post.content);
        let mut comments: Vec<&Comment> = post.comments.get().iter().collect();
        comments.sort_unstable_by_key(|comment| comment.id);
        for comment in comments {
            digest.id(comment.id);
            digest.text(&comment.text);
        }
    }
}
