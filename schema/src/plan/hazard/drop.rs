//! What `DROP` locks: also what foreign keys lead to, and what a partition was a part of.

use super::reader::Reader;
use super::{Judge, Locks};
use crate::database::QualifiedName;
use crate::plan::lock::Effort;
use crate::plan::lock::LockMode::{AccessExclusive, ShareUpdateExclusive};

impl Judge<'_> {
    pub(super) fn drop(&mut self, reader: &mut Reader<'_>, found: &mut Locks) {
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

    pub(super) fn table_goes(&mut self, table: &QualifiedName, found: &mut Locks) {
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
}
