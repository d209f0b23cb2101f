//! What is said how: found out before the text is written, and from what its check finds.

use super::{Part, Subject, sayable, word};
use crate::check::rules;
use crate::create::outside::comes_before_tables;
use crate::database::{
    Constraint, ConstraintKind, Database, Filled, Index, IndexElement, IndexTerm, Object,
    QualifiedName, Table,
};
use crate::diagnostic::Diagnostic;
use crate::lower;
use crate::model::{self, Model};
use crate::name::postgres;
use std::collections::{BTreeMap, BTreeSet};

/// How often a rule is broken until it is allowed for the whole schema.
const OFTEN: usize = 4;

/// What is said how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Choices {
    /// The major version of the server.
    pub(super) version: u32,
    /// Whether the schema uses what PostgreSQL 14 lacks.
    pub(super) needs_version: bool,
    /// The tables, views and types that are written as SQL.
    pub(super) raw: BTreeSet<QualifiedName>,
    /// The constraints, indexes and defaults that are written as SQL, after their tables.
    pub(super) apart: BTreeSet<Subject>,
    /// What has its expressions passed through.
    pub(super) passed: BTreeSet<Subject>,
    /// The rules that are let pass, by where.
    pub(super) allows: BTreeMap<Subject, BTreeSet<String>>,
    /// The rules that are let pass everywhere.
    pub(super) for_all: BTreeSet<String>,
    /// Where an `allow` had no effect.
    refused: BTreeSet<(Subject, String)>,
    /// The names in Rust that are not the usual.
    pub(super) rust: BTreeMap<QualifiedName, String>,
    /// The enums whose labels have numbers for names in Rust.
    pub(super) numbered: BTreeSet<QualifiedName>,
    /// The names of references.
    pub(super) names: BTreeMap<Subject, String>,
    /// The names of collections.
    pub(super) inverses: BTreeMap<Subject, String>,
    /// The names of collections through join tables.
    pub(super) many: BTreeMap<Subject, String>,
    /// The constraints and indexes whose name is the usual.
    pub(super) unnamed: BTreeSet<Subject>,
    /// The checks that stand at a column.
    pub(super) at_column: BTreeMap<Subject, String>,
    /// The indexes that a reference gets by itself.
    pub(super) automatic: BTreeSet<Subject>,
    /// The foreign keys that stand after the columns in any case.
    pub(super) after_columns: BTreeSet<Subject>,
}

impl Choices {
    pub(super) fn new(database: &Database, version: u32) -> Self {
        let mut choices = Self {
            version,
            ..Self::default()
        };
        choices
            .raw
            .extend(database.composites.iter().map(|it| it.name.clone()));
        let unsayable = database.enums.iter().map(|it| &it.name);
        let unsayable: Vec<_> = unsayable
            .filter(|it| word::qualified(it).is_none())
            .cloned()
            .collect();
        choices.raw.extend(unsayable);
        loop {
            let before = choices.clone();
            choices.settle(database);
            if choices == before {
                return choices;
            }
        }
    }

    /// The names of the types that the schema declares: as PostgreSQL writes them, and as the schema does.
    pub(super) fn declared(&self, database: &Database) -> Vec<(String, String)> {
        let enums = database.enums.iter().map(|it| &it.name);
        let domains = database.domains.iter().map(|it| &it.name);
        enums
            .chain(domains)
            .filter(|it| !self.raw.contains(*it))
            .filter_map(|it| Some((crate::sql::qualified(it), word::qualified(it)?)))
            .collect()
    }

