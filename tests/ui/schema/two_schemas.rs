//! A module holds one schema.

mod db {
    relata::schema! {
        table users { id: bigint primary key identity }
    }
    relata::schema! {
        table posts { id: bigint primary key identity }
    }
}

fn main() {}
