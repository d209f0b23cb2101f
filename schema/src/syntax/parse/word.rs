//! Words that have a meaning where they stand; none is reserved.

use super::{Parsed, Parser};
use crate::source::Span;
use crate::syntax::lexer::TokenKind;

/// Words that stand between or after operands: what follows an expression may not begin with one.
pub(super) const INFIX: &[&str] = &[
    "and", "or", "not", "is", "in", "between", "like", "ilike", "similar", "collate", "at",
    "escape",
];

/// Words that a column's modifier begins with.
pub(super) const MODIFIERS: &[&str] = &[
    "primary",
    "identity",
    "unique",
    "check",
    "generated",
    "as",
    "newtype",
    "version",
    "deprecated",
    "was",
    "on",
    "deferrable",
    "match",
    "inverse",
    "many",
    "allow",
];

/// Words that an item begins with.
pub(super) const ITEMS: &[&str] = &[
    "postgres",
    "extension",
    "namespace",
    "allow",
    "enum",
    "domain",
    "table",
    "view",
    "materialized",
    "sql",
];

/// Words that a constraint begins with.
pub(super) const CONSTRAINTS: &[&str] = &[
    "primary", "unique", "index", "check", "foreign", "exclude", "allow",
];

/// Words that expressions and clauses have besides.
const OTHERS: &[&str] = &[
    "null",
    "default",
    "references",
    "key",
    "by",
    "with",
    "where",
    "include",
    "using",
    "nulls",
    "distinct",
    "first",
    "last",
    "asc",
    "desc",
    "delete",
    "update",
    "cascade",
    "restrict",
    "no",
    "action",
    "set",
    "initially",
    "deferred",
    "full",
    "partition",
    "before",
    "tables",
    "drop",
    "because",
    "text",
    "case",
    "when",
    "then",
    "else",
    "end",
    "array",
    "extract",
    "from",
    "true",
    "false",
    "unknown",
    "to",
    "time",
    "zone",
];

/// Words of SQL that are read only to say what to write.
const HABITS: &[&str] = &[
    "always",
    "stored",
    "constraint",
    "precision",
    "varying",
    "without",
    "create",
    "replace",
    "type",
    "cast",
    "isnull",
    "notnull",
];

/// All words of the language, in alphabetical order: for editors.
#[must_use]
pub fn words() -> Vec<&'static str> {
    let mut words = [INFIX, MODIFIERS, ITEMS, CONSTRAINTS, OTHERS].concat();
    words.sort_unstable();
    words.dedup();
    words
}

/// The word of the language that is written in capitals.
fn in_lower_case(text: &str) -> Option<&'static str> {
    if !text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    [INFIX, MODIFIERS, ITEMS, CONSTRAINTS, OTHERS, HABITS]
        .into_iter()
        .flatten()
        .find(|word| word.eq_ignore_ascii_case(text))
        .copied()
}

impl<'a> Parser<'a> {
    /// The word that is so many tokens after the next, in lower case; empty for `r#word`, for
    /// a column's name before its colon and for what is no word.
    pub(super) fn word_ahead(&self, distance: usize) -> &'a str {
        let token = self.ahead(distance);
        if token.kind != (TokenKind::Name { raw: false }) || self.is_sign(distance + 1, ":") {
            return "";
        }
        if let Some((at, word)) = self.misread
            && at == self.at + distance
        {
            return word;
        }
        let text = self.written(token.span);
        if text.starts_with(|first: char| first.is_ascii_uppercase()) {
            return in_lower_case(text).unwrap_or(text);
        }
        text
    }

    /// The next word.
    pub(super) fn word(&self) -> &'a str {
        self.word_ahead(0)
    }

    /// Whether these words come next.
    pub(super) fn at_words(&self, words: &[&str]) -> bool {
        words
            .iter()
            .enumerate()
            .all(|(distance, word)| self.word_ahead(distance) == *word)
    }

    /// The word after the next.
    pub(super) fn second_word(&self) -> &'a str {
        self.word_ahead(1)
    }

    pub(super) fn third_word(&self) -> &'a str {
        self.word_ahead(2)
    }

    /// Takes a word that is known to come next.
    pub(super) fn take_word(&mut self) -> Span {
        let word = self.word();
        let span = self.here();
        let capitals =
            self.written(span) != word && self.misread.is_none_or(|(at, _)| at != self.at);
        if capitals {
            self.capitals(span);
        }
        self.bump()
    }

    pub(super) fn eat_word(&mut self, word: &str) -> Option<Span> {
        (self.word() == word).then(|| self.take_word())
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Parsed<Span> {
        match self.eat_word(word) {
            Some(span) => Ok(span),
            None => Err(self.unexpected(&format!("`{word}`"))),
        }
    }

    /// Takes these words if they come next.
    pub(super) fn eat_words(&mut self, words: &[&str]) -> Option<Span> {
        if !self.at_words(words) {
            return None;
        }
        let first = self.here();
        let mut last = first;
        for _ in words {
            last = self.take_word();
        }
        Some(first.to(last))
    }

    /// `PRIMARY KEY`: several words in a row are one message.
    fn capitals(&mut self, span: Span) {
        let before = self.before();
        let run = self.found.list.last().filter(|last| {
            last.message == CAPITALS
                && span.end - last.at.start < MOST
                && last.at.end == before.end
                && before.end <= span.start
        });
        let at = run.map_or(span, |last| last.at.to(span));
        if run.is_some() {
            self.found.list.pop();
        }
        let help = format!("write `{}`", self.quote(at).to_ascii_lowercase());
        self.complain(at, CAPITALS).help(help);
    }
}

/// How many bytes one message about capitals speaks of.
const MOST: usize = 80;

const CAPITALS: &str = "the words of a schema are written in lower case";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_ends_where_a_modifier_begins() {
        for word in MODIFIERS {
            assert!(
                !INFIX.contains(word),
                "`= a {word} …` would have two meanings"
            );
        }
    }
}
