//! Comments, and documentation, which looks like them.

use super::{Doc, Lexer};
use crate::source::Span;
use crate::syntax::Text;

/// `// …`, `/// …`, `//! …` to the end of the line.
pub(super) fn line(lexer: &mut Lexer<'_>) {
    let start = lexer.at;
    let whole = lexer.eat_while(|next| next != '\n');
    let whole = whole.strip_suffix('\r').unwrap_or(whole);
    // `////` is a ruler and no documentation.
    let doc = if whole.starts_with("///") && !whole.starts_with("////") {
        Some(false)
    } else if whole.starts_with("//!") {
        Some(true)
    } else {
        None
    };
    match doc {
        Some(inner) => {
            refuse_bare_return(lexer, start, whole);
            push_doc(lexer, start + 3, &whole[3..], start, inner, !lexer.first);
        }
        None => push_comment(lexer, start, whole),
    }
}

/// `/* … */`, `/** … */`, `/*! … */`; they nest.
pub(super) fn block(lexer: &mut Lexer<'_>) {
    let start = lexer.at;
    let Some(length) = block_length(lexer.rest()) else {
        lexer.at = lexer.text.len();
        lexer.unclosed(start, 2, "comment", "*/");
        return;
    };
    let whole = &lexer.rest()[..length];
    lexer.at += length;
    let inner = whole.starts_with("/*!");
    // `/**/` is empty and `/***` a ruler.
    let outer = whole.starts_with("/**") && !whole.starts_with("/***") && length > 4;
    if inner || outer {
        refuse_bare_return(lexer, start, whole);
        let after = !lexer.first && ends_line(lexer.rest());
        push_block_doc(lexer, start, &whole[3..length - 2], inner, after);
    } else {
        push_comment(lexer, start, whole);
    }
    lexer.first |= whole.contains('\n');
}

/// The bytes of the comment that a text starts with, if it ends.
fn block_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => {
                depth += 1;
                at += 2;
            }
            b"*/" => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => at += 1,
        }
    }
    None
}

fn ends_line(rest: &str) -> bool {
    let blank = rest.trim_start_matches([' ', '\t', '\r']);
    blank.is_empty() || blank.starts_with('\n') || blank.starts_with("//")
}

/// One text a line, without the column of stars that some write.
fn push_block_doc(lexer: &mut Lexer<'_>, start: usize, content: &str, inner: bool, after: bool) {
    let stars = content
        .lines()
        .skip(1)
        .filter(|line| !line.trim().is_empty())
        .all(|line| line.trim_start().starts_with('*'));
    let last = content.split('\n').count() - 1;
    let mut offset = start + 3;
    for (index, line) in content.split('\n').enumerate() {
        let mut text = line;
        if index > 0 && stars {
            text = text.trim_start();
            text = text.strip_prefix('*').unwrap_or(text);
        }
        let edge = index == 0 || index == last;
        if !(edge && text.trim().is_empty()) || last == 0 {
            let text_start = offset + line.len() - text.len();
            let from = if index == 0 { start } else { text_start };
            push_doc(lexer, text_start, text, from, inner, after);
        }
        offset += line.len() + 1;
    }
}

fn push_doc(
    lexer: &mut Lexer<'_>,
    text_start: usize,
    text: &str,
    from: usize,
    inner: bool,
    after: bool,
) {
    let end = text_start + text.trim_end().len();
    let value = text.strip_prefix(' ').unwrap_or(text).trim_end();
    lexer.lexed.docs.push(Doc {
        text: Text {
            value: value.to_owned(),
            span: Span::new(lexer.start + from, lexer.start + end.max(from)),
        },
        before: lexer.lexed.tokens.len(),
        inner,
        after,
    });
}

fn push_comment(lexer: &mut Lexer<'_>, start: usize, whole: &str) {
    let whole = whole.trim_end();
    lexer.lexed.comments.push(Text {
        value: whole.to_owned(),
        span: Span::new(lexer.start + start, lexer.start + start + whole.len()),
    });
}

fn refuse_bare_return(lexer: &mut Lexer<'_>, start: usize, whole: &str) {
    let bytes = whole.as_bytes();
    let bare = (0..bytes.len()).find(|&at| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
    if let Some(at) = bare {
        let at = lexer.start + start + at;
        lexer
            .error(
                Span::new(at, at + 1),
                "a carriage return stands alone in this documentation",
            )
            .help("end the line with a line feed");
    }
}
