//! A clause that can be said once.

use crate::diagnostic::Diagnostics;
use crate::source::Span;

/// The rule against two clauses that do not go together.
pub(super) const CONFLICTING: &str = "conflicting_clauses";

/// What a clause says, if it was said, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Once<T> {
    value: Option<(T, Span)>,
}

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self { value: None }
    }
}

impl<T> Once<T> {
    /// Takes what a clause says; an error if one like it stands before.
    pub(super) fn say(&mut self, words: &str, value: T, at: Span, found: &mut Diagnostics) {
        match &self.value {
            Some((_, first)) => {
                found
                    .error(CONFLICTING, at, format!("`{words}` is said twice"))
                    .because(*first, "it is said here")
                    .help("remove one of them");
            }
            None => self.value = Some((value, at)),
        }
    }

    /// What was said.
    pub(super) fn get(&self) -> Option<&T> {
        self.value.as_ref().map(|(value, _)| value)
    }

    /// Where it was said.
    pub(super) fn span(&self) -> Option<Span> {
        self.value.as_ref().map(|&(_, span)| span)
    }

    /// What was said, and that it was not.
    pub(super) fn take(&mut self) -> Option<T> {
        self.value.take().map(|(value, _)| value)
    }
}

/// Reports two clauses that do not go together, at the later one.
pub(super) fn conflict(
    one: (Span, &str),
    other: (Span, &str),
    help: &str,
    found: &mut Diagnostics,
) {
    let ((first, first_words), (second, second_words)) = if one.0 <= other.0 {
        (one, other)
    } else {
        (other, one)
    };
    found
        .error(
            CONFLICTING,
            second,
            format!("{second_words} and {first_words} do not go together"),
        )
        .because(first, format!("{first_words} is here"))
        .help(help);
}
