//! The tables and structs of Diesel, for both of its connections.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::work::{Digest, Reading};

diesel::table! {
    users (id) { id -> BigInt, name -> Text, hair_color -> Nullable<Text>, }
}
diesel::table! {
    posts (id) { id -> BigInt, user_id -> BigInt, title -> Text, content -> Text, published_at -> Timestamptz, }
}
diesel::table! {
    comments (id) { id -> BigInt, post_id -> BigInt, text -> Text, created_at -> Timestamptz, }
}
diesel::table! {
    tags (id) { id -> BigInt, name -> Text, }
}
diesel::table! {
    post_tags (post_id, tag_id) { post_id -> BigInt, tag_id -> BigInt, }
}
diesel::table! {
    readings (id) { id -> Uuid, name -> Text, amount -> Numeric, count -> Integer, at -> Timestamptz, }
}
diesel::joinable!(posts -> users (user_id));
diesel::joinable!(comments -> posts (post_id));
diesel::joinable!(post_tags -> posts (post_id));
diesel::joinable!(post_tags -> tags (tag_id));
diesel::allow_tables_to_appear_in_same_query!(users, posts, comments, tags, post_tags);

#[derive(Queryable, Selectable, Identifiable)]
#[diesel(table_name = users)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) hair_color: Option<String>,
}

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = posts, belongs_to(User))]
pub(crate) struct Post {
    pub(crate) id: i64,
    pub(crate) user_id: i64,
    pub(crate) title: String,
    pub(crate) content: String,
}

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = comments, belongs_to(Post))]
pub(crate) struct Comment {
    pub(crate) id: i64,
    pub(crate) post_id: i64,
    pub(crate) text: String,
}

#[derive(Insertable)]
#[diesel(table_name = readings)]
pub(crate) struct NewReading<'a> {
    id: Uuid,
    name: &'a str,
    amount: Decimal,
    count: i32,
    at: DateTime<Utc>,
}

pub(crate) fn new_readings(rows: &[Reading]) -> Vec<NewReading<'_>> {
    rows.iter()
        .map(|row| NewReading {
            id: row.id,
            name: &row.name,
            amount: row.amount,
            count: row.count,
            at: row.at,
        })
        .collect()
}

pub(crate) fn plain(digest: &mut Digest, user: &User) {
    digest.id(user.id);
    digest.text(&user.name);
    digest.text(user.hair_color.as_deref().unwrap_or_default());
}

/// Puts the levels of a tree together.
pub(crate) fn tree(
    digest: &mut Digest,
    users: Vec<User>,
    posts: Vec<Post>,
    comments: Vec<Comment>,
) {
    let comments = comments.grouped_by(&posts);
    let posts: Vec<(Post, Vec<Comment>)> = posts.into_iter().zip(comments).collect();
    let posts = posts.grouped_by(&users);
    for (user, posts) in users.iter().zip(posts) {
        plain(digest, user);
        for (post, comments) in posts {
            digest.id(post.id);
            digest.text(&post.title);
            digest.text(&post.content);
            for comment in comments {
                digest.id(comment.id);
                digest.text(&comment.text);
            }
        }
    }
}

/// Puts a page together.
pub(crate) fn page(
    digest: &mut Digest,
    posts: Vec<(i64, String, String)>,
    tags: Vec<(i64, String)>,
    counts: Vec<(i64, i64)>,
) {
    use std::collections::HashMap;

    let mut tags_of: HashMap<i64, Vec<String>> = HashMap::new();
    for (post, tag) in tags {
        tags_of.entry(post).or_default().push(tag);
    }
    let counts: HashMap<i64, i64> = counts.into_iter().collect();
    for (id, title, name) in posts {
        digest.id(id);
        digest.text(&title);
        digest.text(&name);
        for tag in tags_of.remove(&id).unwrap_or_default() {
            digest.text(&tag);
        }
        digest.id(counts.get(&id).copied().unwrap_or_default());
    }
}
