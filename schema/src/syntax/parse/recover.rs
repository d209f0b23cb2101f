//! Where to go on after a mistake.

use super::Parser;
use super::word::{CONSTRAINTS, ITEMS};
use crate::source::Span;
use crate::syntax::lexer::TokenKind;

impl Parser<'_> {
    /// Whether an item begins here: its word at the start of a line, a name after it, and
    /// something that only an item has after that.
    pub(super) fn at_item(&self) -> bool {
        let word = self.word();
        if !self.ahead(0).first || word == "allow" || !ITEMS.contains(&word) {
            return false;
        }
        match word {
            "postgres" => matches!(self.ahead(1).kind, TokenKind::Number(_)),
            "extension" => self.is_string(1) || self.is_name(1) && self.is_sign(2, ";"),
            "materialized" => self.second_word() == "view",
            "sql" => self.is_name(1) && (self.is_string(2) || self.third_word() == "before"),
            _ => {
                self.is_name(1)
                    && (matches!(
                        self.ahead(2).kind,
                        TokenKind::Sign("{" | "." | ":" | ";" | "(")
                    ) || matches!(self.third_word(), "as" | "was" | "partition" | "with"))
            }
        }
    }

    /// Skips to what follows an entry that began at this token: a comma or the end of the body
    /// that is not in a bracket of the entry, the next column, or the next item.
    pub(super) fn skip_entry(
        &mut self,
        start: usize,
        close: &str,
        begins: fn(&Self, usize) -> bool,
    ) {
        let mut depth = 0_usize;
        for token in &self.tokens[start..self.at] {
            match token.kind {
                TokenKind::Sign("(" | "[") => depth += 1,
                TokenKind::Sign(")" | "]") => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        // A name that has been taken may be that of the next column.
        if self.is_sign(0, ":") && self.at > start + 1 && self.is_name_before() {
            self.at -= 1;
            return;
        }
        while !self.at_end() {
            let begun = self.at > start;
            match self.ahead(0).kind {
                // After a comma on the same line the rest of what was not read may stand.
                TokenKind::Sign(",") if depth == 0 => {
                    let next = self.ahead(1);
                    let ends =
                        matches!(next.kind, TokenKind::End | TokenKind::Sign("}" | ")" | ";"));
                    if next.first || ends || begins(self, 1) {
                        return;
                    }
                }
                TokenKind::Sign("}") if close == "}" => return,
                TokenKind::Sign(";") => return,
                TokenKind::Sign(")") if depth == 0 && close == ")" => return,
                TokenKind::Sign("(" | "[") => depth += 1,
                TokenKind::Sign(")" | "]") => depth = depth.saturating_sub(1),
                TokenKind::Name { .. }
                    if begun && (self.at_column() || self.at_item() || self.at_constraint()) =>
                {
                    return;
                }
                _ => {}
            }
            self.bump();
        }
    }

    fn is_name_before(&self) -> bool {
        matches!(self.tokens[self.at - 1].kind, TokenKind::Name { .. })
    }

    /// Whether a constraint begins a line here.
    fn at_constraint(&self) -> bool {
        self.ahead(0).first && CONSTRAINTS.contains(&self.word())
    }

    /// Skips to what follows an item that began at this token.
    pub(super) fn skip_item(&mut self, start: usize) {
        let mut depth = 0_usize;
        for token in &self.tokens[start..self.at] {
            match token.kind {
                TokenKind::Sign("{") => depth += 1,
                TokenKind::Sign("}") => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        while !self.at_end() {
            if self.at > start && self.at_item() {
                return;
            }
            match self.ahead(0).kind {
                TokenKind::Sign("{") => depth += 1,
                TokenKind::Sign("}") if depth <= 1 => {
                    self.bump();
                    return;
                }
                TokenKind::Sign("}") => depth -= 1,
                TokenKind::Sign(";") if depth == 0 => {
                    self.bump();
                    return;
                }
                _ => {}
            }
            self.bump();
        }
    }

    /// Goes on after the bracket that closes this one, if it is closed before the next column;
    /// gives what was skipped.
    pub(super) fn skip_brackets(&mut self, open: usize) -> Option<Span> {
        let mut depth = 0_usize;
        for index in open..self.tokens.len() {
            match self.tokens[index].kind {
                TokenKind::Sign("(" | "[") => depth += 1,
                TokenKind::Sign(")" | "]") => {
                    depth -= 1;
                    if depth == 0 {
                        self.at = self.at.max(index + 1);
                        return Some(self.tokens[open].span.to(self.tokens[index].span));
                    }
                }
                TokenKind::Sign("{" | "}" | ";") | TokenKind::End => return None,
                TokenKind::Name { .. }
                    if matches!(self.tokens[index + 1].kind, TokenKind::Sign(":")) =>
                {
                    return None;
                }
                _ => {}
            }
        }
        None
    }
}
