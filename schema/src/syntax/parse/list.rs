//! Lists: between parentheses, and the bodies of tables, views and enums.

use super::{Parsed, Parser, Reported};
use crate::source::Span;
use crate::syntax::lexer::TokenKind;
use crate::syntax::{OptionValue, Options, Text};

impl Parser<'_> {
    pub(super) fn at_parenthesis(&self) -> bool {
        self.is_sign(0, "(")
    }

    /// `(a, b,)`, never empty, and where the parentheses are.
    pub(super) fn parenthesized_list<T>(
        &mut self,
        what: &str,
        one: impl FnMut(&mut Self) -> Parsed<T>,
    ) -> Parsed<(Vec<T>, Span)> {
        let open = self.expect("(", what)?;
        let (list, span) = self.list_until(")", open, one)?;
        self.refuse_empty(&list, span)?;
        Ok((list, span))
    }

    pub(super) fn refuse_empty<T>(&mut self, list: &[T], span: Span) -> Parsed<()> {
        if !list.is_empty() {
            return Ok(());
        }
        self.complain(span, "nothing stands in these parentheses")
            .help("write what belongs there, or leave them out");
        Err(Reported)
    }

    /// The rest of a list after its opening bracket.
    pub(super) fn list_until<T>(
        &mut self,
        close: &'static str,
        open: Span,
        mut one: impl FnMut(&mut Self) -> Parsed<T>,
    ) -> Parsed<(Vec<T>, Span)> {
        let mut list = Vec::new();
        loop {
            if let Some(end) = self.eat(close) {
                return Ok((list, open.to(end)));
            }
            if self.at_column() || self.at_stop() {
                return Err(self.close(close, open).err().unwrap_or(Reported));
            }
            list.push(one(self)?);
            if self.eat(",").is_none() {
                let end = self.close(close, open)?;
                return Ok((list, open.to(end)));
            }
        }
    }

    /// `(fillfactor = 70)`
    pub(super) fn options(&mut self) -> Parsed<Options> {
        let (list, _) = self.parenthesized_list("`(` and settings", |parser| {
            let name = parser.name("a setting's name")?;
            parser.expect("=", "`=`")?;
            Ok((name, parser.option_value()?))
        })?;
        Ok(Options { list })
    }

    fn option_value(&mut self) -> Parsed<OptionValue> {
        let start = self.here();
        if self.is_string(0) {
            return Ok(OptionValue::Text(self.string("a value")?));
        }
        if self.is_name(0) && !self.at_column() {
            return Ok(OptionValue::Name(self.name("a value")?));
        }
        let minus = self.eat("-").is_some();
        let TokenKind::Number(digits) = &self.ahead(0).kind else {
            return Err(self.unexpected("a number, a string or a word"));
        };
        let value = if minus {
            format!("-{digits}")
        } else {
            digits.clone()
        };
        let span = start.to(self.bump());
        Ok(OptionValue::Number(Text { value, span }))
    }

    /// `{ a, b, }`: `one` adds what it has read to the list, also when it fails; `begins` says
    /// whether one begins so many tokens after the next.
    pub(super) fn body<T>(
        &mut self,
        owner: &str,
        begins: fn(&Self, usize) -> bool,
        mut one: impl FnMut(&mut Self, Vec<Text>, &mut Vec<T>) -> Parsed<()>,
    ) -> Parsed<Vec<T>> {
        let (open, close) = self.open_body(owner)?;
        let mut list = Vec::new();
        let mut semicolon_said = false;
        loop {
            if self.at_end() || self.at_item() || (close == ")" && self.is_sign(0, ";")) {
                self.not_closed(owner, open, close);
                return Ok(list);
            }
            let docs = self.docs();
            if self.eat(close).is_some() {
                self.no_docs(&docs);
                if close == ")" {
                    self.eat(";");
                }
                return Ok(list);
            }
            let start = self.at;
            self.guessed = false;
            let parsed = one(self, docs, &mut list);
            if parsed.is_err() {
                self.skip_entry(start, close, begins);
            }
            self.separator(start, close, begins, parsed.is_err(), &mut semicolon_said);
            self.guessed = false;
        }
    }

    fn open_body(&mut self, owner: &str) -> Parsed<(Span, &'static str)> {
        if let Some(open) = self.eat("{") {
            return Ok((open, "}"));
        }
        if self.is_sign(0, "(") {
            let open = self.here();
            self.complain(open, format!("what `{owner}` holds stands in braces"))
                .help("write `{ … }`");
            self.bump();
            return Ok((open, ")"));
        }
        let reported = self.unexpected(&format!("`{{` after `{}`", self.quote(self.before())));
        if self.at_column() || self.ahead(0).first && !self.at_end() && !self.at_item() {
            return Ok((self.before(), "}"));
        }
        Err(reported)
    }

    fn not_closed(&mut self, owner: &str, open: Span, close: &str) {
        // Where the text ends in the middle of a line, that has been said.
        if self.at_end() && self.last_unexpected == Some(self.at) {
            return;
        }
        let next = (!self.at_end()).then(|| self.here());
        let error = self.complain(open, format!("`{owner}` is not closed"));
        error.help(format!("write `{close}` after its last line"));
        if let Some(next) = next {
            error.because(next, "the next item begins here");
        }
    }

    /// Takes the comma between two entries, or says that it is missing.
    fn separator(
        &mut self,
        start: usize,
        close: &'static str,
        begins: fn(&Self, usize) -> bool,
        failed: bool,
        semicolon_said: &mut bool,
    ) {
        if !failed && (self.is_sign(0, ")") || self.is_sign(0, "]")) && !self.is_sign(0, close) {
            let at = self.bump();
            let message = format!("this `{}` closes nothing", self.quote(at));
            self.mistake(at, message).help("remove it");
        }
        if self.eat(",").is_some() || self.is_sign(0, close) || self.at_end() || self.at_item() {
            return;
        }
        if self.is_sign(0, ";") && close != ")" {
            let at = self.here();
            if !*semicolon_said && !failed {
                self.complain(at, "entries are separated by `,`")
                    .help("write `,` for `;`");
                *semicolon_said = true;
            }
            self.bump();
            return;
        }
        if failed {
            if self.at == start {
                self.bump();
            }
            return;
        }
        let documented = self
            .docs
            .get(self.next_doc)
            .is_some_and(|doc| doc.before == self.at);
        if documented && self.docs[self.next_doc].after {
            return;
        }
        let next = self.ahead(0);
        let starts = matches!(next.kind, TokenKind::Name { .. } | TokenKind::String(_));
        if starts && (next.first || documented || self.at_column() || self.at_enum_value()) {
            let before = self.before();
            let message = format!("expected `,` after `{}`", self.quote(before));
            self.mistake(before, message).help("write `,` here");
            return;
        }
        self.unexpected(&format!("`,` or `{close}`"));
        self.skip_entry(start, close, begins);
        self.eat(",");
    }

    /// Whether a word stands where an enum's next value would.
    fn at_enum_value(&self) -> bool {
        matches!(
            self.tokens[self.at.saturating_sub(2)].kind,
            TokenKind::Sign("{" | ",")
        ) && self.is_name(0)
    }
}
