//! Why no column can stand beside another one, and what else one can do.
//!
//! A twin has what the column has, made while others work and exchanged in an instant. What PostgreSQL makes only by reading or
//! writing all rows while everybody waits, no twin can have.

use super::choose::readers;
use super::mapped::{leads_to, touches};
use super::pair::Pair;
use crate::database::{Column, Constraint, ConstraintKind, Filled, Object, QualifiedName, Table};
use crate::plan::Options;
use crate::plan::lookup::{Lookup, Type, foreign_key};
use crate::plan::work::{exclusion_mentions, mentions};

/// What one can do about a column of which relata makes no copy.
const BY_HAND: &str = "a column of another name, that the application writes too and that is filled before this one goes, \
                       makes nobody wait";

impl Pair<'_> {
    /// Why a column can have no twin, and what else one can do; nothing where all that hangs on it can be made while others
    /// work, and exchanged at once.
    pub(super) fn why_none(
        &self,
        name: &QualifiedName,
        from: &Column,
        to: &Column,
    ) -> Option<String> {
        let (Some(old), Some(new)) = (self.old.table(name), self.new.table(name)) else {
            return Some(format!("{name} is not there before and after"));
        };
        let sides = [(&self.old, old, &from.name), (&self.new, new, &to.name)];
        let of_sides = sides
            .iter()
            .find_map(|(lookup, table, column)| in_the_way(lookup, table, column));
        of_sides
            .or_else(|| filled_otherwise(from, to))
            .or_else(|| self.type_in_the_way(name, to))
            .or_else(|| self.is_of_rows(name))
            .or_else(|| self.materialized(name, &from.name))
    }

    /// Why not, where the rows without a value are to be numbered.
    pub(super) fn why_not_numbered(
        &self,
        table: &QualifiedName,
        from: &Column,
        to: &Column,
        options: &Options,
    ) -> Option<String> {
        let is_key = |it: &Constraint| {
            matches!(&it.kind, ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key)
                if key.columns.first() == Some(&to.name))
        };
        let is_numbered = to.not_null
            && !from.not_null
            && options.allow_loss.allows(&format!("{table}.{}", to.name))
            && (matches!(&to.filled, Filled::Default(it) if it.contains("nextval("))
                || self
                    .new
                    .table(table)
                    .is_some_and(|it| it.constraints.iter().any(is_key)));
        is_numbered.then(|| {
            format!(
                "the rows without a {} are numbered, which is one statement over all of them; fill them before",
                from.name
            )
        })
    }

    /// The new type is not there before the second half, or a new column of it is more than NULL.
    fn type_in_the_way(&self, table: &QualifiedName, to: &Column) -> Option<String> {
        let (name, is_there) = match self.new.type_of(table, &to.name)? {
            Type::Domain(it) if it.not_null || !it.checks.is_empty() => {
                return Some(format!(
                    "the domain {} has a constraint, for which a new column of it writes all rows; a column of {} with a \
                     check of its own can stand there",
                    it.name, it.base
                ));
            }
            Type::Enum(it) => (
                &it.name,
                self.old
                    .types
                    .get(&it.name)
                    .map(|old| matches!(old, Type::Enum(old) if old.labels == it.labels)),
            ),
            Type::Composite(it) => (
                &it.name,
                self.old
                    .types
                    .get(&it.name)
                    .map(|old| matches!(old, Type::Composite(old) if *old == it)),
            ),
            Type::Domain(it) => (
                &it.name,
                self.old
                    .types
                    .get(&it.name)
                    .map(|old| matches!(old, Type::Domain(old) if *old == it)),
            ),
        };
        let is_taken = self.old.tables.contains_key(name) || self.old.views.contains_key(name);
        match is_there {
            Some(false) => Some(format!(
                "the type {name} becomes another one with it; a release that changes only one of the two makes nobody wait"
            )),
            None if is_taken => Some(format!(
                "{name} is still a table or a view when it would be added; {BY_HAND}"
            )),
            _ => None,
        }
    }

    /// A column or type is of the type of the table's rows.
    fn is_of_rows(&self, table: &QualifiedName) -> Option<String> {
        let rows = Object::Table(table.clone());
        let mut dependents = self.old.dependents(&rows).iter();
        let of = dependents.find_map(|it| match it {
            Object::Column(of, column) => Some(format!("{of}.{column}")),
            Object::Type(of) => Some(of.to_string()),
            _ => None,
        })?;
        Some(format!(
            "{of} is of the type of the rows of {table}, which PostgreSQL does not alter meanwhile; choose a time for it"
        ))
    }

    /// A materialized view reads it, which cannot be made again at once.
    fn materialized(&self, table: &QualifiedName, column: &str) -> Option<String> {
        let column = Object::Column(table.clone(), column.to_owned());
        let views = readers(&self.old, [column]);
        let mut views = views.iter();
        let it = views.find(|it| self.old.view(it).is_some_and(|it| it.materialized))?;
        Some(format!(
            "the materialized view {it} reads it, and is filled anew when the column is exchanged; drop it a release before, \
             and create it a release later"
        ))
    }
}

