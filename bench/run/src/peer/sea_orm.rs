//! SeaORM 2, with entities in its dense format and its entity loader; a pool of one connection that is
//! not tested when it is taken.

use std::collections::HashMap;

use ::sea_orm::entity::prelude::*;
use ::sea_orm::{
    ConnectOptions, Database, DatabaseConnection, EntityLoaderTrait as _, FromQueryResult,
    QueryOrder as _, QuerySelect as _, Set,
};

use crate::peer::{Answer, Failed, Peer};
use crate::work::{Digest, Reading, Work};

mod user {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub name: String,
        pub hair_color: Option<String>,
        #[sea_orm(has_many)]
        pub posts: HasMany<super::post::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod post {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub user_id: i64,
        pub title: String,
        pub content: String,
        pub published_at: DateTimeUtc,
        #[sea_orm(belongs_to, from = "user_id", to = "id")]
        pub user: BelongsTo<super::user::Entity>,
        #[sea_orm(has_many)]
        pub comments: HasMany<super::comment::Entity>,
        #[sea_orm(has_many, via = "post_tag")]
        pub tags: HasMany<super::tag::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod comment {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "comments")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub post_id: i64,
        pub text: String,
        pub created_at: DateTimeUtc,
        #[sea_orm(belongs_to, from = "post_id", to = "id")]
        pub post: BelongsTo<super::post::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod tag {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tags")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub name: String,
        #[sea_orm(has_many, via = "post_tag")]
        pub posts: HasMany<super::post::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod post_tag {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "post_tags")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub post_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub tag_id: i64,
        #[sea_orm(belongs_to, from = "post_id", to = "id")]
        pub post: BelongsTo<super::post::Entity>,
        #[sea_orm(belongs_to, from = "tag_id", to = "id")]
        pub tag: BelongsTo<super::tag::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod reading {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "readings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub name: String,
        #[sea_orm(column_type = "Decimal(Some((12, 2)))")]
        pub amount: Decimal,
        pub count: i32,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

#[derive(FromQueryResult)]
struct Plain {
    id: i64,
    name: String,
    hair_color: Option<String>,
}

#[derive(FromQueryResult)]
struct Joined {
    id: i64,
    title: String,
    name: String,
}

struct SeaOrm(DatabaseConnection);

pub(crate) async fn connect(url: String) -> Result<Box<dyn Peer>, Failed> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .test_before_acquire(false)
        .sqlx_logging(false);
    Ok(Box::new(SeaOrm(Database::connect(options).await?)))
}

impl Peer for SeaOrm {
    fn does(&mut self, work: Work, key: i64, rows: Vec<Reading>) -> Answer<'_> {
        Box::pin(self.work(work, key, rows))
    }
}

impl SeaOrm {
    async fn work(
        &mut self,
        work: Work,
        key: i64,
        rows: Vec<Reading>,
    ) -> Result<Option<Digest>, Failed> {
        let on = &self.0;
        let mut digest = Digest::default();
        match work {
            Work::ByKey => {
                if let Some(user) = user::Entity::find_by_id(key).one(on).await? {
                    plain(&mut digest, user.id, &user.name, user.hair_color.as_deref());
                }
            }
            Work::Plain(rows) => {
                let of = user::Entity::find().filter(user::Column::Id.lte(rows));
                let of = of.order_by_asc(user::Column::Id).into_model::<Plain>();
                for user in of.all(on).await? {
                    plain(&mut digest, user.id, &user.name, user.hair_color.as_deref());
                }
            }
            Work::Join => {
                let of = post::Entity::find()
                    .select_only()
                    .columns([post::Column::Id, post::Column::Title])
                    .column(user::Column::Name)
                    .inner_join(user::Entity)
                    .filter(post::Column::Id.lte(10_000_i64))
                    .order_by_asc(post::Column::Id);
                for post in of.into_model::<Joined>().all(on).await? {
                    digest.id(post.id);
                    digest.text(&post.title);
                    digest.text(&post.name);
                }
            }
            Work::SmallTree => {
                let of = user::Entity::load().filter(user::Column::Id.eq(key));
                let of = of.with((post::Entity, comment::Entity));
                of.all(on)
                    .await?
                    .into_iter()
                    .for_each(|user| tree(&mut digest, user));
            }
            Work::LargeTree => {
                let of = user::Entity::load().filter(user::Column::Id.lte(300_i64));
                let of = of
                    .order_by_asc(user::Column::Id)
                    .with((post::Entity, comment::Entity));
                of.all(on)
                    .await?
                    .into_iter()
                    .for_each(|user| tree(&mut digest, user));
            }
            Work::Page => page(on, &mut digest).await?,
            // Its language has no LATERAL, and no other way that does not read all comments.
            Work::Newest => return Ok(None),
            Work::Insert(_) => {
                // 65,535 parameters are the most that a statement can have.
                for chunk in rows.chunks(1000) {
                    let rows = chunk.iter().map(|row| reading::ActiveModel {
                        id: Set(row.id),
                        name: Set(row.name.clone()),
                        amount: Set(row.amount),
                        count: Set(row.count),
                        at: Set(row.at),
                    });
                    reading::Entity::insert_many(rows)
                        .exec_without_returning(on)
                        .await?;
                }
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

fn tree(digest: &mut Digest, user: user::ModelEx) {
    plain(digest, user.id, &user.name, user.hair_color.as_deref());
    // Its loader gives the rows of a collection in no order of the application's.
    let mut posts: Vec<_> = user.posts.into_iter().collect();
    posts.sort_unstable_by_key(|post| post.id);
    for post in posts {
        digest.id(post.id);
        digest.text(&post.title);
        digest.text(&post.content);
        let mut comments: Vec<_> = post.comments.into_iter().collect();
        comments.sort_unstable_by_key(|comment| comment.id);
        for comment in comments {
            digest.id(comment.id);
            digest.text(&comment.text);
        }
    }
}

async fn page(on: &DatabaseConnection, digest: &mut Digest) -> Result<(), Failed> {
    let of = post::Entity::load().order_by_desc(post::Column::PublishedAt);
    let of = of.with(user::Entity).with(tag::Entity);
    let posts = of.paginate(on, 50).fetch_page(0).await?;
    let ids: Vec<i64> = posts.iter().map(|post| post.id).collect();
    let counts: Vec<(i64, i64)> = comment::Entity::find()
        .select_only()
        .column(comment::Column::PostId)
        .column_as(comment::Column::Id.count(), "count")
        .filter(comment::Column::PostId.is_in(ids))
        .group_by(comment::Column::PostId)
        .into_tuple()
        .all(on)
        .await?;
    let counts: HashMap<i64, i64> = counts.into_iter().collect();
    for post in posts {
        digest.id(post.id);
        digest.text(&post.title);
        digest.text(post.user.as_ref().map_or("", |user| user.name.as_str()));
        let mut tags: Vec<_> = post.tags.into_iter().map(|tag| tag.name).collect();
        tags.sort_unstable();
        tags.iter().for_each(|tag| digest.text(tag));
        digest.id(counts.get(&post.id).copied().unwrap_or_default());
    }
    Ok(())
}
