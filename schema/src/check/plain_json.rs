//! JSON is `jsonb`.
//!
//! `json` is the text as it came: it is parsed at each access, has no equality, and cannot be indexed.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     data: json,
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     data: jsonb,
//! }
//! ```

use super::columns::typed;
use super::findings::Findings;
use crate::model::{Model, Scalar};

const RULE: &str = "plain_json";

/// Reports the columns and domains that are so.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for column in typed(model) {
        if matches!(column.ty.scalar, Scalar::Json) {
            found
                .report(
                    RULE,
                    column.place,
                    column.at,
                    "`json` is text that is parsed each time",
                )
                .help("write `jsonb`");
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn json_is_text() {
        check(
            r#"
                table things { id: bigint primary key identity, data: json }
            "#,
            expect![[r#"
                warning[plain_json]: `json` is text that is parsed each time
                 --> schema.relata:2:71
                  |
                2 |                 table things { id: bigint primary key identity, data: json }
                  |                                                                       ^^^^
                  |
                  = help: write `jsonb`
            "#]],
        );
    }
}
