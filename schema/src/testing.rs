//! What the tests of rules share.

use expect_test::Expect;

use crate::compile;
use crate::diagnostic::{Diagnostics, render};
use crate::source::Source;

/// Compiles a schema and compares all that is found with what is expected.
#[allow(clippy::needless_pass_by_value)]
pub(crate) fn check(schema: &str, expected: Expect) {
    expected.assert_eq(&report(schema));
}

/// All that is found, as people read it.
pub(crate) fn report(schema: &str) -> String {
    let source = Source::one("schema.relata", schema);
    let mut found = Diagnostics::default();
    let model = compile(&source, &mut found);
    assert_eq!(model.is_none(), found.has_errors());
    let mut report = String::new();
    for diagnostic in &found.list {
        report.push_str(&render(diagnostic, &source, false));
        report.push('\n');
    }
    report
}
