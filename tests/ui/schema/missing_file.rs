//! The path of a schema that is not there.

mod db {
    relata::schema!("schema/blgo.relata");
}

fn main() {}
