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

/// Runs an example in an empty database of its own.
///
/// # Panics
///
/// If the example fails.
pub fn run_empty(example: impl AsyncFnOnce(&PgPool) -> Result<(), Box<dyn Error>>) {
    if let Err(error) = done_in("", example) {
        panic!("{error}");
    }
}

fn done(
    example: impl AsyncFnOnce(&PgPool) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    done_in(DDL, async |pool| {
        fill(pool).await?;
        example(pool).await
    })
}

#[tokio::main]
async fn done_in(
    ddl: &str,
    example: impl AsyncFnOnce(&PgPool) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let database = Database::create(ddl).await?;
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

/// 60,000 posts more, and what PostgreSQL has to know of them.
///
/// # Errors
///
/// The database refuses them.
pub async fn grow(pool: &PgPool) -> Result<(), sqlx::Error> {
    let sql = "INSERT INTO posts (author_id, title, votes, body, published_at)
        SELECT id, 'Walking ' || n, n % 5000, CASE WHEN n % 3000 = 0 THEN 'rare' ELSE 'common' END,
            now() - n * interval '1 minute'
        FROM generate_series(1, 60000) AS n, (SELECT min(id) AS id FROM users) AS u;
        ANALYZE;";
    sqlx::raw_sql(sql).execute(pool).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without the line breaks.
    fn flat(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_guide_shows_what_is_sent() {
        #[derive(relata::Load)]
        #[load(posts)]
        #[expect(dead_code, reason = "never loaded")]
        struct Line {
            title: String,
            votes: i32,
        }

        let mut missing = Vec::new();
        let mut shows = |page: &str, sql: &str| {
            if !flat(page).contains(sql) {
                missing.push(sql.to_owned());
            }
        };
        let page = include_str!("../../docs/guide/querying.md");
        let lines = Line::query().filter(posts::votes.ge(20).and(posts::title.starts_with("R")));
        shows(page, &lines.order_by(posts::votes.desc()).limit(3).sql());
        let newest = [posts::published_at.desc(), posts::id.desc()];
        let first = Post::query().order_by(newest).page(20).sql().unwrap();
        shows(
            page,
            &first[first.find("ORDER BY").unwrap()..first.find(" LIMIT").unwrap()],
        );

        let page = include_str!("../../docs/guide/concurrency.md");
        let vote = Post::update().set(posts::votes, posts::votes + 1);
        shows(page, &vote.filter(posts::id.eq(1)).sql());

        let page = include_str!("../../docs/guide/migrations.md");
        for line in [
            "migrations/0005_add_email_contract.sql (waits for `relata migrate run --contract`)",
            "dropped by migration 0005_add_email_contract",
        ] {
            shows(page, line);
        }
        for step in [
            include_str!("../../docs/guide/migrations/0002_add_email.sql"),
            include_str!("../../docs/guide/migrations/0003_add_email.sql"),
            include_str!("../../docs/guide/migrations/0004_add_email.sql"),
        ] {
            let does = step.lines().find_map(|it| it.strip_prefix("-- step: "));
            shows(page, does.unwrap());
        }

        let page = include_str!("../../docs/guide/json.md");
        for filter in [
            products::details.contains(serde_json::json!({})),
            products::details.get("colour").eq("red"),
            products::details.path(["in", "stock"]).cast::<i32>().gt(0),
        ] {
            let sql = Product::query().filter(filter).sql();
            shows(page, &sql[sql.find("WHERE").unwrap()..]);
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }
}