    /// Moves to SQL what follows from what is there already.
    fn settle(&mut self, database: &Database) {
        let declared = self.declared(database);
        let raw = |choices: &mut Self, name: &QualifiedName, is_sayable: bool| {
            if !is_sayable {
                choices.raw.insert(name.clone());
            }
        };
        for it in &database.domains {
            raw(self, &it.name, sayable::domain(it, &declared).is_none());
        }
        for it in &database.tables {
            raw(self, &it.name, sayable::table(it, &declared).is_none());
        }
        for it in &database.views {
            raw(self, &it.name, sayable::view(it, &declared).is_none());
        }
        for table in &database.tables {
            for it in &table.constraints {
                if !sayable::is_constraint(it) || self.leads_to_raw(it) {
                    self.apart
                        .insert((table.name.clone(), Part::Constraint(it.name.clone())));
                }
            }
            for it in table.indexes.iter().filter(|it| !sayable::is_index(it)) {
                self.apart
                    .insert((table.name.clone(), Part::Index(it.name.clone())));
            }
        }
        let late = self.late(database);
        for it in &database.dependencies {
            if late.contains(&it.on) {
                self.postpone(database, &it.of);
            }
            // Types come first of all.
            if let (Object::Type(name) | Object::Constraint(name, _), false) =
                (&it.of, self.is_native(&it.on))
                && database.domains.iter().any(|it| it.name == *name)
            {
                self.raw.insert(name.clone());
            }
        }
    }

    fn leads_to_raw(&self, constraint: &Constraint) -> bool {
        matches!(&constraint.kind, ConstraintKind::ForeignKey(key) if self.raw.contains(&key.target))
    }

    fn is_native(&self, object: &Object) -> bool {
        match object {
            Object::Type(of)
            | Object::Table(of)
            | Object::View(of)
            | Object::Column(of, _)
            | Object::Default(of, _)
            | Object::Constraint(of, _) => !self.raw.contains(of),
            Object::Index(_) => true,
            Object::Sequence(_) | Object::Outside(..) => false,
        }
    }

    /// Whether an object is written as SQL that can come before the tables, as far as it needs nothing of them.
    fn can_come_early(&self, database: &Database, object: &Object) -> bool {
        match object {
            Object::Sequence(_) => true,
            Object::Type(_) => !self.is_native(object),
            Object::Outside(kind, ..) => comes_before_tables(*kind),
            Object::Column(of, _) | Object::Constraint(of, _) => {
                !self.is_native(object)
                    && !database.tables.iter().any(|it| it.name == *of)
                    && !database.views.iter().any(|it| it.name == *of)
            }
            _ => false,
        }
    }

    /// What is written as SQL after the tables: what is no type or function, and what needs a table.
    pub(super) fn late(&self, database: &Database) -> BTreeSet<Object> {
        let mut late = BTreeSet::new();
        let objects = database.dependencies.iter().flat_map(|it| [&it.of, &it.on]);
        for object in objects {
            if !self.is_native(object) && !self.can_come_early(database, object) {
                late.insert(object.clone());
            }
        }
        loop {
            let before = late.len();
            for it in &database.dependencies {
                let is_of_table = match &it.on {
                    Object::Table(of) | Object::View(of) | Object::Column(of, _) => {
                        self.is_native(&it.on)
                            && !database.enums.iter().any(|it| it.name == *of)
                            && !database.domains.iter().any(|it| it.name == *of)
                    }
                    _ => false,
                };
                if !self.is_native(&it.of) && (is_of_table || late.contains(&it.on)) {
                    late.insert(it.of.clone());
                    if let Object::Column(of, _) | Object::Constraint(of, _) = &it.of {
                        late.insert(Object::Type(of.clone()));
                    }
                }
            }
            if late.len() == before {
                return late;
            }
        }
    }

    /// Writes what needs late SQL as SQL itself.
    fn postpone(&mut self, database: &Database, object: &Object) {
        match object {
            Object::Default(of, column) => {
                let table = database.tables.iter().find(|it| it.name == *of);
                let filled = table.and_then(|it| it.columns.iter().find(|it| it.name == *column));
                match filled.map(|it| &it.filled) {
                    Some(Filled::Default(_)) => {
                        self.apart
                            .insert((of.clone(), Part::Column(column.clone())));
                    }
                    _ => {
                        self.raw.insert(of.clone());
                    }
                }
            }
            Object::Constraint(of, name) => {
                self.apart
                    .insert((of.clone(), Part::Constraint(name.clone())));
            }
            Object::Index(index) => {
                for table in database
                    .tables
                    .iter()
                    .filter(|it| it.name.namespace == index.namespace)
                {
                    if table.indexes.iter().any(|it| it.name == index.name) {
                        self.apart
                            .insert((table.name.clone(), Part::Index(index.name.clone())));
                    }
                }
            }
            Object::Type(of) | Object::Table(of) | Object::View(of) | Object::Column(of, _) => {
                self.raw.insert(of.clone());
            }
            Object::Sequence(_) | Object::Outside(..) => {}
        }
    }

