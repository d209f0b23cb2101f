//! From text to the tree: a recursive descent with two tokens of lookahead, which goes on after
//! a mistake.
//!
//! A function that returns [`Parsed`] has said what is wrong when it fails; whoever knows where
//! the next column or item starts goes on from there. Where the right thing can be guessed, the
//! parser says what to write and goes on as if it stood there.

mod clause;
mod column;
mod constraint;
mod expression;
mod habit;
mod index;
mod item;
mod list;
mod modifier;
mod name;
mod predicate;
mod primary;
mod recover;
mod reference;
mod ty;
mod word;

pub use word::words;

use super::lexer::{self, Doc, Lexed, Token, TokenKind};
use super::{File, Text};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Source, SourceFile, Span};

/// Parses all files of a schema. What cannot be read is left out of the tree, and `found` says
/// why, in the order of the source.
pub fn parse(source: &Source, found: &mut Diagnostics) -> File {
    let mut file = File::default();
    for text in &source.files {
        let lexed = lexer::lex(text, found);
        let mut parser = Parser::new(text, lexed, found);
        parser.file(&mut file);
        file.comments.append(&mut parser.comments);
        file.unsure.extend(parser.unsure_from);
    }
    found.sort();
    file
}

/// Proof that a diagnostic says what is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reported;

type Parsed<T> = Result<T, Reported>;

/// What has been parsed of a file.
struct Parser<'a> {
    text: &'a str,
    /// Where the file starts in the source.
    start: usize,
    tokens: Vec<Token>,
    /// The index of the next token.
    at: usize,
    docs: Vec<Doc>,
    /// The index of the next documentation line.
    next_doc: usize,
    comments: Vec<Text>,
    found: &'a mut Diagnostics,
    /// Takes what follows from an earlier mistake and is not said.
    muted: Diagnostics,
    /// From this byte on the tokens are not what was meant.
    unsure_from: Option<usize>,
    /// Whether this entry was guessed at, so that what does not fit is no news.
    guessed: bool,
    /// The token at which something unexpected was last reported.
    last_unexpected: Option<usize>,
    /// A token that is nearly a word, and the word that it is read as.
    misread: Option<(usize, &'static str)>,
    /// How many expressions the next one stands in.
    nesting: usize,
}

impl<'a> Parser<'a> {
    fn new(file: &'a SourceFile, lexed: Lexed, found: &'a mut Diagnostics) -> Self {
        Self {
            text: &file.text,
            start: file.start,
            tokens: lexed.tokens,
            at: 0,
            docs: lexed.docs,
            next_doc: 0,
            comments: lexed.comments,
            found,
            muted: Diagnostics::default(),
            unsure_from: lexed.unsure_from,
            guessed: false,
            last_unexpected: None,
            misread: None,
            nesting: 0,
        }
    }

    /// The token that is so many after the next; after the end, the end.
    fn ahead(&self, distance: usize) -> &Token {
        let last = self.tokens.len() - 1;
        &self.tokens[(self.at + distance).min(last)]
    }

    /// Where the next token is.
    fn here(&self) -> Span {
        self.ahead(0).span
    }

    /// Where the token before the next one is.
    fn before(&self) -> Span {
        self.tokens[self.at.saturating_sub(1)].span
    }

    fn at_end(&self) -> bool {
        self.ahead(0).kind == TokenKind::End
    }

    /// Takes the next token, if it is not the end.
    fn bump(&mut self) -> Span {
        let span = self.here();
        if !self.at_end() {
            self.at += 1;
        }
        span
    }

