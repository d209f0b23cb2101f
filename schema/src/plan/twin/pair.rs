//! Two databases, and what of the first one an earlier plan left.

use super::found::{Found, found};
use super::mapped::{leads_to, touches};
use crate::database::{Column, Database, QualifiedName};
use crate::name::postgres::{LONGEST, clip};
use crate::plan::Effort;
use crate::plan::hazard::Judge;
use crate::plan::lookup::{Lookup, column, foreign_key};
use crate::sql;

pub(super) struct Pair<'a> {
    pub(super) old: Lookup<'a>,
    pub(super) new: Lookup<'a>,
    found: Vec<Found>,
}

impl<'a> Pair<'a> {
    pub(super) fn new(from: &'a Database, to: &'a Database) -> Self {
        Self {
            old: Lookup::new(from),
            new: Lookup::new(to),
            found: found(from),
        }
    }

    /// Whether a column is kept like another one already.
    pub(super) fn is_kept(&self, table: &QualifiedName, of: &str, beside: &str) -> bool {
        let mut found = self.found.iter().filter(|it| it.table == *table);
        found.any(|it| it.keeps(of, beside))
    }

    /// Whether another type is more than a word in the catalogue, with all that hangs on the column.
    pub(super) fn is_costly(
        &self,
        table: &QualifiedName,
        to: &Column,
        judge: &mut Judge<'_>,
    ) -> bool {
        let Some(it) = self.old.table(table) else {
            return false;
        };
        let collation = match &to.collation {
            Some(collation) => format!(" COLLATE {collation}"),
            None => String::new(),
        };
        let direct = format!(
            "ALTER TABLE {} ALTER COLUMN {} TYPE {}{collation}",
            sql::qualified(table),
            sql::identifier(&to.name),
            to.ty
        );
        let name = [to.name.as_str()];
        judge
            .locks(&direct)
            .iter()
            .any(|it| it.work > Effort::Instant)
            // A foreign key is dropped and put up again.
            || it.constraints.iter().any(|it| foreign_key(it).is_some() && touches(it, &name))
            || self.references(table, &to.name)
    }

    fn references(&self, table: &QualifiedName, column: &str) -> bool {
        let mut references = self.old.references(table).iter();
        references.any(|(_, it)| leads_to(it, table, &[column]))
    }

    /// What the twin of a column is called, and whether it is there already.
    pub(super) fn beside(&self, table: &QualifiedName, to: &Column) -> Option<(String, bool)> {
        let (old, new) = (self.old.table(table)?, self.new.table(table)?);
        let is_it = |it: &&Column| {
            (&it.ty, &it.collation) == (&to.ty, &to.collation)
                && column(new, &it.name).is_none()
                && self.is_kept(table, &to.name, &it.name)
        };
        if let Some(it) = old.columns.iter().find(is_it) {
            return Some((it.name.clone(), true));
        }
        let free = free(&to.name, |it| {
            column(old, it).is_some() || column(new, it).is_some()
        });
        Some((free?, false))
    }
}

/// A name for what stands beside something until it takes its place.
pub(super) fn free(name: &str, is_taken: impl Fn(&str) -> bool) -> Option<String> {
    with_end(name, "_new", is_taken)
}

/// A name that ends like this, and in a number where that is taken.
pub(super) fn with_end(name: &str, end: &str, is_taken: impl Fn(&str) -> bool) -> Option<String> {
    (1_u32..).find_map(|number| {
        let end = match number {
            1 => end.to_owned(),
            _ => format!("{end}{number}"),
        };
        let tried = format!("{}{end}", clip(name, LONGEST - end.len()));
        (!is_taken(&tried)).then_some(tried)
    })
}
