//! `COMMENT ON`, where an object is new or its comment changes.

use super::draft::Draft;
use super::lookup::{beside, key_index};
use super::work::Work;
use crate::database::{
    Attribute, Column, CompositeType, Constraint, Database, Domain, DomainCheck, EnumType,
    Extension, Index, KeyIndex, Namespace, NotNull, Object, PUBLIC, QualifiedName, Sequence, Table,
    View, ViewColumn,
};
use crate::name::postgres;
use crate::sql;

/// The comments of everything that was made, and those that changed.
pub(super) fn all(work: &Work<'_>, draft: &mut Draft) {
    let (old, new) = (work.old.database, work.new.database);
    // Of `public`, there is an object only where its comment is not the usual one.
    let of_public = |database: &Database| {
        let public = database.namespaces.iter().find(|it| it.name == PUBLIC);
        public.and_then(|it| it.comment.clone())
    };
    let (before, after) = (of_public(old), of_public(new));
    if before != after {
        let text = after.unwrap_or_else(|| "standard public schema".to_owned());
        let text = Some(&text).filter(|it| !it.is_empty());
        set("SCHEMA", PUBLIC, text, draft);
    }
    for it in new.namespaces.iter().filter(|it| it.name != PUBLIC) {
        let before = old.namespaces.iter().find(|other| other.name == it.name);
        on("SCHEMA", &sql::identifier(&it.name), before, it, draft);
    }
    for it in &new.extensions {
        let before = old.extensions.iter().find(|other| other.name == it.name);
        if before.is_some_and(|it| it.comment.is_some()) && it.comment.is_none() {
            own_comment(&it.name, draft);
        } else {
            on("EXTENSION", &sql::identifier(&it.name), before, it, draft);
        }
    }
    types(work, draft);
    for it in &new.sequences {
        let is_kept = !work.is_made(&Object::Sequence(it.name.clone()));
        let before = work.old.sequences.get(&it.name).filter(|_| is_kept);
        let name = sql::qualified(&it.name);
        on("SEQUENCE", &name, before.copied(), it, draft);
    }
    for it in &new.tables {
        table(work, it, draft);
    }
    for it in &new.views {
        view(work, it, draft);
    }
}

/// What an extension says of itself, which only the server knows.
fn own_comment(extension: &str, draft: &mut Draft) {
    let name = sql::literal(extension);
    let body = format!(
        "\nBEGIN\n    EXECUTE format('COMMENT ON EXTENSION %I IS %L', {name}, (\n        \
         SELECT comment FROM pg_available_extensions WHERE name = {name}\n    ));\nEND\n"
    );
    draft.run(format!("DO {}", sql::dollar_quoted(&body)));
}

fn types(work: &Work<'_>, draft: &mut Draft) {
    let (old, new) = (work.old.database, work.new.database);
    let is_kept = |name: &QualifiedName| !work.is_made(&Object::Type(name.clone()));
    for it in &new.enums {
        let mut kept = old.enums.iter().filter(|it| is_kept(&it.name));
        let before = kept.find(|other| other.name == it.name);
        on("TYPE", &sql::user_type(&it.name), before, it, draft);
    }
    for it in &new.composites {
        let mut kept = old.composites.iter().filter(|it| is_kept(&it.name));
        let before = kept.find(|other| other.name == it.name);
        on("TYPE", &sql::user_type(&it.name), before, it, draft);
        let attributes = before.map_or(&[][..], |it| &it.attributes);
        for attribute in &it.attributes {
            let before = attributes.iter().find(|other| other.name == attribute.name);
            let name = member(&it.name, &attribute.name);
            on("COLUMN", &name, before, attribute, draft);
        }
    }
    for it in &new.domains {
        let mut kept = old.domains.iter().filter(|it| is_kept(&it.name));
        let before = kept.find(|other| other.name == it.name);
        domain(before, it, draft);
    }
}

fn domain(old: Option<&Domain>, new: &Domain, draft: &mut Draft) {
    let name = sql::user_type(&new.name);
    on("DOMAIN", &name, old, new, draft);
    for check in &new.checks {
        // One that differs in more was created anew.
        let before = old.and_then(|it| {
            it.checks.iter().find(|other| {
                other.name == check.name
                    && other.condition == check.condition
                    && (check.valid || !other.valid)
            })
        });
        let name = format!("{} ON DOMAIN {name}", sql::identifier(&check.name));
        on("CONSTRAINT", &name, before, check, draft);
    }
}

