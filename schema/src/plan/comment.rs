//! `COMMENT ON`, where an object is new or its comment changes.

use super::draft::Draft;
use super::lookup::{beside, key_index};
use super::work::Work;
use crate::database::{Constraint, Domain, Index, Object, PUBLIC, QualifiedName, Table, View};
use crate::name::postgres;
use crate::sql;

/// The comments of everything that was made, and those that changed.
pub(super) fn all(work: &Work<'_>, draft: &mut Draft) {
    let (old, new) = (work.old.database, work.new.database);
    // Of `public`, there is an object only where its comment is not the usual one.
    let of_public = |database: &crate::database::Database| {
        let public = database.namespaces.iter().find(|it| it.name == PUBLIC);
        public.and_then(|it| it.comment.clone())
    };
    let (before, after) = (of_public(old), of_public(new));
    if before != after {
        let text = after.unwrap_or_else(|| "standard public schema".to_owned());
        set(
            "SCHEMA",
            PUBLIC,
            Some(&text).filter(|it| !it.is_empty()),
            draft,
        );
    }
    for it in new.namespaces.iter().filter(|it| it.name != PUBLIC) {
        let before = old.namespaces.iter().find(|other| other.name == it.name);
        let before = before.and_then(|it| it.comment.as_ref());
        on(
            "SCHEMA",
            &sql::identifier(&it.name),
            before,
            it.comment.as_ref(),
            draft,
        );
    }
    for it in &new.extensions {
        let before = old.extensions.iter().find(|other| other.name == it.name);
        let before = before.and_then(|it| it.comment.as_ref());
        if before.is_some() && it.comment.is_none() {
            own_comment(&it.name, draft);
        } else {
            on(
                "EXTENSION",
                &sql::identifier(&it.name),
                before,
                it.comment.as_ref(),
                draft,
            );
        }
    }
    types(work, draft);
    for it in &new.sequences {
        let is_kept = !work.is_made(&Object::Sequence(it.name.clone()));
        let before = work.old.sequences.get(&it.name).filter(|_| is_kept);
        let before = before.and_then(|it| it.comment.as_ref());
        on(
            "SEQUENCE",
            &sql::qualified(&it.name),
            before,
            it.comment.as_ref(),
            draft,
        );
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
        let before = old
            .enums
            .iter()
            .find(|other| other.name == it.name && is_kept(&it.name));
        let before = before.and_then(|it| it.comment.as_ref());
        on(
            "TYPE",
            &sql::user_type(&it.name),
            before,
            it.comment.as_ref(),
            draft,
        );
    }
    for it in &new.composites {
        let before = old
            .composites
            .iter()
            .find(|other| other.name == it.name && is_kept(&it.name));
        let comment = before.and_then(|it| it.comment.as_ref());
        on(
            "TYPE",
            &sql::user_type(&it.name),
            comment,
            it.comment.as_ref(),
            draft,
        );
        for attribute in &it.attributes {
            let before = before.and_then(|it| {
                it.attributes
                    .iter()
                    .find(|other| other.name == attribute.name)
            });
            let before = before.and_then(|it| it.comment.as_ref());
            let name = member(&it.name, &attribute.name);
            on("COLUMN", &name, before, attribute.comment.as_ref(), draft);
        }
    }
    for it in &new.domains {
        let before = old
            .domains
            .iter()
            .find(|other| other.name == it.name && is_kept(&it.name));
        domain(before, it, draft);
    }
}

fn domain(old: Option<&Domain>, new: &Domain, draft: &mut Draft) {
    let name = sql::user_type(&new.name);
    let before = old.and_then(|it| it.comment.as_ref());
    on("DOMAIN", &name, before, new.comment.as_ref(), draft);
    for check in &new.checks {
        // One that differs in more was created anew.
        let before = old.and_then(|it| {
            it.checks.iter().find(|other| {
                other.name == check.name
                    && other.condition == check.condition
                    && (check.valid || !other.valid)
            })
        });
        let before = before.and_then(|it| it.comment.as_ref());
        let name = format!("{} ON DOMAIN {name}", sql::identifier(&check.name));
        on("CONSTRAINT", &name, before, check.comment.as_ref(), draft);
    }
}

