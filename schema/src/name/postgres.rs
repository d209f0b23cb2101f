//! The names that PostgreSQL itself gives to constraints, indexes and sequences.
//!
//! The algorithm is that of `makeObjectName`, `ChooseIndexNameAddition`, `ChooseIndexColumnNames`
//! and `FigureColname` in PostgreSQL 14 to 18. A number at the end, which PostgreSQL adds where
//! a name is taken, is never made here: it would depend on what stood before.

use crate::model::expression::CastType;
use crate::model::{ColumnId, Expr, ExprKind, Index, IndexElement, Model, Scalar, Table};

/// The bytes that PostgreSQL keeps of a name.
pub const LONGEST: usize = 63;

/// The name of a primary key.
#[must_use]
pub fn primary_key(table: &str) -> String {
    make(table, None, "pkey")
}

/// The name of a unique constraint.
#[must_use]
pub fn unique(table: &Table, columns: &[ColumnId]) -> String {
    make(&table.name.name, Some(&of_columns(table, columns)), "key")
}

/// The name of a foreign key.
#[must_use]
pub fn foreign_key(table: &Table, columns: &[ColumnId]) -> String {
    let names: Vec<&str> = columns
        .iter()
        .map(|&column| table.column(column).name.as_str())
        .collect();
    make(&table.name.name, Some(&addition(&names)), "fkey")
}

/// The name of a check of a table: it has the column in it if it reads exactly one.
#[must_use]
pub fn check(table: &Table, condition: &Expr) -> String {
    let mut read = condition.columns();
    read.sort_unstable();
    read.dedup();
    let column = match read.as_slice() {
        &[column] => Some(table.column(column).name.as_str()),
        _ => None,
    };
    make(&table.name.name, column, "check")
}

/// The name of a check of a domain.
#[must_use]
pub fn domain_check(domain: &str) -> String {
    make(domain, None, "check")
}

/// The name of an identity column's sequence.
#[must_use]
pub fn sequence(table: &str, column: &str) -> String {
    make(table, Some(column), "seq")
}

/// The name of an index, unique or not.
#[must_use]
pub fn index(model: &Model, relation: &str, columns: &[&str], index: &Index) -> String {
    let mut names: Vec<Option<String>> = of_elements(model, columns, index.elements.iter());
    names.extend(
        index
            .include
            .iter()
            .map(|column| Some(columns[column.0].to_owned())),
    );
    let names = index_columns(&names);
    make(relation, Some(&addition(&names)), "idx")
}

/// The name of an exclusion constraint.
pub fn exclusion<'a>(
    model: &Model,
    table: &Table,
    elements: impl Iterator<Item = &'a IndexElement>,
) -> String {
    let columns = table.column_names();
    let names = index_columns(&of_elements(model, &columns, elements));
    make(&table.name.name, Some(&addition(&names)), "excl")
}

/// `a_b_label` in at most 63 bytes: the longer of the two parts is cut first.
#[must_use]
pub fn make(a: &str, b: Option<&str>, label: &str) -> String {
    let room = LONGEST - (1 + label.len()) - usize::from(b.is_some());
    let (mut la, mut lb) = (a.len(), b.map_or(0, str::len));
    while la + lb > room {
        if la > lb {
            la -= 1;
        } else {
            lb -= 1;
        }
    }

    let mut name = clip(a, la).to_owned();
    if let Some(b) = b {
        name.push('_');
        name.push_str(clip(b, lb));
    }
    name.push('_');
    name.push_str(label);
    name
}

/// The names with `_` between them, until 64 bytes or more are written.
#[must_use]
pub fn addition<S: AsRef<str>>(names: &[S]) -> String {
    let mut written = String::new();
    for name in names {
        if !written.is_empty() {
            written.push('_');
        }
        written.push_str(clip(name.as_ref(), LONGEST));
        if written.len() > LONGEST {
            break;
        }
    }
    written
}

/// The names of an index's columns: those of its elements, `expr` for one without, each made unlike the ones before.
#[must_use]
pub fn index_columns(elements: &[Option<String>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(elements.len());
    for element in elements {
        let wanted = element.as_deref().unwrap_or("expr");
        let mut name = wanted.to_owned();
        let mut number = 0;
        while names.contains(&name) {
            number += 1;
            let suffix = number.to_string();
            name = format!("{}{suffix}", clip(wanted, LONGEST - suffix.len()));
        }
        names.push(name);
    }
    names
}

/// The name that PostgreSQL gives to an expression, if it gives one.
#[must_use]
pub fn expression(model: &Model, columns: &[&str], expr: &Expr) -> Option<String> {
    figure(model, columns, expr).map(|(name, _)| name)
}

/// As many bytes as fit, cut at a whole character.
#[must_use]
pub fn clip(name: &str, bytes: usize) -> &str {
    &name[..name.floor_char_boundary(bytes)]
}

fn of_columns(table: &Table, columns: &[ColumnId]) -> String {
    let names: Vec<Option<String>> = columns
        .iter()
        .map(|&column| Some(table.column(column).name.clone()))
        .collect();
    addition(&index_columns(&names))
}

fn of_elements<'a>(
    model: &Model,
    columns: &[&str],
    elements: impl Iterator<Item = &'a IndexElement>,
) -> Vec<Option<String>> {
    elements
        .map(|element| expression(model, columns, &element.expr))
        .collect()
}

