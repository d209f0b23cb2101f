//! What an action of `ALTER TABLE` locks.

use super::words::{Word, conjuncts, has, words};
use super::{Judge, Locks, Reader};
use crate::database::{ConstraintKind, QualifiedName};
use crate::plan::lock::Effort;
use crate::plan::lock::LockMode::{
    AccessExclusive, RowShare, ShareRowExclusive, ShareUpdateExclusive,
};
use crate::plan::lookup::foreign_key;

impl Judge<'_> {
    pub(super) fn action(
        &mut self,
        table: &QualifiedName,
        only: bool,
        action: &[Word],
        found: &mut Locks,
    ) {
        let mut reader = Reader::new(action);
        let Some(verb) = reader.next() else {
            return;
        };
        let own = |judge: &Self, mode, work, found: &mut Locks| {
            if only {
                found.add(table.clone(), mode, work);
            } else {
                judge.family(table, mode, work, found);
            }
        };
        match verb {
            "add" if reader.skip(&["constraint"]) => {
                let name = reader.next().unwrap_or_default().to_owned();
                self.added(table, only, &name, &mut reader, found);
            }
            "add" => {
                reader.skip(&["column"]);
                let effort = self.new_column(reader.rest());
                own(self, AccessExclusive, effort, found);
                let column = reader.next().unwrap_or_default().to_owned();
                if has(reader.rest(), "not null") {
                    self.merged(table, &column, found);
                }
                self.added.insert((table.clone(), column));
            }
            "drop" if reader.skip(&["constraint"]) => {
                reader.skip(&["if", "exists"]);
                let name = reader.next().unwrap_or_default().to_owned();
                own(self, AccessExclusive, Effort::Instant, found);
                self.key_goes(table, &name, found);
                self.proven.retain(|(of, _)| of != table);
            }
            "drop" => {
                reader.skip(&["column"]);
                let column = reader.next().unwrap_or_default().to_owned();
                own(self, AccessExclusive, Effort::Instant, found);
                let keys: Vec<String> = self.keys_with(table, &column);
                for key in keys {
                    self.key_goes(table, &key, found);
                }
            }
            "alter" if reader.skip(&["constraint"]) => {
                let name = reader.next().unwrap_or_default().to_owned();
                let effort =
                    if has(reader.rest(), "enforced") && !has(reader.rest(), "not enforced") {
                        Effort::Scan
                    } else {
                        Effort::Instant
                    };
                own(self, AccessExclusive, effort, found);
                if effort == Effort::Instant {
                    return;
                }
                for (_, target) in self.keys_called(table, &name) {
                    self.family(&target, ShareRowExclusive, effort, found);
                }
            }
            "alter" => {
                reader.skip(&["column"]);
                let column = reader.next().unwrap_or_default().to_owned();
                self.column(table, only, &column, reader.rest(), found);
            }
            "validate" => {
                reader.skip(&["constraint"]);
                let name = reader.next().unwrap_or_default().to_owned();
                own(self, ShareUpdateExclusive, Effort::Scan, found);
                for (_, target) in self.keys_called(table, &name) {
                    self.family(&target, RowShare, Effort::Scan, found);
                }
                if let Some(column) = self.unproven.remove(&(table.clone(), name)) {
                    self.proven.insert((table.clone(), column));
                }
            }
            "attach" => self.attach(table, &mut reader, found),
            "detach" => {
                reader.skip(&["partition"]);
                let part = reader.relation();
                let mode = if has(reader.rest(), "concurrently") {
                    ShareUpdateExclusive
                } else {
                    AccessExclusive
                };
                if let Some(part) = part {
                    // The detached one is locked against everybody at the end, when nobody reads it through its parent.
                    self.family(&part, AccessExclusive, Effort::Instant, found);
                    for (_, target) in self.foreign_keys(&part) {
                        self.family(&target, AccessExclusive, Effort::Instant, found);
                    }
                    // Whether a row leads to one that leaves.
                    for above in self.with_ancestors(table) {
                        for (child, _) in self.lookup.references(&above) {
                            self.family(&child.name, AccessExclusive, Effort::Scan, found);
                        }
                    }
                    self.detached.insert(part);
                }
                if mode == AccessExclusive {
                    self.default_partition(table, Effort::Instant, found);
                }
                found.add(table.clone(), mode, Effort::Instant);
            }
            "inherit" => {
                if let Some(parent) = reader.relation() {
                    found.add(parent, ShareUpdateExclusive, Effort::Instant);
                }
                own(self, AccessExclusive, Effort::Instant, found);
            }
            "no" => {
                reader.skip(&["inherit"]);
                if let Some(parent) = reader.relation() {
                    found.add(parent, ShareUpdateExclusive, Effort::Instant);
                }
                own(self, AccessExclusive, Effort::Instant, found);
            }
            "set" | "reset" => {
                let (mode, effort) = if reader.peek_is("(") || reader.peek_is("without") {
                    (ShareUpdateExclusive, Effort::Instant)
                } else if reader.peek_is("schema") {
                    (AccessExclusive, Effort::Instant)
                } else {
                    // LOGGED, UNLOGGED, TABLESPACE, ACCESS METHOD
                    (AccessExclusive, Effort::Rewrite)
                };
                own(self, mode, effort, found);
            }
            "cluster" => own(self, ShareUpdateExclusive, Effort::Instant, found),
            "enable" | "disable" if reader.peek_is("trigger") => {
                own(self, ShareRowExclusive, Effort::Instant, found);
            }
            "rename" => {
                own(self, AccessExclusive, Effort::Instant, found);
                if reader.skip(&["to"])
                    && let Some(name) = reader.next()
                {
                    let now = crate::plan::lookup::beside(table, name);
                    let was = self.renamed.get(table).unwrap_or(table).clone();
                    self.renamed.insert(now, was);
                }
            }
            _ => own(self, AccessExclusive, Effort::Instant, found),
        }
    }

    /// `ADD CONSTRAINT name …`
    fn added(
        &mut self,
        table: &QualifiedName,
        only: bool,
        name: &str,
        reader: &mut Reader<'_>,
        found: &mut Locks,
    ) {
        let rest = reader.rest();
        let is_instant = has(rest, "not valid") || has(rest, "not enforced");
        let effort = if is_instant {
            Effort::Instant
        } else {
            Effort::Scan
        };
        let own = |judge: &Self, mode, effort, found: &mut Locks| {
            if only {
                found.add(table.clone(), mode, effort);
            } else {
                judge.family(table, mode, effort, found);
            }
        };
        match reader.next() {
            Some("check") => {
                if let [open, column, is, not, null, close, ..] = reader.rest()
                    && open.is("(")
                    && is.is("is")
                    && not.is("not")
                    && null.is("null")
                    && close.is(")")
                    && let Some(column) = column.name()
                {
                    self.prove(table, name, column, is_instant);
                }
                own(self, AccessExclusive, effort, found);
            }
            Some("not") => {
                reader.skip(&["null"]);
                let column = reader.next().unwrap_or_default().to_owned();
                let is_proven = self.is_proven(table, &column);
                self.prove(table, name, &column, is_instant);
                let effort = if is_proven { Effort::Instant } else { effort };
                own(self, AccessExclusive, effort, found);
            }
            Some("foreign") => {
                if reader.until("references")
                    && let Some(target) = reader.relation()
                {
                    // PostgreSQL takes those of the partitions for parts of it, and looks at no row.
                    let leaves = self.leaves(table);
                    let is_there = leaves.iter().all(|leaf| {
                        leaf != table
                            && (!self.lookup.tables.contains_key(leaf)
                                || self.foreign_keys(leaf).iter().any(|it| it.1 == target))
                    });
                    let (mode, effort) = if is_there {
                        (AccessExclusive, Effort::Instant)
                    } else {
                        (ShareRowExclusive, effort)
                    };
                    self.family(&target, mode, effort, found);
                    self.keys.insert((table.clone(), name.to_owned()), target);
                    own(self, ShareRowExclusive, effort, found);
                }
            }
            Some("primary" | "unique") => {
                let is_whole = only
                    && self
                        .lookup
                        .table(table)
                        .is_some_and(|it| it.partition.is_some());
                let effort = if is_whole {
                    Effort::Instant
                } else if has(rest, "using index") {
                    // The plan has its columns NOT NULL first.
                    Effort::Instant
                } else {
                    Effort::Scan
                };
                own(self, AccessExclusive, effort, found);
            }
            _ => own(self, AccessExclusive, effort, found),
        }
    }

    fn prove(&mut self, table: &QualifiedName, name: &str, column: &str, later: bool) {
        if later {
            self.unproven
                .insert((table.clone(), name.to_owned()), column.to_owned());
        } else {
            self.proven.insert((table.clone(), column.to_owned()));
        }
    }

    /// Whether nobody has to look whether a column is NULL somewhere.
    fn is_proven(&self, table: &QualifiedName, column: &str) -> bool {
        let by_check = self.lookup.table(table).is_some_and(|it| {
            it.constraints.iter().any(|it| {
                it.valid
                    && it.enforced
                    && matches!(&it.kind, ConstraintKind::Check(check)
                        if says_not_null(&check.condition, column))
            })
        });
        let is_not_null = self.lookup.column(table, column).is_some_and(|it| {
            it.not_null && it.not_null_constraint.as_ref().is_none_or(|it| it.valid)
        });
        by_check || is_not_null || self.proven.contains(&(table.clone(), column.to_owned()))
    }

    fn column(
        &mut self,
        table: &QualifiedName,
        only: bool,
        column: &str,
        rest: &[Word],
        found: &mut Locks,
    ) {
        let own = |judge: &Self, mode, effort, found: &mut Locks| {
            if only {
                found.add(table.clone(), mode, effort);
            } else {
                judge.family(table, mode, effort, found);
            }
        };
        let is_type = rest.first().is_some_and(|it| it.is("type")) || has(rest, "set data type");
        if is_type {
            let effort = self.retyped(table, column, rest);
            own(self, AccessExclusive, effort, found);
            let keys = self.keys_with(table, column);
            for (_, target) in keys.iter().flat_map(|it| self.keys_called(table, it)) {
                self.family(&target, AccessExclusive, Effort::Instant, found);
            }
            for (child, key) in self.lookup.references(table).to_vec() {
                if foreign_key(key)
                    .is_some_and(|it| it.target_columns.iter().any(|it| it == column))
                {
                    self.family(&child.name, AccessExclusive, Effort::Instant, found);
                }
            }
            return;
        }
        let rest_is = |words: &str| {
            words
                .split(' ')
                .enumerate()
                .all(|(at, it)| rest.get(at).is_some_and(|word| word.is(it)))
        };
        let (mode, effort) = if rest_is("set not null") {
            let effort = if self.is_proven(table, column) {
                Effort::Instant
            } else {
                Effort::Scan
            };
            (AccessExclusive, effort)
        } else if rest_is("set statistics") || rest_is("set (") || rest_is("reset (") {
            (ShareUpdateExclusive, Effort::Instant)
        } else if rest_is("set expression") {
            (AccessExclusive, Effort::Rewrite)
        } else {
            (AccessExclusive, Effort::Instant)
        };
        if rest_is("set not null") {
            self.proven.insert((table.clone(), column.to_owned()));
        }
        own(self, mode, effort, found);
    }

    /// The foreign keys that a column is in.
    fn keys_with(&self, table: &QualifiedName, column: &str) -> Vec<String> {
        let constraints = self
            .lookup
            .table(table)
            .map_or(&[][..], |it| &it.constraints);
        let with = constraints.iter().filter(|it| {
            foreign_key(it).is_some_and(|key| key.columns.iter().any(|it| it == column))
        });
        with.map(|it| it.name.clone()).collect()
    }

    fn keys_called(&self, table: &QualifiedName, name: &str) -> Vec<(String, QualifiedName)> {
        let mut keys = self.foreign_keys(table);
        keys.retain(|it| it.0 == name);
        keys
    }

    /// A foreign key goes, and with it the triggers on what it leads to.
    fn key_goes(&self, table: &QualifiedName, name: &str, found: &mut Locks) {
        for (_, target) in self.keys_called(table, name) {
            self.family(&target, AccessExclusive, Effort::Instant, found);
        }
    }

    fn attach(&mut self, parent: &QualifiedName, reader: &mut Reader<'_>, found: &mut Locks) {
        reader.skip(&["partition"]);
        let Some(part) = reader.relation() else {
            return;
        };
        let is_new = !self.lookup.tables.contains_key(&part);
        self.family(&part, AccessExclusive, Effort::Instant, found);
        if !self.has_proven_bounds(&part) {
            let is_read = |it: &QualifiedName| {
                self.lookup.tables.contains_key(it) && !self.has_proven_bounds(it)
            };
            for leaf in self.leaves(&part).into_iter().filter(is_read) {
                found.add(leaf, AccessExclusive, Effort::Scan);
            }
        }
        self.default_partition(parent, Effort::Scan, found);
        found.add(parent.clone(), ShareUpdateExclusive, Effort::Instant);
        let own: Vec<QualifiedName> = self
            .foreign_keys(&part)
            .into_iter()
            .map(|it| it.1)
            .collect();
        for above in self.with_ancestors(parent) {
            // Its foreign keys come with it, where it does not have them, and those that lead to the whole lead to it.
            for (_, target) in self.foreign_keys(&above) {
                let (mode, effort) = if own.contains(&target) {
                    // The triggers of its own one go.
                    (AccessExclusive, Effort::Instant)
                } else if is_new {
                    (ShareRowExclusive, Effort::Instant)
                } else {
                    (ShareRowExclusive, Effort::Scan)
                };
                self.family(&target, mode, effort, found);
            }
            for (child, _) in self.lookup.references(&above).to_vec() {
                self.family(&child.name, ShareRowExclusive, Effort::Instant, found);
            }
        }
        self.proven.retain(|(_, column)| !column.is_empty());
        self.detached.remove(&part);
        let attached = self.attached.entry(parent.clone()).or_default();
        attached.push(part);
    }
}

/// Whether a condition is only true where a column has a value.
fn says_not_null(condition: &str, column: &str) -> bool {
    let condition = words(condition);
    conjuncts(&condition).iter().any(|it| {
        matches!(it, [name, is, not, null]
            if name.name() == Some(column) && is.is("is") && not.is("not") && null.is("null"))
    })
}
