//! A default reads no column: PostgreSQL computes it before there is a row.
//!
//! A value that follows from other columns is a `generated (…)` one.
//!
//! ```relata,breaks
//! table things {
//!     id: bigint primary key identity,
//!     first: text,
//!     last: text,
//!     whole: text = first || last,
//! }
//! ```
//!
//! ```relata
//! table things {
//!     id: bigint primary key identity,
//!     first: text,
//!     last: text,
//!     whole: text generated (first || last),
//! }
//! ```

use super::conditions::Use;
use super::findings::Findings;
use crate::model::ExprKind;

const RULE: &str = "default_reads_column";

/// Reports columns in defaults.
pub(super) fn check(found: &mut Findings<'_>) {
    for condition in found.conditions().iter() {
        if !matches!(condition.used, Use::Default | Use::OnUpdate) {
            continue;
        }
        let Some(table) = condition.table else {
            continue;
        };
        let column = condition
            .parts()
            .iter()
            .copied()
            .find_map(|expr| match expr.kind {
                ExprKind::Column(column) => Some((expr.span, table.column(column))),
                _ => None,
            });
        if let Some((at, column)) = column {
            let message = format!("a default cannot read the column `{}`", column.name);
            found
                .report(RULE, condition.place, at, message)
                .because(column.span, format!("`{}` is declared here", column.name))
                .help("if the value follows from the row, write `generated (…)`");
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn a_default_has_no_row() {
        check(
            r#"
                table things { id: bigint primary key identity, a: integer, b: integer = a + 1 }
            "#,
            expect![[r#"
                error[default_reads_column]: a default cannot read the column `a`
                 --> schema.relata:2:90
                  |
                2 |                 table things { id: bigint primary key identity, a: integer, b: integer = a + 1 }
                  |                                                                 - `a` is declared here   ^
                  |
                  = help: if the value follows from the row, write `generated (…)`
            "#]],
        );
    }
}
