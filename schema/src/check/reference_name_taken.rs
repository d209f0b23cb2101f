//! A reference has a name of its own.
//!
//! It is its column's without `_id`, or without the name of the key. A column such as `reports_to` has
//! neither, so the row and what it leads to would have one name.
//!
//! ```relata,breaks
//! table users { id: bigint primary key identity }
//! table posts {
//!     id: bigint primary key identity,
//!     author: references users on delete cascade,
//! }
//! ```
//!
//! ```relata
//! table users { id: bigint primary key identity }
//! table posts {
//!     id: bigint primary key identity,
//!     author_id: references users on delete cascade,
//! }
//! ```

use super::findings::{Findings, Place};
use std::collections::BTreeMap;

use crate::model::{Column, Model, Reference, ReferenceId, TableId};

const RULE: &str = "reference_name_taken";

/// Reports references that are called like a column or another reference.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        let place = |id| Place::Reference(TableId(number), ReferenceId(id));
        named(&table.columns, &table.references, place, found);
    }
    for (number, view) in model.views.iter().enumerate() {
        let place = |_| Place::View(number);
        named(&view.columns, &view.references, place, found);
    }
}

fn named(
    columns: &[Column],
    references: &[Reference],
    place: impl Fn(usize) -> Place,
    found: &mut Findings<'_>,
) {
    let mut names = BTreeMap::new();
    for column in columns {
        names.insert(column.name.as_str(), (column.span, "column"));
    }
    for (id, reference) in references.iter().enumerate() {
        let Some(name) = &reference.name else {
            continue;
        };
        let Some(&(span, what)) = names.get(name.as_str()) else {
            names.insert(name, (reference.span, "reference"));
            continue;
        };
        let place = place(id);
        if span == reference.span {
            found
                .report(
                    RULE,
                    place,
                    reference.span,
                    format!("the reference `{name}` has its column's name"),
                )
                .help("name the reference: `as manager`, or call the column `…_id`");
        } else {
            found
                .report(
                    RULE,
                    place,
                    reference.span,
                    format!("this reference would be called `{name}`, as a {what} is"),
                )
                .because(span, format!("the {what} `{name}` is here"))
                .help("give it another name with `as`");
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_reference_is_not_its_column() {
        check(
            r#"
                table employees {
                    id: bigint primary key identity,
                    reports_to: references employees? on delete set null inverse reports,
                    boss: text,
                    boss_id: references employees? on delete set null inverse minions,
                    chief_id: references employees? as boss_again on delete set null inverse others,
                }
            "#,
            expect![[r#"
                error[reference_name_taken]: the reference `reports_to` has its column's name
                 --> schema.relata:4:21
                  |
                4 |                     reports_to: references employees? on delete set null inverse reports,
                  |                     ^^^^^^^^^^
                  |
                  = help: name the reference: `as manager`, or call the column `…_id`
                error[reference_name_taken]: this reference would be called `boss`, as a column is
                 --> schema.relata:6:21
                  |
                5 |                     boss: text,
                  |                     ---- the column `boss` is here
                6 |                     boss_id: references employees? on delete set null inverse minions,
                  |                     ^^^^^^^
                  |
                  = help: give it another name with `as`
            "#]],
        );
    }
}
