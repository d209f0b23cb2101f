//! What a statement does to a system in use: what it locks, how strongly, and for how long.
//!
//! What PostgreSQL 11 to 18 really lock, rewrite and scan was measured; these are the rules that the measurements follow.
//! A statement is read as it is sent, so that one that somebody wrote is judged as one that a plan wrote.

mod action;
mod instead;
mod new_column;
mod reader;
mod retype;
#[cfg(test)]
mod tests;
mod words;

pub(super) use new_column::gives_another_value;

use super::lock::{Effort, Lock, LockMode};
use super::lookup::{Indexed, Lookup};
use crate::database::{Database, Object, QualifiedName};
use LockMode::{
    AccessExclusive, AccessShare, RowExclusive, ShareRowExclusive, ShareUpdateExclusive,
};
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

    /// What is read: whatever stands after FROM, and what the views read that stand there.
    fn reads(&self, reader: &mut Reader<'_>, found: &mut Locks) {
        let mut read = BTreeSet::new();
        self.sources(reader.rest(), &mut read);
        for it in read {
            self.family(&it, AccessShare, Effort::Scan, found);
        }
    }

    /// All that a query reads, views and what is beneath them. A name that is none of a relation does no harm.
    fn sources(&self, query: &[Word], read: &mut BTreeSet<QualifiedName>) {
        let mut reader = Reader::new(query);
        let mut in_from = false;
        while let Some(word) = reader.take() {
            in_from = match word {
                Word::Quoted(_) => false,
                it if it.is("from") || it.is("join") => true,
                it if it.is("where") || it.is("select") || it.is("on") => false,
                it => in_from && (it.is(",") || it.is("(") || it.name().is_some()),
            };
            let is_before_one = ["from", "join", ",", "("].iter().any(|it| word.is(it));
            if !in_from || !is_before_one {
                continue;
            }
            reader.skip(&["only"]);
            let is_name = reader.rest().first().is_some_and(|it| it.name().is_some());
            let Some(name) = reader.relation().filter(|_| is_name) else {
                continue;
            };
            if !read.insert(name.clone()) {
                continue;
            }
            if let Some(made) = self.views.get(&name) {
                self.sources(made, read);
            } else if let Some(view) = self.lookup.view(&name).filter(|it| !it.materialized) {
                self.sources(&words(&view.query), read);
            }
        }
    }

    fn create(&mut self, reader: &mut Reader<'_>, found: &mut Locks) {
        reader.skip(&["or", "replace"]);
        reader.skip(&["unique"]);
        reader.skip(&["unlogged"]);
        reader.skip(&["constraint"]);
        match reader.next() {
            Some("index") => {
                let concurrently = reader.skip(&["concurrently"]);
                reader.skip(&["if", "not", "exists"]);
                if !reader.peek_is("on") {
                    reader.relation();
                }
                reader.skip(&["on"]);
                let only = reader.skip(&["only"]);
                let Some(table) = reader.relation() else {
                    return;
                };
                match (concurrently, only) {
                    (true, _) => found.add(table, ShareUpdateExclusive, Effort::Scan),
                    (_, true) => {
                        let is_whole = self
                            .lookup
                            .table(&table)
                            .is_some_and(|it| it.partition.is_some());
                        let effort = if is_whole {
                            Effort::Instant
                        } else {
                            Effort::Scan
                        };
                        found.add(table, LockMode::Share, effort);
                    }
                    _ => self.family(&table, LockMode::Share, Effort::Scan, found),
                }
            }
            Some("table") => {
                reader.skip(&["if", "not", "exists"]);
                reader.relation();
                if reader.skip(&["partition", "of"])
                    && let Some(parent) = reader.relation()
                {
                    self.default_partition(&parent, Effort::Scan, found);
                    found.add(parent, AccessExclusive, Effort::Instant);
                }
                if let Some(rest) = reader.after("inherits") {
                    for part in words::parts(rest) {
                        if let Some(parent) = Reader::new(part).relation() {
                            found.add(parent, ShareUpdateExclusive, Effort::Instant);
                        }
                    }
                }
            }
            Some("trigger") => self.on(reader, ShareRowExclusive, found),
            Some("policy") => self.on(reader, AccessExclusive, found),
            Some("rule") => {
                if reader.until("to")
                    && let Some(table) = reader.relation()
                {
                    found.add(table, AccessExclusive, Effort::Instant);
                }
            }
            Some("statistics") => {
                if reader.until("from")
                    && let Some(table) = reader.relation()
                {
                    found.add(table, ShareUpdateExclusive, Effort::Instant);
                }
            }
            Some("view") => {
                if let Some(view) = reader.relation() {
                    self.views.insert(view.clone(), reader.rest().to_vec());
                    found.add(view, AccessExclusive, Effort::Instant);
                }
            }
            Some("materialized") => {
                reader.skip(&["view"]);
                if let Some(view) = reader.relation() {
                    // Whoever reads it reads nothing else.
                    self.views.insert(view, Vec::new());
                }
                self.reads(reader, found);
            }
            _ => {}
        }
    }

    /// `… ON table`
    fn on(&self, reader: &mut Reader<'_>, mode: LockMode, found: &mut Locks) {
        if reader.until("on")
            && let Some(table) = reader.relation()
        {
            self.family(&table, mode, Effort::Instant, found);
        }
    }

    fn alter(&mut self, reader: &mut Reader<'_>, found: &mut Locks) {
        match reader.next() {
            Some("table") => {
                reader.skip(&["if", "exists"]);
                let only = reader.skip(&["only"]);
                if let Some(table) = reader.relation() {
                    for action in words::parts(reader.rest()) {
                        self.action(&table, only, action, found);
                    }
                }
            }
            Some("index") => {
                let index = reader.relation();
                if has(reader.rest(), "attach partition") {
                    let Some(table) = index.and_then(|it| self.index_table(&it)) else {
                        return;
                    };
                    self.family(&table, AccessShare, Effort::Instant, found);
                } else if let Some(table) = index.and_then(|it| self.index_table(&it))
                    && stored_anew(reader.rest()) == Effort::Rewrite
                {
                    // Who plans a query looks at all indexes of its tables.
                    found.add(table, AccessExclusive, Effort::Rewrite);
                }
            }
            Some("view") => {
                if let Some(view) = reader.relation() {
                    found.add(view, AccessExclusive, Effort::Instant);
                }
            }
            Some("materialized") => {
                reader.skip(&["view"]);
                if let Some(view) = reader.relation() {
                    found.add(view, AccessExclusive, stored_anew(reader.rest()));
                }
            }
            Some("domain") => {
                let Some(domain) = reader.relation() else {
                    return;
                };
                let rest = reader.rest();
                let looks = has(rest, "validate")
                    || has(rest, "set not null")
                    || has(rest, "add") && !has(rest, "not valid");
                if looks {
                    for table in self.tables_of(&domain) {
                        found.add(table, LockMode::Share, Effort::Scan);
                    }
                }
            }
            _ => {}
        }
    }

    fn drop(&mut self, reader: &mut Reader<'_>, found: &mut Locks) {
        match reader.next() {
            Some("index") => {
                let mode = if reader.skip(&["concurrently"]) {
                    ShareUpdateExclusive
                } else {
                    AccessExclusive
                };
                if let Some(index) = reader.relation()
                    && let Some(table) = self.index_table(&index)
                {
                    self.family(&table, mode, Effort::Instant, found);
                }
            }
            Some("table") => {
                reader.skip(&["if", "exists"]);
                if let Some(table) = reader.relation() {
                    self.table_goes(&table, found);
                }
            }
            Some("view") => {
                if let Some(view) = reader.relation() {
                    found.add(view, AccessExclusive, Effort::Instant);
                }
            }
            Some("materialized") => {
                reader.skip(&["view"]);
                if let Some(view) = reader.relation() {
                    found.add(view, AccessExclusive, Effort::Instant);
                }
            }
            Some("trigger" | "policy" | "rule") => self.on(reader, AccessExclusive, found),
            Some("statistics") => {
                // Its table is not told; it is on one of them.
                let name = reader.relation().map(|it| it.name).unwrap_or_default();
                let outside = self.lookup.database.outside.iter();
                for it in outside.filter(|it| it.name.ends_with(&name)) {
                    if let Some(on) = &it.on {
                        found.add(on.clone(), ShareUpdateExclusive, Effort::Instant);
                    }
                }
            }
            _ => {}
        }
    }

    fn table_goes(&mut self, table: &QualifiedName, found: &mut Locks) {
        self.family(table, AccessExclusive, Effort::Instant, found);
        let Some(it) = self.lookup.table(table) else {
            return;
        };
        if let Some(part) = &it.part_of
            && !self.detached.contains(table)
        {
            self.default_partition(&part.parent, Effort::Instant, found);
            found.add(part.parent.clone(), AccessExclusive, Effort::Instant);
        }
        for (_, target) in self.foreign_keys(table) {
            self.family(&target, AccessExclusive, Effort::Instant, found);
        }
    }

    fn comment(&mut self, reader: &mut Reader<'_>, found: &mut Locks) {
        reader.skip(&["on"]);
        match reader.next() {
            Some("table" | "view") => {
                if let Some(it) = reader.relation() {
                    found.add(it, ShareUpdateExclusive, Effort::Instant);
                }
            }
            Some("materialized") => {
                reader.skip(&["view"]);
                if let Some(it) = reader.relation() {
                    found.add(it, ShareUpdateExclusive, Effort::Instant);
                }
            }
            Some("column") => {
                if let Some(table) = reader.column_table() {
                    found.add(table, ShareUpdateExclusive, Effort::Instant);
                }
            }
            Some("constraint" | "trigger" | "policy" | "rule") => {
                if reader.until("on")
                    && let Some(it) = reader.relation()
                {
                    found.add(it, ShareUpdateExclusive, Effort::Instant);
                }
            }
            _ => {}
        }
    }

    /// A table with its partitions and inheriting tables.
    fn family(&self, table: &QualifiedName, mode: LockMode, work: Effort, found: &mut Locks) {
        let real = self.renamed.get(table).unwrap_or(table);
        for child in self.children(real) {
            self.family(&child, mode, work, found);
        }
        found.add(table.clone(), mode, work);
    }

    /// The partitions and inheriting tables that a table has by now.
    fn children(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        let there = self.lookup.children(table).iter().map(|it| &it.name);
        let there = there.filter(|it| !self.detached.contains(it));
        let new = self.attached.get(table).into_iter().flatten();
        there.chain(new).cloned().collect()
    }

    /// The partition for all other rows, whose bounds change with those of the others.
    fn default_partition(&self, parent: &QualifiedName, work: Effort, found: &mut Locks) {
        for child in self.lookup.children(parent) {
            let is_default = child
                .part_of
                .as_ref()
                .is_some_and(|it| it.bound.eq_ignore_ascii_case("default"));
            if is_default {
                let is_proven = self.has_proven_bounds(&child.name);
                let work = if is_proven { Effort::Instant } else { work };
                self.family(&child.name, AccessExclusive, work, found);
            }
        }
    }

    /// A table has a check that says what its rows have to be for the next partition.
    pub(super) fn proves_bounds(&mut self, table: &QualifiedName) {
        self.proven.insert((table.clone(), String::new()));
    }

    fn has_proven_bounds(&self, table: &QualifiedName) -> bool {
        self.proven.contains(&(table.clone(), String::new()))
    }

    fn index_table(&self, index: &QualifiedName) -> Option<QualifiedName> {
        match self.lookup.indexes.get(index)? {
            Indexed::Constraint(table, _) => Some(table.name.clone()),
            Indexed::Index(on, _) => Some((*on).clone()),
        }
    }

    /// The tables that have a column of a type, or of one made of it.
    fn tables_of(&self, ty: &QualifiedName) -> BTreeSet<QualifiedName> {
        let mut found = BTreeSet::new();
        let mut types = vec![ty.clone()];
        let mut seen = BTreeSet::new();
        while let Some(ty) = types.pop() {
            if !seen.insert(ty.clone()) {
                continue;
            }
            for dependent in self.lookup.dependents(&Object::Type(ty)) {
                match dependent {
                    Object::Column(table, _) if self.lookup.tables.contains_key(table) => {
                        found.insert(table.clone());
                    }
                    Object::Column(other, _) | Object::Type(other) => types.push(other.clone()),
                    _ => {}
                }
            }
        }
        found
    }

    /// The foreign keys of a table, with what they lead to; also those that it has from what it is a partition of.
    fn foreign_keys(&self, table: &QualifiedName) -> Vec<(String, QualifiedName)> {
        let own = |table: &QualifiedName| -> Vec<(String, QualifiedName)> {
            let made = self.keys.iter().filter(|((of, _), _)| of == table);
            let made = made.map(|((_, name), target)| (name.clone(), target.clone()));
            let there = self.lookup.table(table).into_iter().flat_map(|it| {
                it.constraints.iter().filter_map(|it| {
                    let key = super::lookup::foreign_key(it)?;
                    Some((it.name.clone(), key.target.clone()))
                })
            });
            made.chain(there).collect()
        };
        let mut found = own(table);
        for above in self.with_ancestors(table).iter().skip(1) {
            found.extend(own(above));
        }
        // It may call them otherwise.
        let part_of = self.lookup.table(table).and_then(|it| it.part_of.as_ref());
        for name in part_of.map_or(&[][..], |it| &it.foreign_keys) {
            if !found.iter().any(|(other, _)| other == name) {
                let targets: Vec<QualifiedName> = found.iter().map(|it| it.1.clone()).collect();
                found.extend(targets.into_iter().map(|it| (name.clone(), it)));
            }
        }
        found
    }

    /// A table, and what it is a partition of, up to the whole.
    fn with_ancestors(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        let part_of = |table: &QualifiedName| self.lookup.table(table)?.part_of.as_ref();
        let mut found = vec![table.clone()];
        while let Some(part) = found.last().and_then(part_of) {
            found.push(part.parent.clone());
        }
        found
    }

    /// The tables that hold the rows of a table.
    fn leaves(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        let children = self.children(table);
        if children.is_empty() {
            return vec![table.clone()];
        }
        children.iter().flat_map(|it| self.leaves(it)).collect()
    }
}

/// What it costs to store something elsewhere, or otherwise.
fn stored_anew(action: &[Word]) -> Effort {
    if has(action, "set tablespace") || has(action, "set access method") {
        Effort::Rewrite
    } else {
        Effort::Instant
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
