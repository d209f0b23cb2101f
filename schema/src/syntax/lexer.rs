//! The words of a text: Rust's tokens of edition 2024, narrowed to what the language uses.
//!
//! What rustc refuses is refused here too, so that a schema can move between a file and a
//! macro. After a mistake the token that was meant is taken, so that one mistake is one message.

mod comment;
mod name;
mod number;
mod operator;
mod string;

pub(super) use operator::is_operator;

use super::Text;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{SourceFile, Span};

/// One word, with the place where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Span,
    /// Whether no other token stands before it on its line.
    pub(crate) first: bool,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// `users`, or `r#order` with `raw`.
    Name { raw: bool },
    /// The value of `"text"` or `r"text"`.
    String(String),
    /// The digits of `1_000.5e3`, without `_`.
    Number(String),
    /// An operator of the closed list, a bracket or another mark.
    Sign(&'static str),
    /// The end of the file.
    End,
}

/// One line of documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Doc {
    pub(crate) text: Text,
    /// The index of the token that follows.
    pub(crate) before: usize,
    /// Whether it is `//!` and documents the file.
    pub(crate) inner: bool,
    /// Whether it ends a line on which something else stands.
    pub(crate) after: bool,
}

/// A file cut into tokens.
#[derive(Debug, Default)]
pub(crate) struct Lexed {
    /// The tokens; the last is [`TokenKind::End`].
    pub(crate) tokens: Vec<Token>,
    pub(crate) docs: Vec<Doc>,
    /// Comments as they are written, without blanks at their end.
    pub(crate) comments: Vec<Text>,
    /// From here on the tokens are not what was meant: a string or comment was not closed.
    pub(crate) unsure_from: Option<usize>,
}

/// Cuts a file into tokens.
pub(crate) fn lex(file: &SourceFile, found: &mut Diagnostics) -> Lexed {
    let mut lexer = Lexer {
        text: &file.text,
        start: file.start,
        at: 0,
        first: true,
        known: found.list.len(),
        lexed: Lexed::default(),
        found,
    };
    lexer.eat("\u{feff}");
    while let Some(next) = lexer.peek() {
        lexer.token(next);
    }
    let end = lexer.at;
    lexer.push(TokenKind::End, end);
    lexer.lexed
}

/// What has been read of a file.
struct Lexer<'a> {
    text: &'a str,
    /// Where the file starts in the source.
    start: usize,
    /// The next byte, in the file.
    at: usize,
    /// Whether no token stands on this line yet.
    first: bool,
    /// How many diagnostics there were before this file.
    known: usize,
    lexed: Lexed,
    found: &'a mut Diagnostics,
}

impl<'a> Lexer<'a> {
    fn token(&mut self, next: char) {
        match next {
            '\n' => {
                self.first = true;
                self.at += 1;
            }
            _ if is_whitespace(next) => self.at += next.len_utf8(),
            '/' if self.rest().starts_with("//") => comment::line(self),
            '/' if self.rest().starts_with("/*") => comment::block(self),
            '"' => string::quoted(self),
            '\'' => string::single_quoted(self),
            'r' if string::starts_raw(self.rest()) => string::raw(self),
            '0'..='9' => number::number(self),
            _ if name::is_start(next) => name::name(self),
            _ => operator::operator(self),
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, text: &str) -> bool {
        let eaten = self.rest().starts_with(text);
        if eaten {
            self.at += text.len();
        }
        eaten
    }

    fn eat_while(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|next| !fits(next)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// From a byte of the file to where the lexer is.
    fn span_from(&self, start: usize) -> Span {
        Span::new(self.start + start, self.start + self.at)
    }

    /// Adds the token that reaches from a byte of the file to where the lexer is.
    fn push(&mut self, kind: TokenKind, start: usize) {
        let span = self.span_from(start);
        self.lexed.tokens.push(Token {
            kind,
            span,
            first: self.first,
        });
        self.first = false;
    }

    fn error(&mut self, at: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.found.error("syntax", at, message)
    }

    /// Says that what starts at a byte of the file never ends.
    fn unclosed(&mut self, start: usize, opening: usize, what: &str, close: &str) {
        let at = Span::new(self.start + start, self.start + start + opening);
        // The quote that is missing may be that of the first string that spans lines.
        let suspect = self
            .lexed
            .tokens
            .iter()
            .find(|token| matches!(&token.kind, TokenKind::String(value) if value.contains('\n')))
            .map(|token| token.span);
        let unsure = suspect.map_or(at.start, |span| span.start);
        self.lexed.unsure_from = Some(unsure);
        let known = self.known;
        let mut index = 0;
        self.found.list.retain(|diagnostic| {
            index += 1;
            index <= known || diagnostic.at.start < unsure
        });
        let error = self.error(at, format!("this {what} is not closed"));
        error.help(format!("write `{close}` where it ends"));
        if let Some(span) = suspect {
            error.because(
                Span::new(span.start, span.start + 1),
                "this string spans several lines: is it closed where you meant it?",
            );
        }
    }
}

/// Pattern_White_Space, as in Rust.
fn is_whitespace(next: char) -> bool {
    matches!(
        next,
        '\t' | '\n'
            | '\u{b}'
            | '\u{c}'
            | '\r'
            | ' '
            | '\u{85}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'
            | '\u{2029}'
    )
}
