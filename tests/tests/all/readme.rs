//! What the README shows of a schema and of a mistake in it; its tour is a test of the documentation.

use relata_schema::diagnostic::{Diagnostics, render};
use relata_schema::source::Source;

const README: &str = include_str!("../../../README.md");

/// The block of the README that begins with these words.
fn block(beginning: &str) -> &'static str {
    let start = README.find(&format!("```text\n{beginning}")).unwrap() + "```text\n".len();
    let length = README[start..].find("```").unwrap();
    &README[start..start + length]
}

#[test]
fn the_schema_of_the_tour_has_no_problems() {
    let source = Source::one("schema/blog.relata", block("/// Where an account"));
    let mut found = Diagnostics::default();
    assert!(relata_schema::compile(&source, &mut found).is_some());
    assert_eq!(found, Diagnostics::default());
}

#[test]
fn the_mistake_of_the_tour_is_reported_as_it_says() {
    let schema = block("/// Where an account");
    let numeric = "numeric(12, 2) = 0 check (balance >= 0)";
    assert!(schema.contains(numeric));
    let source = Source::one("schema/blog.relata", schema.replace(numeric, "double = 0"));

    let mut found = Diagnostics::default();
    assert!(relata_schema::compile(&source, &mut found).is_none());
    let reports: Vec<_> = found
        .list
        .iter()
        .map(|found| render(found, &source, false))
        .collect();
    assert_eq!(reports, [block("error[float_money]").trim_end()]);
}
