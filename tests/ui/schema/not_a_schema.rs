//! What stands between the braces is Rust.

mod db {
    relata::schema! {
        struct User {
            id: i64,
        }
    }
}

fn main() {}
