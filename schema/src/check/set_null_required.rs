//! What becomes NULL can be NULL.
//!
//! `on delete set null` on a required column does not fail when it is written but when a row is
//! deleted. Of a composite reference it sets all columns, also those that it shares with others.
//!
//! ```relata,breaks
//! table users { id: bigint primary key identity }
//! table posts {
//!     id: bigint primary key identity,
//!     user_id: references users on delete set null,
//! }
//! ```
//!
//! ```relata
//! table users { id: bigint primary key identity }
//! table posts {
//!     id: bigint primary key identity,
//!     user_id: references users? on delete set null,
//! }
//! ```

use super::findings::{Findings, Place};
use crate::model::{Action, ColumnId, Model, Reference, ReferenceId, Table, TableId};

const RULE: &str = "set_null_required";

/// Reports required columns that would be set to NULL.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        for (id, reference) in table.references.iter().enumerate() {
            let place = Place::Reference(TableId(number), ReferenceId(id));
            for (action, words) in [
                (&reference.on_delete, "on delete"),
                (&reference.on_update, "on update"),
            ] {
                let Some(Action::SetNull(columns)) = action else {
                    continue;
                };
                let columns = if columns.is_empty() {
                    &reference.columns
                } else {
                    columns
                };
                let required = columns
                    .iter()
                    .find(|&&column| !table.column(column).nullable);
                if let Some(&column) = required {
                    let name = &table.column(column).name;
                    found
                        .report(
                            RULE,
                            place,
                            reference.span,
                            format!("`{words} set null` would set `{name}`, which is required"),
                        )
                        .help(help(model, table, reference, column));
                }
            }
        }
    }
}

fn help(model: &Model, table: &Table, reference: &Reference, required: ColumnId) -> String {
    let target = &model.table(reference.target).name;
    let nullable: Vec<&str> = reference
        .columns
        .iter()
        .map(|&column| table.column(column))
        .filter(|column| column.nullable)
        .map(|column| column.name.as_str())
        .collect();
    if nullable.is_empty() {
        let name = &table.column(required).name;
        format!("write `{name}: references {target}?`, or `on delete cascade`")
    } else {
        format!("write `set null ({})`", nullable.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn what_is_required_stays() {
        check(
            r#"
                table users { id: bigint primary key identity }
                table posts { id: bigint primary key identity, author_id: references users on delete set null }
            "#,
            expect![[r#"
                error[set_null_required]: `on delete set null` would set `author_id`, which is required
                 --> schema.relata:3:64
                  |
                3 |                 table posts { id: bigint primary key identity, author_id: references users on delete set null }
                  |                                                                ^^^^^^^^^
                  |
                  = help: write `author_id: references users?`, or `on delete cascade`
            "#]],
        );
    }

    #[test]
    fn all_columns_would_be_set() {
        check(
            r#"
                postgres 15;
                table tenants { id: bigint primary key identity }
                table users {
                    tenant_id: references tenants on delete cascade,
                    id: bigint identity,
                    primary key (tenant_id, id),
                }
                table posts {
                    id: bigint primary key identity,
                    tenant_id: references tenants on delete cascade,
                    author_id: bigint?,
                    foreign key (tenant_id, author_id) references users on delete set null,
                }
            "#,
            expect![[r#"
                error[set_null_required]: `on delete set null` would set `tenant_id`, which is required
                  --> schema.relata:13:21
                   |
                13 |                     foreign key (tenant_id, author_id) references users on delete set null,
                   |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                   |
                   = help: write `set null (author_id)`
            "#]],
        );
    }

    #[test]
    fn with_sets_its_own_column() {
        check(
            r#"
                postgres 15;
                table tenants { id: bigint primary key identity }
                table users {
                    tenant_id: references tenants on delete cascade,
                    id: bigint identity,
                    primary key (tenant_id, id),
                }
                table posts {
                    id: bigint primary key identity,
                    tenant_id: references tenants on delete cascade,
                    author_id: references users? with tenant_id on delete set null,
                }
            "#,
            expect![[""]],
        );
    }
}
