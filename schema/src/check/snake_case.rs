//! Names are snake_case.
//!
//! PostgreSQL reads names without quotes as small letters: `"BlogPosts"` needs its quotes in every statement that
//! somebody writes by hand, and so does a name with a blank or a hyphen.
//!
//! ```relata,breaks
//! table blogPosts { id: bigint primary key identity }
//! ```
//!
//! ```relata
//! table blog_posts { id: bigint primary key identity }
//! ```

use heck::ToSnakeCase;

use super::findings::{Findings, Place};
use crate::model::{ColumnId, DomainId, Model, TableId};
use crate::source::Span;

const RULE: &str = "snake_case";

/// Reports names with capitals, and with what is no letter, digit or `_`.
pub(super) fn check(model: &Model, found: &mut Findings<'_>) {
    for declared in &model.enums {
        name(&declared.name.name, Place::Schema, declared.span, found);
    }
    for (number, domain) in model.domains.iter().enumerate() {
        let place = Place::Domain(DomainId(number));
        name(&domain.name.name, place, domain.span, found);
    }
    for (number, table) in model.tables.iter().enumerate() {
        let id = TableId(number);
        name(&table.name.name, Place::Table(id), table.span, found);
        for (column_id, column) in table.columns.iter().enumerate() {
            let place = Place::Column(id, ColumnId(column_id));
            name(&column.name, place, column.span, found);
        }
    }
    for (number, view) in model.views.iter().enumerate() {
        let place = Place::View(number);
        name(&view.name.name, place, view.span, found);
        for column in &view.columns {
            name(&column.name, place, column.span, found);
        }
    }
}

fn name(name: &str, place: Place, at: Span, found: &mut Findings<'_>) {
    let fits = |letter: char| letter == '_' || letter.is_alphanumeric() && !letter.is_uppercase();
    if name.chars().all(fits) {
        return;
    }
    let better = name.to_snake_case();
    let diagnostic = found.report(RULE, place, at, format!("`{name}` is not snake_case"));
    if !better.is_empty() {
        diagnostic.help(format!("write `{better}`"));
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::check;

    #[test]
    fn names_are_small() {
        check(
            r#"
                enum Mood { Good, Bad }
                domain zipCode: text;
                table Things {
                    id: bigint primary key identity,
                    firstName: text,
                    last_name2: text,
                    straße: text,
                    mood: Mood,
                    zip: zipCode,
                }
            "#,
            expect![[r#"
                warning[snake_case]: `Mood` is not snake_case
                 --> schema.relata:2:22
                  |
                2 |                 enum Mood { Good, Bad }
                  |                      ^^^^
                  |
                  = help: write `mood`
                warning[snake_case]: `zipCode` is not snake_case
                 --> schema.relata:3:24
                  |
                3 |                 domain zipCode: text;
                  |                        ^^^^^^^
                  |
                  = help: write `zip_code`
                warning[snake_case]: `Things` is not snake_case
                 --> schema.relata:4:23
                  |
                4 |                 table Things {
                  |                       ^^^^^^
                  |
                  = help: write `things`
                warning[snake_case]: `firstName` is not snake_case
                 --> schema.relata:6:21
                  |
                6 |                     firstName: text,
                  |                     ^^^^^^^^^
                  |
                  = help: write `first_name`
            "#]],
        );
    }
}
