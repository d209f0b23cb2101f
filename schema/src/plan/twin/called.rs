//! A database in which types have other names.

use super::mapped::length;
use crate::database::{
    Column, Constraint, ConstraintKind, Database, Filled, Index, IndexElement, IndexTerm, Object,
    QualifiedName, Table, View,
};
use crate::sql;

/// What types are called, and what they are to be called.
pub(in crate::plan) type TypeNames = [(QualifiedName, QualifiedName)];

/// The database with these types under other names, wherever it says them. What relata does not model is created again as
/// it was said, so that it stays with the name.
pub(in crate::plan) fn called(database: &Database, names: &TypeNames) -> Database {
    let mut it = database.clone();
    let new = |name: &QualifiedName| {
        let mut pairs = names.iter();
        pairs.find_map(|(old, new)| (old == name).then(|| new.clone()))
    };
    for it in &mut it.enums {
        if let Some(new) = new(&it.name) {
            it.name = new;
        }
    }
    for table in &mut it.tables {
        in_table(table, names);
    }
    for view in &mut it.views {
        in_view(view, names);
    }
    for domain in &mut it.domains {
        domain.base = ty(&domain.base, names);
        domain.default = domain.default.as_ref().map(|it| expression(it, names));
        for check in &mut domain.checks {
            check.condition = expression(&check.condition, names);
        }
    }
    for attribute in it.composites.iter_mut().flat_map(|it| &mut it.attributes) {
        attribute.ty = ty(&attribute.ty, names);
    }
    for dependency in &mut it.dependencies {
        if matches!(dependency.of, Object::Outside(..)) {
            continue;
        }
        for object in [&mut dependency.of, &mut dependency.on] {
            if let Object::Type(name) = object
                && let Some(new) = new(name)
            {
                *name = new;
            }
        }
    }
    it.dependencies.sort();
    it
}

fn in_table(table: &mut Table, names: &TypeNames) {
    for column in &mut table.columns {
        in_column(column, names);
    }
    for constraint in &mut table.constraints {
        in_constraint(constraint, names);
    }
    for index in &mut table.indexes {
        in_index(index, names);
    }
    for (_, value) in table.triggers.iter_mut().flat_map(|it| &mut it.assignments) {
        *value = expression(value, names);
    }
    for by in table.partition.iter_mut().flat_map(|it| &mut it.by) {
        *by = expression(by, names);
    }
    if let Some(part) = &mut table.part_of {
        part.condition = part.condition.as_ref().map(|it| expression(it, names));
    }
}

fn in_column(column: &mut Column, names: &TypeNames) {
    column.ty = ty(&column.ty, names);
    if let Filled::Default(text) | Filled::Generated(text) | Filled::Virtual(text) =
        &mut column.filled
    {
        *text = expression(text, names);
    }
}

fn in_constraint(constraint: &mut Constraint, names: &TypeNames) {
    match &mut constraint.kind {
        ConstraintKind::Check(it) => it.condition = expression(&it.condition, names),
        ConstraintKind::Exclusion(it) => {
            for (element, _) in &mut it.elements {
                in_element(element, names);
            }
            it.predicate = it.predicate.as_ref().map(|it| expression(it, names));
        }
        ConstraintKind::PrimaryKey(_)
        | ConstraintKind::Unique(_)
        | ConstraintKind::ForeignKey(_) => {}
    }
}

fn in_index(index: &mut Index, names: &TypeNames) {
    for element in &mut index.elements {
        in_element(element, names);
    }
    index.predicate = index.predicate.as_ref().map(|it| expression(it, names));
}

fn in_element(element: &mut IndexElement, names: &TypeNames) {
    if let IndexTerm::Expression(text) = &mut element.term {
        *text = expression(text, names);
    }
}

fn in_view(view: &mut View, names: &TypeNames) {
    view.query = expression(&view.query, names);
    for column in &mut view.columns {
        column.ty = ty(&column.ty, names);
        column.default = column.default.as_ref().map(|it| expression(it, names));
    }
    for index in &mut view.indexes {
        in_index(index, names);
    }
}

/// A type, or an array of it.
pub(super) fn ty(ty: &str, names: &TypeNames) -> String {
    let (plain, end) = match ty.strip_suffix("[]") {
        Some(element) => (element, "[]"),
        None => (ty, ""),
    };
    let mut pairs = names.iter();
    match pairs.find(|(old, _)| sql::user_type(old) == plain) {
        Some((_, new)) => format!("{}{end}", sql::user_type(new)),
        None => ty.to_owned(),
    }
}

/// An expression or a query as PostgreSQL writes it, in which types stand behind `::` and nowhere else.
fn expression(text: &str, names: &TypeNames) -> String {
    let said = |rest: &str| {
        let mut pairs = names.iter();
        pairs.find_map(|(old, new)| {
            let old = sql::user_type(old);
            let after = rest.strip_prefix(&old)?.chars().next();
            let goes_on = after.is_some_and(|it| it.is_alphanumeric() || "_$.\"".contains(it));
            (!goes_on).then(|| (old.len(), sql::user_type(new)))
        })
    };
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (token, after) = match said(rest).filter(|_| written.ends_with("::")) {
            Some((length, new)) => {
                written.push_str(&new);
                ("", &rest[length..])
            }
            None => rest.split_at(length(rest, first)),
        };
        written.push_str(token);
        rest = after;
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::PUBLIC;

    fn name(namespace: &str, name: &str) -> QualifiedName {
        QualifiedName {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
        }
    }

    #[test]
    fn only_types_get_another_name() {
        let names = [
            (name(PUBLIC, "e"), name(PUBLIC, "e_new")),
            (name("s", "A b"), name("s", "A b_new")),
        ];
        for (text, expected) in [
            ("'e'::e", "'e'::e_new"),
            ("(e = 'it''s ::e'::e)", "(e = 'it''s ::e'::e_new)"),
            ("ARRAY['a'::e, e]::e[]", "ARRAY['a'::e_new, e]::e_new[]"),
            ("(x)::e_old <> 'a'::e2", "(x)::e_old <> 'a'::e2"),
            ("'a'::s.\"A b\"", "'a'::s.\"A b_new\""),
            ("(x)::e.f", "(x)::e.f"),
        ] {
            assert_eq!(expression(text, &names), expected);
        }
        assert_eq!(ty("e[]", &names), "e_new[]");
        assert_eq!(ty("text", &names), "text");
    }
}
