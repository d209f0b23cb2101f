//! Laws of the parser, on text that nobody would write.

use proptest::prelude::*;

use relata_schema::diagnostic::{Diagnostics, one_line, render};
use relata_schema::source::{Source, Span};
use relata_schema::syntax::{self, File};

const BLOG: &str = include_str!("schemas/blog.relata");

const SCHEMAS: [&str; 4] = [
    BLOG,
    include_str!("schemas/music.relata"),
    include_str!("schemas/film.relata"),
    include_str!("schemas/tenants.relata"),
];

/// Parses a text and renders what is said of it; every place has to be in the text.
fn parse(text: &str) -> (File, Diagnostics) {
    let mut source = Source::one("a.relata", "// Before.\n");
    source.add("b.relata", text);
    let mut found = Diagnostics::default();
    let file = syntax::parse(&source, &mut found);
    for diagnostic in &found.list {
        assert_within(diagnostic.at, &source);
        for (at, _) in &diagnostic.because {
            assert_within(*at, &source);
        }
        assert!(!render(diagnostic, &source, false).is_empty());
        assert!(!one_line(diagnostic, &source).contains('\n'));
    }
    if let Some(first) = found.list.first() {
        assert!(!render(first, &source, true).is_empty());
    }
    for item in &file.items {
        assert_within(item.span, &source);
    }
    for text in file.docs.iter().chain(&file.comments) {
        assert_within(text.span, &source);
    }
    (file, found)
}

fn assert_within(at: Span, source: &Source) {
    assert!(at.start <= at.end, "{at:?}");
    let file = source.file_at(at.start).expect("a file for every byte");
    assert!(at.end <= file.span().end, "{at:?}");
    assert!(file.text.is_char_boundary(at.start - file.start), "{at:?}");
    assert!(file.text.is_char_boundary(at.end - file.start), "{at:?}");
}

fn report(found: &Diagnostics, text: &str) -> String {
    let mut source = Source::one("a.relata", "// Before.\n");
    source.add("b.relata", text);
    let lines: Vec<String> = found
        .list
        .iter()
        .map(|diagnostic| one_line(diagnostic, &source))
        .collect();
    lines.join("\n")
}

/// Where the tokens of a schema are, roughly: words, strings, and single marks.
fn tokens(text: &str) -> Vec<(usize, usize)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = if rest.starts_with("//") {
            let end = rest.find('\n').unwrap_or(rest.len());
            at += end;
            continue;
        } else if next.is_alphanumeric() || next == '_' {
            rest.find(|next: char| !next.is_alphanumeric() && next != '_')
                .unwrap_or(rest.len())
        } else if next == '"' {
            rest[1..].find('"').map_or(rest.len(), |end| end + 2)
        } else {
            next.len_utf8()
        };
        if !next.is_whitespace() {
            tokens.push((at, at + length));
        }
        at += length;
    }
    tokens
}

#[test]
fn real_schemas_are_read_without_a_word() {
    for text in SCHEMAS {
        let (file, found) = parse(text);
        assert_eq!(report(&found, text), "");
        assert!(file.items.len() > 5);
        let windows = text.replace('\n', "\r\n");
        assert_eq!(report(&parse(&windows).1, &windows), "");
        let marked = format!("\u{feff}{text}");
        assert_eq!(report(&parse(&marked).1, &marked), "");
    }
}

#[test]
fn a_schema_is_read_without_its_lines() {
    for text in SCHEMAS {
        let text = text.replace("\\\n", "");
        let lines: Vec<&str> = text
            .lines()
            .map(|line| line.split("//").next().unwrap_or_default().trim())
            .collect();
        let line = lines.join(" ");
        assert_eq!(report(&parse(&line).1, &line), "");
    }
}

#[test]
fn every_beginning_of_a_schema_is_read() {
    for (end, _) in BLOG.char_indices() {
        let (_, found) = parse(&BLOG[..end]);
        assert!(
            found.list.len() <= 2,
            "{}\n{}",
            &BLOG[..end],
            report(&found, &BLOG[..end])
        );
    }
}

