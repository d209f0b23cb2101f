//! What `CREATE` locks of what was there.

use super::reader::Reader;
use super::{Judge, Locks, words};
use crate::plan::lock::Effort;
use crate::plan::lock::LockMode::{self, AccessExclusive, ShareRowExclusive, ShareUpdateExclusive};

impl Judge<'_> {
    pub(super) fn create(&mut self, reader: &mut Reader<'_>, found: &mut Locks) {
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
    pub(super) fn on(&self, reader: &mut Reader<'_>, mode: LockMode, found: &mut Locks) {
        if reader.until("on")
            && let Some(table) = reader.relation()
        {
            self.family(&table, mode, Effort::Instant, found);
        }
    }
}
