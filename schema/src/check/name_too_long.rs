//! A name has at most 63 bytes.
//!
//! PostgreSQL cuts what is longer, with a notice that few read; two names that differ at their ends are
//! then one.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: text,
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     name: text,
//! }
//! ```

use super::findings::{Findings, Place};
use crate::model::{ColumnId, ConstraintName, DomainId, Model, TableId};
use crate::name::postgres::LONGEST;
use crate::source::Span;

const RULE: &str = "name_too_long";

/// Reports names that PostgreSQL would cut.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for namespace in &model.namespaces {
        name(&namespace.name, namespace.span, Place::Schema, found);
    }
    for declared in &model.enums {
        name(&declared.name.name, declared.span, Place::Schema, found);
        for value in &declared.values {
            name(&value.label, value.span, Place::Schema, found);
        }
    }
    for (number, domain) in model.domains.iter().enumerate() {
        let place = Place::Domain(DomainId(number));
        name(&domain.name.name, domain.span, place, found);
        for check in &domain.checks {
            written(&check.name, check.span, place, found);
        }
    }
    for (number, view) in model.views.iter().enumerate() {
        name(&view.name.name, view.span, Place::View(number), found);
        for column in &view.columns {
            name(&column.name, column.span, Place::View(number), found);
        }
        for index in &view.indexes {
            written(&index.name, index.span, Place::View(number), found);
        }
    }
    for (number, table) in model.tables.iter().enumerate() {
        let place = Place::Table(TableId(number));
        name(&table.name.name, table.span, place, found);
        for (id, column) in table.columns.iter().enumerate() {
            let place = Place::Column(TableId(number), ColumnId(id));
            name(&column.name, column.span, place, found);
        }
        let keys = table.primary_key.iter().map(|key| (&key.name, key.span));
        let constraints = keys
            .chain(
                table
                    .uniques
                    .iter()
                    .map(|unique| (&unique.name, unique.span)),
            )
            .chain(table.checks.iter().map(|check| (&check.name, check.span)))
            .chain(table.indexes.iter().map(|index| (&index.name, index.span)))
            .chain(
                table
                    .references
                    .iter()
                    .map(|held| (&held.constraint, held.span)),
            )
            .chain(table.exclusions.iter().map(|held| (&held.name, held.span)));
        for (constraint, span) in constraints {
            written(constraint, span, place, found);
        }
    }
}

/// Names that relata makes fit by themselves.
fn written(constraint: &ConstraintName, at: Span, place: Place, found: &mut Findings<'_>) {
    if constraint.written {
        name(&constraint.text, at, place, found);
    }
}

fn name(text: &str, at: Span, place: Place, found: &mut Findings<'_>) {
    let bytes = text.len();
    if bytes > LONGEST {
        found
            .report(
                RULE,
                place,
                at,
                format!("this name has {bytes} bytes, and PostgreSQL keeps {LONGEST}"),
            )
            .help("shorten it");
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn sixty_three_bytes_are_kept() {
        check(
            r#"
                table a123456789b123456789c123456789d123456789e123456789f123456789 {
                    id: bigint primary key identity,
                    a123456789b123456789c123456789d123456789e123456789f123456789é: text,
                    index a123456789b123456789c123456789d123456789e123456789f123456789g (id),
                }
            "#,
            expect![[r#"
                warning[redundant_index]: a longer index begins with this one
                 --> schema.relata:5:21
                  |
                3 |                     id: bigint primary key identity,
                  |                                ----------- the other is here
                4 |                     a123456789b123456789c123456789d123456789e123456789f123456789é: text,
                5 |                     index a123456789b123456789c123456789d123456789e123456789f123456789g (id),
                  |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = help: remove this one
            "#]],
        );
    }
}
