//! What holds for every text: nothing is lost, nothing changes its meaning, and once is enough.

use proptest::prelude::*;

use super::super::file;
use crate::diagnostic::Diagnostics;
use crate::source::Source;
use crate::syntax::lexer::{self, TokenKind};
use crate::syntax::{
    Constraint, ElementClause, EntryKind, File, IndexElement, Item, ItemKind, parse,
};

/// The schemas of the repository, and one that has every clause.
fn schemas() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let mut schemas = vec![include_str!("every.relata").to_owned()];
    for path in [
        "tests/fixtures/blog/schema.relata",
        "tests/fixtures/expressions/schema.relata",
        "tests/fixtures/films/schema.relata",
        "tests/fixtures/music/schema.relata",
        "tests/fixtures/names/schema.relata",
        "tests/fixtures/orders/schema.relata",
        "tests/fixtures/structure/schema.relata",
        "tests/fixtures/tenants/schema.relata",
        "tests/fixtures/types/schema.relata",
        "schema/tests/schemas/film.relata",
        "schema/tests/schemas/tenants.relata",
        "examples/blog/schema/blog.relata",
        "examples/lockfile/schema/lockfile.relata",
    ] {
        let text = std::fs::read_to_string(format!("{folder}/{path}"));
        schemas.push(text.expect("the schemas are beside this crate"));
    }
    schemas
}

fn parsed(text: &str) -> Option<File> {
    let mut found = Diagnostics::default();
    let file = parse(&Source::one("schema.relata", text), &mut found);
    (!found.has_errors()).then_some(file)
}

/// The tree without places, with an index's elements in PostgreSQL's order.
fn tree(text: &str) -> String {
    let mut file = parsed(text).unwrap_or_else(|| panic!("it is not read:\n{text}"));
    for item in &mut file.items {
        in_order(item);
    }
    file.comments.clear();
    without_places(&format!("{file:?}"))
}

fn in_order(item: &mut Item) {
    let entries = match &mut item.kind {
        ItemKind::Table(table) => &mut table.entries,
        ItemKind::View(view) => &mut view.entries,
        _ => return,
    };
    for entry in entries {
        match &mut entry.kind {
            EntryKind::Constraint(Constraint::Index(index)) => {
                index.elements.iter_mut().for_each(order);
            }
            EntryKind::Constraint(Constraint::Exclude(exclude)) => {
                for element in &mut exclude.elements {
                    order(&mut element.element);
                }
            }
            _ => {}
        }
    }
}

fn order(element: &mut IndexElement) {
    element.clauses.sort_by_key(|clause| match clause {
        ElementClause::OperatorClass { .. } => 0,
        ElementClause::Asc(_) | ElementClause::Desc(_) => 1,
        ElementClause::NullsFirst(_) | ElementClause::NullsLast(_) => 2,
    });
}

fn without_places(tree: &str) -> String {
    let mut parts = tree.split("Span { start: ");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(part.split_once('}').map_or(part, |(_, rest)| rest));
    }
    text
}

/// The comments, each as it is written, sorted: those of an index's element may change places.
fn comments(text: &str) -> Vec<String> {
    let comments = parsed(text).map(|file| file.comments).unwrap_or_default();
    let mut comments: Vec<String> = comments
        .into_iter()
        .map(|comment| comment.value.replace("\r\n", "\n"))
        .collect();
    comments.sort();
    comments
}

/// Checks all laws; a text that is no schema has to be refused.
fn check(text: &str) {
    let formatted = match file(text) {
        Ok(formatted) => formatted,
        Err(found) => {
            assert!(found.has_errors());
            assert!(parsed(text).is_none(), "it is refused:\n{text}");
            return;
        }
    };
    assert_eq!(tree(text), tree(&formatted), "\n{text}\n=>\n{formatted}");
    assert_eq!(
        comments(text),
        comments(&formatted),
        "\n{text}\n=>\n{formatted}"
    );
    let again = file(&formatted).expect("what has been read is read again");
    assert_eq!(formatted, again, "\nof\n{text}");
    assert!(!formatted.contains("\r\n"));
    assert!(formatted.is_empty() || formatted.ends_with('\n') && !formatted.ends_with("\n\n"));
}

