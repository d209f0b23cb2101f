//! What the tests of rules share.

use expect_test::Expect;

use crate::compile;
use crate::diagnostic::{Diagnostics, render};
use crate::source::Source;

#[test]
fn there_is_nothing_to_find_in_the_fixtures() {
    for (name, text) in fixtures() {
        assert_eq!(report(&text), "", "{name}");
    }
}

proptest::proptest! {
    /// Whatever is cut out of a schema, moved and doubled: there is a model or an error, and no panic.
    #[test]
    fn a_broken_schema_is_reported(
        fixture in 0usize..11,
        cuts in proptest::collection::vec((0usize..4000, 0usize..4000, 0u8..3), 1..8),
    ) {
        let all = fixtures();
        let text = &all[fixture].1;
        let mut words: Vec<&str> = text.split_inclusive([' ', ',', '(', ')', '\n']).collect();
        for (from, to, what) in cuts {
            let (from, to) = (from % words.len(), to % words.len());
            match what {
                0 => words.swap(from, to),
                1 => words[to] = words[from],
                _ => words[to] = "",
            }
        }
        report(&words.concat());
    }
}

/// The schemas of the fixtures in which nothing is to be found, by the names of their folders.
pub(crate) fn fixtures() -> Vec<(&'static str, String)> {
    [
        "blog",
        "events",
        "expressions",
        "films",
        "ledger",
        "music",
        "names",
        "orders",
        "structure",
        "tenants",
        "types",
    ]
    .into_iter()
    .map(|name| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures");
        let text = std::fs::read_to_string(format!("{folder}/{name}/schema.relata"));
        (name, text.expect("the fixtures are beside this crate"))
    })
    .collect()
}

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