#[test]
fn a_token_that_is_missing_is_few_messages() {
    for text in SCHEMAS {
        for (start, end) in tokens(text) {
            let without = format!("{}{}", &text[..start], &text[end..]);
            let (_, found) = parse(&without);
            assert!(
                found.list.len() <= 3,
                "without `{}` at {start}:\n{}",
                &text[start..end],
                report(&found, &without)
            );
        }
    }
}

#[test]
fn a_token_that_stands_twice_is_few_messages() {
    for text in SCHEMAS {
        for (start, end) in tokens(text) {
            let twice = format!("{} {}", &text[..end], &text[start..]);
            let (_, found) = parse(&twice);
            assert!(
                found.list.len() <= 3,
                "twice `{}` at {start}:\n{}",
                &text[start..end],
                report(&found, &twice)
            );
        }
    }
}

#[test]
fn a_place_is_found_in_every_kind_of_text() {
    for text in [
        "",
        "\t\t\u{1f600} x",
        "é'",
        "\u{feff}'",
        "\r\n'\r\n",
        "a\r'",
        "x",
        "/*",
        "\"é",
    ] {
        parse(text);
    }
    parse("");
    let mut found = Diagnostics::default();
    syntax::parse(&Source::default(), &mut found);
    assert_eq!(found, Diagnostics::default());
}

/// Words, marks and mistakes.
const SOUP: &[&str] = &[
    "table",
    "enum",
    "domain",
    "view",
    "materialized",
    "sql",
    "postgres",
    "extension",
    "namespace",
    "allow",
    "because",
    "users",
    "id",
    "a",
    "r#order",
    "uuid",
    "text",
    "references",
    "primary",
    "key",
    "unique",
    "index",
    "check",
    "foreign",
    "exclude",
    "using",
    "with",
    "where",
    "include",
    "nulls",
    "not",
    "distinct",
    "null",
    "default",
    "on",
    "delete",
    "update",
    "set",
    "cascade",
    "as",
    "was",
    "newtype",
    "version",
    "deprecated",
    "identity",
    "generated",
    "always",
    "and",
    "or",
    "is",
    "in",
    "between",
    "like",
    "case",
    "when",
    "then",
    "else",
    "end",
    "array",
    "extract",
    "from",
    "cast",
    "at",
    "time",
    "zone",
    "collate",
    "constraint",
    "create",
    "TABLE",
    "PRIMARY",
    "NOT",
    "NULL",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ",",
    ";",
    ":",
    "::",
    ".",
    "?",
    "=",
    "==",
    "<",
    ">",
    ">>",
    ">=",
    "+",
    "-",
    "--",
    "*",
    "/",
    "#>>",
    "##",
    "&&",
    "||",
    "!=",
    "!",
    "@",
    "~",
    "1",
    "1.5e3",
    "2fast",
    "0x1F",
    "1.",
    "\"text\"",
    "\"\\d\"",
    "r\"raw\"",
    "r#\"raw\"#",
    "'sql'",
    "'",
    "`",
    "\\",
    "\"",
    "/// doc",
    "//! doc",
    "// comment",
    "/* comment */",
    "/** doc */",
    "/*",
    "\n",
    "\n",
    "\n    ",
    "\r\n",
    "\t",
    "é",
    "日本",
    "😀",
    "\u{feff}",
    "\u{85}",
    "\0",
    "_",
    "self",
    "crate",
    "$",
];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 10_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        parse(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn characters_are_read(text in "[a-c \"'#/*!?<>=:;,.(){}\\[\\]\\\\\r\n0-9_-]{0,60}") {
        parse(&text);
    }

    #[test]
    fn words_are_read(
        words in prop::collection::vec(prop::sample::select(SOUP), 0..60),
        glued in any::<bool>(),
    ) {
        parse(&words.join(if glued { "" } else { " " }));
    }
}
