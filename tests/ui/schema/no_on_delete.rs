//! A reference that does not say what happens to its rows.

mod db {
    relata::schema! {
        table users { id: bigint primary key identity }

        table posts {
            id: bigint primary key identity,
            author_id: references users,
            editor_id: references users? inverse edited_posts,
        }
    }
}

fn main() {}
