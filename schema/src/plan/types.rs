//! Types, namespaces and extensions.

use super::draft::Draft;
use super::lookup::Type;
use super::order::sorted;
use super::work::{Work, is_extended};
use super::{Hazard, Phase};
use crate::change::{Change, Delta};
use crate::create::types as create;
use crate::database::{Attribute, CompositeType, Domain, EnumType, Object, PUBLIC, QualifiedName};
use crate::sql;

/// New values, each committed before anything can use it.
pub(super) fn extend_enums(work: &Work<'_>, draft: &mut Draft) {
    for change in work.changes {
        if let Change::Enum(Delta::Altered { from, to }) = change
            && !work.is_gone(&Object::Type(to.name.clone()))
            && is_extended(&from.labels, &to.labels)
        {
            extend(from, to, draft);
        }
    }
}

fn extend(from: &EnumType, to: &EnumType, draft: &mut Draft) {
    let name = sql::user_type(&to.name);
    let mut last: Option<&String> = None;
    let mut there = from.labels.len();
    for label in &to.labels {
        if from.labels.contains(label) {
            there -= 1;
        } else {
            let place = match last {
                // At the end is where a value comes anyway.
                _ if there == 0 => String::new(),
                Some(last) => format!(" AFTER {}", sql::literal(last)),
                None => match from.labels.first() {
                    Some(first) => format!(" BEFORE {}", sql::literal(first)),
                    None => String::new(),
                },
            };
            draft.apart(format!(
                "ALTER TYPE {name} ADD VALUE {}{place}",
                sql::literal(label)
            ));
        }
        last = Some(label);
    }
}

/// New namespaces and extensions, before everything that can lie in them.
pub(super) fn create_namespaces(work: &Work<'_>, draft: &mut Draft) {
    for change in work.changes {
        if let Change::Namespace(Delta::Created(it)) = change
            && it.name != PUBLIC
        {
            draft.run(format!("CREATE SCHEMA {}", sql::identifier(&it.name)));
        }
    }
    for change in work.changes {
        if let Change::Extension(Delta::Created(it)) = change {
            draft.run(crate::create::extension(it));
        }
    }
}

/// Namespaces and extensions that nothing is in any more.
pub(super) fn drop_namespaces(work: &Work<'_>, draft: &mut Draft) {
    for change in work.changes {
        if let Change::Extension(Delta::Dropped(it)) = change {
            draft.take(format!("DROP EXTENSION {}", sql::identifier(&it.name)));
        }
    }
    for change in work.changes {
        if let Change::Namespace(Delta::Dropped(it)) = change
            && it.name != PUBLIC
        {
            draft.take(format!("DROP SCHEMA {}", sql::identifier(&it.name)));
        }
    }
}

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
                alter_composite(from, to, draft);
            }
            Change::Domain(Delta::Altered { from, to }) if to.name == *name => {
                alter_domain(from, to, draft);
            }
            _ => {}
        }
    }
}

fn alter_composite(from: &CompositeType, to: &CompositeType, draft: &mut Draft) {
    let find = |composite: &CompositeType, name: &str| -> Option<Attribute> {
        composite
            .attributes
            .iter()
            .find(|it| it.name == name)
            .cloned()
    };
    let mut actions = Vec::new();
    let mut lost = Vec::new();
    for old in &from.attributes {
        if find(to, &old.name).is_none() {
            actions.push(format!("DROP ATTRIBUTE {}", sql::identifier(&old.name)));
            lost.push(old.name.clone());
        }
    }
    for new in &to.attributes {
        match find(from, &new.name) {
            None => actions.push(format!("ADD ATTRIBUTE {}", create::attribute(new))),
            Some(old) if old.ty != new.ty || old.collation != new.collation => {
                let collation = match &new.collation {
                    Some(collation) => format!(" COLLATE {collation}"),
                    None => String::new(),
                };
                actions.push(format!(
                    "ALTER ATTRIBUTE {} TYPE {}{collation}",
                    sql::identifier(&new.name),
                    new.ty
                ));
            }
            Some(_) => {}
        }
    }
    if actions.is_empty() {
        return;
    }
    let step = draft.run(format!(
        "ALTER TYPE {}\n    {}",
        sql::user_type(&to.name),
        actions.join(",\n    ")
    ));
    for attribute in &lost {
        step.with(Hazard::Loses {
            what: format!("the attribute {attribute} of every {}", to.name),
        });
        step.phase = Phase::Contract;
    }
    for attribute in lost {
        draft.loses(
            format!("{}.{attribute}", to.name),
            "the attribute is dropped",
        );
    }
}

fn alter_domain(from: &Domain, to: &Domain, draft: &mut Draft) {
    let name = sql::user_type(&to.name);
    let mut run = |text: String| {
        draft.run(format!("ALTER DOMAIN {name} {text}"));
    };
    for old in &from.checks {
        let stays = to
            .checks
            .iter()
            .any(|new| new.name == old.name && is_check_kept(old, new));
        if !stays {
            run(format!("DROP CONSTRAINT {}", sql::identifier(&old.name)));
        }
    }
    if from.default != to.default {
        run(match &to.default {
            Some(default) => format!("SET DEFAULT {default}"),
            None => "DROP DEFAULT".to_owned(),
        });
    }
    let renamed = from.not_null_name != to.not_null_name;
    if from.not_null && (!to.not_null || renamed) {
        run("DROP NOT NULL".to_owned());
    }
    if to.not_null && (!from.not_null || renamed) {
        run(match &to.not_null_name {
            Some(name) => format!("ADD CONSTRAINT {} NOT NULL", sql::identifier(name)),
            None => "SET NOT NULL".to_owned(),
        });
    }
    for new in &to.checks {
        let old = from.checks.iter().find(|old| old.name == new.name);
        match old {
            Some(old) if is_check_kept(old, new) => {
                if new.valid && !old.valid {
                    run(format!(
                        "VALIDATE CONSTRAINT {}",
                        sql::identifier(&new.name)
                    ));
                }
            }
            _ => {
                let validity = if new.valid { "" } else { " NOT VALID" };
                run(format!("ADD {}{validity}", create::check(new)));
            }
        }
    }
}

/// Whether a check stays: it can be validated, and the other way is another check.
fn is_check_kept(old: &crate::database::DomainCheck, new: &crate::database::DomainCheck) -> bool {
    old.condition == new.condition && (new.valid || !old.valid)
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
