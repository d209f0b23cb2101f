//! A comma too few.

mod db {
    relata::schema! {
        table users {
            id: bigint primary key identity
            name: text,
        }
    }
}

fn main() {}
