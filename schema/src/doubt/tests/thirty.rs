//! Thirty mistakes are thirty findings, in order, each at its own word.

use std::collections::BTreeSet;

use expect_test::expect_file;

use crate::compile;
use crate::diagnostic::Diagnostics;
use crate::source::Source;

#[test]
fn thirty_mistakes_are_thirty_findings() {
    let text = include_str!("thirty.relata");
    let source = Source::one("thirty.relata", text);
    let mut found = Diagnostics::default();
    compile(&source, &mut found);

    let line = |at: usize| source.place(at).map_or(0, |place| place.line);
    let said: Vec<(usize, &str)> = found
        .list
        .iter()
        .map(|it| (line(it.at.start), it.rule))
        .collect();
    // A line with a mistake ends in the name of the rule that it breaks.
    let made: Vec<(usize, &str)> = (1..)
        .zip(text.lines())
        .filter_map(|(line, text)| Some((line, text.split_once(" // ")?.1)))
        .collect();
    assert_eq!(said, made);
    assert_eq!(said.len(), 30);
    let rules: BTreeSet<&str> = said.iter().map(|&(_, rule)| rule).collect();
    assert_eq!(rules.len(), 30);

    let words: Vec<String> = found
        .list
        .iter()
        .map(|it| format!("{} at `{}`\n", it.rule, source.text(it.at)))
        .collect();
    expect_file!["thirty.txt"].assert_eq(&words.concat());
}
