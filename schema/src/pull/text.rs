//! The schema as a text, and which part of it is about what.

use super::choice::Choices;
use super::entry::{self, Lines, allow};
use super::expression::{condition, passed_through, translated};
use super::rest::{self, Sql};
use super::{Part, Subject, word};
use crate::database::{Database, Domain, EnumType, Object, PUBLIC, Partition, QualifiedName, View};
use std::collections::BTreeSet;
use std::ops::Range;

/// A schema that has not been checked.
pub(super) struct Written {
    pub(super) text: String,
    /// What is about what, inner parts after the wholes.
    places: Vec<(Range<usize>, Subject)>,
    pub(super) remarks: Vec<String>,
}

impl Written {
    /// What the text is about at a place.
    pub(super) fn subject_at(&self, place: usize) -> Option<Subject> {
        let around = self
            .places
            .iter()
            .filter(|(range, _)| range.contains(&place));
        let nearest = around.min_by_key(|(range, _)| range.len());
        nearest.map(|(_, subject)| subject.clone())
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn docs(&mut self, indent: &str, comment: Option<&String>) {
        for line in comment
            .filter(|it| is_documentation(it))
            .into_iter()
            .flat_map(|it| it.split('\n'))
        {
            let text = format!("{indent}/// {line}");
            self.line(text.trim_end());
        }
    }

    fn about(&mut self, subject: Subject, write: impl FnOnce(&mut Self)) {
        let start = self.text.len();
        write(self);
        self.places.push((start..self.text.len(), subject));
    }
}

/// Whether a comment can be documentation: lines that end with no blank, the first and last of which say something.
pub(super) fn is_documentation(comment: &str) -> bool {
    let lines: Vec<&str> = comment.split('\n').collect();
    let says_something = |line: Option<&&str>| line.is_some_and(|it| !it.trim().is_empty());
    lines
        .iter()
        .all(|line| line.trim_end() == *line && !line.contains('\r') && !line.starts_with(' '))
        && says_something(lines.first())
        && says_something(lines.last())
}

/// The schema of a database, with these choices.
pub(super) fn write(database: &Database, choices: &Choices) -> Written {
    let mut written = Written {
        text: String::new(),
        places: Vec::new(),
        remarks: Vec::new(),
    };
    let declared = choices.declared(database);
    let is_said = |name: &QualifiedName| !choices.raw.contains(name);

    if choices.needs_version {
        written.line(&format!("postgres {};", choices.version));
    }
    for it in database
        .extensions
        .iter()
        .filter(|it| it.namespace == PUBLIC)
    {
        let name = word::name(&it.name).unwrap_or_else(|| word::string(&it.name));
        written.line(&format!("extension {name};"));
    }
    for it in database.namespaces.iter().filter(|it| it.name != PUBLIC) {
        if let Some(name) = word::name(&it.name) {
            written.line(&format!("namespace {name};"));
        }
    }
    for rule in &choices.for_all {
        written.line(&format!("{};", allow(rule)));
    }
    for it in database.enums.iter().filter(|it| is_said(&it.name)) {
        written.about((it.name.clone(), Part::Whole), |written| {
            enum_type(it, choices, written);
        });
    }
    for it in sorted_domains(database)
        .into_iter()
        .filter(|it| is_said(&it.name))
    {
        written.about((it.name.clone(), Part::Whole), |written| {
            domain(it, choices, &declared, written);
        });
    }
    let mut names = BTreeSet::new();
    sql_items(
        rest::before(database, choices),
        " before tables",
        &mut names,
        &mut written,
    );
    for it in database.tables.iter().filter(|it| is_said(&it.name)) {
        let lines = Lines {
            table: it,
            tables: &database.tables,
            choices,
            declared: &declared,
        };
        written.about((it.name.clone(), Part::Whole), |written| {
            table(&lines, written);
        });
    }
    for it in sorted_views(database)
        .into_iter()
        .filter(|it| is_said(&it.name))
    {
        written.about((it.name.clone(), Part::Whole), |written| {
            view(it, choices, &declared, written);
        });
    }
    sql_items(rest::after(database, choices), "", &mut names, &mut written);
    for it in rest::lost(database) {
        written.line(&format!(
            "\n// Not in this schema: {}",
            it.replace('\n', " ")
        ));
        written
            .remarks
            .push(format!("{it} is left out: how it is made is not known"));
    }
    written
}

fn enum_type(enum_: &EnumType, choices: &Choices, written: &mut Written) {
    let Some(name) = word::qualified(&enum_.name) else {
        return;
    };
    written.line("");
    written.docs("", enum_.comment.as_ref());
    let numbered = choices.numbered.contains(&enum_.name);
    let labels: Vec<String> = enum_
        .labels
        .iter()
        .enumerate()
        .map(|(at, label)| {
            let said = word::name(label).unwrap_or_else(|| word::string(label));
            let has_letters = label.chars().any(|it| it.is_ascii_alphanumeric());
            if numbered || !has_letters {
                format!("{said} as Value{}", at + 1)
            } else {
                said
            }
        })
        .collect();
    let rust = rust_name(choices, &enum_.name);
    written.line(&format!("enum {name}{rust} {{ {} }}", labels.join(", ")));
}

fn domain(
    domain: &Domain,
    choices: &Choices,
    declared: &[(String, String)],
    written: &mut Written,
) {
    let (Some(name), Some(base)) = (
        word::qualified(&domain.name),
        word::ty(&domain.base, declared),
    ) else {
        return;
    };
    written.line("");
    written.docs("", domain.comment.as_ref());
    // NULL is a value of any domain that does not say otherwise.
    let mut text = format!("domain {name}: {base}");
    if let Some(default) = &domain.default {
        text.push_str(&format!(" = {}", translated(default)));
    }
    for check in &domain.checks {
        let condition = condition(&check.condition);
        let usual = crate::name::postgres::domain_check(&domain.name.name);
        let called = match word::name(&check.name) {
            Some(called) if check.name != usual => format!(" {called}"),
            _ => String::new(),
        };
        text.push_str(&format!(" check{called} ({condition})"));
    }
    let rules = choices.allows.get(&(domain.name.clone(), Part::Whole));
    for rule in rules.into_iter().flatten() {
        text.push_str(&format!(" {}", allow(rule)));
    }
    written.line(&format!("{text};"));
}

fn table(lines: &Lines<'_>, written: &mut Written) {
    let table = lines.table;
    let Some(name) = word::qualified(&table.name) else {
        return;
    };
    written.line("");
    written.docs("", table.comment.as_ref());
    let mut head = format!("table {name}{}", rust_name(lines.choices, &table.name));
    if let Some(partition) = &table.partition {
        head.push_str(&self::partition(partition));
    }
    let options: Vec<(String, String)> = table
        .options
        .iter()
        .filter(|it| rest::is_option(it))
        .cloned()
        .collect();
    if let Some(options) = word::settings(&options).filter(|_| !options.is_empty()) {
        head.push_str(&format!(" with {options}"));
    }
    written.line(&format!("{head} {{"));
    for column in &table.columns {
        if let Some(text) = lines.column(column) {
            written.docs("    ", column.comment.as_ref());
            let subject = (table.name.clone(), Part::Column(column.name.clone()));
            written.about(subject, |written| written.line(&format!("    {text},")));
        }
    }
    written.line("");
    for constraint in &table.constraints {
        if let Some(text) = lines.constraint(constraint) {
            let subject = (
                table.name.clone(),
                Part::Constraint(constraint.name.clone()),
            );
            written.about(subject, |written| written.line(&format!("    {text},")));
        }
    }
    for index in &table.indexes {
        if let Some(text) = lines.index(index) {
            let subject = (table.name.clone(), Part::Index(index.name.clone()));
            written.about(subject, |written| written.line(&format!("    {text},")));
        }
    }
    allows_of_whole(lines.choices, &table.name, written);
    let apart = lines
        .choices
        .apart
        .iter()
        .filter(|(of, _)| *of == table.name);
    for (_, part) in apart {
        if let Part::Constraint(what) | Part::Index(what) | Part::Column(what) = part {
            written.line(&format!("    // As SQL below: {}", what.replace('\n', " ")));
        }
    }
    written.line("}");
}

fn partition(partition: &Partition) -> String {
    let by: Vec<String> = partition
        .by
        .iter()
        .map(|term| {
            if term.starts_with('(') {
                format!("({})", translated(term))
            } else {
                translated(term)
            }
        })
        .collect();
    format!(" partition by {} ({})", partition.method, by.join(", "))
}

fn view(view: &View, choices: &Choices, declared: &[(String, String)], written: &mut Written) {
    let Some(name) = word::qualified(&view.name) else {
        return;
    };
    written.line("");
    written.docs("", view.comment.as_ref());
    let kind = if view.materialized {
        "materialized view"
    } else {
        "view"
    };
    written.line(&format!(
        "{kind} {name}{} {{",
        rust_name(choices, &view.name)
    ));
    for column in &view.columns {
        if let (Some(name), Some(ty)) =
            (word::declared(&column.name), word::ty(&column.ty, declared))
        {
            written.docs("    ", column.comment.as_ref());
            let subject = (view.name.clone(), Part::Column(column.name.clone()));
            let allows = choices.allows.get(&subject).into_iter().flatten();
            let allows: String = allows.map(|rule| format!(" {}", allow(rule))).collect();
            written.about(subject, |written| {
                written.line(&format!("    {name}: {ty}?{allows},"));
            });
        }
    }
    if !view.indexes.is_empty() {
        written.line("");
    }
    for index in &view.indexes {
        let subject = (view.name.clone(), Part::Index(index.name.clone()));
        let passed = choices.passed.contains(&subject);
        let name = word::name(&index.name).map(|it| format!(" {it}"));
        let expression = |text: &str| {
            if passed {
                passed_through(text)
            } else {
                translated(text)
            }
        };
        if let Some(text) = name.and_then(|name| entry::index(index, &name, passed, expression)) {
            let allows = choices.allows.get(&subject).into_iter().flatten();
            let allows: String = allows.map(|rule| format!(" {}", allow(rule))).collect();
            written.about(subject, |written| {
                written.line(&format!("    {text}{allows},"));
            });
        }
    }
    allows_of_whole(choices, &view.name, written);
    written.line(&format!("}} = sql {};", word::string(&view.query)));
}

fn allows_of_whole(choices: &Choices, name: &QualifiedName, written: &mut Written) {
    let rules = choices.allows.get(&(name.clone(), Part::Whole));
    for rule in rules.into_iter().flatten() {
        written.line(&format!("    {},", allow(rule)));
    }
}

fn rust_name(choices: &Choices, name: &QualifiedName) -> String {
    choices
        .rust
        .get(name)
        .map_or_else(String::new, |it| format!(" as {it}"))
}

fn sql_items(items: Vec<Sql>, when: &str, names: &mut BTreeSet<String>, written: &mut Written) {
    for it in items {
        // A list of names makes no name.
        let list = it.about.strip_prefix("sequences ");
        let name = item_name(list.map_or(&it.about, |_| "sequences"), names);
        let why = it.why.map_or_else(String::new, |why| format!(": {why}"));
        let about = format!("{}{why}", it.about).replace('\n', " ");
        written.line(&format!("\n// The language has no words for this: {about}"));
        written.line(&format!(
            "sql {name}{when} {};",
            word::string(&it.statements)
        ));
        written.remarks.push(format!("written as SQL: {about}"));
    }
}

/// A name that no other item has.
fn item_name(about: &str, names: &mut BTreeSet<String>) -> String {
    let letters: String = about
        .chars()
        .map(|it| {
            if it.is_ascii_alphanumeric() {
                it.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .take(60)
        .collect();
    let words: Vec<&str> = letters.split('_').filter(|it| !it.is_empty()).collect();
    let stem = words.join("_");
    let mut name = stem.clone();
    let mut number = 1;
    while !names.insert(name.clone()) {
        number += 1;
        name = format!("{stem}_{number}");
    }
    word::name(&name).unwrap_or(name)
}

/// Domains after those that they are based on.
fn sorted_domains(database: &Database) -> Vec<&Domain> {
    let names: Vec<(QualifiedName, &Domain)> = database
        .domains
        .iter()
        .map(|it| (it.name.clone(), it))
        .collect();
    sorted(names, database, Object::Type)
}

/// Views after those that they read.
fn sorted_views(database: &Database) -> Vec<&View> {
    let names: Vec<(QualifiedName, &View)> = database
        .views
        .iter()
        .map(|it| (it.name.clone(), it))
        .collect();
    sorted(names, database, Object::View)
}

fn sorted<'d, T>(
    mut left: Vec<(QualifiedName, &'d T)>,
    database: &Database,
    object: impl Fn(QualifiedName) -> Object,
) -> Vec<&'d T> {
    let mut sorted = Vec::new();
    while !left.is_empty() {
        let ready = left.iter().position(|(name, _)| {
            let of = object(name.clone());
            !database
                .dependencies
                .iter()
                .filter(|it| it.of == of)
                .any(|it| {
                    left.iter().any(|(other, _)| {
                        let is_it = match &it.on {
                            Object::Column(on, _) => on == other,
                            on => *on == object(other.clone()),
                        };
                        other != name && is_it
                    })
                })
        });
        sorted.push(left.remove(ready.unwrap_or(0)).1);
    }
    sorted
}
