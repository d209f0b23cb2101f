//! Names: Rust's identifiers, keywords among them, also as `r#name`.

use unicode_ident::{is_xid_continue, is_xid_start};

use super::{Lexer, TokenKind, operator, string};
use crate::source::Span;

/// Whether a name can start with it.
pub(super) fn is_start(next: char) -> bool {
    next == '_' || is_xid_start(next)
}

pub(super) fn name(lexer: &mut Lexer<'_>) {
    let start = lexer.at;
    let raw = is_raw(lexer.rest());
    if raw {
        lexer.at += 2;
    }
    let text = lexer.eat_while(is_xid_continue);
    if raw {
        refuse_raw(lexer, start, text);
        lexer.push(TokenKind::Name { raw }, start);
        return;
    }
    match lexer.peek() {
        Some('"') if matches!(text, "b" | "c") => {
            refuse_kind_of_string(lexer, start, text);
            return;
        }
        Some('"' | '#')
            if matches!(text, "br" | "cr") && string::starts_raw(&lexer.text[start + 1..]) =>
        {
            lexer.at = start + 1;
            refuse_kind_of_string(lexer, start, &text[..1]);
            return;
        }
        Some('"') => refuse_glued(lexer, start, text, "\""),
        Some('#') => {
            let sign = operator::longest(lexer.rest()).unwrap_or("#");
            refuse_glued(lexer, start, text, sign);
        }
        // What follows is a text in single quotes, which is refused as such.
        _ => {}
    }
    lexer.push(TokenKind::Name { raw }, start);
}

/// Whether a text starts with `r#` and a name.
fn is_raw(text: &str) -> bool {
    text.strip_prefix("r#")
        .and_then(|text| text.chars().next())
        .is_some_and(is_start)
}

fn refuse_raw(lexer: &mut Lexer<'_>, start: usize, text: &str) {
    if matches!(text, "_" | "self" | "Self" | "super" | "crate") {
        let at = lexer.span_from(start);
        lexer
            .error(at, format!("`r#{text}` is no name in Rust"))
            .help("give it another name");
    }
}

fn refuse_kind_of_string(lexer: &mut Lexer<'_>, start: usize, prefix: &str) {
    let at = lexer.span_from(start);
    lexer
        .error(
            at,
            format!("`{prefix}` before a string has no meaning here"),
        )
        .help("write `\"…\"`");
}

/// A word directly before `#` or `"` is a prefix that Rust reserves.
fn refuse_glued(lexer: &mut Lexer<'_>, start: usize, text: &str, sign: &str) {
    let at = Span::new(lexer.start + start, lexer.start + lexer.at + sign.len());
    let shown = if sign == "\"" { "\"…\"" } else { sign };
    lexer
        .error(at, format!("`{text}` and `{sign}` are one token in Rust"))
        .help(format!("put a space before `{sign}`: `{text} {shown}`"));
}
