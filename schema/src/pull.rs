//! From a database to a schema that says the same: for adopting relata on a database that is there.
//!
//! What the language has no words for stands in the schema as SQL, under a comment, so that the schema's database is
//! the one that was read; each is a remark. What a rule objects to is allowed `because "as found"`.
//!
//! The text is written, checked like any schema, and written again with what the check found, until there is nothing to
//! find: so no rule is known here.

mod choice;
mod entry;
mod expression;
mod rest;
mod sayable;
mod text;
pub(crate) mod word;

use crate::database::{Database, QualifiedName};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::source::Source;
use choice::Choices;

/// A database as a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    /// The schema, laid out in the one style.
    pub text: String,
    /// What the language has no words for, a line each.
    pub remarks: Vec<String>,
}

/// A part of an object, or all of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Whole,
    Column(String),
    Constraint(String),
    Index(String),
}

/// What a text is about.
type Subject = (QualifiedName, Part);

/// How often a text is written at most. Each time brings an answer to everything that was found.
const ROUNDS: usize = 60;

/// The schema of a database of a server of this major version.
#[must_use]
pub fn pull(database: &Database, version: u32) -> Pulled {
    let mut choices = Choices::new(database, version);
    let mut written = text::write(database, &choices);
    let mut shortened = false;
    for _ in 0..ROUNDS {
        let source = Source::one("schema", written.text.as_str());
        let mut found = Diagnostics::default();
        let model = crate::compile(&source, &mut found);
        let before = choices.clone();
        if found.list.is_empty() {
            let Some(model) = model else { break };
            choices.no_more_indexes(database, &crate::lower(&model));
            if choices == before && !shortened {
                shortened = true;
                choices.shorten(database, &model);
            }
        } else {
            for it in &found.list {
                choices.answer(it, written.subject_at(it.at.start), &found.list, database);
            }
        }
        if choices == before {
            break;
        }
        written = text::write(database, &choices);
    }
    let mut remarks = written.remarks;
    remarks.extend(unanswered(&written.text));
    Pulled {
        text: crate::format::file(&written.text).unwrap_or(written.text),
        remarks,
    }
}

/// What is still wrong with the text: nothing, if all answers were right.
fn unanswered(text: &str) -> Vec<String> {
    let source = Source::one("schema", text);
    let mut found = Diagnostics::default();
    crate::compile(&source, &mut found);
    let errors = found
        .list
        .iter()
        .filter(|it| it.severity == Severity::Error);
    errors
        .map(|it: &Diagnostic| {
            format!(
                "the schema needs a hand: {}",
                crate::diagnostic::one_line(it, &source)
            )
        })
        .collect()
}
