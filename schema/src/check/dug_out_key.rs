//! What is looked up often in a document is a column.
//!
//! A key that two conditions or indexes dig out of a document has a meaning of its own. As a column it has a
//! type, statistics for the planner, and a name that a typo does not turn into NULL.
//!
//! ```relata,breaks
//! table visits {
//!     id: bigint primary key identity,
//!     data: jsonb check (data ->> "country" <> ""),
//!     index (data ->> "country"),
//! }
//! ```
//!
//! ```relata
//! table visits {
//!     id: bigint primary key identity,
//!     data: jsonb,
//!     country: text check (country <> ""),
//!     index (country),
//! }
//! ```
//!
//! A generated column, `country: text? generated (data ->> "country")`, is one too.

use std::collections::BTreeMap;

use super::conditions::{self, Use};
use super::findings::{Findings, Place};
use crate::model::{ColumnId, ExprKind, Model, TableId};
use crate::source::Span;

const RULE: &str = "dug_out_key";

/// Reports keys that are read in more than one place.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for number in 0..model.tables.len() {
        of_table(model, TableId(number), found);
    }
}

fn of_table(model: &Model, id: TableId, found: &mut Findings<'_>) {
    let table = model.table(id);
    // The places where each key is read; none of one that a column holds.
    let mut read: BTreeMap<(ColumnId, &str), Option<Vec<Span>>> = BTreeMap::new();
    for condition in conditions::of(model, id) {
        let mut here: Vec<(ColumnId, &str)> = Vec::new();
        for expr in condition.expr.all() {
            let ExprKind::Binary {
                left,
                operator,
                right,
            } = &expr.kind
            else {
                continue;
            };
            let (ExprKind::Column(column), ExprKind::Text(key)) =
                (&left.unparenthesized().kind, &right.unparenthesized().kind)
            else {
                continue;
            };
            let key = (*column, key.as_str());
            if !matches!(operator.as_str(), "->" | "->>") || here.contains(&key) {
                continue;
            }
            here.push(key);
            let places = read.entry(key).or_insert_with(|| Some(Vec::new()));
            match places {
                _ if condition.used == Use::Generated => *places = None,
                Some(places) => places.push(expr.span),
                None => {}
            }
        }
    }
    for ((column, key), places) in read {
        let Some([first, second, ..]) = places.as_deref() else {
            continue;
        };
        let document = table.column(column);
        let message = format!(
            "the key `{key}` is dug out of `{}` more than once",
            document.name
        );
        found
            .report(RULE, Place::Column(id, column), *second, message)
            .because(*first, "here too")
            .help("write a column for it");
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn what_is_read_twice_is_a_column() {
        check(
            r#"
                table things {
                    id: bigint primary key identity,
                    data: jsonb check (data ? "a" and data ->> "a" <> "" and length(data ->> "a") < 9),
                    index (data ->> "b"),
                    index again (lower(data ->> "b")),
                    kind: text? generated (data ->> "kind"),
                    index by_kind (data ->> "kind"),
                    check (data ->> "kind" <> ""),
                }
            "#,
            expect![[r#"
                warning[dug_out_key]: the key `b` is dug out of `data` more than once
                 --> schema.relata:6:40
                  |
                5 |                     index (data ->> "b"),
                  |                            ------------ here too
                6 |                     index again (lower(data ->> "b")),
                  |                                        ^^^^^^^^^^^^
                  |
                  = help: write a column for it
                error[name_taken]: this check would also be called `things_data_check`
                 --> schema.relata:9:21
                  |
                4 |                     data: jsonb check (data ? "a" and data ->> "a" <> "" and length(data ->> "a") < 9),
                  |                                 ---------------------------------------------------------------------- `things_data_check` is here
                ...
                9 |                     check (data ->> "kind" <> ""),
                  |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = help: name it: `check things_data_2_check (…)`
            "#]],
        );
    }
}
