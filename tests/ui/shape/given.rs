//! Values that a query gives its shape: one left out, of another type, not handed on, not declared.

#[path = "../blog.rs"]
mod db;

use db::{comments, posts};

#[derive(relata::Load)]
#[load(posts, given(word: String, least: i32))]
struct Card {
    id: i64,
    #[load(count(comments), filter(comments::body.eq(word)))]
    found: i64,
    #[load(exists(comments), filter(comments::id.gt(least)))]
    is_new: bool,
    #[load(order_by(id))]
    comments: Vec<Line>,
}

#[derive(relata::Load)]
#[load(comments, given(text: String))]
struct Line {
    #[load(exists(answers), filter(comments::body.eq(text)))]
    is_answered: bool,
}

#[derive(relata::Load)]
#[load(posts, given(word: String))]
struct Other {
    #[load(given(wrod))]
    comments: Vec<Line>,
    #[load(given(word))]
    title: String,
}

#[derive(relata::Load)]
#[load(comments, given(text: String))]
struct Alone {
    #[load(exists(answers), filter(comments::body.eq(text)))]
    is_answered: bool,
}

fn main() {
    let _ = Alone::query();
    let _ = db::Comment::delete().all().returning::<Alone>();
    let _ = relata::query_as!(Alone, "SELECT * FROM comments");
    let _ = relata::Query::<Alone>::new();
}
