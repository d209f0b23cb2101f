//! Names, qualified names, paths of Rust, strings and whole numbers.

use super::{Parsed, Parser, Reported};
use crate::source::Span;
use crate::syntax::lexer::TokenKind;
use crate::syntax::{Integer, Name, QualifiedName, RustPath, Text};

impl Parser<'_> {
    /// Whether the next tokens are `name:`, which only a declaration has.
    pub(super) fn at_column(&self) -> bool {
        self.is_column_ahead(0)
    }

    pub(super) fn is_column_ahead(&self, distance: usize) -> bool {
        matches!(self.ahead(distance).kind, TokenKind::Name { .. })
            && self.is_sign(distance + 1, ":")
    }

    pub(super) fn is_name(&self, distance: usize) -> bool {
        matches!(self.ahead(distance).kind, TokenKind::Name { .. })
    }

    pub(super) fn is_string(&self, distance: usize) -> bool {
        matches!(self.ahead(distance).kind, TokenKind::String(_))
    }

    /// A name that refers to something or names it: never one before a colon.
    pub(super) fn name(&mut self, what: &str) -> Parsed<Name> {
        if self.at_column() {
            return Err(self.unexpected(what));
        }
        self.declared_name(what)
    }

    /// A name, also one before a colon.
    pub(super) fn declared_name(&mut self, what: &str) -> Parsed<Name> {
        let span = self.here();
        match &self.ahead(0).kind {
            TokenKind::Name { raw } => {
                let written = self.written(span);
                let text = if *raw { &written[2..] } else { written };
                if !raw && matches!(text, "_" | "self" | "Self" | "super" | "crate") {
                    self.complain(span, format!("nothing can be called `{text}`"))
                        .help("give it another name");
                }
                self.bump();
                Ok(Name {
                    text: text.to_owned(),
                    span,
                })
            }
            TokenKind::String(value) if is_plain(value) => {
                let text = value.clone();
                self.complain(span, "names are written without quotes")
                    .help(format!("write `{text}`"));
                self.bump();
                Ok(Name { text, span })
            }
            _ => Err(self.unexpected(what)),
        }
    }

    /// `name` or `namespace.name`
    pub(super) fn qualified_name(&mut self, what: &str) -> Parsed<QualifiedName> {
        let name = self.name(what)?;
        self.qualified_name_from(name)
    }

    /// The same after its first name.
    pub(super) fn qualified_name_from(&mut self, first: Name) -> Parsed<QualifiedName> {
        if self.eat(".").is_none() {
            return Ok(QualifiedName {
                namespace: None,
                name: first,
            });
        }
        let name = self.declared_name("a name after the point")?;
        Ok(QualifiedName {
            namespace: Some(first),
            name,
        })
    }

    /// The name of a domain or enum, which a colon may follow.
    pub(super) fn declared_qualified_name(&mut self, what: &str) -> Parsed<QualifiedName> {
        let name = self.declared_name(what)?;
        self.qualified_name_from(name)
    }

    /// A name where one may stand, if none of these words does.
    pub(super) fn optional_name(&mut self, words: &[&str]) -> Option<Name> {
        if !self.is_name(0) || self.at_column() || words.contains(&self.word()) {
            return None;
        }
        self.name("a name").ok()
    }

    /// `(a, b)`, and where the parentheses are.
    pub(super) fn columns(&mut self) -> Parsed<(Vec<Name>, Span)> {
        self.parenthesized_list("`(` and the columns", |parser| parser.name("a column"))
    }

    pub(super) fn string(&mut self, what: &str) -> Parsed<Text> {
        let span = self.here();
        match &self.ahead(0).kind {
            TokenKind::String(value) => {
                let value = value.clone();
                self.bump();
                Ok(Text { value, span })
            }
            _ => Err(self.unexpected(what)),
        }
    }

    /// A whole number, with `-` or without.
    pub(super) fn integer(&mut self, what: &str) -> Parsed<Integer> {
        let minus = self.eat("-");
        let span = minus.unwrap_or(self.here()).to(self.here());
        let TokenKind::Number(digits) = &self.ahead(0).kind else {
            return Err(self.unexpected(what));
        };
        let signed = if minus.is_some() {
            format!("-{digits}")
        } else {
            digits.clone()
        };
        let Ok(value) = signed.parse() else {
            self.complain(span, format!("`{signed}` is no whole number of 64 bits"))
                .help("write digits only");
            self.bump();
            return Err(Reported);
        };
        self.bump();
        Ok(Integer { value, span })
    }

    /// `crate::Settings`, `Vec<crate::Line>`
    pub(super) fn path(&mut self) -> Parsed<RustPath> {
        let start = self.here();
        let mut text = String::new();
        // How many `<` are open.
        let mut open = 0_usize;
        loop {
            if self.eat("::").is_some() {
                text.push_str("::");
            }
            if !self.is_name(0) {
                return Err(self.unexpected("the path of a Rust type"));
            }
            let name = self.written(self.here());
            let begins_path = matches!(name, "crate" | "self" | "super");
            if self.at_column() && !begins_path {
                return Err(self.unexpected("the path of a Rust type"));
            }
            text.push_str(name);
            self.bump();
            if self.is_sign(0, ":") {
                let at = self.bump();
                self.complain(at, format!("expected `::` after `{name}`"))
                    .help(format!("`{name}::…`"));
                text.push_str("::");
                continue;
            }
            if self.eat("<").is_some() {
                text.push('<');
                open += 1;
                continue;
            }
            while open > 0 && self.eat_greater() {
                text.push('>');
                open -= 1;
            }
            if self.is_sign(0, "::") {
                continue;
            }
            if open > 0 && self.eat(",").is_some() {
                text.push_str(", ");
                continue;
            }
            break;
        }
        let span = start.to(self.before());
        if open > 0 {
            return Err(self.unexpected("`>`"));
        }
        Ok(RustPath { text, span })
    }

    /// Takes a `>`, also from the beginning of `>>` or `>=`.
    fn eat_greater(&mut self) -> bool {
        let rest = match self.ahead(0).kind {
            TokenKind::Sign(">") => {
                self.bump();
                return true;
            }
            TokenKind::Sign(">>") => ">",
            TokenKind::Sign(">=") => "=",
            _ => return false,
        };
        let at = self.at;
        let token = &mut self.tokens[at];
        token.kind = TokenKind::Sign(rest);
        token.span.start += 1;
        token.first = false;
        true
    }
}

/// Whether a string's value could be written as a name.
fn is_plain(value: &str) -> bool {
    let mut characters = value.chars();
    characters
        .next()
        .is_some_and(|first| first == '_' || unicode_ident::is_xid_start(first))
        && characters.all(unicode_ident::is_xid_continue)
        && value != "_"
}
