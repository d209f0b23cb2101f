//! A computed column is not set by a reference.
//!
//! PostgreSQL refuses `set null`, `set default` and `on update cascade` on a foreign key with a
//! `generated` column in it.
//!
//! ```relata,breaks
//! table users { id: bigint primary key identity }
//! table things {
//!     id: bigint primary key identity,
//!     data: bigint,
//!     user_id: references users? generated (data + 1) on delete set null,
//! }
//! ```
//!
//! ```relata
//! table users { id: bigint primary key identity }
//! table things {
//!     id: bigint primary key identity,
//!     data: bigint,
//!     user_id: references users? generated (data + 1) on delete cascade,
//! }
//! ```

use super::findings::{Findings, Place};
use crate::model::{Action, Filled, Model, ReferenceId, TableId};

const RULE: &str = "generated_reference";

/// Reports references that would set a computed column.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        for (id, reference) in table.references.iter().enumerate() {
            let generated = reference
                .columns
                .iter()
                .map(|&column| table.column(column))
                .find(|column| matches!(column.filled, Filled::Generated(_)));
            let sets = |action: &Option<Action>| {
                matches!(action, Some(Action::SetNull(_) | Action::SetDefault(_)))
            };
            let is_set = sets(&reference.on_delete)
                || sets(&reference.on_update)
                || reference.on_update == Some(Action::Cascade);
            if let Some(column) = generated.filter(|_| is_set) {
                found
                    .report(
                        RULE,
                        Place::Reference(TableId(number), ReferenceId(id)),
                        reference.span,
                        format!(
                            "`{}` is computed, and cannot be set by a reference",
                            column.name
                        ),
                    )
                    .help("write `on delete cascade` or `on delete restrict`");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn what_is_computed_is_not_set() {
        check(
            r#"
                table users { id: bigint primary key identity }
                table posts {
                    id: bigint primary key identity,
                    data: bigint,
                    user_id: references users? generated (data + 1) on delete set null,
                }
            "#,
            expect![[r#"
                error[generated_reference]: `user_id` is computed, and cannot be set by a reference
                 --> schema.relata:6:21
                  |
                6 |                     user_id: references users? generated (data + 1) on delete set null,
                  |                     ^^^^^^^
                  |
                  = help: write `on delete cascade` or `on delete restrict`
            "#]],
        );
    }
}
