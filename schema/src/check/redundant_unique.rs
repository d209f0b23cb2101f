//! What is unique already is not made unique again.
//!
//! `unique (id, title)` beside a key `id` costs an index and says nothing. It is needed where a
//! composite reference leads to just these columns.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     name: text,
//!     unique (id, name),
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     name: text,
//!     unique (name),
//! }
//! ```

use super::findings::{Findings, Place};
use crate::model::{ColumnId, Model, TableId};

const RULE: &str = "redundant_unique";

/// Reports uniques that hold the columns of another key, and that nothing refers to.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    let referred_to = referred_to(model);
    for (number, table) in model.tables.iter().enumerate() {
        let keys = table.unique_keys();
        for (id, unique) in table.uniques.iter().enumerate() {
            let is_target = referred_to[number]
                .iter()
                .any(|columns| is_same(columns, &unique.columns));
            if is_target || !unique.include.is_empty() || unique.nulls_distinct == Some(false) {
                continue;
            }
            let smaller = keys.iter().find(|key| {
                key.span != unique.span
                    && !key.deferrable
                    && key.columns.iter().all(|column| unique.columns.contains(column))
                    // Of two with the same columns, the later one is redundant.
                    && (key.columns.len() < unique.columns.len() || key.span < unique.span)
            });
            let Some(key) = smaller else {
                continue;
            };
            let names: Vec<&str> = key
                .columns
                .iter()
                .map(|&column| table.column(column).name.as_str())
                .collect();
            found
                .report(
                    RULE,
                    Place::Unique(TableId(number), id),
                    unique.span,
                    format!("`{}` is unique already", names.join(", ")),
                )
                .because(key.span, "by this")
                .help("remove this one");
        }
    }
}

/// The lists of columns of each table that references lead to.
fn referred_to(model: &Model) -> Vec<Vec<&[ColumnId]>> {
    let mut all = vec![Vec::new(); model.tables.len()];
    for reference in model.tables.iter().flat_map(|table| &table.references) {
        // The keys of single columns are never needed for the shape of a reference.
        if reference.target_columns.len() > 1 {
            all[reference.target.0].push(reference.target_columns.as_slice());
        }
    }
    all
}

fn is_same(one: &[ColumnId], other: &[ColumnId]) -> bool {
    one.len() == other.len() && one.iter().all(|column| other.contains(column))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_key_is_unique() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    title: text,
                    code: text unique,
                    unique (id, title),
                    unique (code, title),
                    unique (title, id) nulls distinct include (code),
                }
            "#,
            expect![[r#"
                warning[redundant_unique]: `id` is unique already
                 --> schema.relata:6:21
                  |
                3 |                     id: bigint primary key identity,
                  |                                ----------- by this
                ...
                6 |                     unique (id, title),
                  |                     ^^^^^^^^^^^^^^^^^^
                  |
                  = help: remove this one
                warning[redundant_unique]: `code` is unique already
                 --> schema.relata:7:21
                  |
                5 |                     code: text unique,
                  |                                ------ by this
                6 |                     unique (id, title),
                7 |                     unique (code, title),
                  |                     ^^^^^^^^^^^^^^^^^^^^
                  |
                  = help: remove this one
            "#]],
        );
    }

    #[test]
    fn a_target_is_needed() {
        check(
            r#"
                table tenants { id: bigint primary key identity }
                table users {
                    id: bigint primary key identity,
                    tenant_id: references tenants on delete cascade,
                    unique (tenant_id, id),
                }
                table posts {
                    id: bigint primary key identity,
                    tenant_id: references tenants on delete cascade,
                    author_id: references users with tenant_id on delete cascade,
                }
            "#,
            expect![[""]],
        );
    }
}