    /// Chooses otherwise where something was found.
    pub(super) fn answer(
        &mut self,
        found: &Diagnostic,
        subject: Option<Subject>,
        all: &[Diagnostic],
        database: &Database,
    ) {
        let often = all.iter().filter(|it| it.rule == found.rule).count() >= OFTEN;
        let can_be_allowed = rules::find(found.rule).is_some_and(|it| it.can_be_allowed);
        let reference = subject.as_ref().map(|it| reference_of(database, it));
        match (found.rule, subject) {
            ("unneeded_allow", subject) => self.not_needed(&found.message, subject),
            ("redundant_index", Some(subject)) if self.leave_to_reference(database, &subject) => {}
            (rule, _) if can_be_allowed && often => {
                self.for_all.insert(rule.to_owned());
            }
            (rule, subject) if can_be_allowed => self.allow(rule, subject),
            ("too_new", _) if !self.needs_version => self.needs_version = true,
            (_, None) => {}
            ("reference_name_taken", Some(subject)) => {
                let key = reference.unwrap_or(subject);
                let name = named_after(database, &key, "");
                let taken = self.names.insert(key.clone(), name.clone());
                if let Some(taken) = taken {
                    self.names.insert(key, format!("{taken}_too"));
                }
            }
            ("inverse_needed", Some(subject)) => {
                let key = reference.unwrap_or(subject);
                let name = format!("{}_by_{}", key.0.name, named_after(database, &key, ""));
                if let Some(taken) = self.inverses.insert(key.clone(), name) {
                    self.inverses.insert(key, format!("{taken}_too"));
                }
            }
            ("many_needed", Some(subject)) => {
                let key = reference.unwrap_or(subject);
                let name = format!(
                    "{}_through_{}",
                    named_after(database, &key, "s"),
                    key.0.name
                );
                if let Some(taken) = self.many.insert(key.clone(), name) {
                    self.many.insert(key, format!("{taken}_too"));
                }
            }
            ("rust_name_taken" | "rust_name_shadows", Some((object, _))) => {
                self.rename(database, object);
            }
            (_, Some(subject)) => self.give_up(database, subject),
        }
    }

    /// Leaves out an index that a reference makes just so.
    fn leave_to_reference(&mut self, database: &Database, subject: &Subject) -> bool {
        let table = database.tables.iter().find(|it| it.name == subject.0);
        let Some((table, Part::Index(name))) = table.map(|it| (it, &subject.1)) else {
            return false;
        };
        let of_reference = table
            .indexes
            .iter()
            .any(|it| it.name == *name && is_of_reference(table, it));
        let is_new = !self
            .refused
            .contains(&(subject.clone(), "redundant_index".to_owned()));
        of_reference && is_new && self.automatic.insert(subject.clone())
    }

    fn allow(&mut self, rule: &str, subject: Option<Subject>) {
        let Some((object, part)) = subject else {
            self.for_all.insert(rule.to_owned());
            return;
        };
        for place in [(object.clone(), part), (object, Part::Whole)] {
            let is_new = !self.refused.contains(&(place.clone(), rule.to_owned()))
                && !self.allows.get(&place).is_some_and(|it| it.contains(rule));
            if is_new {
                self.allows
                    .entry(place)
                    .or_default()
                    .insert(rule.to_owned());
                return;
            }
        }
        self.for_all.insert(rule.to_owned());
    }

    /// Takes back an `allow` of which the check says that nothing breaks the rule there.
    fn not_needed(&mut self, message: &str, subject: Option<Subject>) {
        let Some(rule) = message.split('`').nth(1) else {
            return;
        };
        match subject {
            Some(place) if self.allows.get(&place).is_some_and(|it| it.contains(rule)) => {
                if let Some(rules) = self.allows.get_mut(&place) {
                    rules.remove(rule);
                }
                self.refused.insert((place, rule.to_owned()));
            }
            Some((object, _)) => {
                for (place, rules) in &mut self.allows {
                    if place.0 == object && rules.remove(rule) {
                        self.refused.insert((place.clone(), rule.to_owned()));
                    }
                }
            }
            None => {
                self.for_all.remove(rule);
            }
        }
    }