/// How sure `FigureColname` is of a name: a cast keeps only a sure one.
#[derive(PartialEq)]
enum Strength {
    Weak,
    Sure,
}

fn figure(model: &Model, columns: &[&str], expr: &Expr) -> Option<(String, Strength)> {
    let sure = |name: &str| Some((name.to_owned(), Strength::Sure));
    let weak = |name: &str| Some((name.to_owned(), Strength::Weak));
    match &expr.kind {
        ExprKind::Column(column) => sure(columns.get(column.0)?),
        ExprKind::Call { function, .. } => sure(match function.as_str() {
            "trim" => "btrim",
            name => name,
        }),
        ExprKind::Parenthesized(inner)
        | ExprKind::Collate(inner, _)
        | ExprKind::Subscript(inner, _) => figure(model, columns, inner),
        ExprKind::Cast(inner, ty) => match figure(model, columns, inner) {
            Some((name, Strength::Sure)) => sure(&name),
            Some((_, Strength::Weak)) | None => weak(&internal_name(model, ty)),
        },
        ExprKind::Typed(ty, _) => weak(internal_word(ty)),
        ExprKind::AtTimeZone(..) => sure("timezone"),
        ExprKind::Case { otherwise, .. } => {
            let otherwise = otherwise.as_deref();
            match otherwise.and_then(|otherwise| figure(model, columns, otherwise)) {
                Some((name, Strength::Sure)) => sure(&name),
                Some((_, Strength::Weak)) | None => weak("case"),
            }
        }
        ExprKind::Array(_) => sure("array"),
        ExprKind::Row(_) => sure("row"),
        ExprKind::Extract(..) => sure("extract"),
        ExprKind::Word(word) if !matches!(word.as_str(), "null" | "true" | "false") => sure(word),
        ExprKind::Word(_)
        | ExprKind::Or(..)
        | ExprKind::And(..)
        | ExprKind::Not(_)
        | ExprKind::Is { .. }
        | ExprKind::Between { .. }
        | ExprKind::In { .. }
        | ExprKind::Like { .. }
        | ExprKind::Binary { .. }
        | ExprKind::Unary { .. }
        | ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Sql(_)
        | ExprKind::Value(..) => None,
    }
}

fn internal_name(model: &Model, ty: &CastType) -> String {
    match ty {
        CastType::Known(ty) => match ty.scalar {
            Scalar::Enum(id) => model.enum_(id).name.name.clone(),
            Scalar::Domain(id) => model.domain(id).name.name.clone(),
            scalar => internal_word(scalar.word()).to_owned(),
        },
        CastType::Other { name, .. } => internal_word(name).to_owned(),
    }
}

fn internal_word(word: &str) -> &str {
    match word {
        "smallint" => "int2",
        "integer" => "int4",
        "bigint" => "int8",
        "boolean" => "bool",
        "real" => "float4",
        "double" => "float8",
        "char" => "bpchar",
        word => word,
    }
}

#[cfg(test)]
mod tests {
    use super::{addition, clip, index_columns, make};

    #[test]
    fn a_short_name_is_whole() {
        assert_eq!(make("posts", None, "pkey"), "posts_pkey");
        assert_eq!(make("posts", Some("title"), "key"), "posts_title_key");
    }

    #[test]
    fn the_longer_part_is_cut_first() {
        let name = make(&"t".repeat(60), Some("short"), "idx");
        assert_eq!(name, format!("{}_short_idx", "t".repeat(53)));
        assert_eq!(name.len(), 63);

        let name = make(&"t".repeat(60), Some(&"c".repeat(60)), "key");
        assert_eq!(name, format!("{}_{}_key", "t".repeat(29), "c".repeat(29)));
    }

    #[test]
    fn a_character_is_not_cut_in_two() {
        assert_eq!(clip("日本", 5), "日");
        let name = make(&"é".repeat(30), Some(&"é".repeat(30)), "key");
        assert_eq!(name, format!("{0}_{0}_key", "é".repeat(14)));
    }

    #[test]
    fn the_addition_stops_after_64_bytes() {
        let names = ["a".repeat(40), "b".repeat(40), "c".repeat(40)];
        assert_eq!(
            addition(&names),
            format!("{}_{}", "a".repeat(40), "b".repeat(40))
        );
    }

    #[test]
    fn equal_columns_of_an_index_are_numbered() {
        let some = |name: &str| Some(name.to_owned());
        assert_eq!(
            index_columns(&[some("a"), some("a"), None, None]),
            ["a", "a1", "expr", "expr1"]
        );
    }
}
