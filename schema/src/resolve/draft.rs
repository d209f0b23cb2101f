//! A table on its way: what was written, and what is known of it so far.

use std::collections::BTreeMap;

use super::column::Clauses;
use crate::diagnostic::Diagnostics;
use crate::model::{ColumnId, Table, Type};
use crate::source::Span;
use crate::syntax::{self, Name};

/// A table with the text that it comes from.
pub(super) struct Draft<'a> {
    /// What is known; each step adds to it.
    pub(super) table: Table,
    /// What was written; of a view, nothing.
    pub(super) written: Option<&'a syntax::Table>,
    /// Columns and constraints in the order of the source.
    pub(super) entries: Vec<Entry<'a>>,
    /// What is written at each column.
    pub(super) clauses: Vec<Clauses<'a>>,
    /// The number of each column.
    pub(super) ids: BTreeMap<&'a str, ColumnId>,
    /// Whether the type of a column is known; if not, an error says why, or its reference is still to be followed.
    pub(super) known: Vec<bool>,
    /// Whether there is a key whose columns are not known; an error says why.
    pub(super) lost_key: bool,
}

/// One line of a table's body, after its columns are numbered.
#[derive(Clone, Copy)]
pub(super) enum Entry<'a> {
    Column(ColumnId, &'a syntax::Column),
    Constraint(&'a syntax::Constraint, Span),
}

impl<'a> Draft<'a> {
    /// The columns of a list, in its order; `None` after an error.
    pub(super) fn columns(&self, names: &[Name], found: &mut Diagnostics) -> Option<Vec<ColumnId>> {
        let mut columns = Vec::with_capacity(names.len());
        let mut whole = true;
        for name in names {
            let Some(column) = self.column(name, found) else {
                whole = false;
                continue;
            };
            if columns.contains(&column) {
                found
                    .error(
                        "conflicting_clauses",
                        name.span,
                        format!("`{}` stands twice in this list", name.text),
                    )
                    .help("remove one of them");
                whole = false;
                continue;
            }
            columns.push(column);
        }
        whole.then_some(columns)
    }

    /// The column of a name; `None` after an error.
    pub(super) fn column(&self, name: &Name, found: &mut Diagnostics) -> Option<ColumnId> {
        let column = self.ids.get(name.text.as_str()).copied();
        if column.is_none() {
            self.unknown_column(name, found);
        }
        column
    }

    /// Reports a column that is not there.
    pub(super) fn unknown_column(&self, name: &Name, found: &mut Diagnostics) {
        let help = super::suggest::did_you_mean(&name.text, self.ids.keys().copied());
        let error = found.error(
            "unknown_column",
            name.span,
            format!(
                "there is no column `{}` in `{}`",
                name.text, self.table.name
            ),
        );
        error.because(
            self.table.span,
            format!("`{}` is declared here", self.table.name),
        );
        if let Some(help) = help {
            error.help(help);
        }
    }

    /// The columns whose types are not known.
    pub(super) fn unknown(&self) -> impl Iterator<Item = Span> {
        let columns = self.table.columns.iter().zip(&self.known);
        columns.filter_map(|(column, known)| (!known).then_some(column.span))
    }

    /// The types of the columns, as far as they are known.
    pub(super) fn types(&self) -> Vec<Option<Type>> {
        self.table
            .columns
            .iter()
            .zip(&self.known)
            .map(|(column, known)| known.then_some(column.ty))
            .collect()
    }
}
