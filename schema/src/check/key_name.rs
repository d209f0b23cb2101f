//! A key of one column is `id`.
//!
//! Then `users.id` is what `user_id` refers to, in every table.
//!
//! ```relata,breaks
//! table users { user_id: bigint primary key identity }
//! ```
//!
//! ```relata
//! table users { id: bigint primary key identity }
//! ```
//!
//! A key that is a reference, has several columns, or means something by itself (a country's code, a year) keeps
//! its name.

use super::findings::{Findings, Place};
use crate::model::{Filled, Model, Scalar, TableId};

const RULE: &str = "key_name";

/// Reports keys that are made up, and are not called `id`.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        let Some(&[id]) = table.primary_key.as_ref().map(|key| key.columns.as_slice()) else {
            continue;
        };
        let column = table.column(id);
        let is_made_up = match column.ty.scalar {
            Scalar::Uuid => true,
            scalar => scalar.is_integer() && matches!(column.filled, Filled::Identity { .. }),
        };
        let is_reference = table
            .references
            .iter()
            .any(|reference| reference.columns.contains(&id));
        if is_made_up && !is_reference && !column.name.eq_ignore_ascii_case("id") {
            let name = &column.name;
            found
                .report(
                    RULE,
                    Place::Column(TableId(number), id),
                    column.span,
                    format!("the key of `{}` is called `{name}`", table.name),
                )
                .help("write `id`");
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_key_is_called_id() {
        check(
            r#"
                table users { user_id: bigint primary key identity }
                table profiles { user_id: references users primary key on delete cascade }
                table teams { team: uuid primary key }
                table countries { code: text primary key }
                table years { year: integer primary key }
                table members { team: uuid, nr: integer, primary key (team, nr) }
            "#,
            expect![[r#"
                warning[key_name]: the key of `users` is called `user_id`
                 --> schema.relata:2:31
                  |
                2 |                 table users { user_id: bigint primary key identity }
                  |                               ^^^^^^^
                  |
                  = help: write `id`
                warning[key_name]: the key of `teams` is called `team`
                 --> schema.relata:4:31
                  |
                4 |                 table teams { team: uuid primary key }
                  |                               ^^^^
                  |
                  = help: write `id`
            "#]],
        );
    }
}
