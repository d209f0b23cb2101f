//! An index finds what no other does.
//!
//! An index on `(a)` beside one on `(a, b)` finds nothing that the longer does not, and every write has
//! to keep both. The index of a reference is made by itself.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     kind: text,
//!     at: date,
//!     index (kind),
//!     index (kind, at),
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     kind: text,
//!     at: date,
//!     index (kind, at),
//! }
//! ```

use super::findings::{Findings, Place};
use crate::model::{Expr, ExprKind, Index, IndexElement, Model, Table, TableId};
use crate::source::Span;

const RULE: &str = "redundant_index";

/// Reports indexes that begin another index or key, and those that would be made anyway.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for (number, table) in model.tables.iter().enumerate() {
        for (id, index) in table.indexes.iter().enumerate() {
            if !is_plain(index) {
                continue;
            }
            let place = Place::Index(TableId(number), id);
            if let Some((span, whole)) = longer(table, id) {
                let message = if whole {
                    "this is the same as another index"
                } else {
                    "a longer index begins with this one"
                };
                found
                    .report(RULE, place, index.span, message)
                    .because(span, "the other is here")
                    .help("remove this one");
            } else if is_made_anyway(table, index) && !is_left_out(model, table, index) {
                found
                    .report(
                        RULE,
                        place,
                        index.span,
                        "the index of a reference is made by itself",
                    )
                    .help("remove this one");
            }
        }
    }
}

/// Whether it only finds rows: it keeps nothing unique, carries no columns, and is written.
fn is_plain(index: &Index) -> bool {
    index.automatic.is_none()
        && !index.unique
        && index.method == "btree"
        && index.include.is_empty()
}

/// Another index or key that begins with the elements of this one, and whether it ends there too.
fn longer(table: &Table, id: usize) -> Option<(Span, bool)> {
    let index = &table.indexes[id];
    let of_keys = table
        .primary_key
        .iter()
        .map(|key| (key.span, &key.columns))
        .chain(
            table
                .uniques
                .iter()
                .map(|unique| (unique.span, &unique.columns)),
        )
        .filter(|_| index.predicate.is_none())
        .find_map(|(span, columns)| {
            let elements: Vec<IndexElement> = columns
                .iter()
                .map(|&column| IndexElement {
                    expr: Expr {
                        span,
                        kind: ExprKind::Column(column),
                    },
                    descending: false,
                    nulls_first: false,
                    class: None,
                })
                .collect();
            begins(&elements, &index.elements).then_some((span, false))
        });
    of_keys.or_else(|| {
        table
            .indexes
            .iter()
            .enumerate()
            .find_map(|(other_id, other)| {
                let whole = other.elements.len() == index.elements.len();
                // Of two that are the same, the later one is redundant.
                let counts = other_id != id
                    && other.method == "btree"
                    && (other.predicate.is_none() || other.predicate == index.predicate)
                    && index.predicate.is_none() == other.predicate.is_none()
                    && (!whole || other.unique || !other.include.is_empty() || other_id < id);
                (counts && begins(&other.elements, &index.elements)).then_some((other.span, whole))
            })
    })
}

/// Whether a list of elements begins with another, as it stands or read backwards.
fn begins(longer: &[IndexElement], shorter: &[IndexElement]) -> bool {
    let same = |one: &IndexElement, other: &IndexElement| {
        one.expr == other.expr && one.class == other.class
    };
    longer.len() >= shorter.len()
        && shorter
            .iter()
            .zip(longer)
            .all(|(one, other)| same(one, other))
        && [false, true].into_iter().any(|backwards| {
            shorter.iter().zip(longer).all(|(one, other)| {
                one.descending == (other.descending != backwards)
                    && one.nulls_first == (other.nulls_first != backwards)
            })
        })
}

/// Whether it is just what is made for a reference, and is not there for its name or settings.
fn is_made_anyway(table: &Table, index: &Index) -> bool {
    let plain = |element: &IndexElement| {
        !element.descending && !element.nulls_first && element.class.is_none()
    };
    !index.name.written
        && index.predicate.is_none()
        && index.options.is_empty()
        && index.elements.iter().all(plain)
        && table.references.iter().any(|reference| {
            reference.columns.len() == index.elements.len()
                && reference
                    .columns
                    .iter()
                    .zip(&index.elements)
                    .all(|(&column, element)| element.column() == Some(column))
        })
}

/// Whether no index is made for the reference, so that the written one is needed.
fn is_left_out(model: &Model, table: &Table, index: &Index) -> bool {
    let columns = index.leading_columns();
    let of_reference = table
        .references
        .iter()
        .filter(|reference| reference.columns == columns)
        .flat_map(|reference| &reference.allows);
    of_reference
        .chain(&table.allows)
        .chain(&model.allows)
        .any(|allow| allow.rule == "unindexed_reference")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_longer_index_serves() {
        check(
            r#"
                table users { id: bigint primary key identity }
                table things {
                    id: bigint primary key identity,
                    a: integer,
                    b: integer,
                    email: text unique,
                    user_id: references users on delete cascade,
                    index (a),
                    index (a, b),
                    index again (b),
                    index (b desc),
                    index (email),
                    index (user_id),
                }
            "#,
            expect![[r#"
                warning[redundant_index]: a longer index begins with this one
                  --> schema.relata:9:21
                   |
                 9 |                     index (a),
                   |                     ^^^^^^^^^
                10 |                     index (a, b),
                   |                     ------------ the other is here
                   |
                   = help: remove this one
                warning[redundant_index]: this is the same as another index
                  --> schema.relata:12:21
                   |
                11 |                     index again (b),
                   |                     --------------- the other is here
                12 |                     index (b desc),
                   |                     ^^^^^^^^^^^^^^
                   |
                   = help: remove this one
                warning[redundant_index]: a longer index begins with this one
                  --> schema.relata:13:21
                   |
                 7 |                     email: text unique,
                   |                                 ------ the other is here
                ...
                13 |                     index (email),
                   |                     ^^^^^^^^^^^^^
                   |
                   = help: remove this one
                warning[redundant_index]: the index of a reference is made by itself
                  --> schema.relata:14:21
                   |
                14 |                     index (user_id),
                   |                     ^^^^^^^^^^^^^^^
                   |
                   = help: remove this one
            "#]],
        );
    }

    #[test]
    fn what_differs_is_needed() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    a: integer,
                    b: integer,
                    c: text,
                    index (a) where b > 0,
                    index (a, b),
                    index (b desc, a),
                    index with_b (a desc, b) include (c),
                    index (c text_pattern_ops),
                    unique index (c),
                }
            "#,
            expect![[r#"
                error[name_taken]: this unique index would also be called `things_c_idx`
                  --> schema.relata:12:21
                   |
                11 |                     index (c text_pattern_ops),
                   |                     -------------------------- `things_c_idx` is here
                12 |                     unique index (c),
                   |                     ^^^^^^^^^^^^^^^^
                   |
                   = help: name it: `unique index things_c_2_idx (…)`
            "#]],
        );
    }
}
