//! A reference that leads nowhere is one error, and not one more wherever it is named.

mod db {
    relata::schema! {
        table users {
            id: bigint primary key identity,
            name: text,
        }

        table posts {
            id: bigint primary key identity,
            author_id: references usres on delete cascade,
        }
    }
}

use db::{NewPost, Post, posts, users};

#[derive(relata::Load)]
#[load(posts)]
struct PostCard {
    id: i64,
    author: AuthorName,
}

#[derive(relata::Load)]
#[load(users)]
struct AuthorName {
    name: String,
}

fn main() {
    let _ = Post::insert(NewPost { author_id: 1 });
    let _ = Post::query().filter(posts::author.matches(users::name.eq("Ada")));
    let _ = PostCard::query().filter(posts::author_id.eq(1));
}
