//! Numbers: decimal digits, with a fraction and an exponent.

use unicode_ident::is_xid_continue;

use super::{Lexer, TokenKind, name};

pub(super) fn number(lexer: &mut Lexer<'_>) {
    let start = lexer.at;
    if ["0x", "0o", "0b"]
        .iter()
        .any(|base| lexer.rest().starts_with(base))
    {
        other_base(lexer);
        return;
    }
    digits(lexer);
    let mut point = lexer.rest().chars().skip(1);
    if lexer.rest().starts_with('.') {
        match point.next() {
            Some(next) if next.is_ascii_digit() => {
                lexer.at += 1;
                digits(lexer);
            }
            // `1..2` and `1.max` are three tokens, as in Rust.
            Some(next) if next == '.' || name::is_start(next) => {}
            _ => {
                trailing_point(lexer, start);
                return;
            }
        }
    }
    exponent(lexer);
    let value = without_underscores(&lexer.text[start..lexer.at]);
    lexer.push(TokenKind::Number(value), start);
    if lexer.peek().is_some_and(name::is_start) {
        suffix(lexer, start);
    }
}

fn digits(lexer: &mut Lexer<'_>) {
    lexer.eat_while(|next| next.is_ascii_digit() || next == '_');
}

fn without_underscores(text: &str) -> String {
    text.chars().filter(|&next| next != '_').collect()
}

/// `e10`, if digits follow; otherwise it is a suffix.
fn exponent(lexer: &mut Lexer<'_>) {
    let start = lexer.at;
    if !lexer.eat("e") && !lexer.eat("E") {
        return;
    }
    if !lexer.eat("+") {
        lexer.eat("-");
    }
    let exponent = lexer.eat_while(|next| next.is_ascii_digit() || next == '_');
    if !exponent.contains(|next: char| next.is_ascii_digit()) {
        lexer.at = start;
    }
}

fn suffix(lexer: &mut Lexer<'_>, start: usize) {
    let number = &lexer.text[start..lexer.at];
    let suffix = lexer.eat_while(is_xid_continue);
    let at = lexer.span_from(start);
    lexer
        .error(
            at,
            format!("`{number}{suffix}` is one token: a number has no suffix"),
        )
        .help(format!(
            "write `{number}`, or `{number} {suffix}` with a space"
        ));
}

fn trailing_point(lexer: &mut Lexer<'_>, start: usize) {
    let number = &lexer.text[start..lexer.at];
    lexer.at += 1;
    let at = lexer.span_from(start);
    lexer
        .error(at, format!("`{number}.` ends in a point"))
        .help(format!("write `{number}` or `{number}.0`"));
    lexer.push(TokenKind::Number(without_underscores(number)), start);
}

fn other_base(lexer: &mut Lexer<'_>) {
    let start = lexer.at;
    let text = lexer.eat_while(is_xid_continue);
    let radix = match &text[..2] {
        "0x" => 16,
        "0o" => 8,
        _ => 2,
    };
    let value = i64::from_str_radix(&without_underscores(&text[2..]), radix).ok();
    let at = lexer.span_from(start);
    let error = lexer.error(at, format!("`{text}` is not a decimal number"));
    if let Some(value) = value {
        error.help(format!("write `{value}`"));
    }
    let value = value.unwrap_or_default().to_string();
    lexer.push(TokenKind::Number(value), start);
}
