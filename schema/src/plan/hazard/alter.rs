//! What `ALTER` locks, but for the actions of `ALTER TABLE`.

use super::reader::Reader;
use super::words::{self, Word, has};
use super::{Judge, Locks};
use crate::plan::lock::Effort;
use crate::plan::lock::LockMode::{self, AccessExclusive, AccessShare};

impl Judge<'_> {
    pub(super) fn alter(&mut self, reader: &mut Reader<'_>, found: &mut Locks) {
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
}

/// What it costs to store something elsewhere, or otherwise.
fn stored_anew(action: &[Word]) -> Effort {
    if has(action, "set tablespace") || has(action, "set access method") {
        Effort::Rewrite
    } else {
        Effort::Instant
    }
}
