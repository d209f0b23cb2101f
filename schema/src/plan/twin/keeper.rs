//! The trigger that keeps a twin like the column that it stands beside, and its function.

use super::{Twin, found};
use crate::database::{Column, Filled, OutsideKind, QualifiedName, Table};
use crate::name::postgres::{LONGEST, clip};
use crate::plan::convert::Conversion;
use crate::plan::lookup::{Lookup, beside};
use crate::sql;

/// How the values of a column become those of its twin, and back.
pub(super) struct Kept<'a> {
    pub(super) twin: &'a Twin,
    /// The column, as it is.
    pub(super) of: &'a Column,
    /// The twin, as it stands beside it.
    pub(super) beside: &'a Column,
    /// The same with what fills it when it takes its place.
    pub(super) wanted: Column,
    pub(super) there: Conversion,
    /// Only where both are written.
    pub(super) back: Option<Conversion>,
}

/// What the trigger of a table and its function are called. Triggers fire in the order of their names, and this one after
/// those that may change what it copies.
pub(in crate::plan) fn name(lookup: &Lookup<'_>, table: &Table) -> QualifiedName {
    let own = table.triggers.iter().map(|it| it.name.clone());
    let outside = lookup.database.outside.iter();
    let others = outside
        .filter(|it| it.kind == OutsideKind::Trigger && it.on.as_ref() == Some(&table.name))
        .map(|it| found::unquoted(&it.name));
    let last = own.chain(others).filter(|it| !is_keeper(it)).max();
    let start = match last {
        Some(last) if last.as_str() >= START => {
            format!("{}~{START}", clip(&last, LONGEST - START.len() - 1))
        }
        _ => START.to_owned(),
    };
    let end = clip(&table.name.name, LONGEST - start.len());
    beside(&table.name, &format!("{start}{end}"))
}

/// How the names of such triggers begin, or go on behind another trigger's.
const START: &str = "zz_relata_twin_";

/// Whether it is one.
pub(super) fn is_keeper(name: &str) -> bool {
    name.contains(START)
}

/// The function.
pub(super) fn function(name: &QualifiedName, kept: &[Kept<'_>]) -> String {
    let body: String = kept.iter().map(each).collect();
    // What is not simply handed over may name types and functions, wherever the session looks for them.
    let is_plain = kept.iter().all(|it| {
        let back = it.back.as_ref();
        it.there.is_plain()
            && back.is_none_or(|back| back.is_plain() && it.beside.filled == Filled::No)
    });
    let path = if is_plain {
        ""
    } else {
        "\n    SET search_path = public"
    };
    format!(
        "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql{path} AS {}",
        sql::qualified(name),
        sql::dollar_quoted(&format!("\nBEGIN\n{body}    RETURN NEW;\nEND\n"))
    )
}

/// The trigger.
pub(super) fn trigger(name: &QualifiedName, table: &QualifiedName) -> String {
    format!(
        "CREATE TRIGGER {} BEFORE INSERT OR UPDATE ON {}\n    FOR EACH ROW EXECUTE FUNCTION {}()",
        sql::identifier(&name.name),
        sql::qualified(table),
        sql::qualified(name)
    )
}

fn each(kept: &Kept<'_>) -> String {
    match &kept.back {
        Some(back) => both_ways(kept, back),
        None => one_way(kept),
    }
}

/// Nobody writes the twin by its name. What cannot be converted is noticed when it is written, and not whenever another
/// column of its row is.
fn one_way(kept: &Kept<'_>) -> String {
    let of = sql::identifier(&kept.twin.of);
    let beside = sql::identifier(&kept.twin.beside);
    let changed = differ(&format!("NEW.{of}"), &format!("OLD.{of}"), &kept.of.ty);
    let value = kept.there.of(&format!("NEW.{of}"));
    format!(
        "    IF TG_OP = 'INSERT' OR {changed} THEN\n        NEW.{beside} := {value};\n    END IF;\n"
    )
}

/// One release writes one name and the next one the other. Of a new row, what is not the default was given; of one that
/// changes, what is not as it was; and where both are, the new name counts.
fn both_ways(kept: &Kept<'_>, back: &Conversion) -> String {
    let (old, new) = (
        sql::identifier(&kept.twin.of),
        sql::identifier(&kept.twin.beside),
    );
    let (old_ty, new_ty) = (&kept.of.ty, &kept.beside.ty);
    let there = kept.there.of(&format!("NEW.{old}"));
    let back = back.of(&format!("NEW.{new}"));
    let given = match &kept.beside.filled {
        Filled::Default(text) => {
            let new_given = differ(&format!("NEW.{new}"), text, new_ty);
            let old_given = match &kept.of.filled {
                Filled::Default(text) => differ(&format!("NEW.{old}"), text, old_ty),
                Filled::Identity(_) => "true".to_owned(),
                _ => format!("NEW.{old} IS NOT NULL"),
            };
            format!("{new_given} OR NOT ({old_given})")
        }
        _ => format!("NEW.{new} IS NOT NULL"),
    };
    let changed = differ(&format!("NEW.{new}"), &format!("OLD.{new}"), new_ty);
    let old_changed = differ(&format!("NEW.{old}"), &format!("OLD.{old}"), old_ty);
    // A row that is being filled is no row in which somebody wrote the new name.
    let filled = format!("OLD.{new} IS NULL AND OLD.{old} IS NOT NULL AND NOT ({old_changed})");
    format!(
        "    IF TG_OP = 'INSERT' THEN
        IF {given} THEN
            NEW.{old} := {back};
        ELSE
            NEW.{new} := {there};
        END IF;
    ELSIF {changed} THEN
        IF NOT ({filled}) THEN
            NEW.{old} := {back};
        END IF;
    ELSIF {old_changed} THEN
        NEW.{new} := {there};
    END IF;
"
    )
}

/// Whether two values differ, also of types whose values PostgreSQL cannot compare.
pub(super) fn differ(a: &str, b: &str, ty: &str) -> String {
    let element = ty.strip_suffix("[]").unwrap_or(ty);
    if NOT_COMPARED.contains(&element) {
        return format!("({a})::text IS DISTINCT FROM ({b})::text");
    }
    format!("{a} IS DISTINCT FROM {b}")
}

/// The types without an operator `=`, or whose `=` is another one.
const NOT_COMPARED: [&str; 8] = [
    "json", "xml", "point", "line", "lseg", "box", "path", "polygon",
];
