//! Operators, brackets and other marks: a closed list, of which the longest that fits is taken.

use super::{Lexer, TokenKind, is_whitespace, name, string};
use crate::source::Span;

/// The operators of PostgreSQL that the language has; for any other there is `sql "…"`.
const OPERATORS: &[&str] = &[
    "#>>", "->>", "-|-", "<#>", "<+>", "<->", "<=>", "!~*", "!=", "!~", "#-", "#>", "&&", "&<",
    "&>", "->", "<<", "<=", "<>", "<@", ">=", ">>", "?&", "?|", "@>", "@?", "@@", "||", "~*", "#",
    "%", "&", "*", "+", "-", "/", "<", "=", ">", "?", "@", "^", "|", "~",
];

/// What stands between other things.
const MARKS: &[&str] = &["::", "(", ")", "[", "]", "{", "}", ",", ";", ":", "."];

/// Whether a sign stands between or before operands.
pub(in crate::syntax) fn is_operator(sign: &str) -> bool {
    OPERATORS.contains(&sign)
}

/// The longest sign that a text starts with.
pub(super) fn longest(text: &str) -> Option<&'static str> {
    let first = *text.as_bytes().first()?;
    MARKS
        .iter()
        .chain(OPERATORS)
        .find(|sign| sign.as_bytes()[0] == first && text.starts_with(*sign))
        .copied()
}

pub(super) fn operator(lexer: &mut Lexer<'_>) {
    let start = lexer.at;
    let rest = lexer.rest();
    if rest.starts_with("--") {
        sql_comment(lexer);
    } else if rest.starts_with("##") || rest.starts_with("#\"") {
        reserved(lexer);
    } else if let Some(sign) = longest(rest) {
        lexer.at += sign.len();
        lexer.push(TokenKind::Sign(sign), start);
    } else {
        unknown(lexer);
    }
}

fn sql_comment(lexer: &mut Lexer<'_>) {
    let start = lexer.at;
    let line = lexer.eat_while(|next| next != '\n').trim_end();
    let at = Span::new(lexer.start + start, lexer.start + start + 2);
    lexer
        .error(at, "a comment begins with `//`")
        .help(format!("`// {}`", line[2..].trim()));
}

/// `##` and `#"`, which Rust keeps for strings to come.
fn reserved(lexer: &mut Lexer<'_>) {
    let start = lexer.at;
    let hashes = lexer.eat_while(|next| next == '#');
    let at = lexer.span_from(start);
    if lexer.peek() == Some('"') {
        lexer
            .error(
                at,
                format!("`{hashes}` directly before a string is reserved in Rust"),
            )
            .help(format!(
                "write `r{hashes}\"…\"{hashes}` for a string, or put a space after `#`"
            ));
        if string::starts_raw(&format!("r{hashes}\""))
            && lexer.rest()[1..].contains(&format!("\"{hashes}"))
        {
            lexer.at = start;
            string::raw_from(lexer, start);
            return;
        }
    } else {
        lexer
            .error(at, format!("`{hashes}` is one token in Rust"))
            .help("put a space between the two");
    }
    lexer.push(TokenKind::Sign("#"), start);
}

/// A character that begins no token; the next ones that don't either are part of the message.
fn unknown(lexer: &mut Lexer<'_>) {
    let start = lexer.at;
    let first = lexer.peek().unwrap_or_default();
    lexer.at += first.len_utf8();
    if !first.is_ascii() {
        lexer.eat_while(|next| !next.is_ascii() && !is_whitespace(next) && !name::is_start(next));
    }
    let at = lexer.span_from(start);
    let (message, help) = match first {
        '`' => (
            "there are no back-quotes here".to_owned(),
            "write the name as it is",
        ),
        '\\' => (
            "`\\` stands in strings only".to_owned(),
            "write `//` for a comment, `r\"\\d\"` for a pattern",
        ),
        '!' => ("there is no operator `!`".to_owned(), "write `not`"),
        '$' => (
            "there is no `$`".to_owned(),
            "write the value or the name itself",
        ),
        '“' | '”' | '„' => (format!("`{first}` is no quote mark"), "write `\"`"),
        _ if first.is_control() || first == '\u{feff}' => (
            format!(
                "the character U+{:04X} has no meaning here",
                u32::from(first)
            ),
            "remove it",
        ),
        _ => (
            format!("`{}` cannot stand in a name", &lexer.text[start..lexer.at]),
            "write it in a string, or use letters, digits and `_`",
        ),
    };
    lexer.error(at, message).help(help);
}
