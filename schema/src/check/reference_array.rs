//! References are rows, not arrays.
//!
//! Nothing keeps an id in an array pointing at a row: a deleted tag stays in all of them. A join table is
//! checked, indexed from both sides, and gives a collection in Rust.
//!
//! ```relata,breaks
//! table tags { id: bigint primary key identity, name: text unique }
//! table posts { id: bigint primary key identity, tag_ids: bigint[] = "{}" }
//! ```
//!
//! ```relata
//! table tags { id: bigint primary key identity, name: text unique }
//! table posts { id: bigint primary key identity }
//! table post_tags {
//!     post_id: references posts on delete cascade,
//!     tag_id: references tags on delete restrict,
//!     primary key (post_id, tag_id),
//! }
//! ```

use super::columns::typed;
use super::findings::Findings;
use crate::model::{Model, Scalar};

const RULE: &str = "reference_array";

/// Reports arrays of what looks like keys.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for column in typed(model) {
        let is_key = matches!(
            column.ty.scalar,
            Scalar::Uuid | Scalar::SmallInt | Scalar::Integer | Scalar::BigInt
        );
        if column.ty.array.is_some() && is_key && column.name.ends_with("_ids") {
            let message = format!("`{}` is an array, and cannot be a foreign key", column.name);
            found
                .report(RULE, column.place, column.at, message)
                .help("write a join table");
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn an_array_refers_to_nothing() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    tag_ids: uuid[],
                    sizes: integer[],
                    trace_ids: text[],
                }
            "#,
            expect![[r#"
                warning[reference_array]: `tag_ids` is an array, and cannot be a foreign key
                 --> schema.relata:4:30
                  |
                4 |                     tag_ids: uuid[],
                  |                              ^^^^^^
                  |
                  = help: write a join table
            "#]],
        );
    }
}
