//! All expressions of a schema, each with what it is for.

use super::findings::Place;
use crate::infer::{Inferred, World};
use crate::model::{Column, ColumnId, DomainId, Expr, Filled, Model, Table, TableId, Type};

/// What an expression is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Default,
    OnUpdate,
    Generated,
    Check,
    Index,
    Predicate,
    Partition,
}

/// An expression of the schema.
pub(super) struct Condition<'a> {
    pub(super) expr: &'a Expr,
    pub(super) used: Use,
    pub(super) place: Place,
    /// What it has to be, where that is known.
    pub(super) ty: Option<Type>,
    /// The table that it belongs to; none of a domain or view.
    pub(super) table: Option<&'a Table>,
    /// The columns that it can read.
    pub(super) columns: &'a [Column],
}

impl Condition<'_> {
    /// What its types are.
    pub(super) fn infer(&self, world: &World<'_>) -> Inferred {
        let value = self.ty.filter(|_| matches!(self.place, Place::Domain(_)));
        world.infer(self.expr, self.columns, value)
    }
}

/// All expressions, in the order of the tables.
pub(super) fn all(model: &Model) -> Vec<Condition<'_>> {
    let mut all = Vec::new();
    for (number, table) in model.tables.iter().enumerate() {
        of_table(TableId(number), table, &mut all);
    }
    for (number, domain) in model.domains.iter().enumerate() {
        let mut add = |expr, used| {
            all.push(Condition {
                expr,
                used,
                place: Place::Domain(DomainId(number)),
                ty: Some(domain.base),
                table: None,
                columns: &[],
            });
        };
        if let Some(default) = &domain.default {
            add(default, Use::Default);
        }
        for check in &domain.checks {
            add(&check.condition, Use::Check);
        }
    }
    for (number, view) in model.views.iter().enumerate() {
        for index in &view.indexes {
            let mut add = |expr, used| {
                all.push(Condition {
                    expr,
                    used,
                    place: Place::View(number),
                    ty: None,
                    table: None,
                    columns: &view.columns,
                });
            };
            for element in &index.elements {
                add(&element.expr, Use::Index);
            }
            if let Some(predicate) = &index.predicate {
                add(predicate, Use::Predicate);
            }
        }
    }
    all
}

/// The expressions of a table.
pub(super) fn of(model: &Model, table: TableId) -> Vec<Condition<'_>> {
    let mut all = Vec::new();
    of_table(table, model.table(table), &mut all);
    all
}

fn of_table<'a>(id: TableId, table: &'a Table, all: &mut Vec<Condition<'a>>) {
    let mut add = |expr, used, place, ty| {
        all.push(Condition {
            expr,
            used,
            place,
            ty,
            table: Some(table),
            columns: &table.columns,
        });
    };
    for (number, column) in table.columns.iter().enumerate() {
        let place = Place::Column(id, ColumnId(number));
        match &column.filled {
            Filled::Default(expr) => add(expr, Use::Default, place, Some(column.ty)),
            Filled::Generated(expr) => add(expr, Use::Generated, place, Some(column.ty)),
            Filled::No | Filled::Identity { .. } => {}
        }
        if let Some(expr) = &column.on_update {
            add(expr, Use::OnUpdate, place, Some(column.ty));
        }
    }
    for (number, check) in table.checks.iter().enumerate() {
        add(&check.condition, Use::Check, Place::Check(id, number), None);
    }
    for (number, index) in table.indexes.iter().enumerate() {
        let place = Place::Index(id, number);
        for element in &index.elements {
            add(&element.expr, Use::Index, place, None);
        }
        if let Some(predicate) = &index.predicate {
            add(predicate, Use::Predicate, place, None);
        }
    }
    for (number, exclusion) in table.exclusions.iter().enumerate() {
        let place = Place::Exclusion(id, number);
        for (element, _) in &exclusion.elements {
            add(&element.expr, Use::Index, place, None);
        }
        if let Some(predicate) = &exclusion.predicate {
            add(predicate, Use::Predicate, place, None);
        }
    }
    for expr in table.partition.iter().flat_map(|partition| &partition.by) {
        add(expr, Use::Partition, Place::Table(id), None);
    }
}
