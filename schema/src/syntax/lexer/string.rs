//! Strings: `"…"` with Rust's escapes, `r"…"` without any.

use super::{Lexer, TokenKind, name};
use crate::source::Span;

/// Whether a text starts with `r"`, `r#"`, or with something that Rust reads as such.
pub(super) fn starts_raw(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('r') else {
        return false;
    };
    let quoted = rest.trim_start_matches('#');
    quoted.starts_with('"')
        || (rest.starts_with('#') && !rest[1..].chars().next().is_some_and(name::is_start))
}

/// `"…"`
pub(super) fn quoted(lexer: &mut Lexer<'_>) {
    let start = lexer.at;
    lexer.at += 1;
    let mut value = String::new();
    let mut escapes = true;
    loop {
        value.push_str(lexer.eat_while(|next| !matches!(next, '"' | '\\' | '\r' | '\0')));
        match lexer.peek() {
            Some('"') => break,
            Some('\\') => {
                let at = lexer.at;
                let problem = escape(lexer, &mut value);
                // One message a string: a pattern has many backslashes.
                if let Some(problem) = problem.filter(|_| escapes) {
                    escapes = false;
                    refuse_escape(lexer, start, at, problem);
                }
            }
            Some('\r') if lexer.rest().starts_with("\r\n") => {
                lexer.at += 1;
            }
            Some(bad) => {
                lexer.at += 1;
                refuse_character(lexer, bad);
            }
            None => {
                lexer.push(TokenKind::String(value), start);
                lexer.unclosed(start, 1, "string", "\"");
                return;
            }
        }
    }
    lexer.at += 1;
    lexer.push(TokenKind::String(value), start);
    refuse_suffix(lexer, start);
}

/// `r"…"`, `r#"…"#`
pub(super) fn raw(lexer: &mut Lexer<'_>) {
    let start = lexer.at;
    lexer.at += 1;
    raw_from(lexer, start);
}

/// The same from its first `#` or `"`.
pub(super) fn raw_from(lexer: &mut Lexer<'_>, start: usize) {
    let hashes = lexer.eat_while(|next| next == '#');
    if !lexer.eat("\"") {
        let at = lexer.span_from(start);
        lexer
            .error(
                at,
                format!("`r{hashes}` is the start of a raw string in Rust"),
            )
            .help(format!("write `r{hashes}\"…\"{hashes}`"));
        return;
    }
    if hashes.len() > 255 {
        let at = lexer.span_from(start);
        lexer
            .error(at, "a raw string has 255 `#` at most")
            .help("write `r#\"…\"#`");
    }
    let content = lexer.at;
    let close = format!("\"{hashes}");
    let Some(length) = lexer.rest().find(&close) else {
        let value = lexer.rest().to_owned();
        lexer.at = lexer.text.len();
        lexer.push(TokenKind::String(value), start);
        lexer.unclosed(start, content - start, "string", &close);
        return;
    };
    let text = &lexer.rest()[..length];
    let mut value = text.replace("\r\n", "\n");
    if let Some(bad) = value.find(['\r', '\0']) {
        lexer.at += text.find(['\r', '\0']).unwrap_or(bad) + 1;
        refuse_character(
            lexer,
            if value[bad..].starts_with('\r') {
                '\r'
            } else {
                '\0'
            },
        );
        value = value.replace(['\r', '\0'], "");
    }
    lexer.at = content + length + close.len();
    lexer.push(TokenKind::String(value), start);
    refuse_suffix(lexer, start);
}

/// `'text'`, as SQL has it; taken as the string that was meant.
pub(super) fn single_quoted(lexer: &mut Lexer<'_>) {
    let start = lexer.at;
    let text = lexer.rest();
    let mut value = String::new();
    let mut rest = &text[1..];
    let closed = loop {
        let Some(end) = rest
            .find(['\'', '\n'])
            .filter(|&end| rest[end..].starts_with('\''))
        else {
            break false;
        };
        value.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        // `''` is one apostrophe in SQL.
        let Some(after) = rest.strip_prefix('\'').filter(|_| end > 0) else {
            break true;
        };
        value.push('\'');
        rest = after;
    };
    if !closed {
        lexer.at += 1;
        let at = lexer.span_from(start);
        lexer
            .error(at, "a `'` stands alone")
            .help("write text in double quotes: `\"…\"`");
        return;
    }
    lexer.at += text.len() - rest.len();
    let at = lexer.span_from(start);
    let shown = value.replace('\\', "\\\\").replace('"', "\\\"");
    lexer
        .error(at, "text is written in double quotes")
        .help(format!("`\"{shown}\"`"));
    value.retain(|next| !matches!(next, '\0' | '\r'));
    lexer.push(TokenKind::String(value), start);
}

