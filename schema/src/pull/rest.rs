//! What the language has no words for, as SQL.

use super::choice::Choices;
use super::entry::usual_sequence;
use super::{Part, sayable, text, word};
use crate::create::{self, Step, comment, constraint, index, outside, setting};
use crate::database::{
    Column, Database, Extension, Filled, Object, OutsideKind, PUBLIC, QualifiedName, Table,
};
use crate::{name, sql};
use std::collections::BTreeSet;

/// SQL that stands in the schema.
pub(super) struct Sql {
    /// What it is about, in words.
    pub(super) about: String,
    /// Why the language has no words for it, where that is not plain from what it is.
    pub(super) why: Option<String>,
    /// One or more statements.
    pub(super) statements: String,
}

/// What comes after the types and before the tables.
pub(super) fn before(database: &Database, choices: &Choices) -> Vec<Sql> {
    let mut all = Vec::new();
    let namespaces = database.namespaces.iter();
    for it in namespaces.filter(|it| it.name != PUBLIC && word::name(&it.name).is_none()) {
        let name = sql::identifier(&it.name);
        all.push(one(
            format!("schema {name}"),
            format!("CREATE SCHEMA {name}"),
        ));
    }
    for it in database
        .extensions
        .iter()
        .filter(|it| it.namespace != PUBLIC)
    {
        all.push(extension(it));
    }
    if let Some(statement) = outside::unchecked_bodies(database) {
        all.push(one("functions before their tables".to_owned(), statement));
    }
    let late = choices.late(database);
    let steps = create::ordered(&residue(database, choices)).into_iter();
    all.extend(
        steps
            .filter(|it| is_early(database, &late, it))
            .map(|it| of_step(database, choices, it)),
    );
    merged(all)
}

/// What comes last.
pub(super) fn after(database: &Database, choices: &Choices) -> Vec<Sql> {
    let late = choices.late(database);
    let steps = create::ordered(&residue(database, choices)).into_iter();
    let steps = steps.filter(|it| !is_early(database, &late, it));
    // Foreign keys may need any key.
    let (references, steps): (Vec<Step>, Vec<Step>) =
        steps.partition(|it| is_reference(database, it));
    let mut all: Vec<Sql> = steps
        .into_iter()
        .map(|it| of_step(database, choices, it))
        .collect();
    for table in native(database, choices) {
        all.extend(apart(table, choices, false));
    }
    all.extend(
        references
            .into_iter()
            .map(|it| of_step(database, choices, it)),
    );
    for table in native(database, choices) {
        all.extend(apart(table, choices, true));
        all.extend(of_columns(table));
        let name = sql::qualified(&table.name);
        let options: Vec<(String, String)> = table
            .options
            .iter()
            .filter(|it| !is_option(it))
            .cloned()
            .collect();
        for (option, value) in options {
            let value = sql::setting(&value);
            all.push(one(
                format!("settings of {name}"),
                format!("ALTER TABLE {name} SET ({option} = {value})"),
            ));
        }
    }
    for view in database
        .views
        .iter()
        .filter(|it| !choices.raw.contains(&it.name))
    {
        let name = sql::qualified(&view.name);
        let kind = if view.materialized {
            "MATERIALIZED VIEW"
        } else {
            "VIEW"
        };
        for (option, value) in &view.options {
            let value = sql::setting(value);
            all.push(one(
                format!("settings of {name}"),
                format!("ALTER {kind} {name} SET ({option} = {value})"),
            ));
        }
        for column in &view.columns {
            if let Some(default) = &column.default {
                let column = sql::identifier(&column.name);
                all.push(one(
                    format!("default of {name}.{column}"),
                    format!("ALTER VIEW {name} ALTER COLUMN {column} SET DEFAULT {default}"),
                ));
            }
        }
    }
    let settings = setting::all(database).into_iter();
    all.extend(settings.map(|it| one("settings".to_owned(), it)));
    let comments = comment::all(&undocumented(database, choices)).into_iter();
    all.extend(comments.map(|it| one("comments".to_owned(), it)));
    merged(all)
}

/// What is left out of the schema, because nobody can tell how it is created.
pub(super) fn lost(database: &Database) -> Vec<String> {
    let unknown = database.outside.iter().filter(|it| it.definition.is_none());
    unknown
        .map(|it| match &it.on {
            Some(table) => format!("{} {} on {}", it.kind, it.name, sql::qualified(table)),
            None => format!("{} {}", it.kind, it.name),
        })
        .collect()
}

fn one(about: String, statements: String) -> Sql {
    Sql {
        about,
        why: None,
        statements,
    }
}

