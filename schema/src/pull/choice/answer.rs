//! What is said otherwise because of what the check of the text found.

use super::Choices;
use super::name::{camel, named_after, reference_of, snake};
use crate::check::rules;
use crate::database::{
    ConstraintKind, Database, Index, IndexElement, IndexTerm, QualifiedName, Table,
};
use crate::diagnostic::Diagnostic;
use crate::name::postgres;
use crate::pull::{Part, Subject};

/// How often a rule is broken until it is allowed for the whole schema.
const OFTEN: usize = 4;

impl Choices {
    /// Chooses otherwise where something was found.
    pub(in crate::pull) fn answer(
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
            ("too_new", _) if !self.needs_version && needed(found) <= Some(self.version) => {
                self.needs_version = true;
            }
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
                let name = format!(
                    "{}_by_{}",
                    snake(&key.0.name),
                    named_after(database, &key, "")
                );
                if let Some(taken) = self.inverses.insert(key.clone(), name) {
                    self.inverses.insert(key, format!("{taken}_too"));
                }
            }
            ("many_needed", Some(subject)) => {
                let key = reference.unwrap_or(subject);
                let name = format!(
                    "{}_through_{}",
                    named_after(database, &key, "s"),
                    snake(&key.0.name)
                );
                if let Some(taken) = self.many.insert(key.clone(), name) {
                    self.many.insert(key, format!("{taken}_too"));
                }
            }
            ("rust_name_taken" | "rust_name_shadows", Some((object, _))) => {
                self.rename(database, object);
            }
            (_, Some(subject)) => {
                self.reasons
                    .entry(subject.0.clone())
                    .or_insert_with(|| found.message.clone());
                self.give_up(database, subject);
            }
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
}

/// The version of PostgreSQL that something needs that is too new for the schema.
fn needed(found: &Diagnostic) -> Option<u32> {
    let help = found.help.as_deref()?;
    help.split(|it: char| !it.is_ascii_digit())
        .find_map(|it| it.parse().ok())
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
