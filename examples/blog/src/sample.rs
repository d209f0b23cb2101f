//! Something to show.

use chrono::{DateTime, TimeDelta, Utc};
use relata::types::Json;
use rust_decimal::Decimal;

use crate::Settings;
use crate::db::{
    Comment, NewComment, NewPost, NewPostTag, NewTag, NewUser, Post, PostTag, Tag, User, UserStatus,
};

const TITLES: [&str; 8] = [
    "Joins are not slow",
    "A page in one statement",
    "What an index is for",
    "Money is not a float",
    "Nobody needs varchar(255)",
    "Time has a zone",
    "The lost vote",
    "A draft",
];

const REMARKS: [&str; 6] = [
    "I learnt this the hard way.",
    "Does it hold for version 14 too?",
    "It does.",
    "Measured it: you are right.",
    "The second example has a typo.",
    "Thank you!",
];

/// Fills the empty database: four users, eight posts, their comments and tags.
pub(crate) async fn insert(pool: &relata::sqlx::PgPool) -> relata::Result<()> {
    let start = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);

    let users = User::insert_many([
        user("ada@example.org", "Ada").balance(Decimal::new(12_50, 2)),
        user("grace@example.org", "Grace").settings(Json(Settings {
            dark: true,
            muted: vec!["typos".into()],
        })),
        user("edgar@example.org", "Edgar").status(UserStatus::Suspended),
        user("jim@example.org", "Jim").status(UserStatus::Active),
    ])
    .fetch_all(pool)
    .await?;

    let posts = TITLES.iter().enumerate().map(|(number, title)| {
        let new = NewPost {
            author_id: users[number % 4].id,
            title: (*title).into(),
        }
        .votes(i32::try_from(number * 7 % 11).unwrap_or_default())
        .labels(vec!["database".into(), format!("part-{number}")]);
        let new = if number % 3 == 0 {
            new.editor_id(users[1].id)
        } else {
            new
        };
        if *title == "A draft" {
            new
        } else {
            new.published_at(day(start, number))
        }
    });
    let posts = Post::insert_many(posts).fetch_all(pool).await?;

    let tags = ["rust", "postgresql", "speed"].map(|name| NewTag { name: name.into() });
    let tags = Tag::insert_many(tags).fetch_all(pool).await?;
    let pairs = posts.iter().enumerate().flat_map(|(number, post)| {
        tags.iter().skip(number % 3).map(|tag| NewPostTag {
            post_id: post.id,
            tag_id: tag.id,
        })
    });
    PostTag::insert_many(pairs).execute(pool).await?;

    let comments = posts.iter().enumerate().flat_map(|(number, post)| {
        let users = &users;
        REMARKS
            .iter()
            .take(number)
            .enumerate()
            .map(move |(turn, remark)| {
                let new = NewComment {
                    post_id: post.id,
                    body: (*remark).into(),
                }
                .created_at(
                    day(start, number)
                        + TimeDelta::minutes(5 * i64::try_from(turn).unwrap_or_default()),
                );
                // An account that is gone has left its words.
                if turn == 4 {
                    new
                } else {
                    new.author_id(users[(number + turn) % 4].id)
                }
            })
    });
    Comment::insert_many(comments).execute(pool).await?;
    Ok(())
}

fn user(email: &str, name: &str) -> NewUser {
    NewUser {
        email: email.into(),
        name: name.into(),
    }
}

fn day(start: DateTime<Utc>, number: usize) -> DateTime<Utc> {
    start + TimeDelta::days(i64::try_from(number).unwrap_or_default())
}