/// Neighbours that are about the same, or sequences, become one.
fn merged(all: Vec<Sql>) -> Vec<Sql> {
    let mut merged: Vec<Sql> = Vec::new();
    for it in all {
        match merged.last_mut() {
            Some(last) if last.about == it.about => {
                last.statements.push_str(";\n");
                last.statements.push_str(&it.statements);
            }
            Some(last) if is_sequence(&last.about) && is_sequence(&it.about) => {
                let name = &it.about[SEQUENCE.len()..];
                if last.about.starts_with(SEQUENCE) {
                    last.about.insert(SEQUENCE.len() - 1, 's');
                }
                last.about.push_str(&format!(", {name}"));
                last.why = last.why.take().or(it.why);
                last.statements.push_str(";\n");
                last.statements.push_str(&it.statements);
            }
            _ => merged.push(it),
        }
    }
    merged
}

const SEQUENCE: &str = "sequence ";

/// Whether it is about sequences, and not about one's name alone.
fn is_sequence(about: &str) -> bool {
    let name = about
        .strip_prefix(SEQUENCE)
        .or_else(|| about.strip_prefix("sequences "));
    name.is_some_and(|it| !it.starts_with("of "))
}

fn extension(extension: &Extension) -> Sql {
    let name = sql::identifier(&extension.name);
    let namespace = sql::identifier(&extension.namespace);
    one(
        format!("extension {name} in {namespace}"),
        format!("CREATE EXTENSION IF NOT EXISTS {name} WITH SCHEMA {namespace}"),
    )
}

/// The tables that the schema says in its own words.
fn native<'d>(database: &'d Database, choices: &'d Choices) -> impl Iterator<Item = &'d Table> {
    database
        .tables
        .iter()
        .filter(|it| !choices.raw.contains(&it.name))
}

/// The database of what is written as SQL as a whole.
fn residue(database: &Database, choices: &Choices) -> Database {
    let is_raw = |name: &QualifiedName| choices.raw.contains(name);
    Database {
        enums: database
            .enums
            .iter()
            .filter(|it| is_raw(&it.name))
            .cloned()
            .collect(),
        composites: database.composites.clone(),
        domains: database
            .domains
            .iter()
            .filter(|it| is_raw(&it.name))
            .cloned()
            .collect(),
        sequences: database.sequences.clone(),
        tables: database
            .tables
            .iter()
            .filter(|it| is_raw(&it.name))
            .cloned()
            .collect(),
        views: database
            .views
            .iter()
            .filter(|it| is_raw(&it.name))
            .cloned()
            .collect(),
        outside: database.outside.clone(),
        dependencies: database.dependencies.clone(),
        ..Database::default()
    }
}

fn is_early(database: &Database, late: &BTreeSet<Object>, step: &Step) -> bool {
    !step.creates.is_empty()
        && step.creates.iter().all(|it| {
            let kind = match it {
                Object::Type(_) | Object::Sequence(_) => true,
                Object::Outside(kind, ..) => outside::comes_before_tables(*kind),
                Object::Constraint(of, _) => database.domains.iter().any(|it| it.name == *of),
                _ => false,
            };
            kind && !late.contains(it)
        })
}

fn of_step(database: &Database, choices: &Choices, step: Step) -> Sql {
    let why = step
        .creates
        .first()
        .and_then(|it| why(database, choices, it));
    let about = match step.creates.first() {
        Some(Object::Type(name)) => format!("type {}", sql::qualified(name)),
        Some(Object::Sequence(name)) => format!("sequence {}", sql::qualified(name)),
        Some(Object::Table(name)) => format!("table {}", sql::qualified(name)),
        Some(Object::View(name)) => format!("view {}", sql::qualified(name)),
        Some(Object::Column(of, _) | Object::Default(of, _)) => {
            format!("default of {}", sql::qualified(of))
        }
        Some(Object::Constraint(of, name)) => {
            format!("constraint {name} of {}", sql::qualified(of))
        }
        Some(Object::Index(name)) => format!("index {}", sql::qualified(name)),
        Some(Object::Outside(OutsideKind::Grant, ..)) => "grants".to_owned(),
        Some(Object::Outside(kind, Some(on), name)) => {
            format!("{kind} {name} on {}", sql::qualified(on))
        }
        Some(Object::Outside(kind, None, name)) => format!("{kind} {name}"),
        None => "partitions".to_owned(),
    };
    Sql {
        about,
        why,
        statements: step.text,
    }
}

/// Why an object that the language could have words for is written as SQL.
fn why(database: &Database, choices: &Choices, object: &Object) -> Option<String> {
    let declared = choices.declared(database);
    let (name, found) = match object {
        Object::Type(name) => {
            let domain = database.domains.iter().find(|it| it.name == *name)?;
            (name, sayable::domain(domain, &declared))
        }
        Object::Table(name) => {
            let table = database.tables.iter().find(|it| it.name == *name)?;
            (name, sayable::table(table, &declared))
        }
        Object::View(name) => {
            let view = database.views.iter().find(|it| it.name == *name)?;
            (name, sayable::view(view, &declared))
        }
        Object::Sequence(name) => return serial(database, name),
        _ => return None,
    };
    found
        .or_else(|| choices.reasons.get(name).cloned())
        .or_else(|| Some("what it needs is SQL too".to_owned()))
}

