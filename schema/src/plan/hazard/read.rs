//! What a query reads: tables, views and what is beneath them.

use super::reader::Reader;
use super::words::{Word, words};
use super::{Judge, Locks};
use crate::database::QualifiedName;
use crate::plan::lock::Effort;
use crate::plan::lock::LockMode::AccessShare;
use std::collections::BTreeSet;

impl Judge<'_> {
    /// What is read: whatever stands after FROM, and what the views read that stand there.
    pub(super) fn reads(&self, reader: &mut Reader<'_>, found: &mut Locks) {
        let mut read = BTreeSet::new();
        self.sources(reader.rest(), &mut read);
        for it in read {
            self.family(&it, AccessShare, Effort::Scan, found);
        }
    }

    /// All that a query reads, views and what is beneath them. A name that is none of a relation does no harm.
    pub(super) fn sources(&self, query: &[Word], read: &mut BTreeSet<QualifiedName>) {
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
}
