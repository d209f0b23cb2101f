//! Partitions that come to a table in use, and those that leave it.
//!
//! What becomes a partition is read as a whole while nobody can use it, and so is the partition for all other rows; but
//! not where a check that holds already says the same. `DETACH … CONCURRENTLY` keeps nobody waiting.

mod leave;

pub(in crate::plan) use leave::{leave_first, moved};

use super::ahead::{Proof, is_untouched, look};
use crate::database::{
    Check, Constraint, ConstraintKind, ForeignKey, QualifiedName, Table, expression,
};
use crate::name::postgres;
use crate::plan::Options;
use crate::plan::draft::Draft;
use crate::plan::key::{add_and_validate, beside_name};
use crate::plan::lookup::{Lookup, column, foreign_key, keys, target_columns};
use crate::plan::work::Work;
use crate::sql;

/// Looks at the rows before they have to be looked at under a lock: those of a table that becomes a partition, and those
/// of the partition for all other rows.
pub(super) fn prove(work: &Work<'_>, child: &Table, draft: &mut Draft) {
    let Some(part) = &child.part_of else {
        return;
    };
    let Some(parent) = work.new.table(&part.parent) else {
        return;
    };
    let mut proofs = Vec::new();
    if work.stays(&child.name) {
        add_keys(work, child, parent, draft);
    }
    if is_provable(work, child)
        && let Some(condition) = &part.condition
    {
        for it in with_rows(work, child) {
            let second = (it.name != child.name).then_some(child.name.name.as_str());
            let name = check_name(work, it, second, "bounds");
            let unless = format!("every row of {} is one of {}", it.name, part.bound);
            proofs.push(add_check(it, name, condition.clone(), unless, draft));
        }
    }
    if let Some(other) = other_rows(work, &part.parent)
        && is_filled(work.options, &other.name)
        && let Some(condition) = complement(parent, child)
    {
        let name = check_name(work, other, Some(&child.name.name), "excluded");
        let unless = format!("no row of {} is one of {}", other.name, part.bound);
        proofs.push(add_check(other, name, condition, unless, draft));
    }
    draft.ahead.proofs.insert(child.name.clone(), proofs);
}

/// The tables to which a check is added for all rows of a partition: itself, or the parts of it that may have rows, where
/// others become parts of it meanwhile, which would have to have the check.
fn with_rows<'a>(work: &Work<'a>, child: &'a Table) -> Vec<&'a Table> {
    let parts = work.new.children(&child.name);
    let gets_parts = parts.iter().any(|it| work.is_relinked(it));
    if work.stays(&child.name) && !gets_parts {
        let is_filled = is_filled(work.options, &child.name);
        return is_filled.then_some(child).into_iter().collect();
    }
    parts.iter().flat_map(|it| with_rows(work, it)).collect()
}

/// Makes a table a partition, and drops the checks that were only there for it.
pub(in crate::plan) fn attach(work: &Work<'_>, child: &Table, draft: &mut Draft) {
    let Some(part) = &child.part_of else {
        return;
    };
    if work.options.safe {
        prove(work, child, draft);
    }
    let proofs = draft.ahead.proofs.remove(&child.name).unwrap_or_default();
    let statement = draft.run(format!(
        "ALTER TABLE {} ATTACH PARTITION {} {}",
        sql::qualified(&part.parent),
        sql::qualified(&child.name),
        part.bound
    ));
    statement.joins = !proofs.is_empty();
    statement.proves = proofs.iter().map(|it| it.table.clone()).collect();
    for proof in proofs {
        drop_check(&proof, draft);
    }
}

fn drop_check(proof: &Proof, draft: &mut Draft) {
    draft
        .run(format!(
            "ALTER TABLE {} DROP CONSTRAINT {}",
            sql::qualified(&proof.table),
            sql::identifier(&proof.check)
        ))
        .joins = true;
}

/// Whether a table may have rows.
fn is_filled(options: &Options, table: &QualifiedName) -> bool {
    options.rows.get(table) != Some(&0)
}

/// The partition that has all rows for which there is no other one, before and afterwards.
fn other_rows<'a>(work: &Work<'a>, parent: &QualifiedName) -> Option<&'a Table> {
    let is_other = |it: &&&Table| it.part_of.as_ref().is_some_and(|it| it.bound == "DEFAULT");
    let other = work.old.children(parent).iter().find(is_other)?;
    let stays = work.stays(&other.name) && !work.is_unlinked(other);
    if stays {
        work.new.table(&other.name)
    } else {
        None
    }
}

/// What is true of a row that is none of a partition's, as PostgreSQL asks it of the partition for all other rows.
fn complement(parent: &Table, child: &Table) -> Option<String> {
    let condition = child.part_of.as_ref()?.condition.as_ref()?;
    let above = parent.part_of.as_ref().and_then(|it| it.condition.as_ref());
    // What is true of all partitions of its parent stands first.
    let above = above.map_or(0, |it| expression::conjuncts(it).len());
    let own = expression::conjuncts(condition).split_off(above);
    (!own.is_empty()).then(|| format!("NOT ({})", own.join(" AND ")))
}

/// Whether PostgreSQL finds a check to say what it would look for. Of a text by whose hash rows are divided it does not:
/// the check says by which collation it is read, and what it looks for does not.
fn is_provable(work: &Work<'_>, child: &Table) -> bool {
    let Some(parent) = child
        .part_of
        .as_ref()
        .and_then(|it| work.new.table(&it.parent))
    else {
        return true;
    };
    let by = parent
        .partition
        .as_ref()
        .filter(|it| it.method == "hash")
        .map_or(&[][..], |it| &it.by);
    let has_no_order = |name: &String| {
        let ty = parent
            .columns
            .iter()
            .find(|it| sql::identifier(&it.name) == *name)
            .map(|it| it.ty.as_str());
        ty.is_some_and(|it| UNCOLLATED.contains(&it))
    };
    by.iter().all(has_no_order) && is_provable(work, parent)
}

