//! Cutting SQL into statements, as PostgreSQL's lexer and psql do: what stands in quotes, between dollars, in comments or in
//! the body of a function ends none.

use crate::sql::{dollar_tag, quoted_length};
use std::ops::Range;

/// What a text is made of, as far as it matters where a statement ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword or a name without quotes.
    Word,
    /// `-- …` to the end of the line.
    Line,
    /// `/* … */`
    Block,
    /// `;`
    End,
    /// Anything else that is no blank.
    Other,
}

/// One piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

/// The pieces of a text in order. What is opened and not closed goes to the end; its place is the error.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece>, usize> {
    let bytes = text.as_bytes();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let first = bytes[at];
        let (kind, length) = if first.is_ascii_whitespace() {
            at += 1;
            continue;
        } else if rest.starts_with("--") {
            (Kind::Line, rest.find('\n').unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            (Kind::Block, block(rest).ok_or(at)?)
        } else if first == b';' {
            (Kind::End, 1)
        } else if is_word(first) {
            let length = rest
                .bytes()
                .take_while(|it| is_word(*it) || *it == b'$' || it.is_ascii_digit());
            let length = length.count();
            // `E'it\'s'`
            if rest[..length].eq_ignore_ascii_case("e") && rest[length..].starts_with('\'') {
                (
                    Kind::Other,
                    length + quoted_length(&rest[length..], true).ok_or(at)?,
                )
            } else {
                (Kind::Word, length)
            }
        } else if first == b'\'' || first == b'"' {
            (Kind::Other, quoted_length(rest, false).ok_or(at)?)
        } else if let Some(tag) = dollar_tag(rest) {
            let body = &rest[tag.len()..];
            (Kind::Other, 2 * tag.len() + body.find(tag).ok_or(at)?)
        } else if first.is_ascii_digit() {
            // `1e5`, and `$1` after the dollar.
            (
                Kind::Other,
                rest.bytes()
                    .take_while(|it| is_word(*it) || it.is_ascii_digit())
                    .count(),
            )
        } else {
            (Kind::Other, 1)
        };
        pieces.push(Piece {
            kind,
            range: at..at + length,
        });
        at += length;
    }
    Ok(pieces)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || !byte.is_ascii()
}

/// The length of a comment, which may hold others.
fn block(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        let rest = text.as_bytes().get(at..).filter(|it| !it.is_empty())?;
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += 1;
        }
    }
}

/// The statements of a text, each without its `;` and without comments around it.
///
/// A text that PostgreSQL's lexer would not get to the end of is one statement, so that the server says what is wrong.
#[must_use]
pub fn statements(text: &str) -> Vec<&str> {
    match pieces(text) {
        Ok(pieces) => of(text, &pieces).into_iter().map(|it| &text[it]).collect(),
        Err(_) => vec![text.trim()],
    }
}

/// The places of the statements.
pub(super) fn of(text: &str, pieces: &[Piece]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut current: Option<Range<usize>> = None;
    let mut words = 0;
    let mut creates_function = false;
    let mut depth = 0_usize;
    for piece in pieces {
        match piece.kind {
            Kind::Line | Kind::Block => continue,
            Kind::End if depth == 0 => {
                found.extend(current.take());
                (words, creates_function) = (0, false);
                continue;
            }
            Kind::Word => {
                let word = text[piece.range.clone()].to_ascii_lowercase();
                words += 1;
                // `CREATE OR REPLACE FUNCTION … BEGIN ATOMIC …; …; END`
                match &*word {
                    "function" | "procedure" if (2..=4).contains(&words) => creates_function = true,
                    "begin" | "case" if creates_function => depth += 1,
                    "end" if creates_function => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            Kind::End | Kind::Other => {}
        }
        current = Some(match current {
            Some(range) => range.start..piece.range.end,
            None => piece.range.clone(),
        });
    }
    found.extend(current);
    found
}

/// The first words of a statement, in small letters: enough to see what kind it is.
fn first_words(statement: &str) -> Vec<String> {
    let found = pieces(statement).unwrap_or_default();
    let words = found.iter().filter(|it| it.kind == Kind::Word);
    words
        .take(8)
        .map(|it| statement[it.range.clone()].to_ascii_lowercase())
        .collect()
}

/// Whether a statement begins or ends a transaction.
pub(super) fn controls_transaction(statement: &str) -> bool {
    let words = first_words(statement);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        *words,
        ["begin" | "commit" | "end" | "abort", ..]
            | ["start", "transaction", ..]
            | ["prepare", "transaction", ..]
    ) || matches!(*words, ["rollback", ref rest @ ..] if !rest.contains(&"to"))
}

/// Whether PostgreSQL refuses a statement in a transaction.
pub(super) fn needs_no_transaction(statement: &str) -> bool {
    let words = first_words(statement);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let concurrently = words.contains(&"concurrently");
    match *words {
        ["create", "index", "concurrently", ..]
        | ["create", "unique", "index", "concurrently", ..]
        | ["drop", "index", "concurrently", ..]
        | ["vacuum", ..]
        | ["alter", "system", ..]
        | ["create" | "drop", "database" | "tablespace", ..] => true,
        ["reindex", ..] => concurrently || words.contains(&"database") || words.contains(&"system"),
        ["alter", "table", ..] => concurrently && words.contains(&"detach"),
        _ => false,
    }
}
