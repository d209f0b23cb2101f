//! The oldest server knows all that is used.
//!
//! A schema says which servers it runs on, `postgres 15;`, and 14 if it says nothing.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     a: integer?,
//!     b: integer,
//!     unique (a, b) nulls not distinct,
//! }
//! ```
//!
//! ```relata
//! postgres 15;
//! table things {
//!     id: bigint primary key identity,
//!     a: integer?,
//!     b: integer,
//!     unique (a, b) nulls not distinct,
//! }
//! ```

use super::findings::{Findings, Place};
use crate::model::{Action, ColumnId, ExprKind, Filled, Model, ReferenceId, Scalar, TableId};
use crate::source::Span;

const RULE: &str = "too_new";

/// Reports what the oldest server does not know.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        let id = TableId(number);
        for (unique_number, unique) in table.uniques.iter().enumerate() {
            if unique.nulls_distinct == Some(false) {
                let place = Place::Unique(id, unique_number);
                needs(model, 15, "`nulls not distinct`", unique.span, place, found);
            }
        }
        for (index_number, index) in table.indexes.iter().enumerate() {
            if index.nulls_distinct == Some(false) {
                let place = Place::Index(id, index_number);
                needs(model, 15, "`nulls not distinct`", index.span, place, found);
            }
        }
        for (reference_number, reference) in table.references.iter().enumerate() {
            let place = Place::Reference(id, ReferenceId(reference_number));
            for action in [&reference.on_delete, &reference.on_update] {
                let words = match action {
                    Some(Action::SetNull(columns)) if !columns.is_empty() => {
                        "`set null` of some columns"
                    }
                    Some(Action::SetDefault(columns)) if !columns.is_empty() => {
                        "`set default` of some columns"
                    }
                    _ => continue,
                };
                needs(model, 15, words, reference.span, place, found);
            }
        }
        for (column_number, column) in table.columns.iter().enumerate() {
            let place = Place::Column(id, ColumnId(column_number));
            if table.partition.is_some() && matches!(column.filled, Filled::Identity { .. }) {
                let words = "`identity` on a partitioned table";
                needs(model, 17, words, column.span, place, found);
            }
        }
    }
    for column in super::columns::typed(model) {
        if let Scalar::Numeric(Some((precision, scale))) = column.ty.scalar
            && (scale < 0 || i32::from(scale) > i32::from(precision))
        {
            let words = "a `numeric` whose scale is negative or over its precision";
            needs(model, 15, words, column.at, column.place, found);
        }
    }
    for condition in found.conditions().iter() {
        for &expr in condition.parts() {
            if let ExprKind::Call {
                namespace: None,
                function,
                ..
            } = &expr.kind
                && let Some(version) = of_function(function)
            {
                let words = format!("`{function}()`");
                needs(model, version, &words, expr.span, condition.place, found);
            }
        }
    }
}

fn needs(
    model: &Model,
    version: u32,
    words: &str,
    at: Span,
    place: Place,
    found: &mut Findings<'_>,
) {
    if model.postgres < version
        && !found.doubt().has_lost_items()
        && !found.doubt().mentions("postgres")
    {
        found
            .report(
                RULE,
                place,
                at,
                format!(
                    "{words} needs PostgreSQL {version}, and this schema runs on {}",
                    model.postgres
                ),
            )
            .help(format!("write `postgres {version};`"));
    }
}

fn of_function(function: &str) -> Option<u32> {
    match function {
        "regexp_count" | "regexp_like" | "regexp_instr" | "regexp_substr" => Some(15),
        "any_value" | "random_normal" => Some(16),
        "uuid_extract_version" | "uuid_extract_timestamp" => Some(17),
        "uuidv7" | "uuidv4" | "casefold" => Some(18),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn an_old_server_knows_less() {
        check(
            r#"
                table things {
                    id: uuid primary key = uuidv7(),
                    a: text?,
                    b: numeric(5, -2),
                    unique (a) nulls not distinct,
                }
            "#,
            expect![[r#"
                error[too_new]: `uuidv7()` needs PostgreSQL 18, and this schema runs on 14
                 --> schema.relata:3:44
                  |
                3 |                     id: uuid primary key = uuidv7(),
                  |                                            ^^^^^^^^
                  |
                  = help: write `postgres 18;`
                error[too_new]: a `numeric` whose scale is negative or over its precision needs PostgreSQL 15, and this schema runs on 14
                 --> schema.relata:5:24
                  |
                5 |                     b: numeric(5, -2),
                  |                        ^^^^^^^^^^^^^^
                  |
                  = help: write `postgres 15;`
                error[too_new]: `nulls not distinct` needs PostgreSQL 15, and this schema runs on 14
                 --> schema.relata:6:21
                  |
                6 |                     unique (a) nulls not distinct,
                  |                     ^^^^^^^^^^
                  |
                  = help: write `postgres 15;`
            "#]],
        );
    }

    #[test]
    fn a_new_server_knows_more() {
        check(
            r#"
                postgres 18;
                table things {
                    id: uuid primary key = uuidv7(),
                    a: text?,
                    unique (a) nulls not distinct,
                }
            "#,
            expect![[""]],
        );
    }
}
