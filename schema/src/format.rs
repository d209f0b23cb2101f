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
use crate::source::Source;
use crate::syntax;

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
    let source = Source::one("schema.relata", text);
    let mut found = Diagnostics::default();
    let tree = syntax::parse(&source, &mut found);
    if found.has_errors() {
        return Err(found);
    }

    let notes = note::notes(&tree);
    let words = word::words(&source, &notes);
    let items = item::items(&tree, &words, &notes);
    Ok(print::print(&items, &words))
}
