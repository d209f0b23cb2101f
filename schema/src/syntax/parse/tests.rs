use expect_test::{Expect, expect};

use crate::diagnostic::{Diagnostics, render};
use crate::source::Source;
use crate::syntax::{File, parse};

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
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&parsed(text).1);
}

#[test]
fn the_blog_is_read_without_a_word() {
    check(
        include_str!("../../../tests/schemas/blog.relata"),
        expect![[""]],
    );
}