fn table(work: &Work<'_>, new: &Table, draft: &mut Draft) {
    let name = sql::qualified(&new.name);
    let old = work.old.table(&new.name).filter(|_| work.stays(&new.name));
    on("TABLE", &name, old, new, draft);
    for column in &new.columns {
        let is_kept = !work.is_made(&Object::Column(new.name.clone(), column.name.clone()));
        let before = old
            .filter(|_| is_kept)
            .and_then(|it| super::lookup::column(it, &column.name));
        let place = member(&new.name, &column.name);
        on("COLUMN", &place, before, column, draft);
        // From 18 on, NOT NULL is a constraint with a name; a comment may be all that there is to say of it.
        let not_null = column.not_null_constraint.as_ref();
        let usual = postgres::make(&new.name.name, Some(&column.name), "not_null");
        let constraint = not_null.and_then(|it| it.name.clone()).unwrap_or(usual);
        let place = format!("{} ON {name}", sql::identifier(&constraint));
        let before = before.and_then(|it| it.not_null_constraint.as_ref());
        changes("CONSTRAINT", &place, before, not_null, draft);
    }
    for constraint in &new.constraints {
        let object = Object::Constraint(new.name.clone(), constraint.name.clone());
        let is_kept = !work.is_made(&object);
        let before = old.filter(|_| is_kept).and_then(|it| {
            it.constraints
                .iter()
                .find(|other| other.name == constraint.name)
        });
        of_constraint(&new.name, before, constraint, draft);
    }
    let before = old.map(|it| it.indexes.as_slice());
    indexes(work, &new.name, before, &new.indexes, draft);
}

fn of_constraint(
    table: &QualifiedName,
    old: Option<&Constraint>,
    new: &Constraint,
    draft: &mut Draft,
) {
    let place = format!(
        "{} ON {}",
        sql::identifier(&new.name),
        sql::qualified(table)
    );
    on("CONSTRAINT", &place, old, new, draft);
    let place = sql::qualified(&beside(table, &new.name));
    let before = old.and_then(key_index);
    changes("INDEX", &place, before, key_index(new), draft);
}

fn indexes(
    work: &Work<'_>,
    on_what: &QualifiedName,
    old: Option<&[Index]>,
    new: &[Index],
    draft: &mut Draft,
) {
    for index in new {
        let name = beside(on_what, &index.name);
        let is_kept = !work.is_made(&Object::Index(name.clone()));
        let before = old
            .filter(|_| is_kept)
            .and_then(|it| it.iter().find(|other| other.name == index.name));
        on("INDEX", &sql::qualified(&name), before, index, draft);
    }
}

fn view(work: &Work<'_>, new: &View, draft: &mut Draft) {
    let is_kept = !work.is_made(&Object::View(new.name.clone()));
    let old = work.old.view(&new.name).filter(|_| is_kept);
    let kind = if new.materialized {
        "MATERIALIZED VIEW"
    } else {
        "VIEW"
    };
    on(kind, &sql::qualified(&new.name), old, new, draft);
    for column in &new.columns {
        let before = old.and_then(|it| it.columns.iter().find(|other| other.name == column.name));
        let place = member(&new.name, &column.name);
        on("COLUMN", &place, before, column, draft);
    }
    let before = old.map(|it| it.indexes.as_slice());
    indexes(work, &new.name, before, &new.indexes, draft);
}

fn member(of: &QualifiedName, name: &str) -> String {
    format!("{}.{}", sql::qualified(of), sql::identifier(name))
}

/// What can have a comment.
trait Commented {
    fn comment(&self) -> Option<&String>;
}

macro_rules! commented {
    ($($type:ident),* $(,)?) => {$(
        impl Commented for $type {
            fn comment(&self) -> Option<&String> {
                self.comment.as_ref()
            }
        }
    )*};
}

commented! {
    Attribute, Column, CompositeType, Constraint, Domain, DomainCheck, EnumType, Extension,
    Index, KeyIndex, Namespace, NotNull, Sequence, Table, View, ViewColumn,
}

/// The comment of an object that is there, where it differs from what it was.
fn on<T: Commented>(kind: &str, name: &str, before: Option<&T>, after: &T, draft: &mut Draft) {
    changes(kind, name, before, Some(after), draft);
}

/// The same of one that may not be there, which has no comment then.
fn changes<T: Commented>(
    kind: &str,
    name: &str,
    before: Option<&T>,
    after: Option<&T>,
    draft: &mut Draft,
) {
    let comment = after.and_then(T::comment);
    if before.and_then(T::comment) != comment {
        set(kind, name, comment, draft);
    }
}

fn set(kind: &str, name: &str, comment: Option<&String>, draft: &mut Draft) {
    let comment = comment.map_or_else(|| "NULL".to_owned(), |it| sql::literal(it));
    draft.run(format!("COMMENT ON {kind} {name} IS {comment}"));
}
