//! What gets its default has one.
//!
//! `set default` on a column without a default sets it to NULL, and says something else.
//!
//! ```relata,breaks
//! table users { id: bigint primary key identity }
//! table posts {
//!     id: bigint primary key identity,
//!     user_id: references users on delete set default,
//! }
//! ```
//!
//! ```relata
//! table users { id: bigint primary key identity }
//! table posts {
//!     id: bigint primary key identity,
//!     user_id: references users = 1 on delete set default,
//! }
//! ```

use super::findings::{Findings, Place};
use crate::model::{Action, Filled, Model, ReferenceId, TableId};

const RULE: &str = "set_default_missing";

/// Reports columns without a default that would be set to it.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        for (id, reference) in table.references.iter().enumerate() {
            for action in [&reference.on_delete, &reference.on_update] {
                let Some(Action::SetDefault(columns)) = action else {
                    continue;
                };
                let columns = if columns.is_empty() {
                    &reference.columns
                } else {
                    columns
                };
                let missing = columns
                    .iter()
                    .map(|&column| table.column(column))
                    .find(|column| column.filled == Filled::No);
                if let Some(column) = missing {
                    found
                        .report(
                            RULE,
                            Place::Reference(TableId(number), ReferenceId(id)),
                            reference.span,
                            format!("`{}` has no default to be set to", column.name),
                        )
                        .help("write `set null`, or give it a default: `= 1`");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn there_is_a_default_to_set() {
        check(
            r#"
                table users { id: bigint primary key identity by default }
                table posts {
                    id: bigint primary key identity,
                    author_id: references users = 1 on delete set default,
                    editor_id: references users? inverse edited_posts on delete set default,
                }
            "#,
            expect![[r#"
                error[set_default_missing]: `editor_id` has no default to be set to
                 --> schema.relata:6:21
                  |
                6 |                     editor_id: references users? inverse edited_posts on delete set default,
                  |                     ^^^^^^^^^
                  |
                  = help: write `set null`, or give it a default: `= 1`
            "#]],
        );
    }
}