/// The places between all tokens of a text.
fn gaps(text: &str) -> Vec<usize> {
    let source = Source::one("schema.relata", text);
    let lexed = lexer::lex(&source.files[0], &mut Diagnostics::default());
    let tokens = lexed.tokens.iter();
    tokens.map(|token| token.span.start).collect()
}

/// The items of a schema, each a text of its own.
fn items(text: &str) -> Vec<String> {
    let file = parsed(text).expect("a fixture is read");
    file.items
        .iter()
        .map(|item| text[item.span.start..item.span.end].to_owned())
        .collect()
}

const COMMENTS: &[&str] = &[
    " /* here */ ",
    " // at the end\n",
    "\n// on its own\n",
    "\n\n/* of\n   two lines */ ",
    " /* one */ // two\n\n\n    // three\n /* four */ ",
];

#[test]
fn the_laws_hold_for_the_schemas_of_the_repository() {
    for text in schemas() {
        check(&text);
        check(&text.replace('\n', "\r\n"));
        check(&format!("\u{feff}{text}"));
    }
}

#[test]
fn a_comment_between_any_two_words_is_kept() {
    /// Every so manieth gap has one, so that gaps of all kinds stand beside each other.
    const APART: usize = 7;
    for item in schemas().iter().flat_map(|schema| items(schema)) {
        for comment in COMMENTS {
            for offset in 0..APART {
                let text = commented(
                    &item,
                    |nth| {
                        if nth % APART == offset { comment } else { "" }
                    },
                );
                assert!(parsed(&text).is_some(), "it is not read:\n{text}");
                check(&text);
            }
        }
    }
}

/// An item with something before each of its words.
fn commented<'a>(item: &str, comment: impl Fn(usize) -> &'a str) -> String {
    let mut text = String::new();
    let mut last = 0;
    for (nth, at) in gaps(item).into_iter().enumerate() {
        text.push_str(&item[last..at]);
        text.push_str(comment(nth));
        last = at;
    }
    text + &item[last..]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Many comments and blanks at once; between all words, if each choice says so.
    #[test]
    fn comments_everywhere_are_kept(
        nth in any::<prop::sample::Index>(),
        what in prop::collection::vec(0..14_usize, 1..200),
    ) {
        let items: Vec<String> = schemas().iter().flat_map(|text| items(text)).collect();
        let item = nth.get(&items);
        let text = commented(item, |nth| match what[nth % what.len()] {
            what @ 0..=4 => COMMENTS[what],
            5 => "\n",
            6 => "\n\n\n",
            7 => "\t",
            _ => "",
        });
        check(&text);
    }

    /// What is no schema is refused, and nothing panics.
    #[test]
    fn changed_words_are_refused_or_kept(
        nth in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..3_u8), 1..4),
    ) {
        let items: Vec<String> = schemas().iter().flat_map(|text| items(text)).collect();
        let item = nth.get(&items);
        let mut words = words(item);
        for (from, to, what) in changes {
            let (from, to) = (from.index(words.len()), to.index(words.len()));
            match what {
                0 => words.swap(from, to),
                1 => words[to] = words[from].clone(),
                _ => words[to] = String::new(),
            }
        }
        check(&words.concat());
    }

    #[test]
    fn no_text_is_too_odd(text in "[a-c \"'#/*!?<>=:;,.(){}\\[\\]\\\\\r\n0-9_-]{0,60}") {
        check(&text);
        check(&format!("table t {{ a: text = {text} }}"));
        check(&format!("table t {{ a: {text} }}"));
    }
}

/// The words of a text, each with what stands before it.
fn words(text: &str) -> Vec<String> {
    let source = Source::one("schema.relata", text);
    let lexed = lexer::lex(&source.files[0], &mut Diagnostics::default());
    let mut last = 0;
    let mut words = Vec::new();
    for token in lexed.tokens {
        let end = token.span.end;
        let blank = if token.kind == TokenKind::End {
            ""
        } else {
            " "
        };
        words.push(format!("{blank}{}", &text[last..end]));
        last = end;
    }
    words
}
