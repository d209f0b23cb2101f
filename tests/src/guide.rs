//! What the guide's examples begin with: its schema, and a database with rows in it.

use std::error::Error;

use relata::testing::Database;
use sqlx::PgPool;

relata::schema!("../docs/guide/guide.relata");

/// What `products.settings` holds.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Settings {
    /// Whether it is shown.
    #[serde(default)]
    pub hidden: bool,
    /// How many one may buy.
    pub limit: Option<u32>,
}

/// Runs an example in a database of its own.
///
/// # Panics
///
/// If the example fails.
pub fn run(example: impl AsyncFnOnce(&PgPool) -> Result<(), Box<dyn Error>>) {
    if let Err(error) = done(example) {
        panic!("{error}");
    }
}

#[tokio::main]
async fn done(
    example: impl AsyncFnOnce(&PgPool) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let database = Database::create(DDL).await?;
    fill(database.pool()).await?;
    example(database.pool()).await?;
    Ok(database.close().await?)
}

/// Ada and Bob, what they wrote and own.
async fn fill(pool: &PgPool) -> relata::Result<()> {
    let user = |name: &str| NewUser {
        email: format!("{}@example.org", name.to_lowercase()),
        name: name.to_owned(),
    };
    let users = User::insert_many(["Ada", "Bob"].map(user));
    let users = users.fetch_all(pool).await?;
    let post = |n: i32| {
        NewPost {
            author_id: users[usize::from(n > 20)].id,
            title: format!("Running {n}"),
        }
        .votes(n)
    };
    let posts = Post::insert_many((1..=30).map(post))
        .fetch_all(pool)
        .await?;
    let comment = |n: usize| NewComment {
        post_id: posts[n % 3].id,
        body: format!("Comment {n}"),
    };
    Comment::insert_many((0..12).map(comment))
        .execute(pool)
        .await?;
    let tag = Tag::insert(NewTag {
        name: "sport".into(),
    })
    .fetch_one(pool)
    .await?;
    let tagged = posts[..5].iter().map(|post| NewPostTag {
        post_id: post.id,
        tag_id: tag.id,
    });
    PostTag::insert_many(tagged).execute(pool).await?;
    let order = |amount: i64| NewOrder {
        buyer_id: users[0].id,
        amount: amount.into(),
    };
    Order::insert_many([10, 20, 30].map(order))
        .execute(pool)
        .await?;
    let account = |owner: &str| {
        NewAccount {
            owner: owner.into(),
        }
        .balance(100)
    };
    Account::insert_many(["ada", "bob"].map(account))
        .execute(pool)
        .await?;
    let doctor = |name: &str| NewDoctor { name: name.into() };
    Doctor::insert_many(["Ada", "Bob"].map(doctor))
        .execute(pool)
        .await?;
    let seats = (1..=10).map(|number| NewSeat { number });
    Seat::insert_many(seats).execute(pool).await?;
    let article = NewArticle {
        title: "Joins".into(),
    };
    Article::insert(article).execute(pool).await?;
    Ok(())
}
