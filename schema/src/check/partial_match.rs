//! A reference of several nullable columns is checked whole.
//!
//! With a NULL in one of its columns a reference is not checked at all: `(1, null)` leads to no row, and
//! PostgreSQL does not mind. `match full` wants all of them, or none.
//!
//! ```relata,breaks
//! table rooms { house: integer, number: integer, primary key (house, number) }
//! table bookings {
//!     id: bigint primary key identity,
//!     house: integer?,
//!     number: integer?,
//!     foreign key (house, number) references rooms as room on delete cascade,
//! }
//! ```
//!
//! ```relata
//! table rooms { house: integer, number: integer, primary key (house, number) }
//! table bookings {
//!     id: bigint primary key identity,
//!     house: integer?,
//!     number: integer?,
//!     foreign key (house, number) references rooms as room on delete cascade match full,
//! }
//! ```

use super::findings::{Findings, Place};
use crate::model::{Model, ReferenceId, TableId};

const RULE: &str = "partial_match";

/// Reports references that may be NULL in part; where all but one column are required, none is.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        for (id, reference) in table.references.iter().enumerate() {
            let nullable = reference
                .columns
                .iter()
                .filter(|&&column| table.column(column).nullable)
                .count();
            if nullable > 1 && !reference.match_full {
                let message = format!(
                    "{} columns of this reference are nullable: with one NULL it is not checked",
                    if nullable == 2 {
                        "two".to_owned()
                    } else {
                        nullable.to_string()
                    }
                );
                found
                    .report(
                        RULE,
                        Place::Reference(TableId(number), ReferenceId(id)),
                        reference.span,
                        message,
                    )
                    .help("write `match full`");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_reference_is_null_whole() {
        check(
            r#"
                table rooms { house: integer, number: integer, primary key (house, number) }
                table bookings {
                    id: bigint primary key identity,
                    house: integer?,
                    number: integer?,
                    own_house: integer,
                    own_number: integer?,
                    foreign key (house, number) references rooms as room on delete cascade,
                    foreign key (own_house, own_number) references rooms as own on delete cascade inverse own_bookings,
                }
            "#,
            expect![[r#"
                warning[partial_match]: two columns of this reference are nullable: with one NULL it is not checked
                 --> schema.relata:9:21
                  |
                9 |                     foreign key (house, number) references rooms as room on delete cascade,
                  |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = help: write `match full`
            "#]],
        );
    }
}
