//! A value for a column that the database counts.

#[path = "../blog.rs"]
mod db;

use db::{NewComment, Comment};

fn main() {
    let new = NewComment { id: 7, post_id: 1, body: "First!".to_owned() };
    let _ = Comment::insert(new);

    let new = NewComment { post_id: 1, body: "Second!".to_owned() };
    let _ = Comment::insert(new.id(8));
}
