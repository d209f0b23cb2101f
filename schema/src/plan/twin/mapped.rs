//! Constraints, indexes and expressions over columns of other names.

use crate::database::{
    Action, Check, Constraint, ConstraintKind, ForeignKey, Index, IndexElement, IndexTerm, Key,
    QualifiedName,
};
use crate::plan::lookup::{constraint_columns, foreign_key, index_columns};
use crate::plan::twin::Twin;
use crate::plan::work::mentions;
use crate::sql;

/// The names that columns of a table have for another one.
pub(super) type Names<'a> = Vec<(&'a str, &'a str)>;

/// The names that the columns of a table have until twins take their places, by what they are called then.
pub(super) fn until<'a>(twins: &'a [&Twin], table: &QualifiedName) -> Names<'a> {
    let of_table = twins.iter().filter(|it| it.table == *table);
    of_table
        .map(|it| (it.becomes.as_str(), it.beside.as_str()))
        .collect()
}

/// A constraint with other columns, its own and those that it leads to.
pub(super) fn constraint(it: &Constraint, own: &Names<'_>, target: &Names<'_>) -> Constraint {
    let key = |key: &Key| Key {
        columns: list(&key.columns, own),
        include: list(&key.include, own),
        ..key.clone()
    };
    let kind = match &it.kind {
        ConstraintKind::PrimaryKey(it) => ConstraintKind::PrimaryKey(key(it)),
        ConstraintKind::Unique(it) => ConstraintKind::Unique(key(it)),
        ConstraintKind::Check(it) => ConstraintKind::Check(Check {
            condition: expression(&it.condition, own),
            ..it.clone()
        }),
        ConstraintKind::ForeignKey(it) => ConstraintKind::ForeignKey(ForeignKey {
            columns: list(&it.columns, own),
            target_columns: list(&it.target_columns, target),
            on_delete: action(&it.on_delete, own),
            on_update: action(&it.on_update, own),
            ..it.clone()
        }),
        // None of a twin's.
        ConstraintKind::Exclusion(it) => ConstraintKind::Exclusion(it.clone()),
    };
    Constraint { kind, ..it.clone() }
}

pub(super) fn index(it: &Index, names: &Names<'_>) -> Index {
    let element = |it: &IndexElement| IndexElement {
        term: match &it.term {
            IndexTerm::Column(name) => IndexTerm::Column(one(name, names)),
            IndexTerm::Expression(text) => IndexTerm::Expression(expression(text, names)),
        },
        ..it.clone()
    };
    Index {
        elements: it.elements.iter().map(element).collect(),
        include: list(&it.include, names),
        predicate: it.predicate.as_ref().map(|it| expression(it, names)),
        ..it.clone()
    }
}

fn action(it: &Action, names: &Names<'_>) -> Action {
    match it {
        Action::SetNull(columns) => Action::SetNull(list(columns, names)),
        Action::SetDefault(columns) => Action::SetDefault(list(columns, names)),
        other => other.clone(),
    }
}

fn list(columns: &[String], names: &Names<'_>) -> Vec<String> {
    columns.iter().map(|it| one(it, names)).collect()
}

fn one(column: &str, names: &Names<'_>) -> String {
    let new = names.iter().find(|(old, _)| *old == column);
    new.map_or(column, |(_, new)| new).to_owned()
}

/// Whether a constraint names or reads one of these columns of its own table.
pub(super) fn touches(it: &Constraint, columns: &[&str]) -> bool {
    let named = constraint_columns(it);
    columns.iter().any(|column| {
        named.contains(column)
            || matches!(&it.kind, ConstraintKind::Check(check) if mentions(&check.condition, column))
    })
}

/// Whether a foreign key leads to one of these columns of a table.
pub(super) fn leads_to(it: &Constraint, table: &QualifiedName, columns: &[&str]) -> bool {
    foreign_key(it).is_some_and(|key| {
        key.target == *table && key.target_columns.iter().any(|it| columns.contains(&&**it))
    })
}

/// Whether an index names or reads one of these columns.
pub(super) fn indexes(it: &Index, columns: &[&str]) -> bool {
    let named = index_columns(it);
    let reads = |text: &str| columns.iter().any(|column| mentions(text, column));
    columns.iter().any(|column| named.contains(column))
        || it.predicate.as_deref().is_some_and(reads)
        || it
            .elements
            .iter()
            .any(|it| matches!(&it.term, IndexTerm::Expression(text) if reads(text)))
}

/// An expression as PostgreSQL writes it, over other columns. What stands in quotes is no column, and neither is what is
/// called, is a type or follows a dot.
pub(super) fn expression(text: &str, names: &Names<'_>) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = length(rest, first);
        let (token, after) = rest.split_at(length);
        let new = names
            .iter()
            .find(|(old, _)| sql::identifier(old) == token)
            .filter(|_| !is_no_column(&written, after));
        match new {
            Some((_, new)) => written.push_str(&sql::identifier(new)),
            None => written.push_str(token),
        }
        rest = after;
    }
    written
}

fn is_no_column(before: &str, after: &str) -> bool {
    let before = before.trim_end();
    let is_type = before.ends_with("::")
        || TYPES
            .iter()
            .any(|it| before.ends_with(it) && before[..before.len() - it.len()].ends_with("::"));
    is_type
        || before.ends_with('.')
        || before.ends_with(" COLLATE")
        || after.starts_with('(')
        || after.starts_with('.')
        || (before.ends_with("EXTRACT(") && after.starts_with(" FROM"))
}

/// How the names of types begin that have several words.
const TYPES: [&str; 8] = [
    "character",
    "bit",
    "double",
    "timestamp with time",
    "timestamp without time",
    "time with time",
    "time without time",
    "interval",
];

/// How long the next piece of an expression is: a name, what stands in quotes, or one sign.
pub(super) fn length(text: &str, first: char) -> usize {
    let is_word = |it: char| it.is_alphanumeric() || it == '_' || it == '$';
    if first == '\'' || first == '"' {
        let mut inside = text.char_indices().skip(1).peekable();
        while let Some((at, it)) = inside.next() {
            if it == first && inside.next_if(|(_, next)| *next == first).is_none() {
                return at + 1;
            }
        }
        return text.len();
    }
    if is_word(first) {
        return text.find(|it| !is_word(it)).unwrap_or(text.len());
    }
    first.len_utf8()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_columns_get_another_name() {
        let names = vec![("c", "c_new"), ("A b", "x"), ("zone", "z")];
        for (text, expected) in [
            ("(c > 0)", "(c_new > 0)"),
            (
                "((kind <> 'c'::text) AND (c = ANY (ARRAY[1, 2])))",
                "((kind <> 'c'::text) AND (c_new = ANY (ARRAY[1, 2])))",
            ),
            (
                "(c(c) + \"A b\" + \"c\".c + cc)",
                "(c(c_new) + x + \"c\".c + cc)",
            ),
            ("lower((c)::c)", "lower((c_new)::c)"),
            (
                "('it''s c'::text <> (zone)::timestamp with time zone)",
                "('it''s c'::text <> (z)::timestamp with time zone)",
            ),
        ] {
            assert_eq!(expression(text, &names), expected);
        }
    }
}
