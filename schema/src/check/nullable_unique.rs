//! A unique of several columns says what NULLs in it mean.
//!
//! NULLs are not equal: with `unique (parent_id, name)` and a `parent_id` that may be NULL, any number of rows
//! have the same name and no parent. That is rarely meant where there are several columns. (Of one column it
//! is: many have no email address.)
//!
//! ```relata,breaks
//! postgres 15;
//! table folders {
//!     id: bigint primary key identity,
//!     parent_id: references folders? on delete cascade inverse children,
//!     name: text,
//!     unique (parent_id, name),
//! }
//! ```
//!
//! Say which it is, `nulls distinct` or:
//!
//! ```relata
//! postgres 15;
//! table folders {
//!     id: bigint primary key identity,
//!     parent_id: references folders? on delete cascade inverse children,
//!     name: text,
//!     unique (parent_id, name) nulls not distinct,
//! }
//! ```

use super::findings::{Findings, Place};
use crate::model::expression::IsWhat;
use crate::model::{ColumnId, Expr, ExprKind, Model, Table, TableId};
use crate::source::Span;

const RULE: &str = "nullable_unique";

/// Reports uniques of several columns in which one may be NULL.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        for (id, unique) in table.uniques.iter().enumerate() {
            if unique.nulls_distinct.is_none() {
                let place = Place::Unique(TableId(number), id);
                let listed = Listed {
                    place,
                    at: unique.span,
                    columns: unique.columns.clone(),
                    predicate: None,
                };
                of_columns(model, table, &listed, found);
            }
        }
        for (id, index) in table.indexes.iter().enumerate() {
            let columns = index.leading_columns();
            if index.unique
                && index.nulls_distinct.is_none()
                && columns.len() == index.elements.len()
            {
                let listed = Listed {
                    place: Place::Index(TableId(number), id),
                    at: index.span,
                    columns,
                    predicate: index.predicate.as_ref(),
                };
                of_columns(model, table, &listed, found);
            }
        }
    }
}

/// Columns that are unique together.
struct Listed<'a> {
    place: Place,
    at: Span,
    columns: Vec<ColumnId>,
    predicate: Option<&'a Expr>,
}

fn of_columns(model: &Model, table: &Table, listed: &Listed<'_>, found: &mut Findings<'_>) {
    if listed.columns.len() < 2 {
        return;
    }
    let can_be_null = |column: &&ColumnId| {
        table.column(**column).nullable
            && !listed
                .predicate
                .is_some_and(|predicate| leaves_out_nulls(predicate, **column))
    };
    let Some(nullable) = listed.columns.iter().find(can_be_null) else {
        return;
    };
    let others: Vec<String> = listed
        .columns
        .iter()
        .filter(|column| *column != nullable)
        .map(|column| format!("`{}`", table.column(*column).name))
        .collect();
    let message = format!(
        "several rows with the same {} and no `{}` are possible",
        others.join(", "),
        table.column(*nullable).name
    );
    let help = if model.postgres < 15 {
        "write `nulls distinct` if that is meant, else `postgres 15;` and `nulls not distinct`"
    } else {
        "write `nulls not distinct`, or `nulls distinct` if that is meant"
    };
    found
        .report(RULE, listed.place, listed.at, message)
        .help(help);
}

/// Whether no row with a NULL in the column is in the index.
fn leaves_out_nulls(predicate: &Expr, column: ColumnId) -> bool {
    match &predicate.unparenthesized().kind {
        ExprKind::And(left, right) => {
            leaves_out_nulls(left, column) || leaves_out_nulls(right, column)
        }
        ExprKind::Is {
            operand,
            negated: true,
            what: IsWhat::Null,
        } => operand.unparenthesized().kind == ExprKind::Column(column),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_null_is_equal_to_none() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    email: text? unique,
                    a: integer?,
                    b: integer,
                    c: integer,
                    unique (a, b),
                    unique (a, c) nulls distinct,
                    unique (b, c),
                    unique index i1 (b, c, a),
                    unique index i2 (c, b, a) where a is not null,
                }
            "#,
            expect![[r#"
                warning[nullable_unique]: several rows with the same `b` and no `a` are possible
                 --> schema.relata:8:21
                  |
                8 |                     unique (a, b),
                  |                     ^^^^^^^^^^^^^
                  |
                  = help: write `nulls distinct` if that is meant, else `postgres 15;` and `nulls not distinct`
                warning[nullable_unique]: several rows with the same `b`, `c` and no `a` are possible
                  --> schema.relata:11:21
                   |
                11 |                     unique index i1 (b, c, a),
                   |                     ^^^^^^^^^^^^^^^^^^^^^^^^^
                   |
                   = help: write `nulls distinct` if that is meant, else `postgres 15;` and `nulls not distinct`
            "#]],
        );
    }
}
