//! Mistakes that are about two places, and one that is a decision to make.

mod db {
    relata::schema! {
        table users {
            id: bigint primary key identity,
            name: text,
            name: text,
        }

        table posts {
            id: bigint primary key identity,
            author_id: references users on delete cascade,
            author_id: references users on delete cascade,
        }

        table users { id: bigint primary key identity }
    }
}

fn main() {}
