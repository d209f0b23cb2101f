//! Any text is read, checked and laid out without a panic, and its places are places in it.
//!
//! What can be laid out is laid out once: again, nothing changes; and a schema without errors has
//! none afterwards.

#![no_main]

use libfuzzer_sys::fuzz_target;
use relata_schema::diagnostic::{Diagnostics, render};
use relata_schema::source::{Source, Span};
use relata_schema::{compile, create, format, lower};

fuzz_target!(|text: &str| {
    let (found, ddl) = compiled(text);
    let Ok(once) = format::file(text) else {
        assert!(found.has_errors(), "it cannot be read, and nothing is wrong with it");
        return;
    };
    assert_eq!(format::file(&once).as_deref(), Ok(&*once), "it is laid out twice");
    assert_eq!(compiled(&once).1, ddl, "it means something else");
});

/// What is found in a text, and its DDL if that is no error.
fn compiled(text: &str) -> (Diagnostics, Option<String>) {
    let source = Source::one("schema.relata", text);
    let mut found = Diagnostics::default();
    let model = compile(&source, &mut found);
    for diagnostic in &found.list {
        assert_within(diagnostic.at, text);
        for (at, _) in &diagnostic.because {
            assert_within(*at, text);
        }
        assert!(!render(diagnostic, &source, false).is_empty());
    }
    assert!(found.list.is_sorted_by_key(|it| it.at));
    (found, model.map(|model| create(&lower(&model))))
}

fn assert_within(at: Span, text: &str) {
    assert!(text.get(at.start..at.end).is_some(), "{at:?} is no place");
}
