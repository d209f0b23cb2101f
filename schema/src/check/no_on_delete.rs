//! A reference says what happens to its rows when the row it leads to is deleted.
//!
//! PostgreSQL's default is to refuse. That is one of the answers, and which one is right is a decision
//! about the data, so the schema has to make it.
//!
//! ```relata,breaks
//! table users { id: bigint primary key identity }
//! table posts {
//!     id: bigint primary key identity,
//!     author_id: references users,
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
use crate::model::{Model, ReferenceId, TableId};
use crate::name::rust::singular;

const RULE: &str = "no_on_delete";

/// Reports references without `on delete`.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        for (id, reference) in table.references.iter().enumerate() {
            if reference.on_delete.is_some() {
                continue;
            }
            let target = &model.table(reference.target).name.name;
            let what = match reference.columns.as_slice() {
                &[column] => format!("`{}`", table.column(column).name),
                _ => "this reference".to_owned(),
            };
            let help = if reference.nullable {
                "write `on delete cascade`, `on delete restrict` or `on delete set null`"
            } else {
                "write `on delete cascade` or `on delete restrict`"
            };
            found
                .report(
                    RULE,
                    Place::Reference(TableId(number), ReferenceId(id)),
                    reference.span,
                    format!(
                        "{what} does not say what happens when its {} is deleted",
                        singular(target.rsplit('_').next().unwrap_or(target))
                    ),
                )
                .help(help);
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn it_is_a_decision() {
        check(
            r#"
                table users { id: bigint primary key identity }
                table posts {
                    id: bigint primary key identity,
                    author_id: references users,
                    editor_id: references users? inverse edited_posts,
                }
            "#,
            expect![[r#"
                error[no_on_delete]: `author_id` does not say what happens when its user is deleted
                 --> schema.relata:5:21
                  |
                5 |                     author_id: references users,
                  |                     ^^^^^^^^^
                  |
                  = help: write `on delete cascade` or `on delete restrict`
                error[no_on_delete]: `editor_id` does not say what happens when its user is deleted
                 --> schema.relata:6:21
                  |
                6 |                     editor_id: references users? inverse edited_posts,
                  |                     ^^^^^^^^^
                  |
                  = help: write `on delete cascade`, `on delete restrict` or `on delete set null`
            "#]],
        );
    }
}