/// Types that have no collation.
const UNCOLLATED: [&str; 9] = [
    "bigint",
    "integer",
    "smallint",
    "uuid",
    "date",
    "timestamp with time zone",
    "timestamp without time zone",
    "boolean",
    "inet",
];

/// Has new rows pass a check, and looks at the old ones while others go on.
fn add_check(
    table: &Table,
    name: String,
    condition: String,
    unless: String,
    draft: &mut Draft,
) -> Proof {
    let kind = ConstraintKind::Check(Check {
        condition,
        no_inherit: false,
    });
    let check = Constraint {
        valid: false,
        ..Constraint::new(name, kind)
    };
    draft.apart(crate::create::constraint::add(&table.name, &check, ""));
    look(&table.name, &check.name, unless, draft);
    Proof {
        table: table.name.clone(),
        check: check.name,
    }
}

fn check_name(work: &Work<'_>, table: &Table, second: Option<&str>, label: &str) -> String {
    let name = postgres::make(&table.name.name, second, label);
    let is_taken = |name: &str| {
        work.old.constraint(&table.name, name).is_some()
            || work.new.constraint(&table.name, name).is_some()
    };
    if is_taken(&name) {
        beside_name(&name, is_taken)
    } else {
        name
    }
}

/// The foreign keys that a partition has from what it is a part of: PostgreSQL takes those that are there for them, and
/// looks at no row.
fn add_keys(work: &Work<'_>, child: &Table, parent: &Table, draft: &mut Draft) {
    for constraint in keys_above(&work.new, parent) {
        add_key(work, child, constraint, draft);
    }
}

/// Gives each partition that is there a foreign key before what it is a part of gets it, which before 18 cannot have one
/// that is not validated.
pub(in crate::plan) fn add_to_partitions(
    work: &Work<'_>,
    table: &Table,
    key: &Constraint,
    draft: &mut Draft,
) {
    for child in work.new.children(&table.name) {
        if child.partition.is_some() {
            add_to_partitions(work, child, key, draft);
        } else if work.stays(&child.name) {
            add_key(work, child, key, draft);
        }
    }
}

fn add_key(work: &Work<'_>, child: &Table, key: &Constraint, draft: &mut Draft) {
    let is_there = |it: &Constraint| it.valid && it.kind == key.kind;
    let (old, new) = (work.old.table(&child.name), work.new.table(&child.name));
    let mut all = [old, new]
        .into_iter()
        .flatten()
        .flat_map(|it| &it.constraints);
    if all.any(is_there)
        || !has_columns(child, &key.kind)
        || child.partition.is_some()
        || !foreign_key(key).is_some_and(|it| leads_to_what_is_there(work, it))
    {
        return;
    }
    // Those that come from the parent are the parent's.
    let part = old.and_then(|it| it.part_of.as_ref());
    let is_taken = |name: &str| {
        work.old.constraint(&child.name, name).is_some()
            || work.new.constraint(&child.name, name).is_some()
            || part.is_some_and(|it| it.foreign_keys.iter().any(|it| it == name))
    };
    let name = if is_taken(&key.name) {
        beside_name(&key.name, is_taken)
    } else {
        key.name.clone()
    };
    let key = Constraint {
        name,
        ..key.clone()
    };
    add_and_validate(child, &key, draft);
}

/// Whether what a foreign key leads to is there from the start, and stays.
fn leads_to_what_is_there(work: &Work<'_>, key: &ForeignKey) -> bool {
    let Some(target) = work.old.table(&key.target) else {
        return false;
    };
    let wanted = target_columns(key);
    let is_it = |(object, columns)| columns == wanted && is_untouched(work, &object);
    work.stays(&key.target) && keys(target).any(is_it)
}

fn has_columns(table: &Table, kind: &ConstraintKind) -> bool {
    match kind {
        ConstraintKind::ForeignKey(key) => key.columns.iter().all(|it| column(table, it).is_some()),
        _ => false,
    }
}

/// The foreign keys of a partitioned table, and those that it has from above.
fn keys_above<'a>(lookup: &Lookup<'a>, table: &'a Table) -> Vec<&'a Constraint> {
    let own = |it: &&Constraint| foreign_key(it).is_some() && it.valid && it.enforced;
    let mut found: Vec<&Constraint> = table.constraints.iter().filter(own).collect();
    if let Some(parent) = table
        .part_of
        .as_ref()
        .and_then(|it| lookup.table(&it.parent))
    {
        found.extend(keys_above(lookup, parent));
    }
    found
}

/// Whether a foreign key is not dropped with a table's being attached, but becomes a part of its new parent's.
pub(in crate::plan) fn is_absorbed(
    old: &Lookup<'_>,
    new: &Lookup<'_>,
    table: &QualifiedName,
    constraint: &Constraint,
) -> bool {
    let key: Option<&ForeignKey> = foreign_key(constraint);
    let part_of = |it: &Lookup<'_>| {
        let table = it.table(table)?;
        table.part_of.as_ref().map(|it| it.parent.clone())
    };
    let (before, Some(parent)) = (part_of(old), part_of(new)) else {
        return false;
    };
    let is_kept = new.constraint(table, &constraint.name).is_some();
    key.is_some()
        && constraint.valid
        && constraint.enforced
        && !is_kept
        && before.as_ref() != Some(&parent)
        && new.table(&parent).is_some_and(|it| {
            keys_above(new, it)
                .iter()
                .any(|it| it.kind == constraint.kind)
        })
}
