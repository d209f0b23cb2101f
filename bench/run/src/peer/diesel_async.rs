//! diesel-async: Diesel's queries on a connection of tokio-postgres's.

use ::diesel::prelude::*;
use ::diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl};

use crate::peer::diesel_table::{
    Comment, Post, User, comments, new_readings, page, plain, post_tags, posts, readings, tags,
    tree, users,
};
use crate::peer::{Answer, Failed, Peer};
use crate::work::{Digest, Reading, Work};

struct DieselAsync(AsyncPgConnection);

pub(crate) async fn connect(url: String) -> Result<Box<dyn Peer>, Failed> {
    Ok(Box::new(DieselAsync(
        AsyncPgConnection::establish(&url).await?,
    )))
}

impl Peer for DieselAsync {
    fn does(&mut self, work: Work, key: i64, rows: Vec<Reading>) -> Answer<'_> {
        Box::pin(self.work(work, key, rows))
    }
}

impl DieselAsync {
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
                let of = users::table.find(key).select(User::as_select());
                let user = of.first(on).await?;
                plain(&mut digest, &user);
            }
            Work::Plain(rows) => {
                let of = users::table.filter(users::id.le(rows)).order(users::id);
                let users = of.select(User::as_select()).load(on).await?;
                users.iter().for_each(|user| plain(&mut digest, user));
            }
            Work::Join => {
                let of = posts::table
                    .inner_join(users::table)
                    .filter(posts::id.le(10_000))
                    .order(posts::id);
                let found: Vec<(i64, String, String)> = of
                    .select((posts::id, posts::title, users::name))
                    .load(on)
                    .await?;
                for (id, title, name) in found {
                    digest.id(id);
                    digest.text(&title);
                    digest.text(&name);
                }
            }
            Work::SmallTree => {
                let of = users::table.find(key).select(User::as_select());
                let users = of.load(on).await?;
                load_tree(on, &mut digest, users).await?;
            }
            Work::LargeTree => {
                let of = users::table.filter(users::id.le(300)).order(users::id);
                let users = of.select(User::as_select()).load(on).await?;
                load_tree(on, &mut digest, users).await?;
            }
            Work::Page => {
                let of = posts::table
                    .inner_join(users::table)
                    .order(posts::published_at.desc())
                    .limit(50);
                let found: Vec<(i64, String, String)> = of
                    .select((posts::id, posts::title, users::name))
                    .load(on)
                    .await?;
                let ids: Vec<i64> = found.iter().map(|post| post.0).collect();
                let of = post_tags::table
                    .inner_join(tags::table)
                    .filter(post_tags::post_id.eq_any(&ids));
                let tags = of
                    .order(tags::name)
                    .select((post_tags::post_id, tags::name))
                    .load(on)
                    .await?;
                let of = comments::table
                    .filter(comments::post_id.eq_any(&ids))
                    .group_by(comments::post_id);
                let counts = of
                    .select((comments::post_id, ::diesel::dsl::count_star()))
                    .load(on)
                    .await?;
                page(&mut digest, found, tags, counts);
            }
            // Its language has no LATERAL, and no other way that does not read all comments.
            Work::Newest => return Ok(None),
            Work::Insert(_) => {
                for chunk in rows.chunks(1000) {
                    ::diesel::insert_into(readings::table)
                        .values(new_readings(chunk))
                        .execute(on)
                        .await?;
                }
            }
        }
        Ok(Some(digest))
    }
}

async fn load_tree(
    on: &mut AsyncPgConnection,
    digest: &mut Digest,
    users: Vec<User>,
) -> Result<(), Failed> {
    let of = Post::belonging_to(&users).order(posts::id);
    let posts: Vec<Post> = of.select(Post::as_select()).load(on).await?;
    let of = Comment::belonging_to(&posts).order(comments::id);
    let comments: Vec<Comment> = of.select(Comment::as_select()).load(on).await?;
    tree(digest, users, posts, comments);
    Ok(())
}
