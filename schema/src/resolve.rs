//! From what was written to what was meant.
//!
//! What cannot be in a [`Model`] is an error here: a name that is not there, two clauses that do
//! not go together, a reference that leads nowhere. What can be, and should not, is for
//! [`crate::check`] to say.

mod allow;
mod clause;
mod collection;
mod column;
mod counter;
mod declaration;
mod draft;
mod expression;
mod index;
mod key;
mod reference;
mod scope;
pub mod suggest;
mod table;
mod types;
mod view;

use std::collections::BTreeSet;

use self::draft::Draft;
use self::scope::Scope;
use crate::diagnostic::Diagnostics;
use crate::model::{Docs, Model, RustPath};
use crate::name::rust;
use crate::source::Span;
use crate::syntax::{self, File, OptionValue, Options, Text};

/// What was meant, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The model: whole if no error was found.
    pub model: Model,
    /// The columns whose types are not known, by where they are named: an error says why.
    pub unknown: BTreeSet<Span>,
}

/// The model of a file; only of one without errors of syntax is what is found here worth a word.
#[must_use]
pub fn resolve(file: &File, found: &mut Diagnostics) -> Resolved {
    let mut model = Model {
        docs: docs(&file.docs),
        postgres: 14,
        extensions: Vec::new(),
        namespaces: Vec::new(),
        enums: Vec::new(),
        domains: Vec::new(),
        tables: Vec::new(),
        views: Vec::new(),
        sql: Vec::new(),
        allows: Vec::new(),
    };
    let mut scope = Scope::default();
    declaration::environment(&mut model, &file.items, &mut scope, found);
    let declared = declaration::declare(&file.items, &mut scope, found);
    declaration::enums(&mut model, &declared, found);
    declaration::domains(&mut model, &declared, &scope, found);

    let mut drafts: Vec<Draft<'_>> = declared
        .tables
        .iter()
        .map(|&(item, written)| table::draft(item, written, &scope, found))
        .collect();
    for draft in &mut drafts {
        key::resolve(draft, found);
    }
    // The references of views are followed with those of the tables, which stand before them.
    let tables = drafts.len();
    drafts.extend(view::drafts(&declared, &scope, found));
    reference::resolve(&mut drafts, &scope, found);
    let views = drafts.split_off(tables);
    for draft in &mut drafts {
        table::conditions(draft, &model, &scope, found);
    }
    let all = drafts.iter().chain(&views);
    let unknown: BTreeSet<Span> = all.flat_map(Draft::unknown).collect();
    model.tables = drafts.into_iter().map(|draft| draft.table).collect();
    for (draft, &(item, written)) in views.into_iter().zip(&declared.views) {
        let view = view::resolve(&model, item, written, draft, &scope, found);
        model.views.push(view);
    }
    collection::resolve(&mut model);
    Resolved { model, unknown }
}

/// The path of a type of the application's, unless Rust could not read it.
fn rust_path(written: &syntax::RustPath, found: &mut Diagnostics) -> Option<RustPath> {
    let Some(word) = rust::keyword_in_path(&written.text) else {
        return Some(RustPath {
            text: written.text.clone(),
            span: written.span,
        });
    };
    let message = format!("`{word}` is a word of Rust's own, and no type is called so");
    found
        .error("syntax", written.span, message)
        .help(format!("if one is, write `r#{word}`"));
    None
}

/// Documentation, a line each.
fn docs(written: &[Text]) -> Docs {
    Docs {
        lines: written.iter().map(|line| line.value.clone()).collect(),
    }
}

/// Settings as words and values.
fn options(written: &Options) -> Vec<(String, String)> {
    written
        .list
        .iter()
        .map(|(name, value)| {
            let value = match value {
                OptionValue::Number(text) | OptionValue::Text(text) => text.value.clone(),
                OptionValue::Name(name) => name.text.clone(),
            };
            (name.text.clone(), value)
        })
        .collect()
}