/// What a sequence is there for that fills the column that it goes with, as `serial` makes it.
fn serial(database: &Database, name: &QualifiedName) -> Option<String> {
    let sequence = database.sequences.iter().find(|it| it.name == *name)?;
    let (table, column) = sequence.owned_by.as_ref()?;
    let table = database.tables.iter().find(|it| it.name == *table)?;
    let column = table.columns.iter().find(|it| it.name == *column)?;
    let fills = matches!(&column.filled, Filled::Default(expr) if expr.contains("nextval("));
    fills.then(|| {
        "a column that is `serial` becomes an identity, which counts on, with `identity by default` in place of \
         `= nextval(…)`, and without this and its OWNED BY"
            .to_owned()
    })
}

/// Whether a step makes a foreign key.
fn is_reference(database: &Database, step: &Step) -> bool {
    step.creates.iter().any(|object| {
        let Object::Constraint(of, name) = object else {
            return false;
        };
        let table = database.tables.iter().find(|it| it.name == *of);
        let constraints = table.into_iter().flat_map(|it| &it.constraints);
        constraints
            .into_iter()
            .any(|it| it.name == *name && constraint::is_foreign(it))
    })
}

/// The foreign keys, or the other constraints, indexes and defaults, of a table that the language has no words for.
fn apart(table: &Table, choices: &Choices, foreign: bool) -> Vec<Sql> {
    let is_apart = |part: Part| choices.apart.contains(&(table.name.clone(), part));
    let name = sql::qualified(&table.name);
    let mut all = Vec::new();
    for it in table
        .columns
        .iter()
        .filter(|it| !foreign && is_apart(Part::Column(it.name.clone())))
    {
        if let Filled::Default(default) = &it.filled {
            let column = sql::identifier(&it.name);
            all.push(one(
                format!("default of {name}.{column}"),
                format!("ALTER TABLE {name} ALTER COLUMN {column} SET DEFAULT {default}"),
            ));
        }
    }
    for it in table
        .constraints
        .iter()
        .filter(|it| is_apart(Part::Constraint(it.name.clone())))
        .filter(|it| constraint::is_foreign(it) == foreign)
    {
        let step = constraint::added(table, it);
        all.push(one(format!("constraint {} of {name}", it.name), step.text));
    }
    for it in table
        .indexes
        .iter()
        .filter(|it| !foreign && is_apart(Part::Index(it.name.clone())))
    {
        let only = if it.valid { "" } else { "ONLY " };
        all.push(one(
            format!("index {} of {name}", it.name),
            index::step(&table.name, it, only).text,
        ));
    }
    all
}

/// The names that columns cannot give.
fn of_columns(table: &Table) -> Vec<Sql> {
    let name = sql::qualified(&table.name);
    let mut all = Vec::new();
    for column in &table.columns {
        if let Filled::Identity(identity) = &column.filled
            && identity.sequence != name::postgres::sequence(&table.name.name, &column.name)
        {
            all.push(one(
                format!("sequence of {name}.{}", column.name),
                format!(
                    "ALTER SEQUENCE {} RENAME TO {}",
                    usual_sequence(&table.name, &column.name),
                    sql::identifier(&identity.sequence)
                ),
            ));
        }
        if let Some(called) = column
            .not_null_constraint
            .as_ref()
            .and_then(|it| it.name.as_ref())
        {
            let usual = name::postgres::make(&table.name.name, Some(&column.name), "not_null");
            all.push(one(
                format!("constraint {called} of {name}"),
                format!(
                    "ALTER TABLE {name} RENAME CONSTRAINT {} TO {}",
                    sql::identifier(&usual),
                    sql::identifier(called)
                ),
            ));
        }
    }
    all
}

/// Whether a storage parameter of a table has a word.
pub(super) fn is_option((name, _): &(String, String)) -> bool {
    word::name(name).is_some()
}

/// The database without the comments that the schema's documentation makes.
fn undocumented(database: &Database, choices: &Choices) -> Database {
    let mut database = database.clone();
    let is_raw = |name: &QualifiedName| choices.raw.contains(name);
    let said = |comment: &mut Option<String>| {
        if comment.as_deref().is_some_and(text::is_documentation) {
            *comment = None;
        }
    };
    database
        .enums
        .iter_mut()
        .filter(|it| !is_raw(&it.name))
        .for_each(|it| said(&mut it.comment));
    database
        .domains
        .iter_mut()
        .filter(|it| !is_raw(&it.name))
        .for_each(|it| said(&mut it.comment));
    for table in database.tables.iter_mut().filter(|it| !is_raw(&it.name)) {
        said(&mut table.comment);
        table
            .columns
            .iter_mut()
            .for_each(|it: &mut Column| said(&mut it.comment));
    }
    for view in database.views.iter_mut().filter(|it| !is_raw(&it.name)) {
        said(&mut view.comment);
        view.columns.iter_mut().for_each(|it| said(&mut it.comment));
    }
    database
}