/// What is wrong with an escape.
enum Problem {
    Unknown,
    Nul,
    Code,
}

/// Reads one escape, from its backslash on.
fn escape(lexer: &mut Lexer<'_>, value: &mut String) -> Option<Problem> {
    lexer.at += 1;
    let next = lexer.peek()?;
    lexer.at += next.len_utf8();
    match next {
        'n' => value.push('\n'),
        'r' => value.push('\r'),
        't' => value.push('\t'),
        '\\' | '\'' | '"' => value.push(next),
        '0' => return Some(Problem::Nul),
        'x' => return code(lexer.rest().get(..2), 0x7f, 2, lexer, value),
        'u' => {
            let end = lexer.rest().bytes().take(32).position(|next| next == b'}');
            let Some(end) = end.filter(|_| lexer.rest().starts_with('{')) else {
                return Some(Problem::Code);
            };
            let digits = &lexer.rest()[1..end];
            if digits.starts_with('_') {
                return Some(Problem::Code);
            }
            let digits = digits.replace('_', "");
            let fits = (digits.len() <= 6).then_some(digits.as_str());
            return code(fits, 0x0010_ffff, end + 1, lexer, value);
        }
        '\n' => {
            lexer.eat_while(|next| matches!(next, ' ' | '\t' | '\n' | '\r'));
        }
        '\r' if lexer.rest().starts_with('\n') => {
            lexer.eat_while(|next| matches!(next, ' ' | '\t' | '\n' | '\r'));
        }
        _ => {
            value.push('\\');
            value.push(next);
            return Some(Problem::Unknown);
        }
    }
    None
}

/// A character by its number.
fn code(
    digits: Option<&str>,
    most: u32,
    length: usize,
    lexer: &mut Lexer<'_>,
    value: &mut String,
) -> Option<Problem> {
    let number = digits
        .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .filter(|&number| number <= most);
    if digits.is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_alphanumeric())) {
        lexer.at += length;
    }
    let Some(character) = number.and_then(char::from_u32) else {
        return Some(Problem::Code);
    };
    if character == '\0' {
        return Some(Problem::Nul);
    }
    value.push(character);
    None
}

fn refuse_escape(lexer: &mut Lexer<'_>, start: usize, backslash: usize, problem: Problem) {
    let at = lexer.span_from(backslash);
    let written = &lexer.text[backslash..lexer.at];
    match problem {
        Problem::Unknown => {
            let shown = written.escape_debug().to_string().replace("\\\\", "\\");
            let help = raw_spelling(&lexer.text[start..]);
            lexer
                .error(at, format!("`{shown}` is no escape in a string"))
                .help(help);
        }
        Problem::Nul => {
            lexer
                .error(at, "PostgreSQL stores no NUL in text")
                .help("remove it");
        }
        Problem::Code => {
            lexer
                .error(at, format!("`{written}` does not name a character"))
                .help("write `\\x41` (to `\\x7f`) or `\\u{e9}`");
        }
    }
}

/// How the string that a text starts with is written without escapes.
fn raw_spelling(text: &str) -> String {
    let mut escaped = false;
    let end = text[1..].find(|next| {
        let ends = next == '"' && !escaped;
        escaped = next == '\\' && !escaped;
        ends
    });
    match end {
        Some(end) if !text[1..=end].contains(['"', '\n']) => {
            format!("write it as a raw string: `r\"{}\"`", &text[1..=end])
        }
        _ => "write it as a raw string: `r#\"…\"#`, or write `\\\\` for `\\`".to_owned(),
    }
}

/// Says that a character, the last one read, cannot be in a string.
fn refuse_character(lexer: &mut Lexer<'_>, bad: char) {
    let at = lexer.span_from(lexer.at - 1);
    if bad == '\0' {
        lexer
            .error(at, "PostgreSQL stores no NUL in text")
            .help("remove it");
    } else {
        lexer
            .error(at, "a carriage return stands alone in this string")
            .help("write `\\r`, or end the line with a line feed");
    }
}

fn refuse_suffix(lexer: &mut Lexer<'_>, start: usize) {
    if lexer.peek().is_some_and(name::is_start) {
        let string = lexer.span_from(start);
        let at = Span::new(string.end - 1, string.end + 1);
        let next = lexer.peek().map_or(1, char::len_utf8);
        let at = Span::new(at.start, string.end + next);
        lexer
            .error(at, "a string and the word after it are one token in Rust")
            .help("put a space after the string");
    }
}
