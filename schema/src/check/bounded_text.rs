//! Text is bounded by a check, if at all.
//!
//! In PostgreSQL `varchar(n)` is `text` with a limit: it is no smaller and no faster, and to widen it
//! is a change of the type. A check says the same, and can be replaced without touching a row.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     name: varchar(80),
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     name: text check (length(name) <= 80),
//! }
//! ```

use super::columns::typed;
use super::findings::Findings;
use crate::model::{Model, Scalar};

const RULE: &str = "bounded_text";

/// Reports the columns and domains that are so.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for column in typed(model) {
        if matches!(column.ty.scalar, Scalar::Varchar(_)) {
            found
                .report(
                    RULE,
                    column.place,
                    column.at,
                    "`varchar` saves nothing and hurts to widen",
                )
                .help("write `text check (length(name) <= 80)`");
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn varchar_is_text() {
        check(
            r#"
                table things { id: bigint primary key identity, name: varchar(80) }
            "#,
            expect![[r#"
                warning[bounded_text]: `varchar` saves nothing and hurts to widen
                 --> schema.relata:2:71
                  |
                2 |                 table things { id: bigint primary key identity, name: varchar(80) }
                  |                                                                       ^^^^^^^^^^^
                  |
                  = help: write `text check (length(name) <= 80)`
            "#]],
        );
    }
}
