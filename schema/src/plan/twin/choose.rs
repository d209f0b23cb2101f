//! Which columns get a twin.

use super::Twin;
use super::found::{Found, found};
use super::mapped::{leads_to, touches};
use crate::change::{Change, Delta};
use crate::database::{
    Column, Constraint, ConstraintKind, Database, Filled, Object, QualifiedName, Table,
};
use crate::name::postgres::{LONGEST, clip};
use crate::plan::hazard::Judge;
use crate::plan::lookup::{Lookup, Type, column, foreign_key};
use crate::plan::work::mentions;
use crate::plan::{Effort, Options, RenamedColumn};
use crate::sql;
use std::collections::BTreeSet;

/// The columns whose type PostgreSQL would change by reading or writing all rows while everybody waits, and those that
/// get another name.
pub(in crate::plan) fn choose(
    from: &Database,
    to: &Database,
    changes: &[Change],
    options: &Options,
) -> Vec<Twin> {
    let pair = Pair::new(from, to);
    let mut twins: Vec<Twin> = options
        .renamed
        .iter()
        .filter(|it| pair.has_renamed(it))
        .filter_map(|it| {
            Some(Twin {
                table: it.table.clone(),
                of: it.from.clone(),
                beside: it.to.clone(),
                becomes: it.to.clone(),
                filled: pair.new.column(&it.table, &it.to)?.filled.clone(),
                is_there: pair.old.column(&it.table, &it.to).is_some(),
            })
        })
        .collect();
    let mut judge = Judge::new(from);
    for change in changes {
        let Change::Column {
            table,
            change: Delta::Altered { from, to },
        } = change
        else {
            continue;
        };
        if (&from.ty, &from.collation) != (&to.ty, &to.collation)
            && options.rows.get(table) != Some(&0)
            && pair.is_costly(table, to, &mut judge)
            && pair.can_have_twin(table, from, to)
            && !pair.is_numbered(table, from, to, options)
            && let Some((beside, is_there)) = pair.beside(table, to)
        {
            twins.push(Twin {
                table: table.clone(),
                of: to.name.clone(),
                beside,
                is_there,
                becomes: to.name.clone(),
                filled: to.filled.clone(),
            });
        }
    }
    twins
}

/// Of the columns that have another name in the target, those that both names can stand for while two releases run.
#[must_use]
pub(in crate::plan) fn can_be_copied(
    from: &Database,
    to: &Database,
    renamed: &[RenamedColumn],
) -> Vec<RenamedColumn> {
    let pair = Pair::new(from, to);
    let can = |it: &&RenamedColumn| pair.has_renamed(it);
    renamed.iter().filter(can).cloned().collect()
}

struct Pair<'a> {
    old: Lookup<'a>,
    new: Lookup<'a>,
    found: Vec<Found>,
}

impl<'a> Pair<'a> {
    fn new(from: &'a Database, to: &'a Database) -> Self {
        Self {
            old: Lookup::new(from),
            new: Lookup::new(to),
            found: found(from),
        }
    }

    /// Whether a column is kept like another one already.
    fn is_kept(&self, table: &QualifiedName, of: &str, beside: &str) -> bool {
        let mut found = self.found.iter().filter(|it| it.table == *table);
        found.any(|it| it.keeps(of, beside))
    }

    fn has_renamed(&self, it: &RenamedColumn) -> bool {
        let (Some(old), Some(new)) = (self.old.table(&it.table), self.new.table(&it.table)) else {
            return false;
        };
        let (Some(from), Some(to)) = (column(old, &it.from), column(new, &it.to)) else {
            return false;
        };
        (column(old, &it.to).is_none() || self.is_kept(&it.table, &it.from, &it.to))
            && column(new, &it.from).is_none()
            && self.can_have_twin(&it.table, from, to)
    }

