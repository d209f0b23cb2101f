//! Tables that need each other can have a first row.
//!
//! If a store needs its manager, and a manager needs a store, neither can be inserted before the
//! other. One of the references has to be optional, or checked at the end of the transaction.
//!
//! ```relata,breaks
//! table stores { id: bigint primary key identity, manager_id: references staff on delete restrict }
//! table staff { id: bigint primary key identity, store_id: references stores on delete restrict }
//! ```
//!
//! ```relata
//! table stores { id: bigint primary key identity, manager_id: references staff? on delete restrict }
//! table staff { id: bigint primary key identity, store_id: references stores on delete restrict }
//! ```

use std::collections::BTreeSet;

use super::findings::{Findings, Place};
use crate::model::{Deferrable, Model, Reference, ReferenceId, TableId};

const RULE: &str = "required_cycle";

/// As many steps of a circle are shown.
const SHOWN: usize = 8;

/// Reports circles of required references that are checked at once.
///
/// Of the circles through one reference, the first is enough: to break it may break them all.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    let mut reported: BTreeSet<(TableId, ReferenceId)> = BTreeSet::new();
    // 0: not seen, 1: on the path, 2: done.
    let mut state = vec![0u8; model.tables.len()];
    for start in 0..model.tables.len() {
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        // Each step is a table and the next of its references to follow.
        let mut path = vec![(TableId(start), 0)];
        while let Some((table, next)) = path.last_mut() {
            let table = *table;
            let id = ReferenceId(*next);
            let Some(reference) = model.table(table).references.get(id.0) else {
                state[table.0] = 2;
                path.pop();
                continue;
            };
            *next += 1;
            let target = reference.target;
            if !is_needed(reference) || state[target.0] == 2 {
                continue;
            }
            if state[target.0] == 0 {
                state[target.0] = 1;
                path.push((target, 0));
                continue;
            }
            let first = path
                .iter()
                .position(|&(on_path, _)| on_path == target)
                .unwrap_or(0);
            let circle: Vec<(TableId, ReferenceId)> = path[first..]
                .iter()
                .map(|&(table, next)| (table, ReferenceId(next - 1)))
                .collect();
            if circle.iter().all(|step| !reported.contains(step)) {
                reported.extend(&circle);
                report(model, &circle, found);
            }
        }
    }
}

fn is_needed(reference: &Reference) -> bool {
    !reference.nullable && reference.deferrable == Deferrable::No
}

fn report(model: &Model, circle: &[(TableId, ReferenceId)], found: &mut Findings<'_>) {
    let name = |table: TableId| &model.table(table).name;
    let target = |(table, id): (TableId, ReferenceId)| model.table(table).reference(id).target;
    // A circle of many tables is clear from its first.
    let needs: Vec<String> = circle
        .iter()
        .take(SHOWN)
        .map(|&step| format!("`{}` needs `{}`", name(step.0), name(target(step))))
        .collect();
    let more = if circle.len() > SHOWN {
        " and so on"
    } else {
        ""
    };
    let places: Vec<Place> = circle
        .iter()
        .map(|&(table, id)| Place::Reference(table, id))
        .collect();
    let Some((&(table, id), others)) = circle.split_first() else {
        return;
    };
    let diagnostic = found.report_unless(
        RULE,
        &places,
        model.table(table).reference(id).span,
        format!("{}{more}: no row can be inserted", needs.join(" and ")),
    );
    for &(table, id) in others.iter().take(SHOWN) {
        let reference = model.table(table).reference(id);
        let words = format!("`{}` needs `{}` here", name(table), name(reference.target));
        diagnostic.because(reference.span, words);
    }
    diagnostic.help("write `?` at one of them, or `deferrable initially deferred`");
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn neither_can_be_first() {
        check(
            r#"
                table stores { id: bigint primary key identity, manager_id: references staff on delete restrict }
                table staff { id: bigint primary key identity, store_id: references stores on delete restrict }
            "#,
            expect![[r#"
                error[required_cycle]: `stores` needs `staff` and `staff` needs `stores`: no row can be inserted
                 --> schema.relata:2:65
                  |
                2 |                 table stores { id: bigint primary key identity, manager_id: references staff on delete restrict }
                  |                                                                 ^^^^^^^^^^
                3 |                 table staff { id: bigint primary key identity, store_id: references stores on delete restrict }
                  |                                                                -------- `staff` needs `stores` here
                  |
                  = help: write `?` at one of them, or `deferrable initially deferred`
            "#]],
        );
    }

    #[test]
    fn a_row_does_not_need_itself() {
        check(
            r#"
                table nodes { id: bigint primary key identity, parent_id: references nodes on delete cascade inverse children }
            "#,
            expect![[r#"
                error[required_cycle]: `nodes` needs `nodes`: no row can be inserted
                 --> schema.relata:2:64
                  |
                2 |                 table nodes { id: bigint primary key identity, parent_id: references nodes on delete cascade inverse children }
                  |                                                                ^^^^^^^^^
                  |
                  = help: write `?` at one of them, or `deferrable initially deferred`
            "#]],
        );
    }

    #[test]
    fn deferred_ones_can_be_inserted() {
        check(
            r#"
                table stores { id: bigint primary key identity, manager_id: references staff on delete restrict deferrable initially deferred }
                table staff { id: bigint primary key identity, store_id: references stores on delete restrict }
            "#,
            expect![[""]],
        );
    }

    #[test]
    fn one_allow_is_enough() {
        check(
            r#"
                table stores { id: bigint primary key identity, manager_id: references staff on delete restrict }
                table staff { id: bigint primary key identity, store_id: references stores on delete restrict allow required_cycle because "the first are loaded with triggers off" }
            "#,
            expect![[""]],
        );
    }
}
