//! The statements that relata sent, as its tracing events tell them.

use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// One statement.
#[derive(Debug, Default)]
pub(crate) struct Statement {
    /// Its text; values are parameters and no part of it.
    pub(crate) sql: String,
}

/// The statements sent since the last look.
#[derive(Debug, Clone, Default)]
pub(crate) struct Statements(Arc<Mutex<Vec<Statement>>>);

impl Statements {
    /// Takes them out.
    pub(crate) fn take(&self) -> Vec<Statement> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// From now on, every statement of this process.
pub(crate) fn record() -> Statements {
    let statements = Statements::default();
    tracing_subscriber::registry()
        .with(statements.clone())
        .init();
    statements
}

impl Statement {
    /// Its text, each clause on a line of its own.
    pub(crate) fn lines(&self) -> String {
        const CLAUSES: [&str; 8] = [
            "SELECT ",
            "FROM ",
            "JOIN ",
            "LEFT JOIN ",
            "WHERE ",
            "ORDER BY ",
            "LIMIT ",
            "RETURNING ",
        ];
        let mut lines = String::new();
        let mut depth = 0;
        let mut rest = self.sql.as_str();
        while let Some(letter) = rest.chars().next() {
            let after_blank = lines.ends_with(' ') && !lines.ends_with("LEFT ");
            if after_blank && CLAUSES.iter().any(|clause| rest.starts_with(clause)) {
                lines.truncate(lines.trim_end().len());
                lines.push('\n');
                lines.push_str(&"  ".repeat(depth));
            }
            match letter {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            lines.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
        lines
    }
}

impl<S: tracing::Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "relata" {
            let mut statement = Statement::default();
            event.record(&mut statement);
            self.0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(statement);
        }
    }
}

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "sql" {
            value.clone_into(&mut self.sql);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
