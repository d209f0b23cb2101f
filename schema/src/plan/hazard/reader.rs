//! A statement that is read word by word.

use super::words::Word;
use crate::database::{PUBLIC, QualifiedName};

/// Words that are read one after the other.
pub(super) struct Reader<'w> {
    words: &'w [Word],
}

impl<'w> Reader<'w> {
    pub(super) fn new(words: &'w [Word]) -> Self {
        Self { words }
    }

    pub(super) fn rest(&self) -> &'w [Word] {
        self.words
    }

    pub(super) fn take(&mut self) -> Option<&'w Word> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first)
    }

    pub(super) fn next(&mut self) -> Option<&'w str> {
        self.take()?.name()
    }

    pub(super) fn peek_is(&self, keyword: &str) -> bool {
        self.words.first().is_some_and(|it| it.is(keyword))
    }

    /// Skips these keywords, if they are next.
    pub(super) fn skip(&mut self, keywords: &[&str]) -> bool {
        let is_next = self.words.len() >= keywords.len()
            && keywords.iter().zip(self.words).all(|(a, b)| b.is(a));
        if is_next {
            self.words = &self.words[keywords.len()..];
        }
        is_next
    }

    /// Goes on behind a keyword.
    pub(super) fn until(&mut self, keyword: &str) -> bool {
        while let Some(word) = self.take() {
            if word.is(keyword) {
                return true;
            }
        }
        false
    }

    /// What stands in the parentheses behind a keyword.
    pub(super) fn after(&mut self, keyword: &str) -> Option<&'w [Word]> {
        let at = self.words.iter().position(|it| it.is(keyword))?;
        let rest = self.words.get(at + 2..)?;
        let end = rest.iter().position(|it| it.is(")"))?;
        Some(&rest[..end])
    }

    /// A name with or without its namespace.
    pub(super) fn relation(&mut self) -> Option<QualifiedName> {
        let first = self.next()?.to_owned();
        if self.skip(&["."]) {
            let name = self.next()?.to_owned();
            return Some(QualifiedName {
                namespace: first,
                name,
            });
        }
        Some(QualifiedName {
            namespace: PUBLIC.to_owned(),
            name: first,
        })
    }

    /// The table of a column that is named with it.
    pub(super) fn column_table(&mut self) -> Option<QualifiedName> {
        let mut names = vec![self.next()?.to_owned()];
        while self.skip(&["."]) {
            names.push(self.next()?.to_owned());
        }
        names.pop()?;
        let name = names.pop()?;
        let namespace = names.pop().unwrap_or_else(|| PUBLIC.to_owned());
        Some(QualifiedName { namespace, name })
    }
}
