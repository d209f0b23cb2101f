//! A warning of a schema stays one where the crate denies warnings: only the unused name is an error.

#![deny(warnings)]

pub mod db {
    relata::schema! {
        table products {
            id: bigint primary key identity,
            is_new: boolean?,
            is_sold: boolean? allow nullable_boolean because "not asked of older ones",
        }
    }
}

fn main() {
    let unused = ();
}
