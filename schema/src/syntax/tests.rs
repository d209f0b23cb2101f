//! What is said of a text, and what is read of it.

mod expression;
mod habit;
mod item;
mod recovery;
mod token;

use expect_test::Expect;

use crate::diagnostic::{Diagnostics, render};
use crate::source::Source;
use crate::syntax::{File, ItemKind, parse};

fn parsed(text: &str) -> (File, String) {
    let source = Source::one("schema.relata", text);
    let mut found = Diagnostics::default();
    let file = parse(&source, &mut found);
    let report: Vec<String> = found
        .list
        .iter()
        .map(|diagnostic| render(diagnostic, &source, false))
        .collect();
    (file, report.join("\n\n"))
}

/// What is said of a schema.
#[expect(clippy::needless_pass_by_value, reason = "as `expect![[…]]` gives it")]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&parsed(text).1);
}

/// The same, and what was read all the same: the names of items and their entries.
#[expect(clippy::needless_pass_by_value, reason = "as `expect![[…]]` gives it")]
fn check_outline(text: &str, expected: Expect) {
    let (file, report) = parsed(text);
    let outline: Vec<String> = file.items.iter().map(|item| outline(&item.kind)).collect();
    expected.assert_eq(&format!("{report}\n\n{}", outline.join("\n")));
}

fn outline(item: &ItemKind) -> String {
    use crate::syntax::{Constraint, EntryKind};
    let body = match item {
        ItemKind::Table(table) => &table.entries,
        ItemKind::View(view) => &view.entries,
        ItemKind::Enum(item) => {
            let values: Vec<_> = item
                .values
                .iter()
                .map(|value| value.label.value.as_str())
                .collect();
            return format!("enum {}: {}", item.name.name.text, values.join(", "));
        }
        other => {
            let text = format!("{other:?}");
            return text[..text.find('(').unwrap_or(text.len())].to_lowercase();
        }
    };
    let entries: Vec<String> = body
        .iter()
        .map(|entry| match &entry.kind {
            EntryKind::Column(column) => {
                let modifiers = column.modifiers.len();
                format!("{}+{modifiers}", column.name.text)
            }
            EntryKind::Constraint(Constraint::PrimaryKey(_)) => "(key)".to_owned(),
            EntryKind::Constraint(Constraint::Unique(_)) => "(unique)".to_owned(),
            EntryKind::Constraint(Constraint::Index(_)) => "(index)".to_owned(),
            EntryKind::Constraint(_) => "(constraint)".to_owned(),
        })
        .collect();
    let name = match item {
        ItemKind::Table(table) => &table.name.name.text,
        ItemKind::View(view) => &view.name.name.text,
        _ => "",
    };
    format!("{name}: {}", entries.join(", "))
}
