//! Text is not padded.
//!
//! `char(n)` fills what is short with blanks, and takes them away again in some comparisons and not in
//! others.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     code: char(3),
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     code: text check (length(code) = 3),
//! }
//! ```

use super::columns::typed;
use super::findings::Findings;
use crate::model::{Model, Scalar};

const RULE: &str = "padded_text";

/// Reports the columns and domains that are so.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for column in typed(model) {
        if matches!(column.ty.scalar, Scalar::Char(_)) {
            found
                .report(RULE, column.place, column.at, "`char` pads with blanks")
                .help("write `text check (length(code) = 2)`");
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn char_pads() {
        check(
            r#"
                table things { id: bigint primary key identity, code: char(2) }
            "#,
            expect![[r#"
                error[padded_text]: `char` pads with blanks
                 --> schema.relata:2:71
                  |
                2 |                 table things { id: bigint primary key identity, code: char(2) }
                  |                                                                       ^^^^^^^
                  |
                  = help: write `text check (length(code) = 2)`
            "#]],
        );
    }

    #[test]
    fn a_reference_to_it_is_not_reported_again() {
        check(
            r#"
                table countries { code: char(2) primary key }
                table cities { id: bigint primary key identity, country_code: references countries on delete restrict }
            "#,
            expect![[r#"
                error[padded_text]: `char` pads with blanks
                 --> schema.relata:2:41
                  |
                2 |                 table countries { code: char(2) primary key }
                  |                                         ^^^^^^^
                  |
                  = help: write `text check (length(code) = 2)`
            "#]],
        );
    }
}
