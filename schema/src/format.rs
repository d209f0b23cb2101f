//! One style for all schemas: the text of a schema, laid out.
//!
//! ```text
//! text ─word▶ words and what stands between them ─layout▶ documents ─print▶ text
//! ```
//!
//! The words of the text are printed as they are written, in their order; the tree says only where
//! lines can be broken and where no blank stands. So nothing of a text can be lost: each comment
//! belongs to the gap between two words.
//!
//! The style: four spaces, lines of 100 characters. A column, constraint or value has a line, with a
//! comma at its end. Clauses that do not fit are continued on the next line; lists and expressions
//! that do not fit have an item a line, with operators at the beginnings of lines. An enum stands on
//! one line where it fits; a table or view does if it was written on one line and fits. A comment at
//! the end of a line stays at the end of its line, one blank after it; other comments keep lines of
//! their own. Blank lines are kept, one at most; one stands around each item of several lines.
//! Clauses keep their order, except in an index's elements, where it is PostgreSQL's: operator class,
//! `asc` or `desc`, `nulls`.

mod expression;
mod item;
mod layout;
mod note;
mod print;
#[cfg(test)]
mod tests;
mod word;

use crate::diagnostic::Diagnostics;
use crate::source::{Source, Span};
use crate::syntax::{self, lexer};

/// The most characters of a line.
const WIDTH: usize = 100;

/// How far what belongs to a line is indented.
const STEP: usize = 4;

/// The text of one file, in the one style; what it means and its comments stay as they are.
///
/// # Errors
///
/// What is wrong with a text that cannot be read. Its rules are not checked.
pub fn file(text: &str) -> Result<String, Diagnostics> {
    laid_out(text, WIDTH)
}

/// What stands between the braces of `schema! { … }`, in the same style, with the blanks and ends of lines next to the
/// braces. `indent` is how many blanks stand before the macro's line; what is written on the macro's own line stays
/// there if it fits.
///
/// # Errors
///
/// What is wrong with a text that cannot be read; its places are those of `text`.
pub fn between_braces(text: &str, indent: usize) -> Result<String, Diagnostics> {
    let inner = indent + STEP;
    let lines = laid_out(text, WIDTH.saturating_sub(inner).max(WIDTH / 2))?;
    let line = lines.trim_end();
    if line.is_empty() {
        return Ok(String::new());
    }
    if !text.contains('\n') && !line.contains('\n') {
        return Ok(format!(" {line} "));
    }
    let mut out = String::from("\n");
    let within = within_words(&lines);
    for (start, line) in starts(&lines) {
        let is_blank = line.trim().is_empty();
        if !is_blank
            && !within
                .iter()
                .any(|word| word.start < start && start < word.end)
        {
            out.push_str(&" ".repeat(inner));
        }
        out.push_str(line);
    }
    out.push_str(&" ".repeat(indent));
    Ok(out)
}

/// The lines of a text with their ends, and where each starts.
fn starts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line)
    })
}

/// Where strings and comments are: a line that begins in one is a part of it.
fn within_words(text: &str) -> Vec<Span> {
    let source = Source::one("schema.relata", text);
    let mut all = Vec::new();
    for file in &source.files {
        let lexed = lexer::lex(file, &mut Diagnostics::default());
        all.extend(lexed.tokens.iter().map(|token| token.span));
        all.extend(lexed.comments.iter().map(|comment| comment.span));
    }
    all
}

fn laid_out(text: &str, width: usize) -> Result<String, Diagnostics> {
    let source = Source::one("schema.relata", text);
    let mut found = Diagnostics::default();
    let tree = syntax::parse(&source, &mut found);
    if found.has_errors() {
        return Err(found);
    }

    let notes = note::notes(&tree);
    let words = word::words(&source, &notes);
    let items = item::items(&tree, &words, &notes);
    Ok(print::print(&items, &words, width))
}
