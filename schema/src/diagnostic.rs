//! What is wrong with a schema: the place, the reason, and what to write instead.

mod render;
#[cfg(test)]
mod tests;

pub use render::{one_line, render};

use crate::source::Span;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The schema can be used; a reader should know.
    Warning,
    /// The schema cannot be used.
    Error,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that was broken: stable, and documented under this name.
    pub rule: &'static str,
    /// Whether the schema can be used all the same.
    pub severity: Severity,
    /// What is wrong, in one sentence without a final stop.
    pub message: String,
    /// The word that is wrong.
    pub at: Span,
    /// Other places that the reader has to see to understand it, each with what to see there.
    pub because: Vec<(Span, String)>,
    /// What to write instead: something that can be typed.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Adds what to write instead.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Adds another place that explains this one.
    pub fn because(&mut self, at: Span, why: impl Into<String>) -> &mut Self {
        self.because.push((at, why.into()));
        self
    }
}

/// Everything that was found, in the order in which it was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnostics {
    /// The findings.
    pub list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds an error.
    pub fn error(
        &mut self,
        rule: &'static str,
        at: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(rule, Severity::Error, at, message.into())
    }

    /// Adds a warning.
    pub fn warning(
        &mut self,
        rule: &'static str,
        at: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.push(rule, Severity::Warning, at, message.into())
    }

    /// Whether the schema cannot be used.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// In the order of the source, each once; at one place in the order in which they were found.
    pub fn sort(&mut self) {
        self.list.sort_by_key(|diagnostic| diagnostic.at);
        let is_same = |one: &Diagnostic, other: &Diagnostic| {
            (one.at, one.rule, &one.message) == (other.at, other.rule, &other.message)
        };
        self.list.dedup_by(|later, first| is_same(later, first));
    }

    fn push(
        &mut self,
        rule: &'static str,
        severity: Severity,
        at: Span,
        message: String,
    ) -> &mut Diagnostic {
        self.list.push(Diagnostic {
            rule,
            severity,
            message,
            at,
            because: Vec::new(),
            help: None,
        });
        let last = self.list.len() - 1;
        &mut self.list[last]
    }
}
