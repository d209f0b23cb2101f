//! Whether an expression reads a column.

use crate::database::{Exclusion, IndexTerm};

/// Whether an expression may read a column: whether its name stands in there.
pub(in crate::plan) fn mentions(expression: &str, column: &str) -> bool {
    let name = crate::sql::identifier(column);
    expression.match_indices(&name).any(|(at, _)| {
        let is_word = |it: char| it.is_alphanumeric() || it == '_' || it == '"' || it == '$';
        let before = expression[..at].chars().next_back();
        let after = expression[at + name.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

pub(super) fn exclusion_mentions(exclusion: &Exclusion, name: &str) -> bool {
    exclusion
        .predicate
        .as_ref()
        .is_some_and(|it| mentions(it, name))
        || exclusion
            .elements
            .iter()
            .any(|(element, _)| match &element.term {
                IndexTerm::Expression(expr) => mentions(expr, name),
                IndexTerm::Column(column) => column == name,
            })
}