    /// Whether another type is more than a word in the catalogue, with all that hangs on the column.
    fn is_costly(&self, table: &QualifiedName, to: &Column, judge: &mut Judge<'_>) -> bool {
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

    /// Whether a column can have a twin: whether all that hangs on it can be made while others work, and swapped at once.
    fn can_have_twin(&self, name: &QualifiedName, from: &Column, to: &Column) -> bool {
        let (Some(old), Some(new)) = (self.old.table(name), self.new.table(name)) else {
            return false;
        };
        let sides = [(&self.old, old, &from.name), (&self.new, new, &to.name)];
        sides.iter().all(|(lookup, table, column)| {
            stands_alone(lookup, table)
                && table.constraints.iter().all(|it| {
                    is_swappable(it, column)
                        && (!touches(it, &[column]) || self.leads_to_plain(lookup, it))
                })
                && table
                    .columns
                    .iter()
                    .all(|it| it.name == **column || !is_computed_from(it, column))
                && lookup
                    .references(name)
                    .iter()
                    .filter(|(_, it)| leads_to(it, name, &[column]))
                    .all(|(child, it)| stands_alone(lookup, child) && !is_period(it))
        }) && can_be_filled(from, to)
            && self.has_type(name, to)
            && !self.is_row_type(name)
            && !self.is_materialized(name, &from.name)
    }

    fn leads_to_plain(&self, lookup: &Lookup<'_>, it: &Constraint) -> bool {
        let target = foreign_key(it).and_then(|key| lookup.table(&key.target));
        target.is_none_or(|it| stands_alone(lookup, it))
    }

    /// Whether the new type is there before the second half, and a new column of it is NULL for nothing.
    fn has_type(&self, table: &QualifiedName, to: &Column) -> bool {
        match self.new.type_of(table, &to.name) {
            None => true,
            Some(Type::Domain(it)) if it.not_null || !it.checks.is_empty() => false,
            Some(ty) => {
                let name = match ty {
                    Type::Enum(it) => &it.name,
                    Type::Composite(it) => &it.name,
                    Type::Domain(it) => &it.name,
                };
                match (self.old.types.get(name), ty) {
                    (None, _) => {
                        !self.old.tables.contains_key(name) && !self.old.views.contains_key(name)
                    }
                    (Some(Type::Enum(a)), Type::Enum(b)) => a.labels == b.labels,
                    (Some(Type::Composite(a)), Type::Composite(b)) => a == &b,
                    (Some(Type::Domain(a)), Type::Domain(b)) => a == &b,
                    _ => false,
                }
            }
        }
    }

    /// Whether a column is of the type of the table's rows.
    fn is_row_type(&self, table: &QualifiedName) -> bool {
        let rows = Object::Table(table.clone());
        self.old
            .dependents(&rows)
            .iter()
            .any(|it| matches!(it, Object::Column(..) | Object::Type(_)))
    }

    /// Whether a materialized view reads a column, which cannot be made again at once.
    fn is_materialized(&self, table: &QualifiedName, column: &str) -> bool {
        let column = Object::Column(table.clone(), column.to_owned());
        let views = readers(&self.old, [column]);
        views
            .iter()
            .any(|it| self.old.view(it).is_some_and(|it| it.materialized))
    }

    /// Whether the rows without a value are to be numbered, which is one statement over all of them.
    fn is_numbered(
        &self,
        table: &QualifiedName,
        from: &Column,
        to: &Column,
        options: &Options,
    ) -> bool {
        let is_key = |it: &Constraint| {
            matches!(&it.kind, ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key)
                if key.columns.first() == Some(&to.name))
        };
        to.not_null
            && !from.not_null
            && options.allow_loss.allows(&format!("{table}.{}", to.name))
            && (matches!(&to.filled, Filled::Default(it) if it.contains("nextval("))
                || self
                    .new
                    .table(table)
                    .is_some_and(|it| it.constraints.iter().any(is_key)))
    }

    /// What the twin of a column is called, and whether it is there already.
    fn beside(&self, table: &QualifiedName, to: &Column) -> Option<(String, bool)> {
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
    (1_u32..).find_map(|number| {
        let end = match number {
            1 => "_new".to_owned(),
            _ => format!("_new{number}"),
        };
        let tried = format!("{}{end}", clip(name, LONGEST - end.len()));
        (!is_taken(&tried)).then_some(tried)
    })
}

/// The views that read these objects, those that read such a view too.
pub(super) fn readers(
    lookup: &Lookup<'_>,
    of: impl IntoIterator<Item = Object>,
) -> BTreeSet<QualifiedName> {
    let mut found = BTreeSet::new();
    let mut news: Vec<Object> = of.into_iter().collect();
    while let Some(object) = news.pop() {
        for it in lookup.dependents(&object) {
            if let Object::View(name) = it
                && found.insert(name.clone())
            {
                news.push(Object::View(name.clone()));
                let columns = lookup.view(name).map_or(&[][..], |it| &it.columns);
                news.extend(
                    columns
                        .iter()
                        .map(|it| Object::Column(name.clone(), it.name.clone())),
                );
            }
        }
    }
    found
}

/// Whether a table has neither partitions nor parents, children or a type that it is of.
fn stands_alone(lookup: &Lookup<'_>, table: &Table) -> bool {
    table.partition.is_none()
        && table.part_of.is_none()
        && table.inherits.is_empty()
        && table.of_type.is_none()
        && lookup.children(&table.name).is_empty()
}

fn is_computed_from(it: &Column, column: &str) -> bool {
    matches!(&it.filled, Filled::Generated(text) | Filled::Virtual(text) if mentions(text, column))
}

/// Whether a constraint on a column can be made twice.
fn is_swappable(it: &Constraint, column: &str) -> bool {
    let is_of_column = touches(it, &[column]);
    match &it.kind {
        ConstraintKind::Exclusion(_) => false,
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            !(is_of_column && key.without_overlaps)
        }
        ConstraintKind::ForeignKey(_) => !(is_of_column && (is_period(it) || !it.enforced)),
        ConstraintKind::Check(_) => true,
    }
}

fn is_period(it: &Constraint) -> bool {
    foreign_key(it).is_some_and(|it| it.period)
}

/// Whether what fills a column goes on in the twin.
fn can_be_filled(from: &Column, to: &Column) -> bool {
    match (&from.filled, &to.filled) {
        (Filled::Generated(_) | Filled::Virtual(_), _)
        | (_, Filled::Generated(_) | Filled::Virtual(_)) => false,
        (Filled::Identity(_), _) => true,
        (_, Filled::Identity(_)) => false,
        _ => true,
    }
}