fn table(work: &Work<'_>, new: &Table, draft: &mut Draft) {
    let name = sql::qualified(&new.name);
    let old = work.old.table(&new.name).filter(|_| work.stays(&new.name));
    let before = old.and_then(|it| it.comment.as_ref());
    on("TABLE", &name, before, new.comment.as_ref(), draft);
    for column in &new.columns {
        let is_kept = !work.is_made(&Object::Column(new.name.clone(), column.name.clone()));
        let before = old
            .filter(|_| is_kept)
            .and_then(|it| super::lookup::column(it, &column.name));
        let comment = before.and_then(|it| it.comment.as_ref());
        let place = member(&new.name, &column.name);
        on("COLUMN", &place, comment, column.comment.as_ref(), draft);
        let not_null = column.not_null_constraint.as_ref();
        let comment = |it: Option<&crate::database::NotNull>| it.and_then(|it| it.comment.clone());
        let (from, to) = (
            comment(before.and_then(|it| it.not_null_constraint.as_ref())),
            comment(not_null),
        );
        if from != to {
            let usual = postgres::make(&new.name.name, Some(&column.name), "not_null");
            let constraint = not_null.and_then(|it| it.name.clone()).unwrap_or(usual);
            let place = format!("{} ON {name}", sql::identifier(&constraint));
            on("CONSTRAINT", &place, from.as_ref(), to.as_ref(), draft);
        }
    }
    for constraint in &new.constraints {
        let is_kept = !work.is_made(&Object::Constraint(
            new.name.clone(),
            constraint.name.clone(),
        ));
        let before = old.filter(|_| is_kept).and_then(|it| {
            it.constraints
                .iter()
                .find(|other| other.name == constraint.name)
        });
        of_constraint(&new.name, before, constraint, draft);
    }
    indexes(
        work,
        &new.name,
        old.map(|it| it.indexes.as_slice()),
        &new.indexes,
        draft,
    );
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
    let before = old.and_then(|it| it.comment.as_ref());
    on("CONSTRAINT", &place, before, new.comment.as_ref(), draft);
    let of_index = |it: &Constraint| key_index(it).and_then(|it| it.comment.clone());
    let place = sql::qualified(&beside(table, &new.name));
    let (before, after) = (old.and_then(of_index), of_index(new));
    on("INDEX", &place, before.as_ref(), after.as_ref(), draft);
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
        let before = before.and_then(|it| it.comment.as_ref());
        on(
            "INDEX",
            &sql::qualified(&name),
            before,
            index.comment.as_ref(),
            draft,
        );
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
    let before = old.and_then(|it| it.comment.as_ref());
    on(
        kind,
        &sql::qualified(&new.name),
        before,
        new.comment.as_ref(),
        draft,
    );
    for column in &new.columns {
        let before = old.and_then(|it| it.columns.iter().find(|other| other.name == column.name));
        let before = before.and_then(|it| it.comment.as_ref());
        let place = member(&new.name, &column.name);
        on("COLUMN", &place, before, column.comment.as_ref(), draft);
    }
    indexes(
        work,
        &new.name,
        old.map(|it| it.indexes.as_slice()),
        &new.indexes,
        draft,
    );
}

fn member(of: &QualifiedName, name: &str) -> String {
    format!("{}.{}", sql::qualified(of), sql::identifier(name))
}

fn on(kind: &str, name: &str, before: Option<&String>, after: Option<&String>, draft: &mut Draft) {
    if before != after {
        set(kind, name, after, draft);
    }
}

fn set(kind: &str, name: &str, comment: Option<&String>, draft: &mut Draft) {
    let comment = comment.map_or_else(|| "NULL".to_owned(), |it| sql::literal(it));
    draft.run(format!("COMMENT ON {kind} {name} IS {comment}"));
}
