//! A required column can be given a value.
//!
//! Rows in Rust have no `tsvector`: it is for searching, and is computed from what is searched. One that is
//! neither computed nor has a default stays NULL in every insert, and a required one refuses them all. A
//! trigger that fills it is a reason to allow it.
//!
//! ```relata,breaks
//! table posts {
//!     id: bigint primary key identity,
//!     body: text,
//!     search: tsvector,
//! }
//! ```
//!
//! ```relata
//! table posts {
//!     id: bigint primary key identity,
//!     body: text,
//!     search: tsvector generated (to_tsvector("english", body)),
//!     found_by: tsvector?,
//! }
//! ```

use super::findings::{Findings, Place};
use crate::model::{ColumnId, Model, Scalar, TableId};

const RULE: &str = "never_filled";

/// Reports required columns that no insert can give.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        for (id, column) in table.columns.iter().enumerate() {
            if column.ty.scalar != Scalar::Tsvector || !column.is_required() {
                continue;
            }
            found
                .report(
                    RULE,
                    Place::Column(TableId(number), ColumnId(id)),
                    column.ty_span,
                    format!("no insert can give `{}` a value", column.name),
                )
                .help("write `generated (to_tsvector(\"english\", …))`, or a `?`");
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_tsvector_is_computed_or_can_be_null() {
        check(
            r##"
                table posts {
                    id: bigint primary key identity,
                    body: text,
                    search: tsvector,
                    computed: tsvector generated (to_tsvector("english", body)),
                    empty: tsvector = "",
                    later: tsvector?,
                    filled: tsvector allow never_filled because "a trigger fills it",
                }
            "##,
            expect![[r#"
                error[never_filled]: no insert can give `search` a value
                 --> schema.relata:5:29
                  |
                5 |                     search: tsvector,
                  |                             ^^^^^^^^
                  |
                  = help: write `generated (to_tsvector("english", …))`, or a `?`
            "#]],
        );
    }
}