/// What of a table, on one of the two sides, no twin can have.
fn in_the_way(lookup: &Lookup<'_>, table: &Table, column: &str) -> Option<String> {
    if let Some(how) = not_alone(lookup, table) {
        return Some(format!(
            "{} {how}, and its columns are exchanged only together with those; {BY_HAND}",
            table.name
        ));
    }
    let constraints = &table.constraints;
    if let Some(reason) = constraints
        .iter()
        .find_map(|it| of_constraint(lookup, it, column))
    {
        return Some(reason);
    }
    let mut columns = table.columns.iter();
    if let Some(it) = columns.find(|it| it.name != column && is_computed_from(it, column)) {
        let name = &it.name;
        return Some(match it.filled {
            Filled::Virtual(_) => format!(
                "{name} is computed from it; drop {name} a release before, and create it a release later"
            ),
            _ => format!(
                "{name} is computed from it and stored, for which PostgreSQL writes all rows; let {name} be a plain column a \
                 release before (DROP EXPRESSION takes an instant), which the application or a trigger fills"
            ),
        });
    }
    let references = lookup.references(&table.name).iter();
    let mut to_it = references.filter(|(_, it)| leads_to(it, &table.name, &[column]));
    to_it.find_map(|(child, it)| match not_alone(lookup, child) {
        Some(how) => Some(format!(
            "the foreign key {} of {} leads to it, which {how}; {BY_HAND}",
            it.name, child.name
        )),
        None => is_period(it).then(|| {
            format!(
                "the foreign key {} of {} leads to it with PERIOD; {BY_HAND}",
                it.name, child.name
            )
        }),
    })
}

/// What a table is a part of, or has as parts, so that it does not stand alone.
fn not_alone(lookup: &Lookup<'_>, table: &Table) -> Option<String> {
    if let Some(part) = &table.part_of {
        return Some(format!("is a partition of {}", part.parent));
    }
    if table.partition.is_some() {
        return Some("has partitions".to_owned());
    }
    if let Some(parent) = table.inherits.first() {
        return Some(format!("inherits from {parent}"));
    }
    if let Some(ty) = &table.of_type {
        return Some(format!("is of the type {ty}"));
    }
    let child = lookup.children(&table.name).first()?;
    Some(format!("is what {} inherits from", child.name))
}

/// What a constraint of a column is that cannot be made twice.
fn of_constraint(lookup: &Lookup<'_>, it: &Constraint, column: &str) -> Option<String> {
    let name = &it.name;
    if let ConstraintKind::Exclusion(exclusion) = &it.kind {
        let reads = exclusion_mentions(exclusion, column)
            || exclusion.include.iter().any(|it| it == column);
        return reads.then(|| {
            format!(
                "the exclusion constraint {name} reads it, whose index PostgreSQL builds only while nobody writes; choose a \
                 time for it, or begin a table that has the new column and move the rows"
            )
        });
    }
    if !touches(it, &[column]) {
        return None;
    }
    match &it.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) if key.without_overlaps => {
            Some(format!(
                "the key {name} is WITHOUT OVERLAPS, whose index PostgreSQL builds only while nobody writes; choose a time \
                 for it, or begin a table that has the new column and move the rows"
            ))
        }
        ConstraintKind::ForeignKey(_) if is_period(it) => Some(format!(
            "the foreign key {name} is one with PERIOD; {BY_HAND}"
        )),
        ConstraintKind::ForeignKey(_) if !it.enforced => Some(format!(
            "the foreign key {name} is not enforced; drop it a release before, and add it a release later"
        )),
        ConstraintKind::ForeignKey(key) => {
            let target = lookup.table(&key.target)?;
            let how = not_alone(lookup, target)?;
            Some(format!(
                "the foreign key {name} leads to {}, which {how}; drop it a release before, and add it a release later",
                key.target
            ))
        }
        _ => None,
    }
}

/// What fills a column does not go on in a twin.
fn filled_otherwise(from: &Column, to: &Column) -> Option<String> {
    if let Some(it) = to
        .not_null_constraint
        .as_ref()
        .filter(|it| !it.valid || it.no_inherit)
    {
        return Some(format!(
            "what keeps {} from being NULL is {}, and comes only with another release that makes nobody wait",
            to.name,
            if it.valid {
                "not for heirs"
            } else {
                "not looked at"
            }
        ));
    }
    match (&from.filled, &to.filled) {
        (Filled::Generated(_) | Filled::Virtual(_), _) => Some(format!(
            "{} is computed, and PostgreSQL computes a stored column of another type only for all rows at once; a plain \
             column that the application or a trigger fills can stand there",
            from.name
        )),
        (_, Filled::Generated(_) | Filled::Virtual(_)) => Some(format!(
            "{} becomes a column that is computed, for all rows at once; a plain column that a trigger fills can stand there",
            to.name
        )),
        (Filled::Identity(_), _) | (_, Filled::No | Filled::Default(_)) => None,
        (_, Filled::Identity(_)) => Some(format!(
            "{} becomes an identity column with it; a release that gives it its type first, and counts a release later, makes \
             nobody wait",
            to.name
        )),
    }
}

fn is_computed_from(it: &Column, column: &str) -> bool {
    matches!(&it.filled, Filled::Generated(text) | Filled::Virtual(text) if mentions(text, column))
}

fn is_period(it: &Constraint) -> bool {
    foreign_key(it).is_some_and(|it| it.period)
}
