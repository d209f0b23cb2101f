//! Any text is parsed and laid out without a panic; its places are places in it, and what is laid out once is
//! laid out.

#![no_main]

use libfuzzer_sys::fuzz_target;
use relata_schema::diagnostic::Diagnostics;
use relata_schema::format;
use relata_schema::source::{Source, Span};
use relata_schema::syntax;

fuzz_target!(|text: &str| {
    let source = Source::one("schema.relata", text);
    let mut found = Diagnostics::default();
    let file = syntax::parse(&source, &mut found);
    for diagnostic in &found.list {
        assert_within(diagnostic.at, text);
        for (at, _) in &diagnostic.because {
            assert_within(*at, text);
        }
    }
    for item in &file.items {
        assert_within(item.span, text);
    }
    let Ok(once) = format::file(text) else {
        assert!(found.has_errors(), "it cannot be read, and nothing is wrong with it");
        return;
    };
    assert_eq!(format::file(&once).as_deref(), Ok(&*once), "it is laid out twice");
});

fn assert_within(at: Span, text: &str) {
    assert!(text.get(at.start..at.end).is_some(), "{at:?} is no place");
}
