//! What the language has words for, and why not.

use super::{entry, word};
use crate::database::{
    Column, Constraint, ConstraintKind, Domain, Filled, Index, Table, Trigger, View,
};
use crate::name::postgres;
use crate::sql;

/// Why a domain cannot be said.
pub(super) fn domain(domain: &Domain, declared: &[(String, String)]) -> Option<String> {
    if word::qualified(&domain.name).is_none() {
        return Some(NAME.to_owned());
    }
    if word::ty(&domain.base, declared).is_none() {
        return Some(format!("there is no type `{}`", domain.base));
    }
    if domain.collation.is_some() {
        return Some("it has a collation".to_owned());
    }
    if domain.not_null {
        return Some("it is NOT NULL".to_owned());
    }
    let unsayable = domain
        .checks
        .iter()
        .find(|it| !it.valid || word::name(&it.name).is_none())?;
    Some(format!(
        "its check `{}` is not valid, or has a name that is no identifier",
        unsayable.name
    ))
}

/// Why a table cannot be said.
pub(super) fn table(table: &Table, declared: &[(String, String)]) -> Option<String> {
    if word::qualified(&table.name).is_none() {
        return Some(NAME.to_owned());
    }
    if table.columns.is_empty() {
        return Some("it has no columns".to_owned());
    }
    if let Some(part) = &table.part_of {
        return Some(format!(
            "it is a partition of {}",
            sql::qualified(&part.parent)
        ));
    }
    if let Some(parent) = table.inherits.first() {
        return Some(format!("it inherits from {}", sql::qualified(parent)));
    }
    if let Some(ty) = &table.of_type {
        return Some(format!("it is a table of the type {}", sql::qualified(ty)));
    }
    if table.unlogged {
        return Some("it is unlogged".to_owned());
    }
    if let Some(place) = table.access_method.as_ref().or(table.tablespace.as_ref()) {
        return Some(format!("it is stored in `{place}`"));
    }
    if let Some(reason) = table.columns.iter().find_map(|it| column(it, declared)) {
        return Some(reason);
    }
    let is_usual = table.triggers.len() <= 1 && table.triggers.iter().all(|it| is_stamp(table, it));
    (!is_usual).then(|| "its trigger is not called after it".to_owned())
}

const NAME: &str = "its name is no identifier";

/// Whether a trigger is the one that `on update` makes.
fn is_stamp(table: &Table, trigger: &Trigger) -> bool {
    let place = |name: &String| table.columns.iter().position(|it| it.name == *name);
    trigger.name == postgres::make(&table.name.name, None, "on_update")
        && trigger
            .assignments
            .iter()
            .map(|(name, _)| place(name))
            .is_sorted()
}

fn column(column: &Column, declared: &[(String, String)]) -> Option<String> {
    let name = &column.name;
    if word::name(name).is_none() {
        return Some(format!("the name of its column `{name}` is no identifier"));
    }
    if word::ty(&column.ty, declared).is_none() {
        return Some(format!("its column `{name}` is a `{}`", column.ty));
    }
    if let Some(collation) = &column.collation
        && entry::collation(collation).is_none()
    {
        return Some(format!("its column `{name}` has the collation {collation}"));
    }
    let not_null = column.not_null_constraint.as_ref();
    if !column.local || not_null.is_some_and(|it| !it.valid || !it.local || it.no_inherit) {
        return Some(format!(
            "its column `{name}` is not NULL in an unusual way, or inherited"
        ));
    }
    matches!(column.filled, Filled::Virtual(_))
        .then(|| format!("its column `{name}` is generated and not stored"))
}

/// Why a view cannot be said.
pub(super) fn view(view: &View, declared: &[(String, String)]) -> Option<String> {
    if word::qualified(&view.name).is_none() {
        return Some(NAME.to_owned());
    }
    if view.columns.is_empty() {
        return Some("it has no columns".to_owned());
    }
    if view.populated != view.materialized {
        return Some("it holds no rows yet".to_owned());
    }
    if let Some(place) = view.access_method.as_ref().or(view.tablespace.as_ref()) {
        return Some(format!("it is stored in `{place}`"));
    }
    for column in &view.columns {
        if word::name(&column.name).is_none() {
            return Some(format!(
                "the name of its column `{}` is no identifier",
                column.name
            ));
        }
        if word::ty(&column.ty, declared).is_none() {
            return Some(format!("its column `{}` is a `{}`", column.name, column.ty));
        }
    }
    let index = view.indexes.iter().find(|it| !is_index(it))?;
    Some(format!("its index `{}` has no words", index.name))
}

/// Whether the language has words for a constraint.
pub(super) fn is_constraint(constraint: &Constraint) -> bool {
    let said = match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            !key.without_overlaps && key.index.options.is_empty() && key.index.tablespace.is_none()
        }
        ConstraintKind::Exclusion(exclusion) => {
            exclusion.include.is_empty()
                && exclusion.index.options.is_empty()
                && exclusion.index.tablespace.is_none()
                && exclusion.elements.iter().all(|(element, operator)| {
                    entry::element(element, false).is_some() && !operator.starts_with("OPERATOR")
                })
        }
        ConstraintKind::Check(check) => !check.no_inherit,
        ConstraintKind::ForeignKey(key) => !key.period,
    };
    said && constraint.valid
        && constraint.enforced
        && constraint.local
        && word::name(&constraint.name).is_some()
}

/// Whether the language has words for an index.
pub(super) fn is_index(index: &Index) -> bool {
    word::name(&index.name).is_some()
        && index.valid
        && index.tablespace.is_none()
        && word::settings(&index.options).is_some()
        && index
            .elements
            .iter()
            .all(|it| entry::element(it, false).is_some())
}
