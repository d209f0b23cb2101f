//! Types: those that are made anew, those that change, and those that go.

mod composite;
mod domain;
mod enums;

pub(super) use enums::extend_all;

use super::draft::Draft;
use super::lookup::{Lookup, Type};
use super::order::sorted;
use super::table;
use super::work::Work;
use crate::change::{Change, Delta};
use crate::create::types as create;
use crate::database::{Domain, Object, QualifiedName};
use crate::name::postgres;
use crate::sql;

/// A type that is made anew makes room for the new one, and is dropped when no column is of it any more.
pub(super) fn put_aside(work: &Work<'_>, draft: &mut Draft) {
    for name in work.old.types.keys() {
        let object = Object::Type((*name).clone());
        if !work.is_gone(&object) || !is_name_needed(work, name) {
            continue;
        }
        let aside = draft.aside(name, |it| is_taken(work, it));
        let kind = match work.old.types[*name] {
            Type::Domain(_) => "DOMAIN",
            _ => "TYPE",
        };
        draft.run(format!(
            "ALTER {kind} {} RENAME TO {}",
            sql::user_type(name),
            sql::identifier(&aside.name)
        ));
        draft.aside.insert((*name).clone(), aside);
    }
}

/// Whether something of the target has the name of a type: another type, or a table, whose rows have a type of its name.
fn is_name_needed(work: &Work<'_>, name: &QualifiedName) -> bool {
    work.new.types.contains_key(name)
        || work.new.tables.contains_key(name)
        || work.new.views.contains_key(name)
}

pub(super) fn is_taken(work: &Work<'_>, name: &QualifiedName) -> bool {
    [&work.old, &work.new].iter().any(|it| {
        it.types.contains_key(name)
            || it.tables.contains_key(name)
            || it.views.contains_key(name)
            || it.sequences.contains_key(name)
            || it.indexes.contains_key(name)
    })
}

/// New types, and the changes of those that stay.
pub(super) fn make(work: &Work<'_>, draft: &mut Draft) {
    let database = work.new.database;
    let enums = database.enums.iter().map(|it| (&it.name, Type::Enum(it)));
    let composites = database
        .composites
        .iter()
        .map(|it| (&it.name, Type::Composite(it)));
    let domains = database
        .domains
        .iter()
        .map(|it| (&it.name, Type::Domain(it)));
    let all: Vec<(&QualifiedName, Type<'_>)> = enums.chain(composites).chain(domains).collect();
    let ordered = sorted(
        &all,
        |(name, _)| name.clone(),
        |(name, _)| types_needed(&work.new, name),
    );
    for (name, ty) in ordered {
        if !work.is_made(&Object::Type(name.clone())) {
            alter(work, name, draft);
        } else if !is_of_rows(&work.new, name, &|it| work.rises(it)) {
            create(&ty, draft);
        }
    }
}

/// The types that are made with tables: those that are made of the rows of new ones.
pub(super) fn made_with_tables<'a>(work: &Work<'a>) -> Vec<&'a QualifiedName> {
    let all = work.new.types.keys().copied();
    let made = all.filter(|it| work.is_made(&Object::Type((*it).clone())));
    made.filter(|it| is_of_rows(&work.new, it, &|it| work.rises(it)))
        .collect()
}

/// The types that are dropped with tables, of whose rows they are made.
pub(super) fn dropped_with_tables<'a>(work: &Work<'a>) -> Vec<&'a QualifiedName> {
    let all = work.old.types.keys().copied();
    let gone = all.filter(|it| work.is_gone(&Object::Type((*it).clone())));
    gone.filter(|it| is_of_rows(&work.old, it, &|it| table::is_dropped(work, it)))
        .collect()
}

/// Whether a type is made of the rows of one of these tables, or of a type that is.
fn is_of_rows(
    lookup: &Lookup<'_>,
    name: &QualifiedName,
    of: &dyn Fn(&QualifiedName) -> bool,
) -> bool {
    needed(lookup, name).iter().any(|it| match it {
        Object::Table(table) => of(table),
        Object::Type(ty) => ty != name && is_of_rows(lookup, ty, of),
        _ => false,
    })
}

pub(super) fn create(ty: &Type<'_>, draft: &mut Draft) {
    match ty {
        Type::Enum(it) => {
            draft.run(create::enum_type(it).text);
        }
        Type::Composite(it) => {
            draft.run(create::composite(it).text);
        }
        Type::Domain(it) => {
            for step in create::domain(&with_not_null_name(it, draft)) {
                draft.run(step.text);
            }
        }
    }
}

/// From 17 on, what keeps a domain's values from being NULL has a name, which the one that it replaces still has.
fn with_not_null_name(domain: &Domain, draft: &Draft) -> Domain {
    let mut domain = domain.clone();
    if domain.not_null && domain.not_null_name.is_none() && draft.aside.contains_key(&domain.name) {
        domain.not_null_name = Some(postgres::make(&domain.name.name, None, "not_null"));
    }
    domain
}

fn alter(work: &Work<'_>, name: &QualifiedName, draft: &mut Draft) {
    for change in work.changes {
        match change {
            Change::Composite(Delta::Altered { from, to }) if to.name == *name => {
                composite::alter(from, to, draft);
            }
            Change::Domain(Delta::Altered { from, to }) if to.name == *name => {
                domain::alter(from, to, draft);
            }
            _ => {}
        }
    }
}

/// The types that no column is of any more, from those that need others to those.
pub(super) fn drop(work: &Work<'_>, draft: &mut Draft) {
    draft.forget_functions();
    let all: Vec<&QualifiedName> = work.old.types.keys().copied().collect();
    let ordered = sorted(&all, Clone::clone, |name| types_needed(&work.old, name));
    for name in ordered.into_iter().rev() {
        let is_gone = work.is_gone(&Object::Type(name.clone()));
        if is_gone && !is_of_rows(&work.old, name, &|it| table::is_dropped(work, it)) {
            drop_one(work, name, draft);
        }
    }
}

pub(super) fn drop_one(work: &Work<'_>, name: &QualifiedName, draft: &mut Draft) {
    let kind = match work.old.types[name] {
        Type::Domain(_) => "DOMAIN",
        _ => "TYPE",
    };
    let real = draft.aside.get(name).unwrap_or(name).clone();
    draft.take(format!("DROP {kind} {}", sql::user_type(&real)));
}

/// The types that a type is made of.
fn types_needed(lookup: &Lookup<'_>, name: &QualifiedName) -> Vec<QualifiedName> {
    let needed = needed(lookup, name).into_iter();
    let types = needed.filter_map(|it| match it {
        Object::Type(it) if it != name => Some(it.clone()),
        _ => None,
    });
    types.collect()
}

/// What a type is made of: types, and tables for their rows.
pub(super) fn needed<'a>(lookup: &Lookup<'a>, name: &QualifiedName) -> Vec<&'a Object> {
    let mut found = Vec::new();
    let mut add = |object: &Object| found.extend_from_slice(lookup.needs(object));
    add(&Object::Type(name.clone()));
    match lookup.types.get(name) {
        Some(Type::Composite(it)) => {
            for attribute in &it.attributes {
                add(&Object::Column(name.clone(), attribute.name.clone()));
            }
        }
        Some(Type::Domain(it)) => {
            add(&Object::Default(name.clone(), String::new()));
            for check in &it.checks {
                add(&Object::Constraint(name.clone(), check.name.clone()));
            }
        }
        _ => {}
    }
    found
}
