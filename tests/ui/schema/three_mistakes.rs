//! Three mistakes: three errors, each at its own word.

mod db {
    relata::schema! {
        table users {
            id: uuid primary key = gen_random_uuid(),
            name: txt,
        }

        table posts {
            id: bigint primary key identity,
            author_id: references usres on delete cascade,
            title: text check (length(titel) > 0),
        }
    }
}

fn main() {}
