//! A shape that contains itself without an end.

#[path = "../blog.rs"]
mod db;

use db::comments;

#[derive(relata::Load)]
#[load(comments)]
struct Thread {
    body: String,
    answers: Vec<Thread>,
}

fn main() {
    let _ = Thread::query();
}
