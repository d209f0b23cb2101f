//! What the page shows of each post.

use anstream::println;
use chrono::{DateTime, Utc};
use relata::Load;

use crate::db::{comments, posts, tags, users};

/// A post as it stands on the page.
#[derive(Debug, Load)]
#[load(posts)]
pub(crate) struct PostCard {
    title: String,
    slug: String,
    votes: i32,
    published_at: Option<DateTime<Utc>>,
    author: Person,
    editor: Option<Person>,
    #[load(order_by(created_at desc), limit = 3)]
    comments: Vec<CommentLine>,
    #[load(order_by(name))]
    tags: Vec<TagName>,
    #[load(count(comments))]
    comment_count: i64,
}

/// Whoever wrote or edited something.
#[derive(Debug, Load)]
#[load(users)]
struct Person {
    name: String,
}

/// A comment; those of accounts that are gone have no author.
#[derive(Debug, Load)]
#[load(comments)]
struct CommentLine {
    body: String,
    author: Option<Person>,
}

/// What a post is about.
#[derive(Debug, Load)]
#[load(tags)]
struct TagName {
    name: String,
}

/// Prints a page.
pub(crate) fn print(page: &[PostCard]) {
    for post in page {
        let tags: Vec<_> = post
            .tags
            .iter()
            .map(|tag| format!("#{}", tag.name))
            .collect();
        let when = post.published_at.map_or_else(
            || "draft".to_owned(),
            |at| at.format("%-d %B %Y").to_string(),
        );
        let editor = post
            .editor
            .as_ref()
            .map_or_else(String::new, |editor| format!(", edited by {}", editor.name));
        println!("\x1b[1m{}\x1b[0m  {}", post.title, tags.join(" "));
        println!(
            "  /{} · {when} · by {}{editor} · {} votes",
            post.slug, post.author.name, post.votes
        );
        for comment in &post.comments {
            let author = comment
                .author
                .as_ref()
                .map_or("someone", |author| &author.name);
            println!("    {author}: {}", comment.body);
        }
        let more = post.comment_count - i64::try_from(post.comments.len()).unwrap_or_default();
        if more > 0 {
            println!("    … and {more} more");
        }
        println!();
    }
}
