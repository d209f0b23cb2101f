//! A btree's rows stay under 2,704 bytes.
//!
//! A longer value cannot be inserted: the first long article fails, in production. What is long is not looked
//! up as a whole either. Documents and arrays are taken apart by `gin`; a text is compared by its `md5`.
//!
//! ```relata,breaks
//! table posts { id: bigint primary key identity, body: text, index (body) }
//! ```
//!
//! ```relata
//! table posts { id: bigint primary key identity, body: text, index (md5(body)) }
//! ```
//!
//! A check that bounds the column's length keeps it short enough too: `check (length(body) <= 500)`.

use super::findings::{Findings, Place};
use crate::model::{Column, ColumnId, Expr, ExprKind, Model, Scalar, Table, TableId};
use crate::source::Span;

const RULE: &str = "wide_key";

/// Reports btrees over what may be long, unless a check bounds it.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        let table_id = TableId(number);
        if let Some(key) = &table.primary_key {
            for &column in &key.columns {
                of_column(table, column, Place::Table(table_id), key.span, found);
            }
        }
        for (id, unique) in table.uniques.iter().enumerate() {
            for &column in &unique.columns {
                let place = Place::Unique(table_id, id);
                of_column(table, column, place, unique.span, found);
            }
        }
        for (id, index) in table.indexes.iter().enumerate() {
            if index.method != "btree" || index.automatic.is_some() {
                continue;
            }
            for element in &index.elements {
                if let Some(column) = element.column() {
                    let place = Place::Index(table_id, id);
                    of_column(table, column, place, element.expr.span, found);
                }
            }
        }
    }
}

fn of_column(table: &Table, id: ColumnId, place: Place, at: Span, found: &mut Findings<'_>) {
    let column = table.column(id);
    let Some((what, help)) = wide(column) else {
        return;
    };
    if table
        .checks
        .iter()
        .any(|check| is_bound(&check.condition, id))
        || found.doubt().mentions(&column.name)
    {
        return;
    }
    let message = format!(
        "`{}` {what}: rows over 2,704 bytes fail in a btree",
        column.name
    );
    found.report(RULE, place, at, message).help(help);
}

fn wide(column: &Column) -> Option<(String, String)> {
    let name = &column.name;
    if column.ty.array.is_some() {
        return Some((
            "is an array".to_owned(),
            format!("write `index using gin ({name})`"),
        ));
    }
    match column.ty.scalar {
        Scalar::Jsonb => Some((
            "is `jsonb`".to_owned(),
            format!("write `index using gin ({name})`"),
        )),
        Scalar::Bytea => Some(("is `bytea`".to_owned(), format!("write `sha256({name})`"))),
        Scalar::Text | Scalar::Varchar(None) | Scalar::Citext
            if matches!(name.as_str(), "body" | "content" | "description") =>
        {
            Some((
                "may be long".to_owned(),
                format!("write `md5({name})`, or bound its length by a check"),
            ))
        }
        _ => None,
    }
}

/// Whether a condition says how long the column may be.
fn is_bound(condition: &Expr, column: ColumnId) -> bool {
    condition.all().into_iter().any(|expr| match &expr.kind {
        ExprKind::Call {
            function,
            arguments,
            ..
        } => {
            matches!(
                function.as_str(),
                "length"
                    | "char_length"
                    | "octet_length"
                    | "cardinality"
                    | "array_length"
                    | "pg_column_size"
            ) && arguments
                .first()
                .is_some_and(|argument| argument.columns().contains(&column))
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_btree_is_narrow() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    body: text,
                    content: text check (length(content) < 200),
                    data: jsonb unique,
                    labels: text[],
                    hash: bytea check (octet_length(hash) = 32),
                    raw: bytea,
                    index (body),
                    index (content),
                    index (labels),
                    index using gin (data),
                    index (hash),
                    index (id, raw),
                    index hashed (md5(body)),
                    index by_hash using hash (body),
                }
            "#,
            expect![[r#"
                warning[wide_key]: `data` is `jsonb`: rows over 2,704 bytes fail in a btree
                 --> schema.relata:6:33
                  |
                6 |                     data: jsonb unique,
                  |                                 ^^^^^^
                  |
                  = help: write `index using gin (data)`
                warning[wide_key]: `body` may be long: rows over 2,704 bytes fail in a btree
                  --> schema.relata:10:28
                   |
                10 |                     index (body),
                   |                            ^^^^
                   |
                   = help: write `md5(body)`, or bound its length by a check
                warning[wide_key]: `labels` is an array: rows over 2,704 bytes fail in a btree
                  --> schema.relata:12:28
                   |
                12 |                     index (labels),
                   |                            ^^^^^^
                   |
                   = help: write `index using gin (labels)`
                warning[wide_key]: `raw` is `bytea`: rows over 2,704 bytes fail in a btree
                  --> schema.relata:15:32
                   |
                15 |                     index (id, raw),
                   |                                ^^^
                   |
                   = help: write `sha256(raw)`
            "#]],
        );
    }
}