    fn written(&self, span: Span) -> &'a str {
        self.text
            .get(span.start - self.start..span.end - self.start)
            .unwrap_or_default()
    }

    /// What is written somewhere, in one line and not too long for a message.
    fn quote(&self, span: Span) -> String {
        const MOST: usize = 60;
        let words: Vec<&str> = self.written(span).split_whitespace().collect();
        let line = words.join(" ");
        match line.char_indices().nth(MOST) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line,
        }
    }

    fn is_sign(&self, distance: usize, sign: &str) -> bool {
        matches!(self.ahead(distance).kind, TokenKind::Sign(found) if found == sign)
    }

    fn eat(&mut self, sign: &str) -> Option<Span> {
        self.is_sign(0, sign).then(|| self.bump())
    }

    /// Takes a sign that has to stand here; `what` says what it would be.
    fn expect(&mut self, sign: &str, what: &str) -> Parsed<Span> {
        match self.eat(sign) {
            Some(span) => Ok(span),
            None => Err(self.unexpected(what)),
        }
    }

    /// Takes the `)` or `]` that closes what was opened.
    fn close(&mut self, sign: &str, open: Span) -> Parsed<Span> {
        if let Some(span) = self.eat(sign) {
            return Ok(span);
        }
        let opening = self.quote(open);
        let ends = self.is_sign(0, ",") && (self.ahead(1).first || self.is_column_ahead(1));
        if ends || self.ahead(0).first || self.at_column() || self.at_stop() {
            let what = format!("this `{opening}` is not closed");
            self.mistake(open, what)
                .help(format!("write `{sign}` where it ends"));
        } else {
            let what = format!("expected `{sign}`, found {}", self.shown());
            self.mistake(self.here(), what)
                .because(open, "it would close this");
        }
        Err(Reported)
    }

    /// Whether something ends here that no parenthesis reaches beyond.
    fn at_stop(&self) -> bool {
        matches!(
            self.ahead(0).kind,
            TokenKind::End | TokenKind::Sign("{" | "}" | ";")
        )
    }

    /// The next token, as a message shows it.
    fn shown(&self) -> String {
        match &self.ahead(0).kind {
            TokenKind::End => "the end of the file".to_owned(),
            TokenKind::String(_) => "a string".to_owned(),
            TokenKind::Name { .. } if self.at_column() => {
                format!("the column `{}`", self.quote(self.here()))
            }
            _ => format!("`{}`", self.quote(self.here())),
        }
    }

    /// Says that something else has to stand here.
    fn unexpected(&mut self, what: &str) -> Reported {
        let at = if self.at_end() {
            self.before()
        } else {
            self.here()
        };
        let message = format!("expected {what}, found {}", self.shown());
        self.mistake(at, message);
        Reported
    }

    /// Reports what may be the consequence of an earlier mistake, and then is not said.
    fn mistake(&mut self, at: Span, message: String) -> &mut Diagnostic {
        let known = self.guessed || self.last_unexpected == Some(self.at);
        self.last_unexpected = Some(self.at);
        if known {
            self.muted.list.clear();
            return self.muted.error("syntax", at, message);
        }
        self.complain(at, message)
    }

    /// Reports what is a mistake of its own.
    fn complain(&mut self, at: Span, message: impl Into<String>) -> &mut Diagnostic {
        let unsure = self
            .unsure_from
            .is_some_and(|from| at.end > from || self.here().start > from);
        let found = if unsure {
            self.muted.list.clear();
            &mut self.muted
        } else {
            &mut *self.found
        };
        found.error("syntax", at, message)
    }

    /// The documentation above the next token.
    fn docs(&mut self) -> Vec<Text> {
        let mut docs = Vec::new();
        while let Some(doc) = self.docs.get(self.next_doc).cloned() {
            if doc.before > self.at {
                break;
            }
            self.next_doc += 1;
            if doc.after {
                self.found
                    .error(
                        "doc_after",
                        doc.text.span,
                        "this documents what comes next, not what stands before it",
                    )
                    .help("put it on the line above, or write `//`");
            } else if doc.before < self.at {
                self.complain(doc.text.span, "this documents nothing")
                    .help("put it above a table, a column or a value, or write `//`");
            } else if doc.inner {
                self.complain(
                    doc.text.span,
                    "`//!` documents the file and stands at its beginning",
                )
                .help("write `///`");
            } else {
                docs.push(doc.text);
            }
        }
        docs
    }

    /// Says that documentation which has been read stands above nothing.
    fn no_docs(&mut self, docs: &[Text]) {
        if let (Some(first), Some(last)) = (docs.first(), docs.last()) {
            self.complain(first.span.to(last.span), "this documents nothing")
                .help("put it above a table, a column or a value, or write `//`");
        }
    }
}
