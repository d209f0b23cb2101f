//! Types: those that are made anew, those that change, and those that go.

mod composite;
mod domain;
mod enums;

pub(super) use enums::extend_all;

use super::draft::Draft;
use super::lookup::Type;
use super::order::sorted;
use super::work::Work;
use crate::change::{Change, Delta};
use crate::create::types as create;
use crate::database::{Object, QualifiedName};
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
        let is_made = work.is_made(&Object::Type(name.clone()));
        match ty {
            Type::Enum(it) if is_made => {
                draft.run(create::enum_type(it).text);
            }
            Type::Composite(it) if is_made => {
                draft.run(create::composite(it).text);
            }
            Type::Domain(it) if is_made => {
                for step in create::domain(it) {
                    draft.run(step.text);
                }
            }
            _ => alter(work, name, draft),
        }
    }
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
        if !work.is_gone(&Object::Type(name.clone())) {
            continue;
        }
        let kind = match work.old.types[name] {
            Type::Domain(_) => "DOMAIN",
            _ => "TYPE",
        };
        let real = draft.aside.get(name).unwrap_or(name).clone();
        draft.take(format!("DROP {kind} {}", sql::user_type(&real)));
    }
}

/// The types that a type is made of.
fn types_needed(lookup: &super::lookup::Lookup<'_>, name: &QualifiedName) -> Vec<QualifiedName> {
    let mut found = Vec::new();
    let mut add = |object: &Object| {
        for need in lookup.needs(object) {
            if let Object::Type(needed) = need
                && needed != name
            {
                found.push(needed.clone());
            }
        }
    };
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