    fn rename(&mut self, database: &Database, object: QualifiedName) {
        if database.enums.iter().any(|it| it.name == object) && self.numbered.insert(object.clone())
        {
            return;
        }
        let namespace = if object.namespace == crate::database::PUBLIC {
            ""
        } else {
            &object.namespace
        };
        let mut name = camel(namespace) + &camel(&object.name);
        while self.rust.values().any(|it| *it == name) {
            name.push_str("Row");
        }
        if name.is_empty() || name.starts_with(|it: char| it.is_ascii_digit()) {
            name.insert_str(0, "Row");
        }
        if let Some(before) = self.rust.get(&object) {
            name = format!("{before}Row");
        }
        self.rust.insert(object, name);
    }

    /// One step further from the words of the language.
    fn give_up(&mut self, database: &Database, subject: Subject) {
        match &subject.1 {
            Part::Whole => {
                self.raw.insert(subject.0);
            }
            Part::Constraint(_) | Part::Index(_) => {
                if !self.passed.insert(subject.clone()) {
                    self.apart.insert(subject);
                }
            }
            Part::Column(_) => {
                let reference = reference_of(database, &subject);
                if reference != subject && self.after_columns.insert(reference) {
                    return;
                }
                if self.passed.insert(subject.clone()) {
                    return;
                }
                if !self.apart.insert(subject.clone()) {
                    self.raw.insert(subject.0);
                }
            }
        }
        loop {
            let before = self.clone();
            self.settle(database);
            if *self == before {
                return;
            }
        }
    }

    /// Leaves out the indexes that a reference would get and that are not there, and puts back those that no reference
    /// gets.
    pub(super) fn no_more_indexes(&mut self, database: &Database, said: &Database) {
        for table in &said.tables {
            let Some(held) = database.tables.iter().find(|it| it.name == table.name) else {
                continue;
            };
            let missing: Vec<Subject> = self
                .automatic
                .iter()
                .filter(|(of, part)| {
                    let is_there = table
                        .indexes
                        .iter()
                        .any(|it| *part == Part::Index(it.name.clone()));
                    *of == table.name && !is_there
                })
                .cloned()
                .collect();
            for subject in missing {
                self.automatic.remove(&subject);
                self.refused.insert((subject, "redundant_index".to_owned()));
            }
            for index in &table.indexes {
                if held.indexes.iter().any(|it| it.name == index.name) {
                    continue;
                }
                for constraint in &held.constraints {
                    let ConstraintKind::ForeignKey(key) = &constraint.kind else {
                        continue;
                    };
                    let columns = index.elements.iter().filter_map(|it| match &it.term {
                        IndexTerm::Column(column) => Some(column),
                        IndexTerm::Expression(_) => None,
                    });
                    if columns.eq(key.columns.iter()) {
                        let place = (
                            table.name.clone(),
                            Part::Constraint(constraint.name.clone()),
                        );
                        let rules = self.allows.entry(place).or_default();
                        rules.insert("unindexed_reference".to_owned());
                    }
                }
            }
        }
    }

