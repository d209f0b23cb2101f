//! A reference leads to one table.
//!
//! `owner_type` and `owner_id` say together where to look, and nothing keeps them pointing at a row: no foreign
//! key, no `on delete`, no join. A column for each target, of which one has a value, is checked.
//!
//! ```relata,breaks
//! table notes { id: bigint primary key identity, owner_type: text, owner_id: bigint }
//! ```
//!
//! ```relata
//! table users { id: bigint primary key identity }
//! table teams { id: bigint primary key identity }
//! table notes {
//!     id: bigint primary key identity,
//!     user_id: references users? on delete cascade,
//!     team_id: references teams? on delete cascade,
//!     check (num_nonnulls(user_id, team_id) = 1),
//! }
//! ```

use super::findings::{Findings, Place};
use crate::model::{ColumnId, Model, Scalar, TableId};

const RULE: &str = "polymorphic_reference";

/// Reports pairs of a type and an id that is no reference.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        for (id, column) in table.columns.iter().enumerate() {
            let Some(stem) = column.name.strip_suffix("_id") else {
                continue;
            };
            let is_reference = table
                .references
                .iter()
                .any(|reference| reference.columns.contains(&ColumnId(id)));
            let named = table.columns.iter().find(|other| {
                other.name.strip_suffix("_type") == Some(stem)
                    && other.ty.array.is_none()
                    && matches!(
                        other.ty.scalar,
                        Scalar::Text | Scalar::Citext | Scalar::Varchar(_) | Scalar::Enum(_)
                    )
            });
            if let Some(named) = named.filter(|_| !is_reference) {
                let message = format!(
                    "nothing keeps `{}` and `{}` pointing at a row",
                    named.name, column.name
                );
                found
                    .report(
                        RULE,
                        Place::Column(TableId(number), ColumnId(id)),
                        column.span,
                        message,
                    )
                    .because(named.span, "this says which table it is in")
                    .help("write a reference for each table, and a check that one of them has a value");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_pair_points_at_nothing() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    owner_type: text,
                    owner_id: uuid,
                    file_type: text,
                    parent_id: references things? on delete cascade inverse parts,
                    parent_type: text,
                    external_id: text,
                }
            "#,
            expect![[r#"
                warning[polymorphic_reference]: nothing keeps `owner_type` and `owner_id` pointing at a row
                 --> schema.relata:5:21
                  |
                4 |                     owner_type: text,
                  |                     ---------- this says which table it is in
                5 |                     owner_id: uuid,
                  |                     ^^^^^^^^
                  |
                  = help: write a reference for each table, and a check that one of them has a value
            "#]],
        );
    }
}
