//! Whether an expression reads a column.

use crate::database::{Exclusion, IndexTerm};

/// Whether an expression may read a column: whether its name stands in there, neither within a string nor as that of a
/// type.
pub(in crate::plan) fn mentions(expression: &str, column: &str) -> bool {
    let name = crate::sql::identifier(column);
    // Most do not, and are many.
    if !expression.contains(&name) {
        return false;
    }
    let is_word = |it: char| it.is_alphanumeric() || it == '_' || it == '"' || it == '$';
    let (mut at, mut quote) = (0, None);
    while let Some(it) = expression[at..].chars().next() {
        let before = &expression[..at];
        // A type may have a column's name.
        if quote.is_none()
            && !before.ends_with(is_word)
            && !before.ends_with("::")
            && let Some(after) = expression[at..].strip_prefix(name.as_str())
            && !after.chars().next().is_some_and(is_word)
        {
            return true;
        }
        match quote {
            Some(open) if open == it => quote = None,
            None if it == '\'' || it == '"' => quote = Some(it),
            _ => {}
        }
        at += it.len_utf8();
    }
    false
}

/// Whether an exclusion constraint may read a column.
pub(in crate::plan) fn exclusion_mentions(exclusion: &Exclusion, name: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::mentions;

    #[test]
    fn neither_a_string_nor_a_type_is_a_column() {
        for (text, column, expected) in [
            ("(a > 0)", "a", true),
            ("(aa > 0)", "a", false),
            ("(b <> ALL ('{a,it''s a}'::e[]))", "a", false),
            ("(('a'::text = b) OR (a = 1))", "a", true),
            ("(\"A b\" > \"it's\")", "A b", true),
            ("(\"it's\" > a)", "a", true),
            ("(\"x a y\" > 0)", "a", false),
            ("(b = 'x'::a)", "a", false),
        ] {
            assert_eq!(mentions(text, column), expected, "{text}");
        }
    }
}