    /// Leaves out the names that PostgreSQL gives anyway, and puts to a column what is about it alone.
    pub(super) fn shorten(&mut self, database: &Database, model: &Model) {
        for table in &model.tables {
            let name = lower::name(&table.name);
            if !database.tables.iter().any(|it| it.name == name) {
                continue;
            }
            let mut usual = |part: Part, is_usual: bool| {
                if is_usual {
                    self.unnamed.insert((name.clone(), part));
                }
            };
            if let Some(key) = &table.primary_key {
                usual(
                    Part::Constraint(key.name.text.clone()),
                    key.name.text == postgres::primary_key(&table.name.name),
                );
            }
            for it in &table.uniques {
                let usual_name = postgres::unique(table, &it.columns);
                usual(
                    Part::Constraint(it.name.text.clone()),
                    it.name.text == usual_name,
                );
            }
            for it in &table.references {
                let usual_name = postgres::foreign_key(table, &it.columns);
                usual(
                    Part::Constraint(it.constraint.text.clone()),
                    it.constraint.text == usual_name,
                );
            }
            for it in &table.checks {
                let is_usual = it.name.text == postgres::check(table, &it.condition);
                usual(Part::Constraint(it.name.text.clone()), is_usual);
            }
            for it in &table.exclusions {
                let elements = it.elements.iter().map(|(element, _)| element);
                let is_usual = it.name.text == postgres::exclusion(model, table, elements);
                usual(Part::Constraint(it.name.text.clone()), is_usual);
            }
            let columns = table.column_names();
            for it in table.indexes.iter().filter(|it| it.automatic.is_none()) {
                let usual_name = postgres::index(model, &table.name.name, &columns, it);
                usual(
                    Part::Index(it.name.text.clone()),
                    it.name.text == usual_name,
                );
            }
            self.at_columns(table, &name);
        }
    }

    fn at_columns(&mut self, table: &model::Table, name: &QualifiedName) {
        for it in &table.checks {
            let mut read = it.condition.columns();
            read.sort_unstable();
            read.dedup();
            if let &[column] = read.as_slice() {
                let check = (name.clone(), Part::Constraint(it.name.text.clone()));
                self.at_column
                    .insert(check, table.column(column).name.clone());
            }
        }
    }
}

/// Whether an index is the one that a reference gets by itself.
fn is_of_reference(table: &Table, index: &Index) -> bool {
    let columns: Option<Vec<&str>> = index
        .elements
        .iter()
        .map(|it| match &it.term {
            IndexTerm::Column(column) => Some(column.as_str()),
            IndexTerm::Expression(_) => None,
        })
        .collect();
    let Some(columns) = columns else {
        return false;
    };
    let is_plain = |it: &IndexElement| {
        it.collation.is_none()
            && it.class.is_none()
            && !it.descending
            && !it.nulls_first
            && it.statistics.is_none()
    };
    index.name == postgres::make(&table.name.name, Some(&postgres::addition(&columns)), "idx")
        && index.method == "btree"
        && !index.unique
        && index.include.is_empty()
        && index.predicate.is_none()
        && index.options.is_empty()
        && index.comment.is_none()
        && index.elements.iter().all(is_plain)
        && table
            .constraints
            .iter()
            .any(|it| matches!(&it.kind, ConstraintKind::ForeignKey(key) if key.columns == columns))
}

/// The foreign key of a column that is alone in it; otherwise the subject itself.
pub(super) fn reference_of(database: &Database, subject: &Subject) -> Subject {
    let (object, Part::Column(column)) = subject else {
        return subject.clone();
    };
    let table = database.tables.iter().find(|it| it.name == *object);
    let constraints = table.into_iter().flat_map(|it| &it.constraints);
    constraints
        .filter(|it| matches!(&it.kind, ConstraintKind::ForeignKey(key) if key.columns == [column.as_str()]))
        .map(|it| (object.clone(), Part::Constraint(it.name.clone())))
        .next()
        .unwrap_or_else(|| subject.clone())
}

/// What to call a reference: after its last column, or its target.
fn named_after(database: &Database, subject: &Subject, plural: &str) -> String {
    let table = database.tables.iter().find(|it| it.name == subject.0);
    let constraint = table.and_then(|table| {
        let Part::Constraint(name) = &subject.1 else {
            return None;
        };
        table.constraints.iter().find(|it| it.name == *name)
    });
    match constraint.map(|it| &it.kind) {
        Some(ConstraintKind::ForeignKey(key)) => {
            let column = key.columns.last().map_or("", String::as_str);
            match column.strip_suffix("_id") {
                Some(stem) if !stem.is_empty() => format!("{stem}{plural}"),
                _ => format!("{column}_{}", key.target.name),
            }
        }
        _ => subject.0.name.clone(),
    }
}

fn camel(name: &str) -> String {
    name.split(|it: char| !it.is_alphanumeric())
        .map(|part| {
            let mut chars = part.chars();
            let first = chars.next().map(char::to_uppercase);
            first.into_iter().flatten().chain(chars).collect::<String>()
        })
        .collect()
}
