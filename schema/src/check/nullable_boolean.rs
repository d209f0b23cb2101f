//! A boolean has two values.
//!
//! A `boolean?` has three, and `where not archived` leaves the third out.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     done: boolean?,
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     done: boolean = false,
//! }
//! ```

use super::columns::typed;
use super::findings::Findings;
use crate::model::{Model, Scalar};

const RULE: &str = "nullable_boolean";

/// Reports booleans that can be NULL.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for column in typed(model) {
        if column.ty.scalar == Scalar::Boolean && column.ty.array.is_none() && column.nullable {
            let message = format!("`{}` has three answers: yes, no and NULL", column.name);
            found
                .report(RULE, column.place, column.at, message)
                .help("write `boolean = false`, or an enum with three values");
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn three_answers() {
        check(
            r#"
                table things { id: bigint primary key identity, archived: boolean? }
            "#,
            expect![[r#"
                warning[nullable_boolean]: `archived` has three answers: yes, no and NULL
                 --> schema.relata:2:75
                  |
                2 |                 table things { id: bigint primary key identity, archived: boolean? }
                  |                                                                           ^^^^^^^^
                  |
                  = help: write `boolean = false`, or an enum with three values
            "#]],
        );
    }
}
