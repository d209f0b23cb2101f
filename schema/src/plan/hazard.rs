//! What a statement does to a system in use: what it locks, how strongly, and for how long.
//!
//! What PostgreSQL 11 to 18 really lock, rewrite and scan was measured; these are the rules that the measurements follow.
//! A statement is read as it is sent, so that one that somebody wrote is judged as one that a plan wrote.

mod action;
mod alter;
mod comment;
mod create;
mod drop;
mod family;
mod instead;
mod new_column;
mod read;
mod reader;
mod retype;
#[cfg(test)]
mod tests;
mod words;

pub(super) use new_column::gives_another_value;

use super::lock::{Effort, Lock, LockMode};
use super::lookup::Lookup;
use crate::database::{Database, QualifiedName};
use LockMode::{AccessExclusive, RowExclusive, ShareUpdateExclusive};
use reader::Reader;
use std::collections::{BTreeMap, BTreeSet};
use words::{Word, has, words};

/// A database while statements run in it. From PostgreSQL 14 to 18, what can be said at all locks the same.
pub(super) struct Judge<'a> {
    lookup: Lookup<'a>,
    /// Checks that a column is not NULL and that are not validated yet, by table and name.
    unproven: BTreeMap<(QualifiedName, String), String>,
    /// Columns that a validated check or constraint keeps from being NULL.
    proven: BTreeSet<(QualifiedName, String)>,
    /// Columns that the statements added, by table.
    added: BTreeSet<(QualifiedName, String)>,
    /// Foreign keys that the statements made, by table and name, with what they lead to.
    keys: BTreeMap<(QualifiedName, String), QualifiedName>,
    /// The queries of views that the statements made.
    views: BTreeMap<QualifiedName, Vec<Word>>,
    /// Relations that the statements gave another name, by that.
    renamed: BTreeMap<QualifiedName, QualifiedName>,
    /// What the statements made a partition, by that of which it is one.
    attached: BTreeMap<QualifiedName, Vec<QualifiedName>>,
    /// What the statements made no partition any more.
    detached: BTreeSet<QualifiedName>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(database: &'a Database) -> Self {
        Self {
            lookup: Lookup::new(database),
            unproven: BTreeMap::new(),
            proven: BTreeSet::new(),
            keys: BTreeMap::new(),
            added: BTreeSet::new(),
            views: BTreeMap::new(),
            renamed: BTreeMap::new(),
            attached: BTreeMap::new(),
            detached: BTreeSet::new(),
        }
    }

    /// What a statement locks of what was there at first, one entry a relation.
    pub(super) fn locks(&mut self, sql: &str) -> Vec<Lock> {
        let all = words(sql);
        let mut found = Locks::default();
        for statement in all.split(|it| it.is(";")) {
            self.statement(&mut Reader::new(statement), &mut found);
        }
        let mut known: BTreeMap<QualifiedName, Lock> = BTreeMap::new();
        for mut lock in found.0 {
            if let Some(was) = self.renamed.get(&lock.relation) {
                lock.relation = was.clone();
            }
            let is_there = self.lookup.tables.contains_key(&lock.relation)
                || self.lookup.views.contains_key(&lock.relation);
            if !is_there {
                continue;
            }
            let entry = known
                .entry(lock.relation.clone())
                .or_insert_with(|| lock.clone());
            entry.mode = entry.mode.max(lock.mode);
            entry.work = entry.work.max(lock.work);
        }
        known.into_values().collect()
    }

    fn statement(&mut self, reader: &mut Reader<'_>, found: &mut Locks) {
        let Some(verb) = reader.next() else {
            return;
        };
        match verb {
            "create" => self.create(reader, found),
            "alter" => self.alter(reader, found),
            "drop" => self.drop(reader, found),
            "comment" => self.comment(reader, found),
            "analyze" => {
                if let Some(table) = reader.relation() {
                    found.add(table, ShareUpdateExclusive, Effort::Instant);
                }
            }
            "refresh" => {
                reader.skip(&["materialized", "view"]);
                let (mode, effort) = if reader.skip(&["concurrently"]) {
                    (LockMode::Exclusive, Effort::Scan)
                } else {
                    (AccessExclusive, Effort::Rewrite)
                };
                if let Some(name) = reader.relation() {
                    if has(reader.rest(), "with no data") {
                        found.add(name, mode, Effort::Instant);
                        return;
                    }
                    if let Some(view) = self.lookup.view(&name) {
                        self.reads(&mut Reader::new(&words(&view.query)), found);
                    }
                    found.add(name, mode, effort);
                }
            }
            "update" => {
                reader.skip(&["only"]);
                if let Some(table) = reader.relation() {
                    self.family(&table, RowExclusive, Effort::Scan, found);
                }
            }
            "insert" => {
                reader.skip(&["into"]);
                if let Some(table) = reader.relation() {
                    found.add(table, RowExclusive, Effort::Instant);
                }
                self.reads(reader, found);
            }
            "select" => self.reads(reader, found),
            _ => {}
        }
    }
}

/// Locks as they are found.
#[derive(Default)]
struct Locks(Vec<Lock>);

impl Locks {
    fn add(&mut self, relation: QualifiedName, mode: LockMode, work: Effort) {
        self.0.push(Lock {
            relation,
            mode,
            work,
        });
    }
}
