//! The constraints of a table.

use super::expression::Scope;
use super::{index, name};
use crate::database::{
    Action, Check, Constraint, ConstraintKind, Deferrable, Exclusion, ForeignKey, Key, KeyIndex,
};
use crate::model::types::Array;
use crate::model::{self, ColumnId, Model, Scalar};
use crate::name::postgres;
use crate::sql;

/// The primary key, then uniques, exclusions, checks and foreign keys, each in the order of the schema.
pub(super) fn lower(model: &Model, table: &model::Table) -> Vec<Constraint> {
    let scope = Scope::of(model, &table.columns);
    let mut constraints = Vec::new();
    constraints.extend(table.primary_key.iter().map(|it| primary_key(table, it)));
    constraints.extend(table.uniques.iter().map(|it| unique(table, it)));
    constraints.extend(table.exclusions.iter().map(|it| exclusion(scope, it)));
    constraints.extend(table.checks.iter().map(|it| check(scope, it)));
    constraints.extend(
        table
            .columns
            .iter()
            .filter_map(|it| of_values(model, table, it)),
    );
    constraints.extend(
        table
            .references
            .iter()
            .map(|it| foreign_key(model, table, it)),
    );
    constraints
}

fn primary_key(table: &model::Table, key: &model::PrimaryKey) -> Constraint {
    Constraint::new(
        key.name.text.clone(),
        ConstraintKind::PrimaryKey(Key {
            columns: columns(table, &key.columns),
            include: columns(table, &key.include),
            nulls_distinct: true,
            without_overlaps: false,
            deferrable: deferrable(key.deferrable),
            index: KeyIndex::default(),
        }),
    )
}

fn unique(table: &model::Table, unique: &model::Unique) -> Constraint {
    Constraint::new(
        unique.name.text.clone(),
        ConstraintKind::Unique(Key {
            columns: columns(table, &unique.columns),
            include: columns(table, &unique.include),
            nulls_distinct: unique.nulls_distinct.unwrap_or(true),
            without_overlaps: false,
            deferrable: deferrable(unique.deferrable),
            index: KeyIndex::default(),
        }),
    )
}

fn exclusion(scope: Scope<'_>, exclusion: &model::Exclusion) -> Constraint {
    Constraint::new(
        exclusion.name.text.clone(),
        ConstraintKind::Exclusion(Exclusion {
            method: exclusion.method.clone(),
            elements: exclusion
                .elements
                .iter()
                .map(|(element, operator)| (index::element(scope, element), operator.clone()))
                .collect(),
            include: Vec::new(),
            predicate: exclusion.predicate.as_ref().map(|expr| scope.print(expr)),
            deferrable: deferrable(exclusion.deferrable),
            index: KeyIndex::default(),
        }),
    )
}

fn check(scope: Scope<'_>, check: &model::Check) -> Constraint {
    Constraint::new(
        check.name.text.clone(),
        ConstraintKind::Check(Check {
            condition: scope.print(&check.condition),
            no_inherit: false,
        }),
    )
}

/// The check of a column whose enum is no type of its own: PostgreSQL would call it like any check of this column.
fn of_values(model: &Model, table: &model::Table, column: &model::Column) -> Option<Constraint> {
    let Scalar::Enum(id) = column.ty.scalar else {
        return None;
    };
    let enum_ = model.enum_(id);
    if enum_.native {
        return None;
    }

    let labels: Vec<String> = enum_
        .values
        .iter()
        .map(|value| sql::literal(&value.label))
        .collect();
    let labels = labels.join(", ");
    let held = sql::identifier(&column.name);
    let condition = match column.ty.array {
        // There is no empty `IN ()`; and without a label, nothing tells the array's type.
        None if labels.is_empty() => format!("{held} = ANY (ARRAY[]::text[])"),
        Some(_) if labels.is_empty() => format!("{held} = ARRAY[]::text[]"),
        None => format!("{held} IN ({labels})"),
        Some(Array {
            nullable_elements: false,
        }) => format!("{held} <@ ARRAY[{labels}]"),
        Some(Array {
            nullable_elements: true,
        }) => format!("array_remove({held}, NULL) <@ ARRAY[{labels}]"),
    };
    Some(Constraint::new(
        postgres::make(&table.name.name, Some(&column.name), "check"),
        ConstraintKind::Check(Check {
            condition,
            no_inherit: false,
        }),
    ))
}

fn foreign_key(model: &Model, table: &model::Table, reference: &model::Reference) -> Constraint {
    let target = model.table(reference.target);
    Constraint::new(
        reference.constraint.text.clone(),
        ConstraintKind::ForeignKey(ForeignKey {
            columns: columns(table, &reference.columns),
            target: name(&target.name),
            target_columns: columns(target, &reference.target_columns),
            on_delete: action(table, reference.on_delete.as_ref()),
            on_update: action(table, reference.on_update.as_ref()),
            match_full: reference.match_full,
            period: false,
            deferrable: deferrable(reference.deferrable),
        }),
    )
}

fn action(table: &model::Table, action: Option<&model::Action>) -> Action {
    match action {
        None | Some(model::Action::NoAction) => Action::NoAction,
        Some(model::Action::Restrict) => Action::Restrict,
        Some(model::Action::Cascade) => Action::Cascade,
        Some(model::Action::SetNull(of)) => Action::SetNull(columns(table, of)),
        Some(model::Action::SetDefault(of)) => Action::SetDefault(columns(table, of)),
    }
}

fn deferrable(deferrable: model::Deferrable) -> Deferrable {
    match deferrable {
        model::Deferrable::No => Deferrable::No,
        model::Deferrable::InitiallyImmediate => Deferrable::InitiallyImmediate,
        model::Deferrable::InitiallyDeferred => Deferrable::InitiallyDeferred,
    }
}

fn columns(table: &model::Table, ids: &[ColumnId]) -> Vec<String> {
    ids.iter()
        .map(|id| table.column(*id).name.clone())
        .collect()
}
