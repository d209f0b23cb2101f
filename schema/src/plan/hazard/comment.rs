//! What `COMMENT` locks.

use super::reader::Reader;
use super::{Judge, Locks};
use crate::plan::lock::Effort;
use crate::plan::lock::LockMode::ShareUpdateExclusive;

impl Judge<'_> {
    pub(super) fn comment(&mut self, reader: &mut Reader<'_>, found: &mut Locks) {
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
}
